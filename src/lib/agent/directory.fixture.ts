/** A topic directory in memory: one board, and for each peer its own way to it. Keeps a card for an hour, as servers do. */
import { openFound } from '../protocol/carried.ts';
import type { PeerId } from '../protocol/identity.ts';
import { MAX_FOUND_CARDS } from '../protocol/limits.ts';
import type { Clock, TopicDirectory } from './ports.ts';

const KEPT_MS = 60 * 60_000;

export class FakeDirectory {
	/** While it is down nothing is published or found. */
	isDown = false;
	readonly #clock: Pick<Clock, 'now'>;
	readonly #cards = new Map<PeerId, { card: string; cells: readonly number[]; until: number }>();

	constructor(clock: Pick<Clock, 'now'>) {
		this.#clock = clock;
	}

	of(me: PeerId): TopicDirectory {
		return {
			publish: async (card, cells) => {
				if (this.isDown) return;
				this.#cards.set(me, { card, cells, until: this.#clock.now() + KEPT_MS });
			},
			find: async (cells) => {
				if (this.isDown) return [];
				const now = this.#clock.now();
				const listed = [...this.#cards.values()].filter(
					(one) => one.until > now && one.cells.some((cell) => cells.includes(cell))
				);
				const texts = listed.map(({ card }) => card);
				return (await openFound(texts, cells, now, me)).slice(0, 2 * MAX_FOUND_CARDS);
			}
		};
	}
}
