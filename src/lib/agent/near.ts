/**
 * What was found for a question about where its asker is: what lies near comes first, what says no place after it, what is
 * far last, and nothing is left out for being far while there is room. Only what says its place as a square is judged; a
 * name in a text is a word like others.
 */
import type { CoarseGeohash, Hit, Passage, Written } from './ports.ts';
import { nearness } from './routing/place.ts';

/** So many times as much is looked through: the best by words alone may all be in other towns. */
const DEEPER = 4;
/** Known to be far, they fill up to so many: as many as an answer quotes. */
const FAR_FILLS = 5;
/** What is far counts this share of what is near; what says no place lies in between. */
const FAR_COUNTS = 0.3;

/** Beyond 25 km outside of what the squares leave open. */
const isFar = (near: number): boolean => near < 0.5;
const isNear = (near: number): boolean => near > 0.5;

/**
 * At most `most` hits for a question asked at `place`, the best by words and nearness first; what `search` gives where there
 * is no place. `search` takes how many are wanted. The hits' scores are those of this ranking.
 */
export async function searchedNear(
	search: (limit: number) => Promise<readonly Hit[]>,
	most: number,
	place: CoarseGeohash | undefined
): Promise<readonly Hit[]> {
	if (place === undefined) return search(most);
	const judged = (await search(most * DEEPER)).map(({ passage, score }) => {
		const near = nearness(place, passage.geohash);
		return { near, hit: { passage, score: score * (FAR_COUNTS + (1 - FAR_COUNTS) * near) } };
	});
	judged.sort((a, b) => b.hit.score - a.hit.score);
	const close = judged.filter(({ near }) => !isFar(near)).slice(0, most);
	const far = judged
		.filter(({ near }) => isFar(near))
		.slice(0, Math.max(0, Math.min(most, FAR_FILLS) - close.length));
	return [...close, ...far].map(({ hit }) => hit);
}

/** In the same order otherwise: what is near, what says no place, what is far. */
export const nearFirst = <Picked extends { readonly passage: Pick<Passage, 'geohash'> }>(
	picked: readonly Picked[],
	place: CoarseGeohash | undefined
): readonly Picked[] =>
	place === undefined ? picked : ranked(picked, ({ passage }) => rankOf(place, passage.geohash));

/** The same for what was written: a quote stands where the first of its sources does. Nothing but quotes is moved. */
export function writtenNear(
	written: readonly Written[],
	sources: readonly Pick<Passage, 'geohash'>[],
	place: CoarseGeohash
): readonly Written[] {
	if (written.some(({ kind }) => kind !== 'quote')) return written;
	return ranked(written, (piece) =>
		rankOf(place, piece.kind === 'quote' ? sources[(piece.spans[0]?.source ?? 0) - 1]?.geohash : undefined)
	);
}

function rankOf(place: CoarseGeohash, geohash: CoarseGeohash | undefined): number {
	const near = nearness(place, geohash);
	return isNear(near) ? 0 : isFar(near) ? 2 : 1;
}

const ranked = <One>(all: readonly One[], rank: (one: One) => number): readonly One[] =>
	all
		.map((one) => ({ one, rank: rank(one) }))
		.sort((a, b) => a.rank - b.rank)
		.map(({ one }) => one);
