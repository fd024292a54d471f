import { describe, expect, test } from 'vitest';
import { seeded } from '../means.fixture.ts';
import { aCrowd, Dice, heal } from './desk-crowd.fixture.ts';

const NAMES = ['Ada', 'Bo', 'Cy', 'Dee', 'Eve'];

describe('whoever holds the same entries sees the same', () => {
	test.each(['one', 'two'])(
		'five who do anything, cut off from one another, end with one view (seed %s)',
		async (seed) => {
			const { replicas } = await aCrowd(NAMES, 100, new Dice(seeded(seed)), { forks: 2 });
			expect(await heal(replicas)).toBeDefined();
			const [first, ...others] = await Promise.all(replicas.map((one) => one.views()));
			for (const other of others) expect(other).toEqual(first);
		}
	);
});
