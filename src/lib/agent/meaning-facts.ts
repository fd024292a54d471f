/**
 * One sentence of an answer set beside one of another: do they say the same, and if not, what exactly differs, a number,
 * a day, a name, or yes and no? Words alone, no model, and precise rather than many: what is neither clearly the same nor
 * clearly contrary is neither. Words and polarity are those by which citations are checked (support.ts).
 */
import { opposites, keyOf } from './claims-words.ts';
import { daysIn, type Day } from './meaning-days.ts';
import { denyAlike, hasNot, namesIn } from './support.ts';
import { contentOf, fold, isDay, numbersIn, sameWord, wordsOf, type Numbered } from './support-words.ts';

/** A sentence as it is compared, made once. */
export interface Fact {
	readonly text: string;
	/** Its words but numbers, days and names; those the question has too apart. */
	readonly words: readonly string[];
	readonly asked: readonly string[];
	readonly numbers: readonly Numbered[];
	readonly days: readonly Day[];
	readonly names: readonly string[];
	/** Written with a capital letter where a sentence does not ask for one: names, and in German every noun. */
	readonly capitals: readonly string[];
	/** "Yes, …" and "No, …"; undefined: neither. */
	readonly lead: 'yes' | 'no' | undefined;
}

/** `said`: the number, day or name of either as it is written there; with `yes-no` the two sentences. */
export interface Difference {
	readonly differs: 'number' | 'day' | 'name' | 'yes-no';
	readonly said: readonly [string, string];
}

/** 0…1, from an embedder. */
export type Near = (a: string, b: string) => number;

/** Share of what the shorter one says beyond the question that must be in the other. */
const ENOUGH = 0.6;
/** A number, a day or a name says more than another word. */
const EXACT = 2;
/** With an embedder: so near as a whole, and this share of the words. */
const NEAR = { nearness: 0.85, shared: 0.3 } as const;
/** Words in common from which two sentences are about the same. */
const SUBJECT = 0.5;

const yes = /^\s*(?:yes|yeah|yep|ja|jawohl|oui|s[ií])(?=\s*(?:[,.!;:–—]|$))/iu;
const no = /^\s*(?:no|nope|nein|non)(?=\s*(?:[,.!;:–—]|$))/iu;

export function factOf(text: string, question: readonly string[]): Fact {
	const days = daysIn(text);
	const names = [...namesIn(text)].filter((name) => !isDay(name));
	const numbers = numbersIn(text);
	const isNumber = (word: string): boolean => numbers.some(({ said }) => fold(said) === word);
	const content = contentOf(text).filter(
		(word) => !/\d/.test(word) && !isNumber(word) && !isDay(word) && !names.includes(word)
	);
	const isAsked = (word: string): boolean => question.some((one) => sameWord(one, word));
	return {
		text,
		words: content.filter((word) => !isAsked(word)),
		asked: content.filter(isAsked),
		numbers,
		days,
		names: names.filter((name) => !isAsked(name)),
		capitals: capitalsIn(text).filter((word) => content.includes(word) && !isAsked(word)),
		lead: yes.test(text) ? 'yes' : no.test(text) ? 'no' : undefined
	};
}

const capitalsIn = (text: string): readonly string[] =>
	wordsOf(text)
		.filter(({ start }, i) => i > 0 && /\p{Lu}/u.test(text.charAt(start)))
		.map(({ folded }) => folded);

/** What differs between two sentences that are about the same; undefined where nothing clearly does. */
export function differenceOf(a: Fact, b: Fact): Difference | undefined {
	if (a.lead !== undefined && b.lead !== undefined && a.lead !== b.lead)
		return { differs: 'yes-no', said: [a.text, b.text] };
	if (!areAboutTheSame(a, b)) return undefined;
	const apart = exactlyApart(a, b);
	const alike = denyAlike(a.text, b.text);
	if (apart) return alike ? apart : undefined;
	return alike ? undefined : { differs: 'yes-no', said: [a.text, b.text] };
}

/** Both say the same about what was asked; one may say more. */
export function saySame(a: Fact, b: Fact, near: Near | undefined): boolean {
	if (a.lead !== undefined && b.lead !== undefined && a.lead !== b.lead) return false;
	if (exactlyApart(a, b) || isOtherName(a, b) || isTurned(a, b) || !denyAlike(a.text, b.text)) return false;
	const least = Math.min(weightOf(a), weightOf(b));
	const shared = sharedWeight(a, b);
	if (least === 0) return a.lead !== undefined && a.lead === b.lead ? true : sharesSubject(a, b, ENOUGH);
	if (shared >= ENOUGH * least && (shared >= EXACT || shared === least)) return !isOtherSubject(a, b);
	return shared >= NEAR.shared * least && near !== undefined && near(a.text, b.text) >= NEAR.nearness;
}

/** Each says a number, day or name that the other does not, where both say one. */
function exactlyApart(a: Fact, b: Fact): Difference | undefined {
	const [numberA, numberB] = [without(a.numbers, b.numbers), without(b.numbers, a.numbers)];
	if (numberA && numberB) return { differs: 'number', said: [numberA.said, numberB.said] };
	const [dayA, dayB] = [missing(a.days, b.days), missing(b.days, a.days)];
	// "Monday" and "Monday and Tuesday" are two opinions as well.
	if (a.days.length > 0 && b.days.length > 0 && (dayA ?? dayB))
		return { differs: 'day', said: [saidDays(a), saidDays(b)] };
	const [nameA, nameB] = [foreign(a.names, b), foreign(b.names, a)];
	if (nameA.length > 0 && nameB.length > 0 && nameA.length === a.names.length)
		return { differs: 'name', said: [asWritten(a, nameA), asWritten(b, nameB)] };
	return undefined;
}

const saidDays = ({ days }: Fact): string => [...new Set(days.map(({ said }) => said))].join(', ');

const missing = (days: readonly Day[], others: readonly Day[]): Day | undefined =>
	days.find(({ day }) => !others.some((other) => other.day === day));

const without = (numbers: readonly Numbered[], others: readonly Numbered[]): Numbered | undefined =>
	numbers.find((one) => !others.some((other) => isSameNumber(one, other)));

/** "9" may be what "9 pm" says; "9 am" never is. */
const isSameNumber = (a: Numbered, b: Numbered): boolean =>
	a.forms.some((form) => b.held.includes(form)) || b.forms.some((form) => a.held.includes(form));

const foreign = (names: readonly string[], other: Fact): readonly string[] => {
	const theirs = wordsOf(other.text).map(({ folded }) => folded);
	return names.filter((name) => !theirs.some((word) => sameWord(word, name)));
};

const asWritten = ({ text }: Fact, names: readonly string[]): string =>
	wordsOf(text)
		.filter(({ folded, start }) => names.includes(folded) && /\p{Lu}/u.test(text.charAt(start)))
		.map(({ start, end }) => text.slice(start, end))
		.join(' ');

/** Both have a capital word of their own: two restaurants of the same street, in a language that does not tell names. */
const isOtherName = (a: Fact, b: Fact): boolean =>
	foreign(a.capitals, b).length > 0 && foreign(b.capitals, a).length > 0;

/** Both begin with a word of their own: what is said alike of two places is not the same said. */
function isOtherSubject(a: Fact, b: Fact): boolean {
	const [own, theirs] = [wordsOf(a.text)[0]?.folded ?? '', wordsOf(b.text)[0]?.folded ?? ''];
	const isOwn = (word: string, fact: Fact, other: Fact): boolean =>
		fact.words.includes(word) && foreign([word], other).length > 0;
	return isOwn(own, a, b) && isOwn(theirs, b, a);
}

/** One word stands against another that turns it round: "opens" and "closes"; but "not open" is "closed". */
function isTurned(a: Fact, b: Fact): boolean {
	if (hasNot(a.text) !== hasNot(b.text)) return false;
	const [own, theirs] = [all(a), all(b)];
	const apart = [
		...own.filter((word) => !holds(theirs, word)),
		...theirs.filter((word) => !holds(own, word))
	].filter((word) => opposites.has(keyOf(word)));
	return apart.some((word) => own.includes(word)) && apart.some((word) => theirs.includes(word));
}

const all = ({ words, asked }: Fact): readonly string[] => [...words, ...asked];
const holds = (words: readonly string[], word: string): boolean => words.some((one) => sameWord(one, word));

const weightOf = ({ words, names, numbers, days }: Fact): number =>
	words.length + EXACT * (names.length + numbers.length + (days.length > 0 ? 1 : 0));

/** What the one that says less has in common with the other; of two that say as much, the smaller part. */
function sharedWeight(a: Fact, b: Fact): number {
	const [less, more] = [weightOf(a), weightOf(b)];
	if (less === more) return Math.min(weightIn(a, b), weightIn(b, a));
	return less < more ? weightIn(a, b) : weightIn(b, a);
}

function weightIn(few: Fact, many: Fact): number {
	const theirs = wordsOf(many.text).map(({ folded }) => folded);
	const exact =
		few.numbers.filter((one) => many.numbers.some((other) => isSameNumber(one, other))).length +
		few.names.filter((name) => holds(theirs, name)).length +
		(few.days.length > 0 && many.days.length > 0 ? 1 : 0);
	return few.words.filter((word) => holds(theirs, word)).length + EXACT * exact;
}

/** A bare "Monday." is about whatever was asked, and so is what says little else. */
function areAboutTheSame(a: Fact, b: Fact): boolean {
	const isBare = (fact: Fact): boolean => all(fact).length === 0;
	if (isBare(a) || isBare(b))
		return [a, b].every((one) => isBare(one) || one.words.length <= one.asked.length);
	return sharesSubject(a, b, SUBJECT);
}

function sharesSubject(a: Fact, b: Fact, enough: number): boolean {
	const [own, theirs] = [all(a), all(b)];
	const least = Math.min(own.length, theirs.length);
	const shared = Math.min(
		own.filter((word) => holds(theirs, word)).length,
		theirs.filter((word) => holds(own, word)).length
	);
	return least > 0 && shared >= enough * least;
}
