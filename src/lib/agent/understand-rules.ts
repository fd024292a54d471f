/**
 * Follow-up questions by rule, without a model: does this question lean on one before it, and what does it say in full?
 * "And on Sundays?" after "When does the bakery open?" is "When does the bakery open on Sundays?". Only the person's own
 * questions are read here. Rather one follow-up too few than a question bent that stood alone.
 */
import { contentOf } from './support-words.ts';
import * as w from './understand-words.ts';

/** How a question leans: by its opening ("and …"), by a pronoun at a place in it, or because it is only a part of one. */
export type Lean =
	| { readonly by: 'opening'; readonly rest: string }
	| { readonly by: 'pronoun'; readonly pronoun: string; readonly at: number }
	| { readonly by: 'shortness' };

/** Words with their places; "l'hôtel" is two, "Ben's" is one. */
interface Token {
	readonly text: string;
	readonly word: string;
	readonly at: number;
}

const tokensOf = (text: string): readonly Token[] =>
	[...text.matchAll(/[\p{L}\p{N}\p{M}]+(?:[:.]\d+)*(?:['’]s(?![\p{L}]))?/gu)].map(({ 0: text, index }) => ({
		text,
		word: text.toLowerCase(),
		at: index
	}));

/** Without what stands around it. */
export const bareOf = (question: string): string =>
	question.replace(/^[\s¿¡"“„]+|[\s?!.…"”]+$/gu, '').replace(/\s+/g, ' ');

/** Undefined for a question that stands alone. */
export function leanOf(question: string): Lean | undefined {
	const bare = bareOf(question);
	const opener = w.openers.exec(bare);
	if (opener && opener[0].length < bare.length) {
		const rest = bare.slice(opener[0].length);
		if (opener.groups?.['about'] === undefined && isWhole(rest)) return undefined;
		const pronoun = isQuestion(rest) ? pronounIn(rest) : undefined;
		return pronoun ? { ...pronoun, at: pronoun.at + opener[0].length } : { by: 'opening', rest };
	}
	const pronoun = pronounIn(bare);
	if (pronoun) return pronoun;
	if (w.pointing.some((pattern) => pattern.test(bare)) && !hasNoun(bare, bare.length - 1, 3))
		return { by: 'shortness' };
	return isShort(bare, /\?\s*$/.test(question)) ? { by: 'shortness' } : undefined;
}

const isQuestion = (text: string): boolean => w.questionWords.has(tokensOf(text)[0]?.word ?? '');

/** "And when does the pharmacy open?" says all that it asks. */
const isWhole = (rest: string): boolean =>
	isQuestion(rest) &&
	contentOf(rest).length >= 2 &&
	pronounIn(rest) === undefined &&
	!w.pointing.some((one) => one.test(rest));

type Pronoun = Extract<Lean, { by: 'pronoun' }>;

function pronounIn(bare: string): Pronoun | undefined {
	if (w.idle.some((pattern) => pattern.test(bare))) return undefined;
	const tokens = tokensOf(bare);
	const at = tokens.findIndex(({ word, text }, i) => isPronoun(word, text, i, tokens));
	const found = tokens[at];
	return found && !hasNoun(bare, found.at) ? { by: 'pronoun', pronoun: found.text, at: found.at } : undefined;
}

/** German "Sie" and "Ihr" with a capital letter speak to somebody; "sie" alone is a pronoun. */
function isPronoun(word: string, text: string, i: number, tokens: readonly Token[]): boolean {
	if (word === 'sie') return text === 'sie';
	if (i > 0 && /^(?:Ihr|Ihn|Er|Es)/.test(text)) return false;
	// "Est-ce qu'il", "parle-t-il": the same word after a hyphen. "habt ihr" speaks to somebody.
	if (word === 'ihr' && /[td]$/.test(tokens[i - 1]?.word ?? '')) return false;
	return w.pronouns.has(word);
}

/** A noun or a name before this place: then a pronoun may stand for that. */
function hasNoun(bare: string, until: number, least = 1): boolean {
	const tokens = tokensOf(bare).filter(({ at }) => at < until);
	const nouns = tokens.filter(({ word, text }, i) => {
		const before = tokens[i - 1]?.word ?? '';
		if (w.isTime(word) || word.length === 1) return false;
		if (i > 0 && isName(text)) return true;
		if (contentOf(word).length === 0 || word.endsWith('ly')) return false;
		return i > 0 ? !w.beforeVerbs.has(before) : tokens.length > 1 && !w.imperatives.has(word);
	});
	return nouns.length >= least;
}

/** Written large in the middle of a question, and no pronoun that always is. */
const isName = (text: string): boolean =>
	/^\p{Lu}/u.test(text) && !/^(?:Sie|Ihr|Ihnen|I(?:['’]\p{L}+)?)$/u.test(text);

/** A part of a question: no verb, no subject, or nothing but question words. */
function isShort(bare: string, isAsked: boolean): boolean {
	const tokens = tokensOf(bare);
	const content = contentOf(bare);
	if (tokens.length === 0 || w.persons.test(bare)) return false;
	if (content.length === 0) return tokens.length <= 6;
	const said = content.filter((word) => !w.isTime(word) && word !== 'hora');
	if (said.length === 0) return !isQuestion(bare) || tokens.length <= 3;
	if (w.more.test(bare) || w.which.test(bare)) return said.length <= 1;
	if (tokens.length <= 2 && /['’]s$/.test(bare)) return true;
	if (w.withoutSubject.test(bare)) return said.length <= 1;
	const isPart =
		w.startPrepositions.has(tokens[0]!.word) &&
		!tokens.some(({ word }) => w.questionWords.has(word) && !w.prepositions.has(word));
	return isPart && tokens.length <= (isAsked ? 4 : 2);
}

// ---------------------------------------------------------------- in full

/** `sure`: put together so that it reads as the person would have written it; else both halves stand side by side. */
export interface Completed {
	readonly text: string;
	readonly sure: boolean;
}

/** `question` in full, by the words of `base`, a question that stands alone. */
export function completed(question: string, lean: Lean, base: string): Completed {
	const whole = bareOf(base);
	const put = putTogether(bareOf(question), lean, whole);
	if (put !== undefined) return { text: punctuated(put, base), sure: true };
	return { text: `${topicOf(whole)} — ${question.trim()}`, sure: false };
}

const punctuated = (text: string, base: string): string => {
	const end = /\s*[?!.]+\s*$/u.exec(base)?.[0].trimEnd() ?? '?';
	return `${base.trimStart().startsWith('¿') ? '¿' : ''}${text}${end}`;
};

function putTogether(bare: string, lean: Lean, base: string): string | undefined {
	switch (lean.by) {
		case 'opening':
			return withPart(lean.rest, base);
		case 'pronoun':
			return withNoun(bare, lean, base);
		case 'shortness':
			return /['’]s$/.test(bare) || isPhrase(bare) ? withPart(bare, base) : undefined;
	}
}

const isPhrase = (bare: string): boolean => {
	const tokens = tokensOf(bare);
	return (
		w.startPrepositions.has(tokens[0]?.word ?? '') ||
		(tokens.length > 0 && contentOf(bare).every(w.isTime) && !isQuestion(bare))
	);
};

/** A time, a place, an owner or a subject takes the place of its like. */
function withPart(part: string, base: string): string | undefined {
	const tokens = tokensOf(part);
	if (tokens.length === 0 || tokens.length > 6 || isQuestion(part)) return undefined;
	const content = contentOf(part);
	if (content.length > 0 && content.every(w.isTime)) return withTime(part, base);
	if (/['’]s$/.test(part))
		return replaced(
			base,
			/(?<![\p{L}'’])(?:[\p{L}\p{N}]+['’]s|my|your|our|his|her|their)(?![\p{L}])/iu,
			part
		);
	if (w.prepositions.has(tokens[0]!.word)) return withPlace(part, tokens[0]!.word, base);
	if (w.pointing.some((one) => one.test(part)) || content.length === 0) return undefined;
	const noun = nounOf(base);
	return noun && base.replace(noun, () => part);
}

const replaced = (text: string, pattern: RegExp, by: string): string | undefined =>
	pattern.test(text) ? text.replace(pattern, () => by) : undefined;

function withTime(part: string, base: string): string {
	const tokens = tokensOf(base);
	const day = /^(?:mon|tues|wednes|thurs|fri|satur|sun)days?$|^weekdays?$/iu.test(part) ? `on ${part}` : part;
	const at = tokens.findLastIndex(({ word }, i) => i > 0 && w.isTime(word));
	if (at < 0) return `${base} ${day}`;
	let from = at;
	while (
		from > 1 &&
		(w.prepositions.has(tokens[from - 1]!.word) ||
			w.determiners.has(tokens[from - 1]!.word) ||
			w.isTime(tokens[from - 1]!.word))
	)
		from--;
	const last = tokens[at]!;
	return base.slice(0, tokens[from]!.at) + day + base.slice(last.at + last.text.length);
}

/** "in Bergen" for "in Oslo", where that ends the question; else it is added. */
function withPlace(part: string, preposition: string, base: string): string {
	const tokens = tokensOf(base);
	const at = tokens.findLastIndex(({ word }, i) => i > 0 && word === preposition);
	const isEnd = at > 0 && tokens.length - at <= 4;
	return isEnd ? base.slice(0, tokens[at]!.at) + part : `${base} ${part}`;
}

const standIns = /^(?:it|they|them|he|him|she|er|es|sie|ihn)$/iu;
const owning = /^(?:its|their|his)$/iu;

function withNoun(bare: string, { pronoun, at }: Pronoun, base: string): string | undefined {
	const noun = nounOf(base);
	if (noun === undefined) return undefined;
	const after = bare.slice(at + pronoun.length);
	const isOwner = owning.test(pronoun) || (/^her$/iu.test(pronoun) && /^\s+\p{L}/u.test(after));
	if (!isOwner && !standIns.test(pronoun) && !/^her$/iu.test(pronoun)) return undefined;
	return `${bare.slice(0, at)}${noun}${isOwner ? '’s' : ''}${after}`;
}

/** What the question is about: its first noun with what stands before it, or its first name; else where or with whom. */
function nounOf(base: string): string | undefined {
	const tokens = tokensOf(base);
	return (
		nounIn(base, tokens) ?? tokens.slice(1).find(({ text, word }) => isName(text) && !w.isTime(word))?.text
	);
}

function nounIn(base: string, tokens: readonly Token[]): string | undefined {
	const cut = (from: number, to: number): string =>
		base.slice(tokens[from]!.at, tokens[to]!.at + tokens[to]!.text.length);
	for (let i = 0; i < tokens.length; i++) {
		const [before, here] = [tokens[i - 1]?.word ?? '', tokens[i]!];
		if (w.prepositions.has(before) && !w.questionWords.has(before)) continue;
		if (w.determiners.has(here.word) && tokens[i + 1]) {
			const end = endOfNoun(tokens, i + 1, base);
			if (end > i && !w.isTime(tokens[end]!.word)) return cut(i, end);
		} else if (i > 0 && isName(here.text) && !w.isTime(here.word)) {
			let end = i;
			while (isName(tokens[end + 1]?.text ?? '')) end++;
			return cut(i, end);
		}
	}
	return undefined;
}

const german =
	/^(?:der|die|das|den|dem|des|ein|eine|einen|einem|einer|mein|meine|meinen|unser|unsere|dein|deine)$/iu;
const english = /^(?:the|a|an|my|our|your|his|her|their|this|that|these|those)$/iu;

/** The last word of the noun that begins at `from`; before `from` where there is none. */
function endOfNoun(tokens: readonly Token[], from: number, base: string): number {
	const determiner = tokens[from - 1]!.word;
	let end = from - 1;
	if (german.test(determiner) && tokens.slice(from, from + 3).some(({ text }) => /^\p{Lu}/u.test(text)))
		return from + tokens.slice(from).findIndex(({ text }) => /^\p{Lu}/u.test(text));
	if (!english.test(determiner)) return from;
	while (
		end + 1 < tokens.length &&
		end - from < 3 &&
		contentOf(tokens[end + 1]!.word).length > 0 &&
		!w.prepositions.has(tokens[end + 1]!.word) &&
		!w.isTime(tokens[end + 1]!.word) &&
		!/[,;–—-]/.test(base.slice(tokens[end]!.at + tokens[end]!.text.length, tokens[end + 1]!.at))
	)
		end++;
	// "does the bakery open", "is the bakery open": the last word is what is asked about it.
	const isVerb =
		end > from &&
		/^(?:.* )?(?:does|do|did|can|could|will|would|should|has|have)$|^(?:is|are|was|were)$/iu.test(
			base.slice(0, tokens[from - 1]!.at).trim()
		);
	return isVerb ? end - 1 : end;
}

/** The question without the words that only ask. */
function topicOf(bare: string): string {
	const tokens = tokensOf(bare);
	const from = tokens.findIndex(
		({ word }) =>
			!w.questionWords.has(word) && !['much', 'many', 'long', 'far', 'viel', 'time', 'lange'].includes(word)
	);
	const topic = from < 0 ? bare : bare.slice(tokens[from]!.at);
	return topic.length <= 160 ? topic : topic.slice(0, 160).replace(/\s+\S*$/u, '');
}
