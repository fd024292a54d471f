/**
 * When two claims say the same. Precise rather than many: words may be added or inflected, never exchanged for others,
 * so that "opens" and "closes", Monday and Tuesday, with "not" and without stay two claims. Where an embedder's
 * likeness is handed in, one word may be exchanged for another that means nearly the same.
 */
import { contentOf, digitsOf, isDay, wordsOf } from './support-words.ts';

/** A claim's words as they are compared, made once. */
export interface ClaimWords {
	readonly keys: ReadonlySet<string>;
	/** Numbers, days and negations: where these differ, something else is said. */
	readonly exact: string;
}

/** How near two texts are in meaning, 0…1; from an embedder. */
export type Nearness = (a: string, b: string) => number;

/** A claim that says less than this share of the other is another claim. */
const LEAST_OF_LONGER = 0.6;
/** With an embedder: what may be exchanged is little, and the whole must stay nearly where it was. */
const NEAR = { shared: 0.75, nearness: 0.95 } as const;

const negations = new Set(
	`not no never none nothing nobody nowhere without neither nor cannot dont doesnt didnt isnt arent wasnt werent wont cant
	couldnt shouldnt wouldnt nicht kein keine keinen nie ohne pas jamais sans sin nunca ningun`.split(/\s+/)
);
/** Words that turn a statement round and are near to one another for every embedder. */
export const opposites = new Set(
	`open close begin start end before after more less left right first last up down in out allow forbid like hate love always
	never old new older younger big small north south east west buy sell free early late morning evening`
		.split(/\s+/)
		.map(keyOf)
);

/** English endings off, so that "closes", "closed" and "closing" meet; crude on purpose, and the same on both sides. */
export function keyOf(folded: string): string {
	if (folded.length < 4 || !/^[a-z]+$/.test(folded)) return folded;
	const bare = folded
		.replace(/ies$/, 'y')
		.replace(/(?:ing|ed|es|s)$/, '')
		.replace(/e$/, '')
		.replace(/([^aeiouls])\1$/, '$1');
	return bare.length < 3 ? folded : bare;
}

export function claimWords(text: string): ClaimWords {
	const words = wordsOf(text).map(({ folded }) => folded);
	const negated = words.filter((word, i) => negations.has(word) || isNegatedHalf(words, i)).length;
	const days = words.filter(isDay).map(keyOf).sort();
	const numbers = digitsOf(text).map(([form = '']) => form);
	return {
		keys: new Set(contentOf(text).map(keyOf)),
		exact: [negated % 2, ...days, ...numbers.sort()].join(' ')
	};
}

/** "don't" comes as "don" and "t". */
const isNegatedHalf = (words: readonly string[], i: number): boolean =>
	words[i] === 't' &&
	/^(?:don|doesn|didn|isn|aren|wasn|weren|won|can|couldn|shouldn|wouldn|hasn|haven)$/.test(
		words[i - 1] ?? ''
	);

/** Whether one may stand for the other. */
export function saysTheSame(a: ClaimWords, b: ClaimWords, nearness: () => number = () => 0): boolean {
	if (a.exact !== b.exact || a.keys.size === 0 || b.keys.size === 0) return false;
	const [few, many] = a.keys.size <= b.keys.size ? [a.keys, b.keys] : [b.keys, a.keys];
	if (few.size / many.size < LEAST_OF_LONGER) return false;
	const missing = [...few].filter((key) => !many.has(key));
	// Names and bare facts of one or two words: there a word more is another fact.
	if (missing.length === 0) return few.size === many.size || few.size >= 3;
	const added = [...many].filter((key) => !few.has(key));
	if ([...missing, ...added].some((key) => opposites.has(key))) return false;
	return (few.size - missing.length) / many.size >= NEAR.shared && nearness() >= NEAR.nearness;
}
