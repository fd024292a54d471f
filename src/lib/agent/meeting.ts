/**
 * Whom my person may want to meet, of those whose cards are known here: compared on this device with what my own card says,
 * so that nothing of the comparing leaves it. Nobody is suggested without a reason that can be said, and nobody whom my person
 * has no way to reach: by a community that both are in, or by a contact who knows them.
 */
import type { PeerId } from '../protocol/identity.ts';
import type { CoarseGeohash } from './ports.ts';
import type { Cell, Weighted } from './routing/cells.ts';
import { nearness } from './routing/place.ts';
import { isOften } from './ties.ts';

/** More is a list to work off, not a suggestion. */
export const MOST_SUGGESTED = 8;
/** Topics that one reason names. */
const MOST_TOPICS = 3;

/** What a card lets its owner be found by. */
export interface Interests {
	readonly topics: readonly Weighted[];
	readonly place?: CoarseGeohash;
}

/** A community that both are in. */
export interface Shared {
	readonly community: string;
	readonly name: string;
	readonly members: number;
}

/** A contact of mine who has signed that they know them. */
export interface Mutual {
	readonly peer: PeerId;
	readonly name: string;
	/** How much we have to do with each other, ties.ts. */
	readonly tie: number;
}

/** Somebody who is no contact. */
export interface Meetable extends Interests {
	readonly peer: PeerId;
	readonly name: string;
	readonly communities: readonly Shared[];
	readonly mutuals: readonly Mutual[];
}

export type Reason =
	/** Both cards say these, the most telling first. */
	| { readonly why: 'topics'; readonly cells: readonly Cell[] }
	| { readonly why: 'community'; readonly community: string; readonly name: string }
	/** `more`: who knows both beside them; `often`: my person talks with them often. */
	| {
			readonly why: 'mutual';
			readonly peer: PeerId;
			readonly name: string;
			readonly more: number;
			readonly often?: true;
	  }
	/** Both cards say a place, by consent, and they may touch. */
	| { readonly why: 'near' };

export interface Suggestion {
	readonly peer: PeerId;
	readonly name: string;
	/** At least one, the weightiest first. */
	readonly reasons: readonly Reason[];
	/** Comparable within one list. */
	readonly worth: number;
}

type Weighed = Reason & { readonly worth: number };

/**
 * Everybody there is a reason to meet, the best first; the reader takes `MOST_SUGGESTED`. `isNamed`: the topic can be said in
 * words. The same is said of the same people in whatever order they come.
 */
export function suggestions(
	mine: Interests,
	others: readonly Meetable[],
	isNamed: (cell: Cell) => boolean
): readonly Suggestion[] {
	const rarity = rarityAmong(others);
	const named = mine.topics.filter(({ cell }) => isNamed(cell));
	return others
		.filter(({ communities, mutuals }) => communities.length + mutuals.length > 0)
		.map((other) => suggestion({ ...mine, topics: named }, other, rarity))
		.filter(({ reasons }) => reasons.length > 0)
		.sort((a, b) => b.worth - a.worth || (a.peer < b.peer ? -1 : 1));
}

function suggestion(mine: Interests, other: Meetable, rarity: (cell: Cell) => number): Suggestion {
	const weighed = [
		...overlap(mine, other, rarity),
		...together(other),
		...knownBy(other),
		...(isNear(mine, other) ? [{ why: 'near', worth: 0.15 } as const] : [])
	].sort((a, b) => b.worth - a.worth);
	return {
		...{ peer: other.peer, name: other.name },
		reasons: weighed.map(({ worth: _worth, ...reason }) => reason),
		worth: weighed.reduce((sum, { worth }) => sum + worth, 0)
	};
}

/** Coarser squares hold a whole country. */
const NEAR_CHARS = 4;
const isNear = ({ place: one = '' }: Interests, { place: other = '' }: Interests): boolean =>
	Math.min(one.length, other.length) >= NEAR_CHARS && nearness(one, other) === 1;

/** 1 for what one card alone says; next to nothing for what they all say. */
function rarityAmong(others: readonly Interests[]): (cell: Cell) => number {
	const cards = others.filter(({ topics }) => topics.length > 0).length;
	const said = new Map<Cell, number>();
	for (const { topics } of others)
		for (const cell of new Set(topics.map((topic) => topic.cell))) said.set(cell, (said.get(cell) ?? 0) + 1);
	return (cell) => Math.log((cards + 1) / (said.get(cell) ?? 1)) / Math.log(cards + 1);
}

/** A card that claims much claims little of each; what few claim says more of who shares it. */
function overlap(
	mine: Interests,
	theirs: Interests,
	rarity: (cell: Cell) => number
): readonly (Weighed & { readonly why: 'topics' })[] {
	const [own, other] = [sharesOf(mine.topics), sharesOf(theirs.topics)];
	const common = [...own]
		.flatMap(([cell, share]) => {
			const given = other.get(cell) ?? 0;
			return given === 0 ? [] : [{ cell, worth: Math.sqrt(share * given) * rarity(cell) }];
		})
		.sort((a, b) => b.worth - a.worth || a.cell - b.cell);
	if (common.length === 0) return [];
	const cells = common.slice(0, MOST_TOPICS).map(({ cell }) => cell);
	return [{ why: 'topics', cells, worth: common.reduce((sum, one) => sum + one.worth, 0) }];
}

function sharesOf(topics: readonly Weighted[]): ReadonlyMap<Cell, number> {
	const whole = topics.reduce((sum, { weight }) => sum + weight, 0);
	return new Map(topics.filter(({ weight }) => weight > 0).map(({ cell, weight }) => [cell, weight / whole]));
}

/** Who is in a small one with me has more to do with me than who is in a large one. */
const together = ({ communities }: Meetable): readonly Weighed[] =>
	communities.map(({ community, name, members }) => ({
		...{ why: 'community', community, name },
		worth: 0.4 / Math.log2(Math.max(2, members))
	}));

/** Whoever I have most to do with is named; a second voice adds less than the first. */
function knownBy({ mutuals }: Meetable): readonly Weighed[] {
	const [best, ...more] = mutuals.toSorted((a, b) => b.tie - a.tie || (a.peer < b.peer ? -1 : 1));
	if (!best) return [];
	const { peer, name, tie } = best;
	const worth = 0.2 + 0.3 * (tie / (tie + 5)) + 0.1 * (1 - 0.5 ** more.length);
	const often = isOften(tie) && ({ often: true } as const);
	return [{ why: 'mutual', peer, name, more: more.length, ...often, worth }];
}
