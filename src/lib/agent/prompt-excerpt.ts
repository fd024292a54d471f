/** Of a passage, the few sentences that a small model needs: those its author's agent picked and those that match the question. */
import type { Found } from './compose.ts';
import { contentOf, sameWord, sentencesOf, wordsOf } from './support-words.ts';

/** How many of the question's words stand in the text. */
export const sharedWith = (text: string, asked: readonly string[]): number => {
	const words = wordsOf(text);
	return asked.filter((one) => words.some(({ folded }) => sameWord(folded, one)) || text.includes(one))
		.length;
};

/** A picked sentence outweighs any match: its author knows best. */
const PICKED = 100;

/** At most `max` characters of the passage; its sentences stay in their order, gaps are marked. */
export function excerptOf(
	{ text, quotes }: Pick<Found, 'text' | 'quotes'>,
	question: string,
	max: number
): string {
	if (text.length <= max) return text.trim();
	const asked = contentOf(question);
	const sentences = sentencesOf(text);
	const weights = sentences.map(({ start, end }) => {
		const isPicked = quotes.some((quote) => quote.start < end && start < quote.end);
		return sharedWith(text.slice(start, end), asked) + (isPicked ? PICKED : 0);
	});
	const best = weights.indexOf(Math.max(...weights));
	const chosen = chosenOf(sentences, weights, best, max);
	if (chosen.size === 0) return around(text, sentences[best]!, quotes, asked, max);
	let excerpt = '';
	let last = -1;
	for (const at of [...chosen].sort((a, b) => a - b)) {
		const { start, end } = sentences[at]!;
		const gap = last < 0 ? '' : at === last + 1 ? ' ' : ' … ';
		excerpt += gap + text.slice(start, end);
		last = at;
	}
	return excerpt;
}

/** The best, its neighbours, then whatever else matches, while there is room. */
function chosenOf(
	sentences: readonly { readonly start: number; readonly end: number }[],
	weights: readonly number[],
	best: number,
	max: number
): ReadonlySet<number> {
	const chosen = new Set<number>();
	let room = max;
	const take = (at: number): void => {
		const sentence = sentences[at];
		const length = sentence ? sentence.end - sentence.start + 3 : Infinity;
		if (chosen.has(at) || length > room) return;
		chosen.add(at);
		room -= length;
	};
	const matching = weights.map((weight, at) => ({ weight, at })).filter(({ weight }) => weight > 0);
	matching.sort((a, b) => b.weight - a.weight || a.at - b.at);
	take(best);
	for (const { at, weight } of matching) if (weight >= PICKED) take(at);
	take(best - 1);
	take(best + 1);
	for (const { at } of matching) take(at);
	return chosen;
}

/** One sentence that is too long by itself: what stands around the place that matches. */
function around(
	text: string,
	sentence: { readonly start: number; readonly end: number },
	quotes: Found['quotes'],
	asked: readonly string[],
	max: number
): string {
	const within = text.slice(sentence.start, sentence.end);
	const match = wordsOf(within).find(({ folded }) => asked.some((one) => sameWord(folded, one)))?.start ?? 0;
	const picked = quotes.find(({ start }) => sentence.start <= start && start < sentence.end);
	const at = picked?.start ?? sentence.start + match;
	const start = Math.max(sentence.start, Math.min(at - Math.floor(max / 4), sentence.end - max));
	return text
		.slice(start, start + max)
		.toWellFormed()
		.replaceAll('\ufffd', '')
		.trim();
}
