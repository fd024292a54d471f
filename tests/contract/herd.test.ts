import { expect, test } from 'vitest';
import { herd } from './herd.ts';

/** How fast two thousand are back is measured beside the other figures of the server: tests/bench/server.ts. */
const PEOPLE = 300;

test('everybody is back after a server with many people on it was killed', { timeout: 120_000 }, async () => {
	const { health, exit } = await herd(PEOPLE);
	expect(health).toMatchObject({ status: 'ok', peers: PEOPLE });
	expect(exit).toBe(0);
});
