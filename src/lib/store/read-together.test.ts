import { expect, test } from 'vitest';
import { readTogether } from './read-together.ts';

test('what is asked for in one breath is read at once, and each gets its own', async () => {
	const reads: (readonly string[])[] = [];
	const read = readTogether((ids) => {
		reads.push(ids);
		return Promise.resolve(ids.map((id) => `${id}!`));
	});
	expect(await Promise.all([read('a'), read('b'), read('a')])).toEqual(['a!', 'b!', 'a!']);
	expect(await read('c')).toBe('c!');
	expect(reads).toEqual([['a', 'b', 'a'], ['c']]);
});

test('a read that fails fails for all who asked, and the next is a new one', async () => {
	let broken = true;
	const read = readTogether((ids) => (broken ? Promise.reject(new Error('disk')) : Promise.resolve(ids)));
	const both = await Promise.allSettled([read('a'), read('b')]);
	expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	broken = false;
	expect(await read('a')).toBe('a');
});
