/**
 * One order of what was found by words and what was found by meaning. Words come first: what shares none with the question
 * comes up only where it is very near in meaning, and nearness otherwise moves what was found by words up and down.
 *
 * Both numbers were chosen on training questions alone (SciFact's training claims, one half of StackFAQ's threads), with
 * potion-base-2M; `tests/bench/search-quality.ts` measures them on the others.
 */
import type { Found } from './full-text.ts';

/**
 * What full nearness is worth, where the best match by words is worth 1: the smallest weight within 0.002 of the best
 * nDCG@10 on both training sets.
 */
export const NEARNESS = 0.6;
/**
 * Nearness from which a passage may come up that was not found by words. Of the 1,428 training questions put to the other
 * set, whose passages have nothing to do with them, 7 find any.
 */
export const NEAR = 0.63;
/** So many of each kind are looked at; more change nothing in the first ten. */
export const CANDIDATES = 50;

export interface Nearness {
	/** The passages nearest to the question, best first, by cosine. */
	readonly nearest: readonly Found[];
	/** Of one passage; undefined where it has no vector yet. */
	readonly of: (found: Found) => number | undefined;
	/** The cosine of texts that have nothing to do with one another, for this embedder: what counts as 0. */
	readonly unrelated: number;
}

/** `byWords` best first, of one search. Another `weight` is for measuring what it does. */
export function fused(
	byWords: readonly Found[],
	{ nearest, of, unrelated }: Nearness,
	limit: number,
	weight = NEARNESS
): Found[] {
	const nearness = (cosine: number): number => Math.max(0, (cosine - unrelated) / (1 - unrelated));
	const best = byWords[0]?.score ?? 0;
	const nears = byWords.map((found) => {
		const cosine = of(found);
		return cosine === undefined ? undefined : nearness(cosine);
	});
	const told = nears.filter((near) => near !== undefined);
	// What has no vector yet is neither better nor worse for it.
	const usual = told.reduce((sum, near) => sum + near, 0) / Math.max(1, told.length);
	const all = byWords.map((found, n) => ({
		...found,
		score: (best > 0 ? found.score / best : 0) + weight * (nears[n] ?? usual)
	}));
	const known = new Set(byWords.map(nameOf));
	for (const found of nearest) {
		const near = nearness(found.score);
		if (near >= NEAR && !known.has(nameOf(found))) all.push({ ...found, score: weight * near });
	}
	return all.sort((a, b) => b.score - a.score).slice(0, limit);
}

const nameOf = ({ item, n }: Found): string => `${item}:${n}`;
