/**
 * How a peer behaves on its links, apart from reputation: a few bad envelopes and its direct links are refused for a
 * while, twice as long each time. Only what came over a proven link counts, else anyone could frame anyone.
 */
import type { PeerId } from '#lib/protocol/identity.ts';

const BAD_AT_MOST = 5;
const REFUSED_MS = 60 * 60_000;
const LONGEST_MS = 24 * REFUSED_MS;
/** A bad envelope is forgiven after this long. */
const FORGIVEN_MS = REFUSED_MS;
const MAX_KEPT = 2_048;

interface Score {
	readonly bad: readonly number[];
	readonly refusals: number;
	readonly until: number;
}

export class LinkScores {
	readonly #scores = new Map<PeerId, Score>();

	/** Counts one bad envelope; true when the peer is refused from now on. */
	blame(peer: PeerId, now: number): boolean {
		const { bad, refusals, until } = this.#scores.get(peer) ?? { bad: [], refusals: 0, until: 0 };
		const recent = [...bad.filter((at) => now - at < FORGIVEN_MS), now];
		const full = recent.length >= BAD_AT_MOST;
		this.#scores.delete(peer);
		if (this.#scores.size >= MAX_KEPT)
			for (const oldest of this.#scores.keys()) {
				this.#scores.delete(oldest);
				break;
			}
		this.#scores.set(peer, {
			bad: full ? [] : recent,
			refusals: full ? refusals + 1 : refusals,
			until: full ? now + Math.min(LONGEST_MS, REFUSED_MS * 2 ** refusals) : until
		});
		return full;
	}

	isRefused(peer: PeerId, now: number): boolean {
		return (this.#scores.get(peer)?.until ?? 0) > now;
	}
}
