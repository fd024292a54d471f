/** What is typed into a form, every field a string, and the fields that come of it. */
import type { Fields } from '#lib/app/knowledge-api.ts';

type Review = Extract<Fields, { kind: 'review' }>;
type Person = Extract<Fields, { kind: 'person' }>;

export interface ReviewDraft extends Record<
	Exclude<keyof Review, 'kind' | 'ratingValue' | 'geohash'>,
	string
> {
	kind: 'review';
	/** 0: none chosen. */
	ratingValue: number;
	/** Empty: none. */
	geohash: string;
	firstHand: boolean;
}

export type PersonDraft = { kind: 'person' } & Record<Exclude<keyof Person, 'kind'>, string>;

export interface PairDraft {
	/** Stays with the pair when it is moved. */
	readonly key: number;
	question: string;
	answer: string;
}

export interface FaqDraft {
	kind: 'faq';
	pairs: PairDraft[];
}

export type FieldsDraft = ReviewDraft | PersonDraft | FaqDraft;

/** Why a draft is not complete: a code of the catalogue. */
export type Missing =
	'review-item' | 'review-rating' | 'review-body' | 'review-hand' | 'person-name' | 'faq-pair' | 'faq-half';

export function emptyDraft(kind: Fields['kind']): FieldsDraft {
	switch (kind) {
		case 'review':
			return {
				kind,
				itemReviewed: '',
				servesCuisine: '',
				priceRange: '',
				address: '',
				geohash: '',
				ratingValue: 0,
				visitedOn: '',
				reviewBody: '',
				firstHand: false
			};
		case 'person':
			return {
				kind,
				name: '',
				jobTitle: '',
				email: '',
				telephone: '',
				url: '',
				address: '',
				description: ''
			};
		case 'faq':
			return { kind, pairs: [aPair(0)] };
	}
}

export const aPair = (key: number): PairDraft => ({ key, question: '', answer: '' });

/** The form as it was filled in. */
export function draftOf(fields: Fields): FieldsDraft {
	switch (fields.kind) {
		case 'review':
			return { ...(emptyDraft('review') as ReviewDraft), ...fields, firstHand: true };
		case 'person':
			return { ...(emptyDraft('person') as PersonDraft), ...fields };
		case 'faq':
			return { kind: 'faq', pairs: fields.pairs.map((pair, key) => ({ key, ...pair })) };
	}
}

/** Without what was left empty. */
export function fieldsOf(draft: FieldsDraft): Fields | Missing {
	switch (draft.kind) {
		case 'review':
			return reviewOf(draft);
		case 'person': {
			const { name, ...more } = filled(draft);
			return name === undefined ? 'person-name' : { ...more, kind: 'person', name };
		}
		case 'faq': {
			const pairs = draft.pairs
				.map(({ question, answer }) => ({ question: question.trim(), answer: answer.trim() }))
				.filter(({ question, answer }) => question !== '' || answer !== '');
			if (pairs.length === 0) return 'faq-pair';
			if (pairs.some(({ question, answer }) => question === '' || answer === '')) return 'faq-half';
			return { kind: 'faq', pairs };
		}
	}
}

function reviewOf({ ratingValue, firstHand, ...texts }: ReviewDraft): Fields | Missing {
	const { itemReviewed, reviewBody, ...more } = filled(texts);
	if (itemReviewed === undefined) return 'review-item';
	if (!(ratingValue >= 1 && ratingValue <= 5)) return 'review-rating';
	if (reviewBody === undefined) return 'review-body';
	if (!firstHand) return 'review-hand';
	return { ...more, kind: 'review', itemReviewed, ratingValue, reviewBody };
}

function filled<Draft extends Readonly<Record<string, string>>>(draft: Draft): Partial<Draft> {
	const full = Object.entries(draft).map(([name, value]) => [name, value.trim()] as const);
	return Object.fromEntries(full.filter(([, value]) => value !== '')) as Partial<Draft>;
}
