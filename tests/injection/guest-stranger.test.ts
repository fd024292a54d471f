/** The guest of two hundred questions who is no contact, over a store in memory: what she hears is public, all of it. */
import { expect, test } from 'vitest';
import { memoryStore } from '#lib/store/in-memory.ts';
import { seeded } from '#lib/agent/means.fixture.ts';
import { obeying } from './guest-fooled.ts';
import { shared } from './guest-notes.ts';
import { both, leaks, nothing, PATIENCE_MS, visitedAs } from './guest-suite.ts';

test(
	'a stranger with two hundred questions hears what is public, and no word of what contacts may read',
	{ timeout: PATIENCE_MS },
	async () => {
		const kept = memoryStore({ random: seeded('stranger') });
		const visit = { kept, holds: both, near: true, engine: obeying(), as: 'stranger' } as const;
		const { left, answered, visit: after } = await visitedAs(visit, 200);
		expect(answered).toBeGreaterThan(150);
		expect(after.readable.length).toBeLessThan(shared.length);
		expect(leaks(left, after)).toEqual(nothing);
	}
);
