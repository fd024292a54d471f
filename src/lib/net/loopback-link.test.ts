import { expect, test } from 'vitest';
import { asPeerId, type PeerId } from '#lib/protocol/identity.ts';
import { loopbackLinks } from './loopback-link.ts';
import { HandClock } from './test-peers.ts';

const end = (letter: string) => ({ peer: asPeerId(letter.repeat(64)) as PeerId, dev: '' });

/** A small generator with a seed, so that a course can be run again. */
function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_664_525 + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

async function course(seed: number): Promise<number[]> {
	const clock = new HandClock();
	const weather = { clock, chance: seeded(seed), loss: 0.3, duplication: 0.3, delayMs: 500 };
	const [a, b] = loopbackLinks(end('a'), end('b'), weather);
	const arrived: number[] = [];
	b.onMessage((message) => arrived.push(message[0] ?? 0));
	for (let i = 0; i < 200; i++) await a.send(new Uint8Array([i]));
	await clock.advance(500);
	return arrived;
}

test('bad weather loses, doubles and reorders, and the same seed gives the same course', async () => {
	const arrived = await course(7);
	const distinct = new Set(arrived);
	expect(distinct.size).toBeGreaterThan(100);
	expect(distinct.size).toBeLessThan(180);
	expect(arrived.length).toBeGreaterThan(distinct.size);
	expect(arrived).not.toEqual(arrived.toSorted((one, other) => one - other));
	expect(await course(7)).toEqual(arrived);
});
