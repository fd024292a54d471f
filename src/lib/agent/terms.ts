/**
 * The words of a question that a search should look for. Says nothing about spelling or grammar: what a word means
 * to a shelf or to an engine is theirs to decide.
 */
import { glue, stopWords } from './stop-words.ts';

/** A question of 2,000 characters can hold more words; these many name a subject well enough. */
export const MAX_TERMS = 24;
/** Nobody searches for a longer one; a pasted key or URL must not become an index query of its own. */
const MAX_TERM_CHARS = 64;

/**
 * The words of `question` without stop words: NFKC, lower case, diacritics kept, in order of appearance, none twice,
 * at most `MAX_TERMS`. A question made only of stop words keeps its words.
 */
export function terms(question: string): readonly string[] {
	const words = wordsOf(question.normalize('NFKC').toLowerCase());
	const stops = languageOf(words);
	const said = words.filter((word) => !stops.has(word) && !glue.has(word));
	return [...new Set(said.length > 0 ? said : words)].slice(0, MAX_TERMS);
}

/** The list most of whose words occur; the first one, English, when none stands out. */
export function languageOf(words: readonly string[]): ReadonlySet<string> {
	let best: ReadonlySet<string> = new Set();
	let most = 0;
	for (const stops of stopWords) {
		const found = words.filter((word) => stops.has(word)).length;
		if (found > most) [best, most] = [stops, found];
	}
	return best;
}

const runs = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’\u2010\u2011-][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/gu;
const unspaced =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Every word of a text that is NFKC and in lower case already, as often as it occurs. */
export function wordsOf(text: string): string[] {
	const words: string[] = [];
	for (const [run] of text.matchAll(runs)) {
		for (const word of unspaced.test(run) ? segmented(run) : parted(run))
			if (word.length <= MAX_TERM_CHARS) words.push(word);
	}
	return words;
}

/** Scripts that put no space between words. */
function segmented(run: string): string[] {
	return [...segmenter.segment(run)].filter((part) => part.isWordLike).map((part) => part.segment);
}

/** "what's" and "l'hôtel" lose what hangs on them; "wi-fi" is looked for in both spellings. */
function parted(run: string): string[] {
	const words: string[] = [];
	for (const part of run.split(/[\u2010\u2011-]/)) {
		const pieces = part.split(/['’]/);
		words.push(...(pieces.length > 1 ? pieces.filter((piece) => piece.length > 2) : pieces));
	}
	const joined = run.replace(/[\u2010\u2011-]/g, '');
	if (words.length === 2 && words[0]!.length <= 2 && words.join('') === joined) words.push(joined);
	return words;
}
