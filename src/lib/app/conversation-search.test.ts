import { describe, expect, test } from 'vitest';
import type { AnswerPart } from '#lib/agent/events.ts';
import { findConversations, spokenOf } from './conversation-search.ts';

const said = (question: string, answer = '') =>
	spokenOf({ question, parts: [{ kind: 'text', text: answer } satisfies AnswerPart] });
const listed = (id: string, changedAt = 1) => ({ id, title: id, changedAt, questions: 1 });

const all = {
	bakery: [said('When does it open?', 'At seven. It sells rye bread and poppy rolls.')],
	guitar: [said('How much is a lesson?', 'A lesson costs 40 euros.'), said('Über Ärger mit Brötchen?')]
};
const find = (text: string) =>
	findConversations([listed('bakery'), listed('guitar', 2)], (id) => all[id as keyof typeof all], text);
const ids = (text: string) => find(text).map(({ id }) => id);

describe('a conversation is found', () => {
	test('by words of its questions, its answers and its name, in any case and without accents', () => {
		expect(ids('LESSON')).toEqual(['guitar']);
		expect(ids('poppy')).toEqual(['bakery']);
		expect(ids('bakery')).toEqual(['bakery']);
		expect(ids('brotchen uber')).toEqual(['guitar']);
		expect(ids('Brötchen')).toEqual(['guitar']);
	});

	test('only where every word occurs, be it in different questions', () => {
		expect(ids('lesson arger')).toEqual(['guitar']);
		expect(ids('lesson poppy')).toEqual([]);
		expect(ids('?!')).toEqual([]);
	});

	test('a word of a question counts more than one of an answer; of equals the one changed last is first', () => {
		expect(ids('open')).toEqual(['bakery']);
		const two = [listed('a'), listed('b', 5), listed('c')];
		const spoken = { a: [said('x', 'tea')], b: [said('x', 'tea')], c: [said('tea?')] };
		const found = findConversations(two, (id) => spoken[id as keyof typeof spoken], 'tea');
		expect(found.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
	});
});

describe('the excerpt', () => {
	const long = `${'before '.repeat(40)}the needle is here ${'after '.repeat(40)}`;

	test('shows the words that were found with some around them, as they were written', () => {
		const [hit] = findConversations([listed('x')], () => [said('Q', long)], 'NEEDLE');
		expect(hit?.excerpt).toMatch(/^… (before )+the needle is here (after )*after …$/);
		expect(hit!.excerpt.length).toBeLessThan(140);
	});

	test('is cut at the right place also after letters whose lower case is longer', () => {
		const [hit] = findConversations(
			[listed('x')],
			() => [said('Q', `${'İÄ'.repeat(100)} needle end`)],
			'needle'
		);
		expect(hit?.excerpt).toContain('needle end');
	});

	test('is the first question where only the name matches', () => {
		expect(find('bakery')[0]?.excerpt).toBe('When does it open?');
	});

	test('is made in no time of an answer without a space', () => {
		const before = performance.now();
		findConversations([listed('x')], () => [said('Q', `${'x'.repeat(200_000)}needle`)], 'needle');
		expect(performance.now() - before).toBeLessThan(500);
	});
});
