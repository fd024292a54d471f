/**
 * Letters that the server refused for now (a full mailbox, too many in a minute, a disk that is full) stay queued. They are
 * tried again by themselves, each peer's together: first within a minute, then later and later, at most half an hour apart.
 */
import type { AgentEvent } from '#lib/agent/agent.ts';
import { backoffMs } from '#lib/net/backoff.ts';
import type { PeerId } from '#lib/protocol/identity.ts';

const WAITS = { firstMs: 60_000, mostMs: 30 * 60_000 } as const;

interface Waiting {
	readonly tries: number;
	/** The time has come: what it waited for is under way. */
	readonly due: boolean;
}

export interface LettersAgainDeps {
	/** Sets out again with what waits for this peer. */
	readonly flush: (peer: PeerId) => Promise<void>;
	/** In [0, 1). */
	readonly chance: () => number;
}

export class LettersAgain {
	readonly #deps: LettersAgainDeps;
	readonly #waiting = new Map<PeerId, Waiting>();

	constructor(deps: LettersAgainDeps) {
		this.#deps = deps;
	}

	/** What became of a letter. */
	heard({ to, state, why }: Extract<AgentEvent, { kind: 'delivery-changed' }>): void {
		const waiting = this.#waiting.get(to);
		if (state === 'queued' && why !== undefined) {
			// One timer for all of a peer's letters: each of them is refused by itself.
			if (!waiting || waiting.due) this.#wait(to, (waiting?.tries ?? -1) + 1);
		} else if (state === 'sent' && waiting?.due) this.#waiting.delete(to);
	}

	#wait(to: PeerId, tries: number): void {
		setTimeout(
			() => {
				this.#waiting.set(to, { tries, due: true });
				// What fails here waits for the next time the server is reached, as all that waits does.
				this.#deps.flush(to).catch(() => undefined);
			},
			backoffMs(WAITS, tries, this.#deps.chance())
		);
		this.#waiting.set(to, { tries, due: false });
	}
}
