/** A topic directory in memory: one board, and for each peer its own way to it. Keeps a card for an hour, as servers do. */
import { openFound } from '../protocol/carried.ts';
import { openFoundCommunities } from '../protocol/community-card.ts';
import type { PeerId } from '../protocol/identity.ts';
import { MAX_FOUND_CARDS, MAX_LISTINGS } from '../protocol/limits.ts';
import type { Clock, CommunityDirectory, TopicDirectory } from './ports.ts';

const KEPT_MS = 60 * 60_000;

interface Kept {
	readonly card: string;
	readonly cells: readonly number[];
	readonly until: number;
}

export class FakeDirectory {
	/** While it is down nothing is published or found. */
	isDown = false;
	readonly #clock: Pick<Clock, 'now'>;
	readonly #cards = new Map<PeerId, Kept>();
	/** By who lists it, and its id. */
	readonly #communities = new Map<string, Kept>();
	/** Refused, by the same. */
	readonly #full = new Set<string>();

	constructor(clock: Pick<Clock, 'now'>) {
		this.#clock = clock;
	}

	of(me: PeerId): TopicDirectory & CommunityDirectory {
		return {
			publish: async (card, cells) => this.#put(this.#cards, me, card, cells),
			list: async (community, card, cells) => this.#list(me, community, card, cells),
			isFull: async (community) => !this.isDown && this.#full.has(`${me} ${community}`),
			find: async (cells) => {
				if (this.isDown) return [];
				const texts = this.#textsIn(this.#cards, cells);
				return (await openFound(texts, cells, this.#clock.now(), me)).slice(0, 2 * MAX_FOUND_CARDS);
			},
			findCommunities: async (cells) => {
				if (this.isDown) return undefined;
				const texts = this.#textsIn(this.#communities, cells);
				const found = await openFoundCommunities(texts, cells, this.#clock.now(), me);
				return found.slice(0, 2 * MAX_FOUND_CARDS);
			}
		};
	}

	#list(me: PeerId, community: string, card: string | undefined, cells: readonly number[]): void {
		if (this.isDown) return;
		const name = `${me} ${community}`;
		this.#communities.delete(name);
		this.#full.delete(name);
		if (card === undefined) return;
		const now = this.#clock.now();
		const mine = [...this.#communities].filter(([other, { until }]) => other.startsWith(me) && until > now);
		if (mine.length < MAX_LISTINGS) this.#put(this.#communities, name, card, cells);
		else this.#full.add(name);
	}

	#put<Key extends string>(kept: Map<Key, Kept>, key: Key, card: string, cells: readonly number[]): void {
		if (!this.isDown) kept.set(key, { card, cells, until: this.#clock.now() + KEPT_MS });
	}

	#textsIn(kept: ReadonlyMap<string, Kept>, cells: readonly number[]): readonly string[] {
		const now = this.#clock.now();
		return [...kept.values()]
			.filter((one) => one.until > now && one.cells.some((cell) => cells.includes(cell)))
			.map(({ card }) => card);
	}
}
