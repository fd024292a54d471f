import { describe, expect, test } from 'vitest';
import { certify, newDevice, type Device } from '#lib/protocol/identity.ts';
import { deviceClock } from './device-clock.ts';
import { controlFrame, FRAME } from './frames.ts';
import { shakeHands, type HandshakeDeps } from './handshake.ts';
import { DialError, type DialFailure } from './link.ts';
import { loopbackChannels } from './loopback-link.ts';
import { aDevice, HandClock, randomBytes } from './test-peers.ts';

const FINGERPRINTS = ['sha-256 AA:AA', 'sha-256 BB:BB', 'sha-256 CC:CC', 'sha-256 DD:DD'] as const;

function depsOf(device: Device, role: 'A' | 'B', changes: Partial<HandshakeDeps> = {}): HandshakeDeps {
	const [a, b] = FINGERPRINTS;
	return {
		device,
		role,
		fingerprints: role === 'A' ? { local: a, remote: b } : { local: b, remote: a },
		admit: () => true,
		now: Date.now,
		clock: deviceClock,
		random: randomBytes,
		...changes
	};
}

const failureOf = (shaking: Promise<unknown>): Promise<DialFailure | 'none' | 'another error'> =>
	shaking.then(
		() => 'none',
		(error: unknown) => (error instanceof DialError ? error.failure : 'another error')
	);

describe('handshake', () => {
	test('both ends learn whose device is at the other end', async () => {
		const [alice, bob] = [await aDevice(), await aDevice()];
		const [a, b] = loopbackChannels();
		const [atAlice, atBob] = await Promise.all([
			shakeHands(a, depsOf(alice, 'A', { expected: bob.peer })),
			shakeHands(b, depsOf(bob, 'B'))
		]);
		expect([atAlice.root, atAlice.dev]).toEqual([bob.peer, bob.dev]);
		expect([atBob.root, atBob.dev]).toEqual([alice.peer, alice.dev]);
	});

	test('a server with its own fingerprints on its two legs is found out by both ends, 100 times of 100', async () => {
		const [alice, bob] = [await aDevice(), await aDevice()];
		const [real, other, third, fourth] = FINGERPRINTS;
		const failures = new Map<string, number>();
		for (let round = 0; round < 100; round++) {
			// What the server passes on word for word between its two legs.
			const [a, b] = loopbackChannels();
			const both = await Promise.all([
				failureOf(shakeHands(a, depsOf(alice, 'A', { fingerprints: { local: real, remote: third } }))),
				failureOf(shakeHands(b, depsOf(bob, 'B', { fingerprints: { local: other, remote: fourth } })))
			]);
			for (const failure of both) failures.set(failure, (failures.get(failure) ?? 0) + 1);
		}
		expect([...failures]).toEqual([['in-the-middle', 200]]);
	});

	test('one changed fingerprint is enough', async () => {
		const [alice, bob] = [await aDevice(), await aDevice()];
		const [a, b] = loopbackChannels();
		const lied = { local: FINGERPRINTS[1], remote: FINGERPRINTS[2] };
		const both = [
			failureOf(shakeHands(a, depsOf(alice, 'A'))),
			failureOf(shakeHands(b, depsOf(bob, 'B', { fingerprints: lied })))
		];
		expect(await Promise.all(both)).toEqual(['in-the-middle', 'in-the-middle']);
	});

	test('somebody else than was dialled is refused as in the middle', async () => {
		const [alice, bob, eve] = [await aDevice(), await aDevice(), await aDevice()];
		const [a, e] = loopbackChannels();
		const [atAlice] = await Promise.all([
			failureOf(shakeHands(a, depsOf(alice, 'A', { expected: bob.peer }))),
			failureOf(shakeHands(e, depsOf(eve, 'B')))
		]);
		expect(atAlice).toBe('in-the-middle');
	});

	test("a certificate without its device's key proves nothing", async () => {
		const root = randomBytes(32);
		const [alice, bob] = [await aDevice(), await newDevice(root, randomBytes, Date.now())];
		const thief = { ...(await aDevice()), peer: bob.peer, certificate: bob.certificate };
		const [a, t] = loopbackChannels();
		const [atAlice] = await Promise.all([
			failureOf(shakeHands(a, depsOf(alice, 'A', { expected: bob.peer }))),
			failureOf(shakeHands(t, depsOf(thief, 'B')))
		]);
		expect(atAlice).toBe('in-the-middle');
	});

	test('an expired certificate and one by another root are refused', async () => {
		const alice = await aDevice();
		const bob = await aDevice();
		const old = { ...bob, certificate: await certify(randomBytes(32), bob.dev, Date.now() - 1e11, 1) };
		const [a, b] = loopbackChannels();
		const [atAlice, atBob] = await Promise.all([
			failureOf(shakeHands(a, depsOf(alice, 'A'))),
			failureOf(shakeHands(b, depsOf(old, 'B')))
		]);
		expect([atAlice, atBob]).toEqual(['no-proof', 'no-proof']);
	});

	test('a peer that is not admitted is told so, and the channel is closed', async () => {
		const [alice, bob] = [await aDevice(), await aDevice()];
		const [a, b] = loopbackChannels();
		const both = [
			failureOf(shakeHands(a, depsOf(alice, 'A'))),
			failureOf(shakeHands(b, depsOf(bob, 'B', { admit: () => false })))
		];
		expect(await Promise.all(both)).toEqual(['refused', 'refused']);
		await b.closed;
	});

	test('one who says nothing is left after five seconds', async () => {
		const clock = new HandClock();
		const [a] = loopbackChannels();
		const failed = failureOf(shakeHands(a, depsOf(await aDevice(), 'A', { clock })));
		await clock.advance(5_000);
		expect(await failed).toBe('no-proof');
		await a.closed;
	});

	test.each([
		['no greeting', controlFrame(FRAME.greet, new TextEncoder().encode('{"hello":1}'))],
		['no JSON', controlFrame(FRAME.greet, new Uint8Array([255, 254]))],
		['a message', new Uint8Array(20).fill(1)],
		['more than fits', controlFrame(FRAME.greet, new Uint8Array(16_000))],
		['nothing', new Uint8Array(0)]
	])('an end that begins with %s is refused', async (_, frame) => {
		const [a, b] = loopbackChannels();
		const failed = failureOf(shakeHands(a, depsOf(await aDevice(), 'A')));
		b.send(frame);
		expect(await failed).toBe('no-proof');
	});
});
