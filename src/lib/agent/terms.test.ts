import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_TERMS, terms } from './terms.ts';

describe('terms', () => {
	test.each([
		['What is the Wi-Fi password at the cabin?', ['wi', 'fi', 'wifi', 'password', 'cabin']],
		['When does Luigi’s restaurant open on Sunday?', ['luigi', 'restaurant', 'open', 'sunday']],
		["What's the price? What don't you charge for?", ['price', 'charge']],
		['Wann hat die Pizzeria am Sonntag geöffnet?', ['pizzeria', 'sonntag', 'geöffnet']],
		['À quelle heure ouvre l’hôtel ?', ['heure', 'ouvre', 'hôtel']],
		['¿Dónde está la llave del garaje?', ['llave', 'garaje']],
		['Dov’è la chiave del garage?', ['chiave', 'garage']],
		['Onde fica a chave da garagem?', ['fica', 'chave', 'garagem']],
		['Waar ligt de sleutel van de schuur?', ['ligt', 'sleutel', 'schuur']]
	])('%s', (question, expected) => {
		expect(terms(question)).toEqual(expected);
	});

	test('a stop word of one language stays when the question is in another', () => {
		expect(terms('How did the roman emperor die?')).toContain('die');
	});

	test('a question made only of stop words keeps its words', () => {
		expect(terms('The Who?')).toEqual(['the', 'who']);
	});

	test('no word comes twice, whatever its case or width', () => {
		expect(terms('Gitarre GITARRE Ｇｉｔａｒｒｅ')).toEqual(['gitarre']);
	});

	test('diacritics are kept', () => {
		expect(terms('Crème brûlée')).toEqual(['crème', 'brûlée']);
	});

	test('Chinese, Japanese and Thai questions give words, not one long run', () => {
		expect(terms('东京的拉面店在哪里？')).toContain('东京');
		expect(terms('駅前の喫茶店は何時に開きますか').length).toBeGreaterThan(1);
		expect(terms('ร้านอาหารเปิดกี่โมง').length).toBeGreaterThan(1);
	});

	test('nothing to look for gives nothing', () => {
		expect(terms(' ?! … ')).toEqual([]);
	});

	test('any text gives at most the bounded number of distinct, lower-case words', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (question) => {
				const found = terms(question);
				expect(found.length).toBeLessThanOrEqual(MAX_TERMS);
				expect(new Set(found).size).toBe(found.length);
				expect(found.every((word) => word !== '' && word.length <= 64)).toBe(true);
			})
		);
	});
});
