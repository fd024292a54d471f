/** Finds conversations by the words of their questions and answers. Pure; reads every one of them, which thousands allow. */
import type { Exchange } from '#lib/agent/events.ts';
import type { ConversationHit, ConversationSummary } from './node-api.ts';

/** An exchange's words as they were written, and folded to be compared: the same length, so that places agree. */
export interface Spoken {
	readonly question: Folded;
	readonly answer: Folded;
}
interface Folded {
	readonly text: string;
	readonly folded: string;
}

/** Characters around the first word found. */
const AROUND = 60;
const MAX_FOUND = 50;
/** A word of the title says more about a conversation than one of an answer. */
const WEIGHT = { title: 4, question: 2, answer: 1 } as const;

export function spokenOf({ question, parts }: Pick<Exchange, 'question' | 'parts'>): Spoken {
	const answer = parts.map((part) => (part.kind === 'cite' ? ' ' : `${part.text} `)).join('');
	return { question: folded(question), answer: folded(answer.replace(/\s+/g, ' ').trim()) };
}

/** Those in which every word occurs, the best first; words may be half typed. */
export function findConversations(
	conversations: readonly ConversationSummary[],
	spoken: (conversation: string) => readonly Spoken[],
	text: string
): readonly ConversationHit[] {
	const words = wordsOf(text);
	if (words.length === 0) return [];
	const scored = conversations.flatMap((conversation) => {
		const said = spoken(conversation.id);
		const score = scoreOf(words, folded(conversation.title).folded, said);
		return score === 0 ? [] : [{ score, hit: { ...conversation, excerpt: excerptOf(words, said) } }];
	});
	return scored
		.sort((a, b) => b.score - a.score || b.hit.changedAt - a.hit.changedAt)
		.slice(0, MAX_FOUND)
		.map(({ hit }) => hit);
}

const wordsOf = (text: string): readonly string[] => [
	...new Set(folded(text).folded.match(/[\p{L}\p{N}]+/gu) ?? [])
];

/** 0 as soon as one word occurs nowhere. */
function scoreOf(words: readonly string[], title: string, said: readonly Spoken[]): number {
	let score = 0;
	for (const word of words) {
		const best = title.includes(word)
			? WEIGHT.title
			: said.some(({ question }) => question.folded.includes(word))
				? WEIGHT.question
				: said.some(({ answer }) => answer.folded.includes(word))
					? WEIGHT.answer
					: 0;
		if (best === 0) return 0;
		score += best;
	}
	return score;
}

/** The place with most of the words; the first question where only the title has them. */
function excerptOf(words: readonly string[], said: readonly Spoken[]): string {
	const texts = said.flatMap(({ question, answer }) => [question, answer]);
	let best: Folded | undefined = texts[0];
	let most = 0;
	for (const text of texts) {
		const found = words.filter((word) => text.folded.includes(word)).length;
		if (found > most) [best, most] = [text, found];
	}
	if (!best) return '';
	const places = words.map((word) => best.folded.indexOf(word)).filter((at) => at >= 0);
	return around(best.text, places.length === 0 ? 0 : Math.min(...places));
}

function around(text: string, at: number): string {
	const start = at <= AROUND ? 0 : wordStart(text, at - AROUND, at);
	const end = start + 2 * AROUND >= text.length ? text.length : wordEnd(text, start + 2 * AROUND);
	return `${start > 0 ? '… ' : ''}${text.slice(start, end).trim()}${end < text.length ? ' …' : ''}`;
}

function wordStart(text: string, from: number, before: number): number {
	const space = text.indexOf(' ', from);
	return space < 0 || space >= before ? from : space + 1;
}

function wordEnd(text: string, from: number): number {
	const space = text.lastIndexOf(' ', from);
	return from - space < AROUND / 2 ? space : from;
}

/** Without case and accents, unit by unit: what would change the length stays as it is. */
function folded(text: string): Folded {
	const bare = text.replace(/[\u00C0-\u024F\u1E00-\u1EFF]/g, (letter) => letter.normalize('NFD').charAt(0));
	const lower = bare.toLowerCase();
	return { text, folded: lower.length === text.length ? lower : bare };
}
