/**
 * Does this source say that? A citation stands only where a span of the source carries the sentence: most of its words
 * in one form or another, every number and time, and no "not" on one side only. Code, not a model, and on the strict
 * side: what is not found here is shown as the model's own words.
 */
import type { Found, Span } from './compose.ts';
import {
	contentOf,
	digitsOf,
	fold,
	isDay,
	numbersOf,
	sameWord,
	sentencesOf,
	unspaced,
	wordsOf
} from './support-words.ts';

/** The span of source `n` (from 1) that carries `said`; undefined when none does. */
export type Support = (n: number, said: string) => Span | undefined;

/** Share of what a sentence says that must stand in the span. Lower lets a shared subject pass for a statement. */
const ENOUGH = 0.6;
/** A statement may be spread over this many sentences that follow one another. */
const MAX_SENTENCES = 3;
/** A span is to be read at a glance; longer ones are narrowed to what matched. */
const MAX_SPAN_CHARS = 420;
/** One more sentence must bring this much to be taken along. */
const PER_SENTENCE = 0.22;
/** Words that tell who says something, or agree: no source need hold them. */
const telling = new Set(
	`according says say said states stated notes note noted mentions mentioned tells source sources writes wrote reports yes
	laut sagt sagen gemaß gemass quelle quellen schreibt ja selon dit source disent oui segun dice dicen fuente fuentes si`.split(
		/\s+/
	)
);

interface Read {
	readonly text: string;
	readonly sentences: readonly Span[];
	readonly words: readonly (readonly {
		readonly folded: string;
		readonly start: number;
		readonly end: number;
	}[])[];
	/** Words of title and author: they may be said about any of its sentences. */
	readonly about: readonly string[];
	/** Sentences within or next to what its author's agent picked. */
	readonly near: ReadonlySet<number>;
}

export function supportBy(given: readonly Found[], question: string): Support {
	const asked = contentOf(question);
	const read = new Map<number, Read>();
	return (n, said) => {
		const found = given[n - 1];
		if (!found) return undefined;
		const source = read.get(n) ?? readingOf(found);
		read.set(n, source);
		return carrying(source, said, asked);
	};
}

function readingOf({ text, title, authorName, quotes }: Found): Read {
	const sentences = sentencesOf(text);
	const words = sentences.map(({ start, end }) =>
		wordsOf(text.slice(start, end)).map((word) => ({
			...word,
			start: word.start + start,
			end: word.end + start
		}))
	);
	const near = new Set<number>();
	sentences.forEach((one, i) => {
		if (quotes.some((quote) => quote.start < one.end && one.start < quote.end))
			for (const at of [i - 1, i, i + 1]) if (sentences[at]) near.add(at);
	});
	return {
		text,
		sentences,
		words,
		near,
		about: wordsOf(`${title} ${authorName}`).map(({ folded }) => folded)
	};
}

function carrying(source: Read, said: string, asked: readonly string[]): Span | undefined {
	const claim = claimOf(said, source, asked);
	if (claim.words.length === 0 && claim.numbers.length === 0) return undefined;
	const near = source.near.size > 0 ? best(source, claim, (i) => source.near.has(i)) : undefined;
	return near ?? best(source, claim, () => true);
}

interface Claim {
	readonly words: readonly { readonly folded: string; readonly weight: number; readonly isNeeded: boolean }[];
	readonly numbers: readonly (readonly string[])[];
	/** What it says, clause by clause. */
	readonly clauses: readonly Clause[];
}

function claimOf(said: string, { about }: Read, asked: readonly string[]): Claim {
	const text = said.replace(/^\s*\d{1,2}[.)]\s+/, '');
	const names = namesIn(text);
	const words = contentOf(text)
		.filter((word) => !/^\d+$/.test(word) && !telling.has(word) && !negators.test(word))
		.filter((word) => !about.includes(word))
		// What the question said already proves little where the source does not say it.
		.map((folded) => ({
			folded,
			weight: asked.some((one) => sameWord(one, folded)) ? 0.5 : 1,
			isNeeded: isDay(folded) || names.has(folded)
		}));
	return { words, numbers: digitsOf(text), clauses: clausesOf(text) };
}

const german =
	/(?<![\p{L}])(?:der|die|das|den|dem|ist|sind|und|nicht|ein|eine|im|am|um|hat|wird)(?![\p{L}])/u;

/** Words with a capital letter inside a sentence, folded, where the language keeps it for names. */
export function namesIn(text: string): ReadonlySet<string> {
	if (german.test(text)) return new Set();
	const inside = text.matchAll(/(?<=[\p{Ll}\p{N},;:] )\p{Lu}\p{Ll}[\p{L}\p{M}]*/gu);
	return new Set([...inside].map(([name]) => fold(name)));
}

interface Match {
	readonly at: readonly Span[];
	readonly share: number;
}

/** The window of sentences that carries the claim best, among those that begin and end where `allows` says. */
function best(source: Read, claim: Claim, allows: (sentence: number) => boolean): Span | undefined {
	let winner: { span: Span; score: number } | undefined;
	source.sentences.forEach((first, i) => {
		for (let j = i; j < Math.min(i + MAX_SENTENCES, source.sentences.length); j++) {
			if (!allows(i) || !allows(j)) continue;
			const span = { start: first.start, end: source.sentences[j]!.end };
			const match = matchOf(source, i, j, span, claim);
			const score = match.share - (j - i) * PER_SENTENCE;
			if (match.share < ENOUGH || score <= (winner?.score ?? 0)) continue;
			if (!hasNumbers(source.text.slice(span.start, span.end), claim)) continue;
			if (!agrees(source.text.slice(span.start, span.end), claim)) continue;
			winner = { span: narrowed(span, match), score };
		}
	});
	return winner?.span;
}

function matchOf(source: Read, i: number, j: number, span: Span, { words, numbers }: Claim): Match {
	const theirs = source.words.slice(i, j + 1).flat();
	const text = fold(source.text.slice(span.start, span.end));
	const at: { start: number; end: number }[] = [];
	// Numbers are checked apart and count as words that were found.
	let [held, all] = [numbers.length, numbers.length];
	for (const { folded, weight, isNeeded } of words) {
		const same = theirs.find((word) => sameWord(word.folded, folded));
		const isHeld = same !== undefined || (unspaced.test(folded) && text.includes(folded));
		if (!isHeld && isNeeded) return { at, share: 0 };
		if (same) at.push({ start: same.start, end: same.end });
		// A word of the question that is there counts in full.
		held += isHeld ? 1 : 0;
		all += isHeld ? 1 : weight;
	}
	return { at, share: all === 0 ? 0 : held / all };
}

function hasNumbers(text: string, { numbers }: Claim): boolean {
	if (numbers.length === 0) return true;
	const theirs = new Set(numbersOf(text).flat());
	return numbers.every((forms) => forms.some((form) => theirs.has(form)));
}

/** A span without word places (a script without spaces) is taken whole. */
function narrowed(span: Span, { at }: Match): Span {
	if (span.end - span.start <= MAX_SPAN_CHARS || at.length === 0) return span;
	const [start, end] = [Math.min(...at.map((one) => one.start)), Math.max(...at.map((one) => one.end))];
	return { start, end: Math.min(end, start + 2 * MAX_SPAN_CHARS) };
}

// ---------------------------------------------------------------- yes or no

const negators =
	/(?<![\p{L}])(?:not|cannot|\p{L}+n['’]t|no|never|none|neither|nor|without|nobody|nothing|nicht|kein\p{L}{0,2}|nie|niemals|ohne|niemand|nichts|ne|pas|jamais|aucune?|sans|rien|nunca|jamás|sin|ningun[ao]s?|ningún|nadie|nada|non|senza|não|nem|sem|niet|geen|nooit|zonder)(?![\p{L}])|(?<![\p{L}])n['’]/iu;
/** Says "not", or another word for it. */
export const hasNot = (text: string): boolean => negators.test(text);

const refusing =
	/(?<![\p{L}])(?:closed|forbidden|prohibited|except|unless|impossible|unavailable|stopped|lacks?|geschlossen|verboten|außer|ferm[eé]\p{L}*|interdit\p{L}*|sauf|cerrad[oa]s?|prohibid[oa]s?|excepto|salvo)(?![\p{L}])/iu;
const clauses =
	/[,;:–—()]|(?<![\p{L}])(?:but|and|that|aber|und|dass|sondern|mais|et|que|pero|y|sino)(?![\p{L}])/giu;

interface Clause {
	readonly words: readonly string[];
	readonly isDenied: boolean;
	/** "closed", "forbidden": what it refuses, in a word that may be said in another form. */
	readonly refuses: string | undefined;
}

const clausesOf = (text: string): readonly Clause[] =>
	sentencesOf(text)
		.flatMap(({ start, end }) => text.slice(start, end).split(clauses))
		.map((clause) => {
			const refused = refusing.exec(clause)?.[0];
			return {
				words: wordsOf(clause).map(({ folded }) => folded),
				isDenied: negators.test(clause),
				refuses: refused === undefined ? undefined : fold(refused)
			};
		});

/**
 * "Dogs are not allowed" does not carry "Dogs are allowed", nor "closed on Sundays" "open on Sundays": what is said
 * plainly must be found in clauses that say it plainly, what is denied in one that denies or refuses.
 */
function agrees(text: string, claim: Claim): boolean {
	const theirs = clausesOf(text);
	return claim.clauses.every(({ words, isDenied, refuses }) => {
		const content = words.filter((word) => claim.words.some(({ folded }) => folded === word));
		const holding = content
			.map((word) => theirs.filter((clause) => clause.words.some((one) => sameWord(one, word))))
			.filter((clauses) => clauses.length > 0);
		if (holding.length === 0) return true;
		if (isDenied || refuses !== undefined) {
			const isRefusing = (clause: Clause): boolean =>
				clause.isDenied ||
				clause.refuses !== undefined ||
				(!isDenied && clause.words.some((word) => sameWord(word, refuses!)));
			return holding.some((clauses) => clauses.some(isRefusing));
		}
		// "He closes on Mondays" says what "closed on Monday" says.
		const isPlain = (clause: Clause): boolean =>
			!clause.isDenied &&
			(clause.refuses === undefined || content.some((word) => sameWord(word, clause.refuses!)));
		return holding.every((clauses) => clauses.some(isPlain));
	});
}

/** Whether two texts say yes and no alike: what one denies or refuses, the other does not say plainly. */
export const denyAlike = (a: string, b: string): boolean =>
	agrees(b, deniableIn(a)) && agrees(a, deniableIn(b));

const deniableIn = (text: string): Claim => ({
	words: contentOf(text)
		.filter((word) => !telling.has(word) && !negators.test(word))
		.map((folded) => ({ folded, weight: 1, isNeeded: false })),
	numbers: [],
	clauses: clausesOf(text)
});
