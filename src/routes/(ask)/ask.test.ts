import { describe, expect, test } from 'vitest';
import type { Exchange, RouteStop } from '#lib/app/node-api.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { blocksOf, copied, pieces } from './blocks.ts';
import { emptyOutcome, footnotes, isStuck } from './outcome.ts';

const aStop = (over: Partial<RouteStop>): RouteStop => ({
	peer: 'a'.repeat(64) as PeerId,
	name: 'Ada',
	why: 'contact',
	state: 'nothing',
	over: 'direct',
	citations: 0,
	query: 'q',
	...over
});

const anExchange = (over: Partial<Exchange>): Exchange => ({
	id: 'x',
	conversation: 'c',
	question: 'Where is the key?',
	askedAt: 0,
	tookMs: 100,
	state: 'done',
	parts: [],
	sources: [],
	route: [],
	askedOthers: true,
	...over
});

describe('an empty answer says honestly what was tried', () => {
	test('two agents were asked and none knew', () => {
		const route = [aStop({}), aStop({ name: 'Bea' })];
		expect(emptyOutcome(anExchange({ route }), 3)).toBe(
			"I don't know: I found nothing about this in your notes; asked 2 agents, none knew."
		);
	});

	test('an agent that never replied is not counted among those who knew nothing', () => {
		const exchange = anExchange({ route: [aStop({}), aStop({ name: 'Bea', state: 'silent' })] });
		expect(emptyOutcome(exchange, 3)).not.toContain('none knew');
		expect(footnotes(exchange)).toEqual(['Bea did not reply in time.']);
	});

	test('an agent with nothing taught and nobody to ask says so', () => {
		expect(emptyOutcome(anExchange({}), 0)).toContain('not taught me anything');
	});

	test('a question left with a sleeper names the sleeper', () => {
		const exchange = anExchange({ route: [aStop({ state: 'mailed' })] });
		expect(footnotes(exchange)).toEqual([
			'Left your question with Ada, who is asleep; the answer will appear here.'
		]);
	});

	test('a question that the server did not take, or that nobody read in time, is not said to be left', () => {
		for (const stuck of [{ refusedWhy: 'quota', delivery: 'queued' }, { delivery: 'expired' }] as const) {
			const stop = aStop({ state: 'mailed', ...stuck });
			expect(isStuck(stop)).toBe(true);
			expect(footnotes(anExchange({ route: [stop] }))).toEqual([]);
		}
		expect(isStuck(aStop({ state: 'answered', refusedWhy: 'quota' }))).toBe(false);
	});

	test('while the answer runs nothing is said to be missing', () => {
		expect(
			emptyOutcome(anExchange({ state: 'asking', route: [aStop({ state: 'waiting' })] }), 3)
		).toBeUndefined();
	});
});

test('what a peer left unfinished is marked', () => {
	const exchange = anExchange({
		parts: [{ kind: 'quote', text: 'under the mat', sources: [1] }],
		route: [aStop({ state: 'incomplete', name: 'Bea' })]
	});
	expect(footnotes(exchange)).toEqual(['Bea left before finishing; this is what came.']);
});

test('prose runs on around its marks, a quote stands alone', () => {
	const blocks = blocksOf([
		{ kind: 'text', text: 'It opens at nine ' },
		{ kind: 'cite', source: 1 },
		{ kind: 'text', text: '.\n\nSecond paragraph.' },
		{ kind: 'quote', text: 'closed on Mondays', sources: [2] }
	]);
	expect(blocks.map(({ kind }) => kind)).toEqual(['prose', 'prose', 'quote']);
});

test('what is copied carries its sources by name', () => {
	const exchange = anExchange({
		parts: [{ kind: 'quote', text: 'under the mat', sources: [1] }],
		sources: [
			{
				n: 1,
				author: 'b'.repeat(64) as PeerId,
				authorName: 'Bea',
				title: 'House',
				text: 'The key is under the mat.',
				spans: [{ start: 11, end: 24 }],
				hash: 'h',
				verification: 'verified',
				madeAt: 0
			}
		]
	});
	expect(copied(exchange)).toBe('“under the mat” [1]\n\nSources:\n[1] Bea: House');
});

describe('marking a passage', () => {
	const passage = 'The key is under the mat.';

	test('the pieces join to exactly the passage', () => {
		const cut = pieces(passage, [
			{ start: 4, end: 7 },
			{ start: 11, end: 24 }
		]);
		expect(cut.map((piece) => piece.text).join('')).toBe(passage);
		expect(cut.filter(({ quoted }) => quoted).map((piece) => piece.text)).toEqual(['key', 'under the mat']);
	});

	test('a span that lies outside or runs backwards marks nothing and loses nothing', () => {
		const cut = pieces(passage, [
			{ start: 30, end: 40 },
			{ start: 9, end: 2 }
		]);
		expect(cut).toEqual([{ text: passage, quoted: false }]);
	});
});
