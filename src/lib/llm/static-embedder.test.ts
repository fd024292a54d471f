import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { describe, expect, test } from 'vitest';
import { aTensorFile, aTokenizer } from './static-embedder.fixture.ts';
import { openStaticModel } from './static-embedder-model.ts';
import { openTokens } from './static-embedder-tokens.ts';

const WORDS = ['[UNK]', 'owl', 'letter', '##s', '!'];
const ROWS = [
	[9, 9],
	[3, 0],
	[0, 4],
	[0, 0],
	[0, 1]
];
const rounded = (vector: Float32Array): number[] => [...vector].map((value) => Math.round(value * 1e6) / 1e6);

describe('a text is the mean of its words, at length 1', () => {
	const vectorOf = async (text: string, more: Readonly<Record<string, readonly number[]>> = {}) =>
		rounded(
			(await openStaticModel(aTensorFile({ embeddings: ROWS, ...more }), aTokenizer(WORDS))).embed(text)
		);

	test.each([
		['owl', [1, 0]],
		['owl letter', [0.6, 0.8]],
		['OWL, Léttèrs', [0.6, 0.8]],
		['owl xyzzy', [1, 0]],
		['xyzzy', [0, 0]],
		['', [0, 0]],
		['\ud800', [0, 0]],
		['owl\u200bowl', [0, 0]]
	])('%j', async (text, vector) => expect(await vectorOf(text)).toEqual(vector));

	test('with weights, each word counts as much as it weighs', async () => {
		expect(await vectorOf('owl letter', { weights: [1, 4, 3, 1, 1] })).toEqual([0.707107, 0.707107]);
	});

	test('with a mapping, words share rows, and weights stay those of the words', async () => {
		const more = { mapping: [0, 1, 1, 3, 4], weights: [1, 1, 1, 1, 1] };
		expect(await vectorOf('letter', more)).toEqual([1, 0]);
	});

	test('what comes after 512 words counts no more', async () => {
		expect(await vectorOf(`${'owl '.repeat(512)}letter`)).toEqual([1, 0]);
		expect((await vectorOf(`${'owl '.repeat(511)}letter`))[1]).toBeGreaterThan(0);
	});

	test('a table of 16-bit numbers under another name is read as well', async () => {
		const model = await openStaticModel(aTensorFile({ 'embedding.weight': ROWS }), aTokenizer(WORDS));
		expect(rounded(model.embed('owl'))).toEqual([1, 0]);
	});
});

describe('damaged files are told, and never read as another model', () => {
	const good = { weights: aTensorFile({ embeddings: ROWS }), tokenizer: aTokenizer(WORDS) };
	test.each([
		['no tokenizer', { tokenizer: new Blob(['<!doctype html>']) }],
		['an empty tokenizer', { tokenizer: new Blob([]) }],
		[
			'a tokenizer of an unknown kind',
			{ tokenizer: aTokenizer(WORDS, { model: { type: 'Magic', vocab: { a: 0 } } }) }
		],
		[
			'a tokenizer whose words are no numbers',
			{ tokenizer: aTokenizer(WORDS, { model: { type: 'WordPiece', vocab: { a: 'b' } } }) }
		],
		['a tokenizer without words', { tokenizer: aTokenizer([]) }],
		['a tokenizer with more words than rows', { tokenizer: aTokenizer([...WORDS, 'more']) }],
		['no table', { weights: aTensorFile({}) }],
		['a table of one dimension', { weights: aTensorFile({ embeddings: [1, 2, 3, 4, 5] }) }],
		['a table of nothing', { weights: aTensorFile({ embeddings: [[], [], [], [], []] }) }],
		['infinite numbers', { weights: aTensorFile({ embeddings: ROWS.with(1, [Infinity, 0]) }) }],
		[
			'a mapping to rows that are not there',
			{ weights: aTensorFile({ embeddings: ROWS, mapping: [0, 1, 2, 3, 5] }) }
		],
		['a mapping below zero', { weights: aTensorFile({ embeddings: ROWS, mapping: [0, 1, 2, 3, -1] }) }],
		['too short a mapping', { weights: aTensorFile({ embeddings: ROWS, mapping: [0, 1] }) }],
		['too few weights', { weights: aTensorFile({ embeddings: ROWS, weights: [1] }) }],
		['a cut table', { weights: good.weights.slice(0, good.weights.size - 4) }]
	])('%s', async (_, change) => {
		const { weights, tokenizer } = { ...good, ...change };
		await expect(openStaticModel(weights, tokenizer)).rejects.toMatchObject({
			code: 'engine-unavailable',
			trouble: 'damaged'
		});
	});
});

const folder = join(process.env['ELMNET_TEST_DATA'] ?? '../shared/data', 'models/potion-base-2M');

test(
	existsSync(folder)
		? 'word by word, a real tokenizer gives what it gives for the whole text'
		: `nothing tested with a real tokenizer: there is no ${folder} (say with ELMNET_TEST_DATA where the data is)`,
	async () => {
		if (!existsSync(folder)) return;
		const file = readFileSync(join(folder, 'tokenizer.json'));
		const whole = new Tokenizer(JSON.parse(file.toString()) as object, {});
		const unknown = whole.token_to_id('[UNK]');
		const tokens = await openTokens(new Blob([file]));
		const texts = [
			'The barn owl (Tyto alba) isn’t “rare”: 12,345 pairs, ~3.5 km².',
			'ΟΔΥΣΣΕΥΣ Σ ΑΣ, İstanbul ẞ ﬁne naïve e\u0301',
			'東京タワー and 한국어 ไทย हिन्दी 👩‍👩‍👧 🦉',
			'a\u00a0b\ufeffc\u200bd\u2028e\u3000f\tg\r\nh\vi\fj\u0085k\u0000l\ufffdm',
			'[CLS] [UNK] ##s <s> \ud800 \udfff x\u0301\u0302',
			`${'x'.repeat(200)} ${'owl'.repeat(40)}`
		];
		for (const text of texts) {
			const { ids } = whole.encode(text, { add_special_tokens: false });
			expect(tokens.of(text)).toEqual(ids.filter((id) => id !== unknown));
			expect(tokens.of(text)).toEqual(tokens.of(text));
		}
	}
);
