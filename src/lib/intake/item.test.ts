import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_TITLE_CHARS } from '#lib/protocol/limits.ts';
import { cleaned, itemFrom } from './item.ts';

describe('itemFrom', () => {
	test.each([
		['# Wifi **at home** #\n\npw', 'Wifi at home'],
		['Harbour\n=======\n\nText', 'Harbour'],
		['Just a thought.\nAnd more.', 'Just a thought.'],
		['word '.repeat(40), `${'word '.repeat(12).trim()}…`]
	])('names %j', (text, title) => {
		expect(itemFrom(text, 'markdown').title).toBe(title);
	});

	test('a title that was given wins, on one line and without marks that turn the writing direction', () => {
		expect(itemFrom('# Other', 'markdown', ' My\n\u202etitle ').title).toBe('My title');
	});

	test('any text and title come out as the wire takes them', () => {
		const any = fc.string({ unit: 'binary', maxLength: 600 });
		fc.assert(
			fc.property(any, any, fc.constantFrom('text', 'markdown'), (text, title, format) => {
				const item = itemFrom(text, format, title);
				expect(item.title.length).toBeLessThanOrEqual(MAX_TITLE_CHARS);
				expect(item.title.isWellFormed() && item.text.isWellFormed()).toBe(true);
				// eslint-disable-next-line no-control-regex -- control characters are just what is looked for
				expect(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(item.text + item.title)).toBe(false);
				expect(/[\t\r\n\u2028\u2029]/.test(item.title)).toBe(false);
				expect(cleaned(item.text)).toBe(item.text);
			})
		);
	});
});
