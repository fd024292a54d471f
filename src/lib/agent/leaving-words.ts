/**
 * Whose words a text repeats: runs of eight words (sixteen characters where a script has no spaces), codes such as
 * booking numbers, and links. Says nothing about meaning: a secret told in other words is not found here.
 */

/** Eight words in a row are hardly ever the same by chance. */
const SHINGLE_WORDS = 8;
/** A record of fewer words than a shingle is recognised whole; below this it is no more than a phrase. */
const SHORTEST_RECORD_WORDS = 4;

interface Word {
	readonly text: string;
	/** Half for a character of a script without spaces: words there have two, more or less. */
	readonly weight: 1 | 0.5;
}

const unspaced =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*/u;
const everyUnspaced = new RegExp(unspaced.source, 'gu');
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

/** A text by its words: case, marks and what cannot be seen make no difference. */
export interface Worded {
	readonly words: readonly Word[];
	/** Where each shingle begins and ends, by its words. */
	readonly shingles: ReadonlyMap<string, readonly { readonly start: number; readonly end: number }[]>;
	readonly codes: ReadonlySet<string>;
	/** All words, a space around each. */
	readonly line: string;
}

export function wordedOf(text: string): Worded {
	const plain = text.normalize('NFKC').replace(invisible, '').toLowerCase();
	const found = plain.replace(everyUnspaced, ' $& ').match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [];
	const words = found.map((one): Word => ({ text: one, weight: unspaced.test(one) ? 0.5 : 1 }));
	return { words, shingles: shinglesOf(words), codes: codesIn(plain), line: lineOf(words) };
}

const lineOf = (words: readonly Word[]): string => ` ${words.map(({ text }) => text).join(' ')} `;

function shinglesOf(words: readonly Word[]): Worded['shingles'] {
	const shingles = new Map<string, { start: number; end: number }[]>();
	let end = 0;
	let weight = 0;
	for (let start = 0; start < words.length; start++) {
		while (end < words.length && weight < SHINGLE_WORDS) weight += words[end++]!.weight;
		if (weight < SHINGLE_WORDS) break;
		const name = lineOf(words.slice(start, end));
		shingles.set(name, [...(shingles.get(name) ?? []), { start, end }]);
		weight -= words[start]!.weight;
	}
	return shingles;
}

/** Letters and digits mixed, or as many digits as a telephone number has: what is secret in them is short. */
function codesIn(text: string): Set<string> {
	const mixed = [...text.matchAll(/[\p{L}\p{N}]+(?:[-./][\p{L}\p{N}]+)*/gu)]
		.map(([run]) => run.replace(/[-./]/g, ''))
		.filter((code) => code.length >= 6 && /\p{N}/u.test(code) && /\p{L}/u.test(code));
	const numbers = [...text.matchAll(/\p{N}+(?:[-./ ]\p{N}+)*/gu)]
		.map(([run]) => run.replace(/[-./ ]/g, ''))
		.filter((code) => code.length >= 9);
	return new Set([...mixed, ...numbers]);
}

/** The words of `text` that no shingle of `shared` accounts for. */
export function strangeWords(text: Worded, shared: readonly Worded[]): readonly string[] {
	if (shared.some(({ line }) => line.includes(text.line))) return [];
	const known = new Set<number>();
	for (const [name, places] of text.shingles) {
		if (!shared.some(({ shingles }) => shingles.has(name))) continue;
		for (const { start, end } of places) for (let i = start; i < end; i++) known.add(i);
	}
	return text.words.flatMap((word, i) => (known.has(i) ? [] : [word.text]));
}

/** Whether `text` repeats `record`, other than in words that stand in `shared` too. */
export function repeats(text: Worded, record: Worded, shared: readonly Worded[]): boolean {
	const isShared = (has: (one: Worded) => boolean): boolean => shared.some(has);
	for (const name of record.shingles.keys())
		if (text.shingles.has(name) && !isShared(({ shingles }) => shingles.has(name))) return true;
	for (const code of record.codes)
		if (text.codes.has(code) && !isShared(({ codes }) => codes.has(code))) return true;
	const isShort = record.shingles.size === 0 && weightOf(record) >= SHORTEST_RECORD_WORDS;
	return isShort && text.line.includes(record.line) && !isShared(({ line }) => line.includes(record.line));
}

const weightOf = ({ words }: Worded): number => words.reduce((sum, { weight }) => sum + weight, 0);

const links =
	/\b(?:[a-z][a-z0-9+.-]*:\/\/|www\.|(?:mailto|data|javascript|tel|sms):)\S+|\b(?:[\w-]+\.)+\w{2,}\/\S*/giu;

/** Addresses of any kind, without what closes a sentence around them. */
export const linksIn = (text: string): readonly string[] =>
	[...text.replace(invisible, '').matchAll(links)].map(([link]) => link.replace(/[)\]}>.,;:!?'"»”]+$/u, ''));
