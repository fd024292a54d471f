import { expect, test } from 'vitest';
import { Vectors } from './vectors.ts';

const DIMENSIONS = 7;
/** Length 1, drawn from a seed. */
function aVector(seed: number): Float32Array {
	let state = seed * 7_919 + 1;
	const chance = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
	const values = Array.from({ length: DIMENSIONS }, () => chance() - 0.5);
	const length = Math.hypot(...values);
	return Float32Array.from(values, (value) => value / length);
}
const of = (...seeds: number[]): Float32Array =>
	Float32Array.from(seeds.flatMap((seed) => [...aVector(seed)]));
const dot = (one: Float32Array, other: Float32Array): number =>
	one.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);

function someVectors(): Vectors {
	const vectors = new Vectors('model', DIMENSIONS);
	vectors.put('a', of(1, 2));
	vectors.put('b', of(3));
	return vectors;
}
const found = (vectors: Vectors, seed: number, limit = 10) =>
	vectors.search(aVector(seed), limit).map(({ item, n }) => `${item}:${n}`);

test('the passage that was asked for comes first, and cosines are right to a hundredth', () => {
	const vectors = someVectors();
	expect(found(vectors, 2)[0]).toBe('a:1');
	for (const { item, n, score } of vectors.search(aVector(9), 10)) {
		const seed =
			new Map([
				['a:0', 1],
				['a:1', 2],
				['b:0', 3]
			]).get(`${item}:${n}`) ?? 0;
		expect(Math.abs(score - dot(aVector(9), aVector(seed)))).toBeLessThan(0.01);
		expect(vectors.near(aVector(9), { item, n })).toBe(score);
	}
});

test('best first, no more than asked for, and the not allowed take no seat', () => {
	const vectors = someVectors();
	const scores = vectors.search(aVector(9), 10).map(({ score }) => score);
	expect(scores).toEqual([...scores].sort((a, b) => b - a));
	expect(vectors.search(aVector(9), 2)).toEqual(vectors.search(aVector(9), 10).slice(0, 2));
	const onlyB = { count: 1, has: (id: string) => id === 'b' };
	expect(vectors.search(aVector(1), 1, onlyB).map(({ item }) => item)).toEqual(['b']);
	expect(vectors.search(aVector(1), 0)).toEqual([]);
});

test('an item put again has its new vectors, a removed one has none', () => {
	const vectors = someVectors();
	vectors.put('a', of(5));
	expect(found(vectors, 5)).toEqual(['a:0', 'b:0']);
	expect(vectors.near(aVector(1), { item: 'a', n: 1 })).toBeUndefined();
	vectors.remove('a');
	expect([found(vectors, 5), vectors.has('a'), vectors.has('b')]).toEqual([['b:0'], false, true]);
});

test('thousands of changes leave every item with the vectors it was given last', () => {
	const vectors = new Vectors('model', DIMENSIONS);
	const last = new Map<string, number>();
	for (let n = 1; n <= 6_000; n++) {
		const id = `i${(n * 31) % 500}`;
		if (n % 7 === 0) {
			vectors.remove(id);
			last.delete(id);
		} else {
			vectors.put(id, of(n));
			last.set(id, n);
		}
	}
	const check = (held: Vectors): void => {
		expect(held.search(aVector(1), 1_000)).toHaveLength(last.size);
		for (const [id, seed] of last) expect(held.near(aVector(seed), { item: id, n: 0 })).toBeGreaterThan(0.99);
	};
	check(vectors);
	check(Vectors.restored('model', DIMENSIONS, vectors.export()));
});

test('what was removed is not in an export', () => {
	const vectors = someVectors();
	const whole = vectors.export();
	vectors.remove('a');
	const less = vectors.export();
	expect(Buffer.from(less).includes('"a"')).toBe(false);
	expect(less.length).toBeLessThan(whole.length);
	expect(found(Vectors.restored('model', DIMENSIONS, less), 1)).toEqual(['b:0']);
});

test('another embedder, other dimensions or half an export are refused', () => {
	const exported = someVectors().export();
	expect(() => Vectors.restored('other', DIMENSIONS, exported)).toThrow();
	expect(() => Vectors.restored('model', DIMENSIONS + 1, exported)).toThrow();
	expect(() => Vectors.restored('model', DIMENSIONS, exported.slice(0, -1))).toThrow();
	expect(() => Vectors.restored('model', DIMENSIONS, new Uint8Array(3))).toThrow();
});

test('a text without a known word is near to nothing', () => {
	const vectors = new Vectors('model', DIMENSIONS);
	vectors.put('empty', new Float32Array(DIMENSIONS));
	expect(vectors.search(aVector(1), 1)[0]?.score).toBe(0);
});
