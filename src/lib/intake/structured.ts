/**
 * What a form asked for, as the text a person would have written, cut into passages like every other text. A pair of
 * question and answer stays in one piece. Where a place is known as a square only, its name is not words and not written.
 */
import type { Fields, Mark } from '#lib/agent/ports.ts';
import { MAX_PASSAGE_CHARS } from '#lib/protocol/limits.ts';
import { trimmed, type Span } from './blocks.ts';
import { cleaned, cleanedTitle } from './clean.ts';
import type { ReadyItem } from './item.ts';
import { passagesOf } from './passages.ts';

type Review = Extract<Fields, { kind: 'review' }>;
type Person = Extract<Fields, { kind: 'person' }>;
type Faq = Extract<Fields, { kind: 'faq' }>;

export function textOfFields(fields: Fields): ReadyItem {
	switch (fields.kind) {
		case 'review':
			return reviewText(fields);
		case 'person':
			return personText(fields);
		case 'faq':
			return faqText(fields);
	}
}

function reviewText(review: Review): ReadyItem {
	const facts = facing([
		['Rating', `${review.ratingValue} of 5`],
		['Cuisine', review.servesCuisine],
		['Price', review.priceRange],
		['Address', review.address],
		['Visited', review.visitedOn]
	]);
	return written(`Review: ${review.itemReviewed}`, [
		`${oneLine(review.itemReviewed)}, a first-hand review.`,
		facts,
		review.reviewBody
	]);
}

function personText(person: Person): ReadyItem {
	const facts = facing([
		['Work', person.jobTitle],
		['E-mail', person.email],
		['Phone', person.telephone],
		['Website', person.url],
		['Address', person.address]
	]);
	return written(`Contact: ${person.name}`, [oneLine(person.name), facts, person.description ?? '']);
}

function written(title: string, paragraphs: readonly string[]): ReadyItem {
	const text = paragraphs
		.map((paragraph) => cleaned(paragraph).trim())
		.filter((paragraph) => paragraph !== '')
		.join('\n\n');
	return { title: cleanedTitle(title), text, spans: passagesOf(text, 'markdown') };
}

/** As a list: each fact can be quoted alone. */
const facing = (facts: readonly (readonly [string, string | undefined])[]): string =>
	facts
		.map(([name, value]) => [name, oneLine(value ?? '')] as const)
		.filter(([, value]) => value !== '')
		.map(([name, value]) => `- ${name}: ${value}`)
		.join('\n');

function faqText({ pairs }: Faq): ReadyItem {
	let text = '';
	const spans: Span[] = [];
	const marks: Mark[] = [];
	for (const { question, answer } of pairs) {
		const asked = oneLine(question);
		if (text !== '') text += '\n\n';
		const start = text.length;
		const pair = `## ${asked}\n\n${cleaned(answer).trim()}`.trim();
		text += pair;
		spans.push(...pairSpans(pair).map((span) => ({ start: start + span.start, end: start + span.end })));
		marks.push({ start, path: [cleanedTitle(asked)] });
	}
	const first = cleanedTitle(pairs[0]?.question ?? '');
	return { title: cleanedTitle(pairs.length > 1 ? `FAQ: ${first}` : first), text, spans, marks };
}

function pairSpans(pair: string): readonly Span[] {
	const whole = trimmed(pair, { start: 0, end: pair.length });
	if (!whole) return [];
	return whole.end - whole.start <= MAX_PASSAGE_CHARS ? [whole] : passagesOf(pair, 'markdown');
}

const oneLine = (text: string): string => cleaned(text).replace(/\s+/g, ' ').trim();
