/**
 * Questions that an item may answer, made of its own words: those it asks itself, its title and headings, and sentences
 * that plainly answer one. Only guesses: whoever shows one has asked it first.
 */
import type { Item } from './ports.ts';
import { sentencesOf } from './support-words.ts';

/** The beginning says what an item is about. */
const READ_CHARS = 4_000;
const MOST = 12;
const MAX_NAME_WORDS = 8;

export function questionsFrom({ title, text, marks, fields }: Item): readonly string[] {
	const asked = fields?.kind === 'faq' ? fields.pairs.map(({ question }) => question) : [];
	const headings = [...new Set((marks ?? []).flatMap(({ path }) => path?.at(-1) ?? []))];
	const named = [title, ...headings].flatMap((name) => ofName(name, fields?.kind));
	const read = text.slice(0, READ_CHARS);
	const answered = sentencesOf(read).flatMap(({ start, end }) => ofSentence(read.slice(start, end)));
	return [...new Set([...asked, ...answered, ...named].map((question) => question.trim()))]
		.filter((question) => question !== '')
		.slice(0, MOST);
}

function ofName(name: string, kind: string | undefined): string[] {
	const bare = name.replace(/[.:!…]+$/u, '').trim();
	const words = bare.split(/\s+/).length;
	if (bare === '' || words > MAX_NAME_WORDS) return [];
	if (/[?？]$/u.test(bare)) return [bare];
	return [kind === 'person' ? `Who is ${bare}?` : `What do you know about ${bare}?`];
}

const subject = String.raw`(?<subject>(?:(?:The|A|An|My|Our|the|a|an|my|our) )?\p{L}[\p{L}\p{N}'’&-]*(?: (?:of |in |at |for |the )?[\p{L}\p{N}][\p{L}\p{N}'’&-]*){0,4}?)`;
const adverb = '(?: (?:usually|always|now|also|only|normally|every day))?';
const shapes: readonly (readonly [RegExp, (subject: string, verb: string) => string])[] = [
	[
		new RegExp(
			String.raw`^${subject}${adverb} (?<verb>open|close|start|begin|end|leave|arrive)s (?:at|on|in|by|from|every|daily|\d)`,
			'u'
		),
		(who, verb) => `When does ${who} ${verb}?`
	],
	[new RegExp(String.raw`^${subject}${adverb} costs `, 'u'), (who) => `How much does ${who} cost?`],
	[
		new RegExp(
			String.raw`^${subject} (?:is|hangs|lies|stands|lives)${adverb} (?:in|at|on|behind|under|above|near|next to|opposite|between|beside) `,
			'u'
		),
		(who) => `Where is ${who}?`
	],
	[new RegExp(String.raw`^${subject} is (?:an?|the) `, 'u'), (who) => `What is ${who}?`],
	[/^I teach (?<subject>[^.,;:!?]{3,60})/u, (what) => `Who teaches ${what}?`]
];
const pronouns =
	/^(?:it|they|this|that|these|those|he|she|we|i|you|there|here|what|who|which|where|when|one|everything|nothing|something|somebody|everybody|nobody|if|and|but|or)\b/i;

function ofSentence(sentence: string): string[] {
	const bare = sentence.replace(/^[\s#>*+•–-]+|\*\*|__|`/gu, '');
	for (const [shape, asked] of shapes) {
		const { subject: who, verb = '' } = shape.exec(bare)?.groups ?? {};
		if (who === undefined || pronouns.test(who)) continue;
		return [asked(theirs(who), verb)];
	}
	return [];
}

/** "My house" is "your house" for whoever asks; an article needs no capital within a question. */
const theirs = (who: string): string =>
	who.replace(/^(?:My|Our|my|our)\b/u, 'your').replace(/^(?:The|An?)\b/u, (article) => article.toLowerCase());
