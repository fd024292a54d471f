import { expect, test } from 'vitest';
import { lately } from './lately.ts';

interface Part {
	double(n: number): Promise<number>;
	name(): Promise<string>;
}

function aPart(failures = 0) {
	let loads = 0;
	const part = lately<Part>(['double', 'name'], async () => {
		if (++loads <= failures) throw new Error('offline');
		return { double: async (n) => 2 * n, name: async () => 'part' };
	});
	return { part, loads: () => loads };
}

test('nothing is loaded before the first call, and once for all of them', async () => {
	const { part, loads } = aPart();
	expect(loads()).toBe(0);
	expect(await Promise.all([part.double(4), part.name(), part.double(1)])).toEqual([8, 'part', 2]);
	expect(loads()).toBe(1);
});

test('what could not be loaded is loaded by the next call', async () => {
	const { part } = aPart(1);
	await expect(part.name()).rejects.toThrow('offline');
	expect(await part.name()).toBe('part');
});
