/**
 * What a member was sent and does not take, as their heads show: they keep no more of its author, or refuse it. It may have
 * been lost, so it is sent a few times more; then it rests for a while, or honest members would send it for ever.
 */
import type { Head } from './views.ts';

/** Lost as often in a row is next to nothing. */
const MOST_TRIES = 8;
const REST_MS = 10 * 60_000;
/** Behind every log. */
const ALL = Number.MAX_SAFE_INTEGER;

/** How often a log was sent from this place on, and until when that counts. */
interface Tried {
	readonly at: number;
	readonly tries: number;
	readonly until: number;
}

/** By log; of one member. */
export type Offered = Map<string, Tried>;

export const noneOffered = (): Offered => new Map<string, Tried>();

export const seqsOf = (heads: readonly Head[]): ReadonlyMap<string, number> =>
	new Map(heads.map(({ dev, seq }) => [dev, seq]));

/** Their heads, with what rests as if they held it. */
export function withResting(theirs: readonly Head[], offered: Offered, now: number): readonly Head[] {
	const known = seqsOf(theirs);
	const resting = [...offered].filter(
		([dev, { at, tries, until }]) => at === (known.get(dev) ?? 0) && tries >= MOST_TRIES && now < until
	);
	const names = new Set(resting.map(([dev]) => dev));
	return [...theirs.filter(({ dev }) => !names.has(dev)), ...[...names].map((dev) => ({ dev, seq: ALL }))];
}

/** Notes what they were sent: from what they said they hold on, to what they will hold once it came. */
export function noteOffered(
	offered: Offered,
	theirs: readonly Head[],
	to: readonly Head[],
	now: number
): void {
	const known = seqsOf(theirs);
	for (const { dev, seq } of to) {
		const at = known.get(dev) ?? 0;
		if (seq <= at) continue;
		const before = offered.get(dev);
		const isAgain = before?.at === at && now < before.until;
		offered.set(
			dev,
			isAgain ? { ...before, tries: before.tries + 1 } : { at, tries: 1, until: now + REST_MS }
		);
	}
}
