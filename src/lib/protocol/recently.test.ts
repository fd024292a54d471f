import { expect, test } from 'vitest';
import { recently } from './recently.ts';

test('a stranger with a thousand names does not push out who keeps speaking', () => {
	const seen = recently(10);
	seen.add('friend');
	for (let i = 0; i < 1_000; i++) {
		seen.add(`stranger ${i}`);
		expect(seen.has('friend')).toBe(true);
	}
	expect(seen.has('stranger 999')).toBe(true);
	expect(seen.has('stranger 0')).toBe(false);
});

test('no more names are kept than it was told', () => {
	const seen = recently(3);
	for (const name of ['a', 'b', 'c', 'a', 'd']) seen.add(name);
	expect(['a', 'b', 'c', 'd'].filter((name) => seen.has(name))).toEqual(['a', 'c', 'd']);
});
