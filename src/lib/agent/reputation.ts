/**
 * What happened becomes one number between 0 and 1, for the words on the route and for the order of asking. Local,
 * decaying, computed and never stored; decides nothing about access.
 */
import type { Evidence, EvidenceKind } from './ports.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const HALF_LIFE_MS = 30 * DAY_MS;

/** How much each kind speaks for (+) or against (−) somebody telling the truth. Absence and not knowing say nothing about it. */
const weight: Record<EvidenceKind, number> = {
	useful: 1,
	'not-useful': -0.5,
	wrong: -1.5,
	'citation-verified': 0.3,
	'citation-failed': -1.5,
	nothing: 0,
	silent: 0,
	offline: 0,
	'bad-envelope': -5
};

/** A stranger starts a little below the middle, at 0.41: newcomers pay their dues. */
export function score(evidence: readonly Evidence[], now: number): number {
	let good = 0.7;
	let bad = 1;
	for (const { kind, at } of evidence) {
		const faded = weight[kind] * 0.5 ** (Math.max(0, now - at) / HALF_LIFE_MS);
		if (faded > 0) good += faded;
		else bad -= faded;
	}
	return good / (good + bad);
}
