/** What every embedder must hold to, whatever computes in it: over the real ones and the fakes that stand in for them. */
import { describe, expect, test } from 'vitest';
import type { Embedder } from '#lib/agent/ports.ts';

export type ClosableEmbedder = Embedder & { close(): void | Promise<void> };

export interface EmbedderContract {
	/** Ready; each test closes its own. */
	readonly open: () => Promise<ClosableEmbedder>;
	/** A text, one that means nearly the same, and one that means something else. */
	readonly likeness?: readonly [string, string, string][];
	/** How many texts it must take at once; fewer for slow ones. */
	readonly many?: number;
}

const LIKENESS: readonly [string, string, string][] = [
	['when does the bakery open', 'the bakery opens at seven', 'winter tyres are in the cellar'],
	['guitar lessons for a beginner', 'learning to play the guitar', 'the train to the airport']
];

const lengthOf = (vector: Float32Array): number => Math.hypot(...vector);
const dot = (one: Float32Array, other: Float32Array): number =>
	one.reduce((sum, value, n) => sum + value * (other[n] ?? 0), 0);

export function embedderContract(
	name: string,
	{ open, likeness = LIKENESS, many = 10_000 }: EmbedderContract
): void {
	const withEmbedder = async (work: (embedder: ClosableEmbedder) => Promise<void>): Promise<void> => {
		const embedder = await open();
		try {
			await work(embedder);
		} finally {
			await embedder.close();
		}
	};
	const [[first, near, far]] = likeness as [[string, string, string]];

	describe(`${name} as an embedder`, () => {
		test('gives one vector of length 1 for each text, with as many dimensions as it says', () =>
			withEmbedder(async (embedder) => {
				const vectors = await embedder.embed([first, near, far]);
				expect(vectors).toHaveLength(3);
				expect(embedder.dimensions).toBeGreaterThan(1);
				expect(embedder.id).not.toBe('');
				for (const vector of vectors) {
					expect(vector).toHaveLength(embedder.dimensions);
					expect(lengthOf(vector)).toBeCloseTo(1, 4);
				}
			}));

		test('keeps the order, and a text has the same vector alone and among others', () =>
			withEmbedder(async (embedder) => {
				const together = await embedder.embed([first, near, far]);
				const alone = [first, near, far].map(async (text) => (await embedder.embed([text]))[0]);
				for (const [n, vector] of (await Promise.all(alone)).entries())
					expect(dot(vector!, together[n]!)).toBeCloseTo(1, 4);
			}));

		test('the same text has the same vector, in another copy of it too', () =>
			withEmbedder(async (embedder) => {
				const [one] = await embedder.embed([first]);
				await withEmbedder(async (other) => {
					expect(dot(one!, (await other.embed([first]))[0]!)).toBeCloseTo(1, 4);
				});
			}));

		test('nothing has no vectors; an empty text has all zeros', () =>
			withEmbedder(async (embedder) => {
				expect(await embedder.embed([])).toEqual([]);
				for (const vector of await embedder.embed(['', ' \n\t'])) expect(lengthOf(vector)).toBe(0);
			}));

		test.each(likeness)('%j is nearer to %j than to %j', (text, alike, unlike) =>
			withEmbedder(async (embedder) => {
				const [vector, one, other] = await embedder.embed([text, alike, unlike]);
				expect(dot(vector!, one!)).toBeGreaterThan(dot(vector!, other!));
			})
		);

		test('aborted before it began, it ends with an AbortError', () =>
			withEmbedder(async (embedder) => {
				await expect(embedder.embed([first], AbortSignal.abort())).rejects.toMatchObject({
					name: 'AbortError'
				});
			}));

		test('aborted in the middle, it ends with an AbortError at once, and works on', () =>
			withEmbedder(async (embedder) => {
				const stop = new AbortController();
				const texts = Array.from({ length: 20_000 }, (_, n) => `${first} ${n} ${far}`);
				const embedding = embedder.embed(texts, stop.signal);
				await Promise.resolve();
				const stopped = performance.now();
				stop.abort();
				await expect(embedding).rejects.toMatchObject({ name: 'AbortError' });
				expect(performance.now() - stopped).toBeLessThan(300);
				expect(await embedder.embed([first])).toHaveLength(1);
			}));

		test(`${many} texts at once, each in its place`, () =>
			withEmbedder(async (embedder) => {
				const texts = Array.from({ length: many }, (_, n) => (n % 2 === 0 ? first : far));
				const [one, other] = await embedder.embed([first, far]);
				const vectors = await embedder.embed(texts);
				expect(vectors).toHaveLength(many);
				for (const [n, vector] of vectors.entries())
					if (dot(vector, n % 2 === 0 ? one! : other!) < 0.999) throw new Error(`text ${n} is another`);
			}));

		test('two calls at once do not mix', () =>
			withEmbedder(async (embedder) => {
				const [one, other] = await Promise.all([embedder.embed([first]), embedder.embed([far])]);
				expect(dot(one[0]!, (await embedder.embed([first]))[0]!)).toBeCloseTo(1, 4);
				expect(dot(other[0]!, (await embedder.embed([far]))[0]!)).toBeCloseTo(1, 4);
			}));

		hostile(withEmbedder);

		test('the texts are not changed', () =>
			withEmbedder(async (embedder) => {
				const texts = [first, near, far];
				await embedder.embed(texts);
				expect(texts).toEqual([first, near, far]);
			}));

		test('after it was closed it says that it is', async () => {
			const embedder = await open();
			await embedder.close();
			await expect(embedder.embed([first])).rejects.toMatchObject({
				code: 'engine-unavailable',
				trouble: 'closed'
			});
		});
	});
}

function hostile(withEmbedder: (work: (embedder: ClosableEmbedder) => Promise<void>) => Promise<void>): void {
	test.each([
		['one long word', 'x'.repeat(400_000)],
		['many words', 'bakery open '.repeat(40_000)],
		['words as long as words may be', `${'owl'.repeat(33)} `.repeat(4_000)],
		['nothing but line breaks', '\n'.repeat(400_000)],
		['emoji and joiners', '👩‍👩‍👧🦉\u200d\u0301'.repeat(20_000)],
		['right to left', 'מאפייה فرن \u202e\u2067'.repeat(10_000)],
		['lone surrogates', '\ud800 \udfff\ud83d'.repeat(10_000)],
		['control characters', '\u0000\u0007\u001b[31m'.repeat(10_000)],
		['brackets of a tokenizer', '[CLS] [SEP] [UNK] <s> </s> ##s '.repeat(1_000)]
	])('a text of %s has a sound vector, soon', (_, text) =>
		withEmbedder(async (embedder) => {
			const began = performance.now();
			const [vector, after] = await embedder.embed([text, 'the bakery opens at seven']);
			expect(performance.now() - began).toBeLessThan(5_000);
			expect(vector).toHaveLength(embedder.dimensions);
			expect(vector!.every((value) => Number.isFinite(value))).toBe(true);
			const length = lengthOf(vector!);
			expect(length === 0 || Math.abs(length - 1) < 1e-3).toBe(true);
			expect(lengthOf(after!)).toBeCloseTo(1, 4);
		})
	);
}
