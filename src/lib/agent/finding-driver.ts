/**
 * The router in hand: tells it what happened with the time, chance and presence of that moment, wakes it when it wants to be
 * woken, and hands on what it wants done. One step is one turn of the loop: nothing comes between.
 */
import type { PeerId } from '../protocol/identity.ts';
import type { Inside } from './inside.ts';
import { isLive } from './post.ts';
import type { Effect, Heard } from './routing/events.ts';
import { isAway } from './routing/router-peers.ts';
import { newRouter, step, type RouterState } from './routing/router.ts';

/** Two round trips through the server and the answerer's search on a slow phone. */
export const ANSWER_WAIT_MS = 8_000;
/** Three hops and back; who holds something says so within a blink. */
export const OFFER_WAIT_MS = 4_000;

export type Work = Exclude<Effect, { readonly do: 'wake' }>;

type DriverDeps = Pick<Inside, 'me' | 'clock' | 'random' | 'mesh' | 'presences'>;

/** What may make it choose somebody: whom it takes to be there should be. */
const choosing: ReadonlySet<Heard['kind']> = new Set(['ask', 'probe', 'offer', 'found', 'reply', 'woken']);

export class Driver {
	readonly state: RouterState;
	readonly #deps: DriverDeps;
	readonly #carry: (work: readonly Work[]) => void;
	#wakes = new Set<number>();

	constructor(deps: DriverDeps, carry: (work: readonly Work[]) => void) {
		this.#deps = deps;
		this.#carry = carry;
		this.state = newRouter(deps.me, {
			standingOffers: false,
			answerWaitMs: ANSWER_WAIT_MS,
			offerWaitMs: OFFER_WAIT_MS
		});
	}

	/** What it wants done, begun. `knows`: with a probe, whether this node holds something on it. `at`: not before this time. */
	hear(heard: Heard, { knows = false, at = 0 } = {}): readonly Work[] {
		const now = Math.max(this.#deps.clock.now(), at);
		if (choosing.has(heard.kind)) this.#lookAround(now);
		const work: Work[] = [];
		for (const effect of this.#step(heard, now, knows)) {
			if (effect.do === 'wake') this.#wakeAt(effect.at, now);
			else work.push(effect);
		}
		if (work.length > 0) this.#carry(work);
		return work;
	}

	#step(heard: Heard, now: number, knows: boolean): readonly Effect[] {
		return step(this.state, heard, { now, random: this.#chance, knows: () => knows }).effects;
	}

	readonly #chance = (): number => {
		const [a = 0, b = 0, c = 0, d = 0] = this.#deps.random(4);
		return (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) / 2 ** 32;
	};

	#wakeAt(at: number, now: number): void {
		if (this.#wakes.has(at)) return;
		this.#wakes.add(at);
		void this.#deps.clock.sleep(at - now).then(() => {
			this.#wakes.delete(at);
			// A clock that was put right meanwhile keeps nobody waiting.
			this.hear({ kind: 'woken' }, { at });
		});
	}

	/** Those my person let in, as links and the server know them at this moment, and they say themselves. Who is not followed is tried. */
	#lookAround(now: number): void {
		for (const kept of this.state.kept.values()) {
			if (kept.standing === 'stranger') continue;
			const online = isLive(this.#deps.mesh.reach(kept.peer));
			if (online ? kept.missed > 0 : !isAway(kept, now)) this.#reached(kept.peer, online, now);
			const as = this.#deps.presences.of(kept.peer);
			if (kept.presence !== as) this.#step({ kind: 'presence', peer: kept.peer, as }, now, false);
		}
	}

	#reached(peer: PeerId, online: boolean, now: number): void {
		this.#step({ kind: 'reach', peer, online }, now, false);
	}
}
