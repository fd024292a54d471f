import { describe, expect, test } from 'vitest';
import { likeness, stem, wordsOf, writesCompounds } from './words.ts';

const like = (term: string, word: string, compounds = false) => likeness(stem(term), stem(word), compounds);

describe('likeness', () => {
	test.each([
		['lessons', 'lesson'],
		['Öffnungszeiten', 'ÖFFNUNGSZEITEN'],
		['crème', 'creme']
	])('%s is the same as %s', (term, word) => expect(like(term, word)).toBe(1));

	test.each([
		['password', 'pw'],
		['cost', 'price'],
		['kostet', 'Preis'],
		['Tabletten', 'Tablette'],
		['Saturday', 'Samstag']
	])('%s is nearly %s', (term, word) => {
		expect(like(term, word)).toBeGreaterThan(0.7);
		expect(like(term, word)).toBeLessThan(1);
	});

	test.each([
		['internet', 'internal'],
		['contact', 'contract'],
		['car', 'carpet'],
		['state', 'statement']
	])('%s is not %s', (term, word) => expect(like(term, word)).toBe(0));

	test('nouns written together match only in a language that does so', () => {
		expect(like('Passwort', 'WLANPasswort', true)).toBeGreaterThan(0.5);
		expect(like('Passwort', 'WLANPasswort', false)).toBe(0);
		expect(writesCompounds('Wie ist das Passwort?')).toBe(true);
		expect(writesCompounds('What is the password?')).toBe(false);
	});
});

test('every word knows its place, and a hyphen also joins', () => {
	const text = 'The Wi-Fi, über 東京タワー';
	const words = wordsOf(text);
	expect(words.map((word) => word.stem)).toContain('wifi');
	for (const { stem: found, start, end } of words)
		expect(stem(text.slice(start, end)).replace('-', '')).toBe(found);
});
