/**
 * Words, sentences and numbers as the agent compares them: is this the same word in another form, the same time written
 * another way. No model, no dictionary; made for short texts in any language, exact about places in the text.
 */
import type { Span } from './compose.ts';
import { stopWords } from './stop-words.ts';
import { terms } from './terms.ts';

// ---------------------------------------------------------------- sentences

const ends = /[.!?…]+["'”’»)]*(?=\s|$)|[。！？]+[」』”）]*|\n+/gu;
const abbreviations = new Set(
	`mr mrs ms dr st prof vs etc ca bzw usw approx tel inc ltd jr sr str av blvd art min max incl inkl evtl vgl pp ed al
	fig sra srta ud uds mme mlle m env ex cf resp hr fr z b d h u a e g i jan feb mar apr jun jul aug sep sept oct okt nov dec dez`.split(
		/\s+/
	)
);
const months =
	/^(?:jan|f[eé]v|feb|m[aä]r|apr|abr|avr|ma[iy]|j[uú]n|juin|j[uú]l|a[uo][gû]|ago|sep|o[ck]t|nov|de[cz]|d[eé]c)\p{L}*/iu;

/** The sentences and lines of `text`, in order, without the space around them. */
export function sentencesOf(text: string): readonly Span[] {
	const found: Span[] = [];
	let from = 0;
	const take = (until: number): void => {
		const piece = text.slice(from, until);
		const start = from + piece.length - piece.trimStart().length;
		const end = from + piece.trimEnd().length;
		if (start < end) found.push({ start, end });
		from = until;
	};
	for (const match of text.matchAll(ends)) {
		const after = match.index + match[0].length;
		if (/^[.…]/.test(match[0]) && goesOn(text, from, match.index, after)) continue;
		take(after);
	}
	take(text.length);
	return found;
}

/** The full stop at `stop` ends an abbreviation, a list's number or a day of a month, not a sentence. */
function goesOn(text: string, from: number, stop: number, after: number): boolean {
	const next = /^[^\S\n]*(\S\S{0,15})?/u.exec(text.slice(after, after + 20))?.[1] ?? '';
	if (next === '') return false;
	if (/^\p{Ll}/u.test(next)) return true;
	const before = text.slice(Math.max(from, stop - 16), stop);
	const word = /[\p{L}\p{N}]+$/u.exec(before)?.[0] ?? '';
	if (/^\d{1,2}$/.test(word)) return before.trim() === word || months.test(next);
	if (/[ap]\.m$/i.test(before)) return false;
	if (/^n[or]$/i.test(word)) return /^\d/.test(next);
	return abbreviations.has(word.toLowerCase()) || /^\p{Lu}$/u.test(word);
}

// ---------------------------------------------------------------- words

export interface Word {
	/** Lower case, without diacritics. */
	readonly folded: string;
	readonly start: number;
	readonly end: number;
}

const runs = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
/** Scripts that put no space between words; there a word is found as a part of the text. */
export const unspaced =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** A longer run is no word. */
const MAX_WORD_CHARS = 64;

export const fold = (word: string): string =>
	word.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').replaceAll('ß', 'ss');

export function wordsOf(text: string): readonly Word[] {
	const words: Word[] = [];
	for (const { 0: run, index } of text.matchAll(runs))
		if (run.length <= MAX_WORD_CHARS || unspaced.test(run))
			words.push({ folded: fold(run), start: index, end: index + run.length });
	return words;
}

const isStop = (word: string): boolean => stopWords.some((list) => list.has(word));

/** The words that say something, folded, none twice; empty for a text of stop words alone. */
export function contentOf(text: string): readonly string[] {
	const said = terms(text);
	if (said.every(isStop)) return [];
	return [...new Set(said.map(fold))];
}

const endings = new Set(
	' e en er es em n s t a o os as i is te ten st ns ern ens ung ungen in innen d ed ing ings ly r rs'.split(
		' '
	)
);
/** After three letters there is little left to be mistaken about: "cats", not "care". */
const shortEndings = new Set(' s es ed ing'.split(' '));

/** Both folded: the same word in another form, the parts of a compound, or a number and its name. */
export function sameWord(a: string, b: string): boolean {
	if (a === b || (numberNames.get(a) ?? a) === (numberNames.get(b) ?? b)) return true;
	if (/\d/.test(a + b)) return false;
	let same = 0;
	while (same < a.length && same < b.length && a[same] === b[same]) same++;
	if (same >= 3 && same >= Math.min(a.length, b.length) - 2 && areEndings(a, b, same)) return true;
	return inCompound(a, b);
}

function areEndings(a: string, b: string, same: number): boolean {
	const [restA, restB] = [a.slice(same), b.slice(same)];
	if (same > 3 && [restA, restB].sort().join() === 'ies,y') return true;
	const known = same > 3 ? endings : shortEndings;
	// "run", "running": the last consonant may stand twice.
	const isEnding = (rest: string): boolean =>
		known.has(rest) || (rest.length > 1 && rest.startsWith(a[same - 1]!) && known.has(rest.slice(1)));
	return isEnding(restA) && isEnding(restB);
}

function inCompound(a: string, b: string): boolean {
	const [long, short] = a.length > b.length ? [a, b] : [b, a];
	return (
		short.length >= 5 && long.length >= short.length + 3 && (long.startsWith(short) || long.endsWith(short))
	);
}

const days = new Set(
	`monday tuesday wednesday thursday friday saturday sunday weekday weekend montag dienstag mittwoch donnerstag freitag samstag
	sonnabend sonntag wochenende lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado
	domingo january february march april june july august september october november december januar februar marz juni juli
	oktober dezember janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre enero febrero marzo abril
	junio julio agosto septiembre octubre noviembre diciembre spring summer autumn winter holiday`.split(/\s+/)
);

/** Names of days, months and seasons: like a number, another one is another statement. */
export const isDay = (folded: string): boolean => days.has(folded) || days.has(folded.replace(/s$/, ''));

// ---------------------------------------------------------------- numbers

/** Names of numbers from two on; "one" is too often an article. */
const numberNames = new Map(
	[
		'two zwei zwo deux dos',
		'three drei trois tres',
		'four vier quatre cuatro',
		'five funf cinq cinco',
		'six sechs seis',
		'seven sieben sept siete',
		'eight acht huit ocho',
		'nine neun neuf nueve',
		'ten zehn dix diez',
		'eleven elf onze once',
		'twelve zwolf douze doce'
	].flatMap((names, i) => names.split(' ').map((name) => [name, String(i + 2)] as const))
);
numberNames.delete('once');

const numbers = /\d+(?:[.,:]\d+)*(?:\s?(?:[ap]\.?m\b\.?|uhr\b|h(?:\d\d)?\b))?/giu;

/** Every number and time of a source, each in all the ways in which a sentence may write it. */
export const numbersOf = (text: string): readonly (readonly string[])[] => [
	...[...text.matchAll(numbers)].map(([number]) => formsOf(number.toLowerCase(), heldForms)),
	...wordsOf(text).flatMap(({ folded }) => {
		const value = numberNames.get(folded);
		return value === undefined ? [] : [formsOf(value, heldForms)];
	})
];

/** The numbers that a sentence writes in digits: one form of each must be among its source's. */
export const digitsOf = (text: string): readonly (readonly string[])[] =>
	[...text.matchAll(numbers)].map(([number]) => formsOf(number.toLowerCase(), saidForms));

export interface Numbered {
	/** As it is written. */
	readonly said: string;
	/** In how many ways it may be meant, and in how many another may say it. */
	readonly forms: readonly string[];
	readonly held: readonly string[];
}

/** Every number and time of a text where it stands, those in words after those in digits. */
export const numbersIn = (text: string): readonly Numbered[] => [
	...[...text.matchAll(numbers)].map(([said]) => ({
		said: said.trim().replace(/(?<=\b[ap]m)\.$/i, ''),
		forms: formsOf(said.toLowerCase(), saidForms),
		held: formsOf(said.toLowerCase(), heldForms)
	})),
	...wordsOf(text).flatMap(({ folded, start, end }) => {
		const value = numberNames.get(folded);
		if (value === undefined) return [];
		const held = formsOf(value, heldForms);
		return [{ said: text.slice(start, end), forms: formsOf(value, saidForms), held }];
	})
];

type Forms = (hour: number, rest: string, half: string | undefined) => readonly string[];

/** A sentence may leave out "pm", but must not put it in. */
const heldForms: Forms = (hour, rest, half) =>
	half === 'p'
		? [`${hour === 12 ? 12 : hour + 12}${rest}`, `${hour}${rest}pm`, `${hour}${rest}`]
		: [`${hour}${rest}`, `${hour}${rest}am`];

const saidForms: Forms = (hour, rest, half) => {
	if (half === 'p') return [`${hour === 12 ? 12 : hour + 12}${rest}`, `${hour}${rest}pm`];
	return [`${hour}${rest}${half === 'a' ? 'am' : ''}`];
};

function formsOf(number: string, forms: Forms): readonly string[] {
	const half = /([ap])\.?m/.exec(number)?.[1];
	const raw = number.match(/\d+/g)!;
	const parts = raw.map((part) => part.replace(/^0+(?=\d)/, ''));
	const [first = '', second = ''] = parts;
	if (parts.length > 2 || raw[1]?.length === 3) {
		const isGrouped = raw.slice(1).every((part) => part.length === 3);
		return isGrouped ? [raw.join('').replace(/^0+(?=\d)/, ''), parts.join('.')] : [parts.join('.')];
	}
	const rest = Number(second) > 0 ? `.${raw[1]!}` : '';
	const hour = Number(first);
	return hour >= 1 && hour <= 12 ? forms(hour, rest, half) : [first + rest];
}
