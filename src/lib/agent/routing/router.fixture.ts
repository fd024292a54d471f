/** A router in hand: a clock turned by hand, chance from a seed, and what it wanted done at the last step. */
import type { PeerId } from '../../protocol/identity.ts';
import type { Happening } from './beliefs.ts';
import type { Cell } from './cells.ts';
import type { Attested, Effect, Heard, Known, Reply, Seek, Verdict } from './events.ts';
import type { RouterOptions, RouterState } from './router-state.ts';
import { newRouter, step } from './router.ts';

/** A day in 2027; questions of these tests are about this cell. */
export const BEGIN = Date.UTC(2027, 4, 1);
export const CELL: Cell = 100;

export const aPeer = (n: number): PeerId => n.toString(16).padStart(64, '0') as PeerId;

export const aCard = (n: number, cells: readonly Cell[] = [CELL], version = 1): Known => ({
	peer: aPeer(n),
	version,
	topics: cells.map((cell) => ({ cell, weight: 1 }))
});

export const answer = (meaning: string, cited = true): Reply => ({ outcome: 'answered', meaning, cited });

export const praise: Attested = { trust: { good: 12, bad: 0 }, topics: [] };
export const slander: Attested = { trust: { good: 0, bad: 12 }, topics: [] };

/** mulberry32: small, seeded, good enough for a test. */
export function chance(seed: number): () => number {
	let at = seed >>> 0;
	return () => {
		at = (at + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

export class Hand {
	now = BEGIN;
	state: RouterState;
	readonly #random: () => number;
	readonly #holds: readonly Cell[];
	#asked = 0;

	constructor(me = 0, options: Partial<RouterOptions> = {}, holds: readonly Cell[] = []) {
		this.state = newRouter(aPeer(me), options);
		this.#random = chance(me + 1);
		this.#holds = holds;
	}

	hear(heard: Heard): readonly Effect[] {
		const knows = (cells: readonly Cell[]) => cells.some((cell) => this.#holds.includes(cell));
		const { state, effects } = step(this.state, heard, { now: this.now, random: this.#random, knows });
		this.state = state;
		return effects;
	}

	wait(ms: number): readonly Effect[] {
		this.now += ms;
		return this.hear({ kind: 'woken' });
	}

	knows(...cards: readonly Known[]): this {
		for (const card of cards) this.hear({ kind: 'card', card });
		return this;
	}

	befriends(n: number, as: 'friend' | 'contact' | 'blocked' = 'friend'): this {
		this.hear({ kind: 'standing', peer: aPeer(n), as });
		return this;
	}

	ask(question = `question ${++this.#asked}`, important = false, cells = [CELL]): readonly Effect[] {
		return this.hear({ kind: 'ask', question, cells, important });
	}

	reply(n: number, reply: Reply, question = `question ${this.#asked}`): readonly Effect[] {
		return this.hear({ kind: 'reply', question, from: aPeer(n), reply });
	}

	/** So many times this happened with them, each on a question of its own. */
	seen(n: number, what: Happening, times = 1, cells = [CELL]): this {
		for (let i = 0; i < times; i++)
			this.hear({ kind: 'judged', question: `before ${this.state.stamp}`, peer: aPeer(n), what, cells });
		return this;
	}

	/** Those asked say their part, everybody else nothing, until the question is closed. */
	runs(says: (n: number) => Reply, cards: readonly Known[] = [], first = this.ask()): Run {
		const effects = [...first];
		for (let at = 0; at < effects.length && at < 200; at++) {
			const effect = effects[at]!;
			if (effect.do === 'put')
				effects.push(...this.reply(parseInt(effect.to, 16), says(parseInt(effect.to, 16))));
			if (effect.do === 'look')
				effects.push(...this.hear({ kind: 'found', question: effect.question, cards }));
			if (at === effects.length - 1 && effect.do !== 'close') effects.push(...this.wait(30_000));
		}
		const closed = effects.find((effect) => effect.do === 'close');
		return { effects, asked: puts(effects), verdict: closed?.verdict };
	}
}

export interface Run {
	readonly effects: readonly Effect[];
	readonly asked: readonly number[];
	readonly verdict: Verdict | undefined;
}

export const puts = (effects: readonly Effect[]): readonly number[] =>
	effects.flatMap((effect) => (effect.do === 'put' ? [parseInt(effect.to, 16)] : []));

export const aSeek = (over: Partial<Seek> = {}): Seek => ({
	question: 'theirs',
	asker: aPeer(900),
	cells: [CELL],
	until: BEGIN + 60_000,
	...over
});

export const aProbe = (over: Partial<Extract<Heard, { kind: 'probe' }>> = {}): Heard => ({
	kind: 'probe',
	from: aPeer(1),
	seek: aSeek(),
	hops: 1,
	budget: 1,
	path: [],
	...over
});
