/**
 * A community of agents with real texts: each question goes the way of the real router from asker to answerers, is answered
 * by real search and quotes, grouped by what it says, weighed by the router, and shown in the order of the asker's own
 * engine and that weight. One question after the other; the person rates some of what is shown.
 */
import { writtenAtOnce, withCited, type Found } from '#lib/agent/compose.ts';
import { joined, type Meant, type Said } from '#lib/agent/meaning.ts';
import type { Happening } from '#lib/agent/routing/beliefs.ts';
import type { Cell } from '#lib/agent/routing/cells.ts';
import type { Effect, Heard, Known, Reply, Verdict } from '#lib/agent/routing/events.ts';
import { newRouter, step } from '#lib/agent/routing/router.ts';
import { topicSpace } from '#lib/agent/routing/topic-space.ts';
import { quotes } from '#lib/llm/quotes.ts';
import { MEANT } from '#lib/net/directory-decoys.ts';
import { base64url, sha256 } from '#lib/protocol/bytes.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { whole, type Chance } from '../routing/chance.ts';
import { Directory } from '../routing/directory.ts';
import { acquaint, meet, note, type Meeting } from '../routing/gossip.ts';
import { Queue } from '../routing/queue.ts';
import { BEGIN } from '../routing/setting.ts';
import { answerOf, type Person } from './people.ts';
import type { Asked, Texts } from './texts.ts';

const BETWEEN_MS = 10 * 60 * 1_000;
const MESSAGE_MS = 80;
const ANSWER_MS = 500;
/** Sources that are looked at, and rated. */
const SHOWN = 3;
const RATED = 0.6;
const MISRATED = 0.1;
/** Asked where little is held, a question's cells must meet the shelf in so many. */
const LEAST_HELD = 2;

/** What one question came to. */
export interface Outcome {
	readonly asked: Asked;
	/** Ids of what is shown, best first; a liar's text has none. */
	readonly shown: readonly (string | undefined)[];
	/** What stands first is shown as verified. */
	readonly accepted: boolean;
	/** Somebody who knows it answered, whether shown or not. */
	readonly reached: boolean;
	readonly messages: number;
}

interface Going {
	readonly asked: Asked;
	readonly asker: Person;
	readonly id: string;
	pool: readonly Found[];
	groups: readonly Meant[];
	messages: number;
	verdict: Verdict | undefined;
}

type Due = { readonly to: Person; readonly heard: Heard; readonly probed?: true } | { readonly put: Person };

export class Community implements Meeting {
	readonly agents: readonly Person[];
	readonly chance: Chance;
	readonly cards = true;
	readonly attestations = true;
	readonly #texts: Texts;
	readonly #byPeer: ReadonlyMap<PeerId, Person>;
	readonly #directory = new Directory();
	readonly #space = topicSpace();
	#queue = new Queue<Due>();
	#now = BEGIN;
	#count = 0;
	#going: Going | undefined;

	constructor(texts: Texts, people: readonly Person[], chance: Chance) {
		this.#texts = texts;
		this.agents = people;
		this.chance = chance;
		this.#byPeer = new Map(people.map((person) => [person.peer, person]));
		acquaint(this);
		for (const person of people) this.#directory.list(person);
	}

	/** By somebody honest who does not know it. */
	async ask(asked: Asked): Promise<Outcome> {
		const asker = this.#askerOf(asked);
		const id = `question ${this.#count++}`;
		const cells = await this.#space.ofQuestion(asked.text);
		const going: Going = { ...{ asked, asker, id, pool: [], groups: [], messages: 0 }, verdict: undefined };
		this.#going = going;
		this.#queue = new Queue<Due>();
		this.hear(asker, { kind: 'ask', question: id, cells, important: false });
		for (;;) {
			const next = this.#queue.take();
			if (!next || going.verdict) break;
			this.#now = next.at;
			await this.#live(next.what, going);
		}
		const shown = await this.#shown(going);
		this.#rate(going, cells, shown);
		asker.asked++;
		for (const index of asker.linked) meet(this, asker, this.agents[index]!);
		this.#now += BETWEEN_MS;
		return {
			asked,
			shown: shown.map(({ item }) => item),
			accepted: shown[0] !== undefined && isAccepted(going, shown[0].author),
			reached: going.pool.some(({ item }) => item !== undefined && asked.right.has(item)),
			messages: going.messages
		};
	}

	#askerOf({ not }: Asked): Person {
		for (;;) {
			const person = this.agents[whole(this.chance, this.agents.length)]!;
			if (person.role === 'honest' && !not.has(person.index)) return person;
		}
	}

	hear(person: Person | Meeting['agents'][number], heard: Heard): void {
		if (person.role !== 'honest') return this.#lieTo(person, heard);
		const { holds } = this.agents[person.index]!;
		const knows = (cells: readonly Cell[]) => cells.filter((cell) => holds.has(cell)).length >= LEAST_HELD;
		person.router ??= this.#begun(person);
		const { state, effects } = step(person.router, heard, { now: this.#now, random: this.chance, knows });
		person.router = state;
		for (const effect of effects) this.#carryOut(person, effect);
	}

	/** Offers whatever is looked for. */
	#lieTo(person: Meeting['agents'][number], heard: Heard): void {
		if (heard.kind !== 'probe') return;
		const { asker, question, cells } = heard.seek;
		const path = heard.from === asker ? [] : [...heard.path, heard.from];
		this.#soon({
			to: this.#byPeer.get(asker)!,
			heard: { kind: 'offer', question, from: person.card, cells, path }
		});
	}

	#begun(person: Meeting['agents'][number]) {
		let router = newRouter(person.peer);
		const means = { now: this.#now, random: this.chance, knows: () => false };
		const told = [...new Set([...person.linked, ...person.known])];
		for (const index of told)
			router = step(router, { kind: 'card', card: this.agents[index]!.card }, means).state;
		for (const index of person.linked) {
			const as = person.friends.has(index) ? 'friend' : 'contact';
			router = step(router, { kind: 'standing', peer: this.agents[index]!.peer, as }, means).state;
		}
		return router;
	}

	#soon(due: Due, inMs = MESSAGE_MS): void {
		if (this.#going) this.#going.messages++;
		this.#queue.put(this.#now + inMs, due);
	}

	#carryOut(from: Meeting['agents'][number], effect: Effect): void {
		const going = this.#going;
		switch (effect.do) {
			case 'probe': {
				const { seek, hops, budget, path } = effect;
				const heard: Heard = { kind: 'probe', from: from.peer, seek, hops, budget, path };
				return this.#soon({ to: this.#byPeer.get(effect.to)!, heard });
			}
			case 'offer': {
				const { seek, path } = effect;
				const heard: Heard = {
					kind: 'offer',
					question: seek.question,
					from: from.card,
					cells: seek.cells,
					path
				};
				return this.#soon({ to: this.#byPeer.get(seek.asker)!, heard });
			}
			case 'put':
				return this.#soon({ put: this.#byPeer.get(effect.to)! });
			case 'look': {
				const cards = this.#listed(effect.cells, this.agents[from.index]!);
				const heard: Heard = { kind: 'found', question: effect.question, cards };
				if (going) going.messages++;
				return this.#soon({ to: this.agents[from.index]!, heard }, 2 * MESSAGE_MS);
			}
			case 'wake':
				this.#queue.put(Math.max(this.#now, effect.at), {
					to: this.agents[from.index]!,
					heard: { kind: 'woken' }
				});
				return;
			case 'close':
				if (going?.id === effect.question) going.verdict = effect.verdict;
				return;
			case 'note':
				// The router has taken it into account.
				return;
		}
	}

	/** Three cells at a time, as a node asks its server. */
	#listed(cells: readonly Cell[], asker: Person): readonly Known[] {
		const found = new Set<Known>();
		for (let at = 0; at < cells.length; at += MEANT)
			for (const card of this.#directory.find(cells.slice(at, at + MEANT), asker, this.#now, this.chance))
				found.add(card);
		return [...found];
	}

	async #live(due: Due, going: Going): Promise<void> {
		if (!('put' in due)) return this.hear(due.to, due.heard);
		const reply = await this.#answered(due.put, going);
		const heard: Heard = { kind: 'reply', question: going.id, from: due.put.peer, reply };
		this.#soon({ to: going.asker, heard }, ANSWER_MS);
	}

	async #answered(person: Person, going: Going): Promise<Reply> {
		const { asked } = going;
		const found =
			person.role === 'honest' ? await answerOf(person, asked.text) : [this.#lieOf(person, asked)];
		if (found.length === 0) return { outcome: 'nothing' };
		going.pool = withCited(going.pool, found);
		const said: Said = {
			by: person.peer,
			quotes: found.flatMap(({ text, hash, quotes: picked }) =>
				picked.map(({ start, end }) => ({ text: text.slice(start, end), hash }))
			)
		};
		going.groups = joined(going.groups, said, asked.text);
		const group = going.groups.find((one) => one.said.includes(said))!;
		return { outcome: 'answered', meaning: group.meaning, cited: true };
	}

	#lieOf({ peer, index }: Person, asked: Asked): Found {
		const { title, text } = this.#texts.lie(asked, this.chance);
		const source = { author: peer, authorName: `agent ${index}`, title, text, hash: base64url(sha256(text)) };
		const quoted = [{ start: 0, end: Math.min(text.length, 400) }];
		return { ...source, verification: 'verified', madeAt: 0, relevance: 1, quotes: quoted };
	}

	/**
	 * The engine's order, weighed by what the verdict gives to those who say it. A node's screen keeps the engine's order and
	 * says beside each source whether it is verified; it lists no source that nothing is quoted of. Here both count.
	 */
	async #shown({ asked, pool, verdict }: Going): Promise<readonly Found[]> {
		const written = await writtenAtOnce(quotes, asked.text, pool, new AbortController().signal);
		const order = new Map<Found, number>();
		for (const piece of written)
			if (piece.kind === 'quote')
				for (const { source } of piece.spans) {
					const found = pool[source - 1]!;
					if (!order.has(found)) order.set(found, 1 / (order.size + 1));
				}
		// What the engine quotes nothing of comes after what it quotes.
		for (const found of pool) if (!order.has(found)) order.set(found, found.relevance / (order.size + 2));
		const weight = new Map<PeerId, number>();
		for (const group of verdict?.groups ?? []) for (const peer of group.by) weight.set(peer, group.weight);
		const worth = ([found, rank]: readonly [Found, number]): number => rank * (weight.get(found.author) ?? 0);
		return [...order]
			.sort((a, b) => worth(b) - worth(a))
			.slice(0, SHOWN)
			.map(([found]) => found);
	}

	/** Who is shown is rated, each once. */
	#rate({ asked, asker, id }: Going, cells: readonly Cell[], shown: readonly Found[]): void {
		for (const author of new Set(shown.map((one) => one.author))) {
			if (this.chance() >= RATED) continue;
			const about = this.#byPeer.get(author)!;
			const isRight = shown.some((one) => one.author === author && asked.right.has(one.item ?? ''));
			const useful = isRight !== this.chance() < MISRATED;
			const what: Happening = useful ? 'useful' : about.role === 'honest' ? 'not-useful' : 'wrong';
			note(asker, about, what, cells);
			this.hear(asker, { kind: 'judged', question: id, peer: author, what, cells });
		}
	}
}

const isAccepted = ({ verdict }: Going, author: PeerId): boolean =>
	verdict?.accepted === true && verdict.groups[0]?.by.includes(author) === true;
