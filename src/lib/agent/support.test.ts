import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PeerId } from '../protocol/identity.ts';
import type { Found } from './compose.ts';
import { supportBy } from './support.ts';
import { contentOf, digitsOf, numbersOf, sameWord, sentencesOf } from './support-words.ts';

const aFound = (text: string, change: Partial<Found> = {}): Found => ({
	...{ author: 'b'.repeat(64) as PeerId, authorName: 'Ben', title: 'Note', text, hash: 'h', madeAt: 1 },
	...{ verification: 'verified', relevance: 1, quotes: [] },
	...change
});

const bakery =
	'The bakery opens at 7:30 on weekdays. It is closed on Sundays. Dogs are not allowed inside. The rye bread costs 4.50 euros.';

/** What the span says that carries `said`. */
function carried(said: string, text = bakery, question = 'When does the bakery open?', change = {}) {
	const span = supportBy([aFound(text, change)], question)(1, said);
	return span && text.slice(span.start, span.end);
}

describe('a sentence is carried by', () => {
	test.each([
		['The bakery opens at 7:30 on weekdays.', 'The bakery opens at 7:30 on weekdays.'],
		['On weekdays it opens at 7.30.', 'The bakery opens at 7:30 on weekdays.'],
		['The bakery is open from 7:30 am.', 'The bakery opens at 7:30 on weekdays.'],
		['According to Ben, the bakery is closed on Sundays.', 'It is closed on Sundays.'],
		['It closes on Sundays.', 'It is closed on Sundays.'],
		['You may not bring dogs inside.', 'Dogs are not allowed inside.'],
		['Rye bread is 4,50 euros.', 'The rye bread costs 4.50 euros.']
	])('%s', (said, span) => {
		expect(carried(said)).toBe(span);
	});

	test('two sentences that follow one another', () => {
		expect(carried('The bakery opens at 7:30 on weekdays and is closed on Sundays.')).toBe(
			'The bakery opens at 7:30 on weekdays. It is closed on Sundays.'
		);
	});

	test.each([
		[
			'Montags ist die Bäckerei geschlossen.',
			'Die Bäckerei ist montags geschlossen und öffnet sonst um 7 Uhr.'
		],
		['La boulangerie ouvre à 7h30.', 'La boulangerie ouvre à 7 h 30 en semaine.'.replace('7 h 30', '7h30')],
		['El sábado abre a las 9.', 'La panadería abre los sábados a las nueve.'],
		['面包店周日休息。', '面包店周日休息，平时早上七点开门。'],
		['Пекарня открывается в 7:30.', 'Пекарня открывается в 7:30 по будням.']
	])('its source in other languages: %s', (said, text) => {
		expect(carried(said, text, '?')).toBeDefined();
	});
});

describe('a sentence is not carried', () => {
	test.each([
		['by another time', 'The bakery opens at 8:30 on weekdays.'],
		['by a time of the other half of the day', 'The bakery opens at 7:30 pm on weekdays.'],
		['with a number the source does not hold', 'The bakery opens at 7:30 on weekdays and has 12 tables.'],
		['by its subject alone', 'The bakery belongs to my uncle Giovanni since last autumn.'],
		['where only the question is repeated', 'The bakery opens its doors with champagne and fireworks.'],
		['when "not" was dropped', 'Dogs are allowed inside.'],
		['when "not" was put in', 'The bakery does not open at 7:30 on weekdays.'],
		['when closed became open', 'The bakery is open on Sundays.'],
		['when it says nothing', 'Yes, it is.'],
		['when it is empty', '']
	])('%s', (_, said) => {
		expect(carried(said)).toBeUndefined();
	});

	test('by a source that was not given', () => {
		const supports = supportBy([aFound(bakery)], 'When?');
		for (const n of [0, 2, -1, 0.5]) expect(supports(n, 'The bakery opens at 7:30.')).toBeUndefined();
	});
});

test("of a peer's text what its agent picked comes first, the rest of what it signed second", () => {
	const text = 'Luigi closes on Monday. Tea. Cake. Luigi closes on Monday at noon. Chairs.';
	const start = text.indexOf('Luigi closes on Monday at');
	const quotes = [{ start, end: start + 31 }];
	expect(carried('Luigi closes on Monday.', text, '?', { quotes })).toBe('Luigi closes on Monday at noon.');
	expect(carried('Tea and cake.', text, '?', { quotes })).toBe('Tea. Cake.');
});

test('a span of a text without full stops is no longer than one reads at a glance', () => {
	const text = `${'filler '.repeat(200)}the bakery opens at 7:30 on weekdays${' filler'.repeat(200)}`;
	expect(carried('The bakery opens at 7:30 on weekdays.', text)).toBe('bakery opens at 7:30 on weekdays');
});

test('every span lies in its text, whatever the text and the sentence are', () => {
	fc.assert(
		fc.property(
			fc.string({ unit: 'grapheme', maxLength: 300 }),
			fc.string({ maxLength: 80 }),
			(text, said) => {
				const span = supportBy([aFound(text)], said)(1, said);
				if (!span) return;
				expect(0 <= span.start && span.start < span.end && span.end <= text.length).toBe(true);
			}
		)
	);
});

describe('sentences', () => {
	test.each([
		['It opens at 7. It closes at 9.', ['It opens at 7.', 'It closes at 9.']],
		[
			'Ask Dr. Meyer at 7 p.m. He knows, e.g. about z.B. tea.',
			['Ask Dr. Meyer at 7 p.m.', 'He knows, e.g. about z.B. tea.']
		],
		['1. Bread\n2. Cake', ['1. Bread', '2. Cake']],
		['Am 3. Mai ist zu. “Really?” Yes… maybe.', ['Am 3. Mai ist zu.', '“Really?”', 'Yes… maybe.']],
		['营业。周日休息！', ['营业。', '周日休息！']],
		['J. Smith bakes.  \n\n Costs 4.50 euros', ['J. Smith bakes.', 'Costs 4.50 euros']],
		['   ', []]
	])('of %j', (text, expected) => {
		expect(sentencesOf(text).map(({ start, end }) => text.slice(start, end))).toEqual(expected);
	});

	test('cover every character that is not space, in order, once', () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(...'aB1.。!? \n")') }), (text) => {
				const spans = sentencesOf(text);
				expect(
					spans
						.map(({ start, end }) => text.slice(start, end))
						.join('')
						.replace(/\s/g, '')
				).toBe(text.replace(/\s/g, ''));
			})
		);
	});
});

describe('the same word', () => {
	test.each(
		'open opens|opening open|close closed|bakery bakeries|run running|week weeks|sonntag sonntags|offnet offnen|brot brote|seven 7|panaderia panaderias|gitarre gitarrenunterricht'
			.split('|')
			.map((pair) => pair.split(' '))
	)('%s and %s', (a, b) => {
		expect(sameWord(a, b)).toBe(true);
		expect(sameWord(b, a)).toBe(true);
	});

	test.each(
		'open oven|monday month|7 17|seven 8|car care|party part|bread break|2024 2023|cat category'
			.split('|')
			.map((pair) => pair.split(' '))
	)('is not %s and %s', (a, b) => {
		expect(sameWord(a, b)).toBe(false);
	});
});

describe('numbers', () => {
	const same = (a: string, b: string) => digitsOf(a)[0]!.some((form) => numbersOf(b)[0]!.includes(form));
	test.each([
		['7:30', '7.30'],
		['07:30', '7:30 am'],
		['19:00', '7 pm'],
		['7', '7 p.m.'],
		['1,000', '1000'],
		['1.000', '1000'],
		['4.50', '4,50'],
		['9:00', '9'],
		['9 Uhr', 'nine'],
		['18h30', '18:30']
	])('%s is %s', (a, b) => expect(same(a, b)).toBe(true));
	test.each([
		['7:30', '7'],
		['7 am', '7 pm'],
		['7 p.m.', '7'],
		['19', '7 am'],
		['4.5', '45'],
		['21', '2']
	])('%s is not %s', (a, b) => expect(same(a, b)).toBe(false));
});

test('a text of stop words alone has no content', () => {
	expect(contentOf('It is what it is.')).toEqual([]);
	expect(contentOf('The bakery is open')).toEqual(['bakery', 'open']);
});
