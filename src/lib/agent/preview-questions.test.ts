import { expect, test } from 'vitest';
import type { Item } from './ports.ts';
import { questionsFrom } from './preview-questions.ts';

const item = (over: Partial<Item>): Item => ({
	...{ id: 'i', kind: 'note', title: '', text: '', visibility: { to: 'public' }, madeAt: 1, changedAt: 1 },
	...over
});

test.each([
	['Luigi closes on Monday.', 'When does Luigi close?'],
	['A lesson costs 40 euros an hour.', 'How much does a lesson cost?'],
	['The spare key hangs behind the blue door.', 'Where is the spare key?'],
	['My workshop is in Mill Street.', 'Where is your workshop?'],
	['Tian Fu is a Chinese restaurant by the station.', 'What is Tian Fu?'],
	['I teach classical guitar in the evening, to beginners.', 'Who teaches classical guitar in the evening?']
])('%s answers: %s', (text, question) => {
	expect(questionsFrom(item({ text }))).toEqual([question]);
});

test.each(['It is a nice day.', 'There is a key.', 'We left at nine.', 'Bread rises.'])(
	'%s answers nothing',
	(text) => {
		expect(questionsFrom(item({ text }))).toEqual([]);
	}
);

test('titles and headings are asked about, questions among them as they stand, and pairs of a FAQ first', () => {
	const marks = [
		{ start: 0, path: ['Guide', 'Dan dan noodles'] },
		{ start: 9, path: ['Guide', 'What is tahini?'] }
	];
	expect(questionsFrom(item({ title: 'Vegan cooking', marks }))).toEqual([
		'What do you know about Vegan cooking?',
		'What do you know about Dan dan noodles?',
		'What is tahini?'
	]);
	const fields = { kind: 'faq', pairs: [{ question: 'Do you deliver?', answer: 'Yes.' }] } as const;
	expect(questionsFrom(item({ title: 'Shop', fields }))[0]).toBe('Do you deliver?');
});
