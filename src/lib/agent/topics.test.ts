import { expect, test } from 'vitest';
import { gatherTopics } from './topics.ts';

const note = (title: string, text: string, headings: readonly string[] = []) => ({ title, text, headings });

test('titles and headings name the topics, in their own spelling, none twice', () => {
	const topics = gatherTopics();
	topics.add('1', note('Guitar lessons', 'A lesson costs 40 euros. The first guitar lesson is free.'), true);
	topics.add('2', note('Vegan cooking', 'For vegan noodles I use tahini.', ['Dan dan noodles']), true);
	const best = topics.best();
	expect(best).toEqual(expect.arrayContaining(['Guitar lessons', 'Vegan cooking', 'Dan dan noodles']));
	expect(best.map((one) => one.toLowerCase())).not.toContain('guitar lesson');
	expect(best.length).toBeLessThanOrEqual(12);
});

test('what comes back in running text and is rarer elsewhere is a topic; what is everywhere is not the first', () => {
	const topics = gatherTopics();
	for (let i = 0; i < 6; i++)
		topics.add(
			`h${i}`,
			note('', `We tuned the wind turbine ${i}. The wind turbine turns. It is a nice summer day.`),
			true
		);
	for (let i = 0; i < 20; i++)
		topics.add(`o${i}`, note('', `It is a nice summer day, number ${i}. A nice summer day again.`), false);
	expect(topics.best()[0]).toBe('wind turbine');
});

test('nothing readable, no topic; stop words and numbers name none', () => {
	expect(gatherTopics().best()).toEqual([]);
	const topics = gatherTopics();
	topics.add('1', note('The 12 of them', 'It is 12. It is 12. It was 12.'), true);
	expect(topics.best()).toEqual([]);
});

test('of thousands of different phrases it holds a bounded number, and keeps those that come back', () => {
	const topics = gatherTopics();
	for (let i = 0; i < 3_000; i++) {
		const text = Array.from({ length: 40 }, (_, k) => `word${(i * 40 + k).toString(36)}x`).join(' ');
		topics.add(`${i}`, note('', `${text}. Wind turbine.`), true);
	}
	expect(topics.best()).toEqual(['Wind turbine']);
});
