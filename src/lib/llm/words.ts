/**
 * Words as the quotes engine compares them: folded, stemmed, with a place in the text, and how well one stands for
 * another. No model and no list per language is needed for a word to match itself.
 */
import { stemmer } from 'stemmer';
import { synonyms, weakWords } from './synonyms.ts';

export interface Word {
	readonly stem: string;
	readonly start: number;
	readonly end: number;
}

const runs = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
const unspaced =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
/** A longer run is no word; the stemmer's patterns need not see it. */
const MAX_WORD_CHARS = 64;

/** The words of `text` in order; "wi-fi" also gives "wifi". */
export function wordsOf(text: string): Word[] {
	const words: Word[] = [];
	let previous: { start: number; end: number } | undefined;
	for (const match of text.matchAll(runs)) {
		const [start, run] = [match.index, match[0]];
		const end = start + run.length;
		if (run.length > MAX_WORD_CHARS) continue;
		if (unspaced.test(run)) {
			for (const part of segmenter.segment(run))
				if (part.isWordLike)
					words.push({
						stem: stem(part.segment),
						start: start + part.index,
						end: start + part.index + part.segment.length
					});
		} else {
			words.push({ stem: stem(run), start, end });
			if (previous && previous.end === start - 1 && /[-\u2010\u2011]/.test(text.charAt(start - 1)))
				words.push({ stem: stem(text.slice(previous.start, start - 1) + run), start: previous.start, end });
		}
		previous = { start, end };
	}
	return words;
}

/** Lower case, without diacritics, without an English ending. */
export function stem(word: string): string {
	const folded = word.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').replaceAll('ß', 'ss');
	return /^[a-z]{3,}$/.test(folded) ? stemmer(folded) : folded;
}

const groups = new Map<string, Set<number>>();
synonyms.forEach((line, group) => {
	for (const word of line.split(' ')) {
		const key = stem(word);
		groups.set(key, (groups.get(key) ?? new Set()).add(group));
	}
});

const weak = new Set(weakWords.flatMap((line) => line.split(' ')).map(stem));

/** Whether the stem says little about what is asked. */
export const isWeak = (stem: string): boolean => weak.has(stem);

/** What may be left over at the end of the same word in another form, in the languages that Porter does not know. */
const endings = new Set([
	'',
	...'e en er es em n s t a o os as i is te ten st ns ern ens es ung ungen in innen'.split(' ')
]);

/** How well `word` stands for `term`, both stemmed: 1 the same, 0 not at all. */
export function likeness(term: string, word: string, compounds: boolean): number {
	if (term === word) return 1;
	const theirs = groups.get(word);
	if (theirs) for (const group of groups.get(term) ?? []) if (theirs.has(group)) return 0.85;
	if (term.length < 4 || word.length < 4 || term[0] !== word[0]) return compounds ? compound(term, word) : 0;
	let same = 0;
	while (same < term.length && same < word.length && term[same] === word[same]) same++;
	if (same >= 4 && endings.has(term.slice(same)) && endings.has(word.slice(same))) return 0.8;
	return compounds ? compound(term, word) : 0;
}

/** "Passwort" in "WLAN-Passwort", "Gitarre" in "Gitarrenunterricht": languages that write their nouns together. */
function compound(term: string, word: string): number {
	const [long, short] = term.length > word.length ? [term, word] : [word, term];
	if (short.length < 5 || long.length < short.length + 3) return 0;
	return long.startsWith(short) || long.endsWith(short) ? 0.7 : 0;
}

/** Whether the question is in a language that writes its nouns together. */
export const writesCompounds = (question: string): boolean =>
	/(^|[^\p{L}])(der|die|das|den|dem|ist|sind|wie|wann|wo|wer|welche[rsn]?|ein|eine|und|hat|kann|kostet|mein|meine|im|het|een|de|van|waar|hoe)(?![\p{L}])/iu.test(
		question
	);
