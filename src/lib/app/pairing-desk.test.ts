import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Contact } from '#lib/agent/ports.ts';
import { deviceClock } from '#lib/net/device-clock.ts';
import { base64url } from '#lib/protocol/bytes.ts';
import { newDevice, type Device } from '#lib/protocol/identity.ts';
import { PAIRING_LIFETIME_MS } from '#lib/protocol/limits.ts';
import { encodePairing } from '#lib/protocol/pairing.ts';
import { inboxKeyOf } from '#lib/protocol/sealed.ts';
import type { PairStep } from './pairing-api.ts';
import { pairingDesk, type PairingDeskDeps } from './pairing-desk.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const somebody = () => newDevice(random(32), random, Date.now());

/** What is refused is refused before any connection is made. */
const neverMade = () => {
	throw new Error('a connection was made');
};
beforeEach(() => vi.stubGlobal('RTCPeerConnection', neverMade));
afterEach(() => vi.unstubAllGlobals());

async function aDesk(device: Device, change: Partial<PairingDeskDeps> = {}) {
	const key = { ...(await inboxKeyOf(random(32))), exp: Date.now() + 1e9 };
	return pairingDesk({
		keyring: { device, inbox: async () => key, inboxSecret: async () => undefined },
		name: () => 'Ada',
		contacts: { get: async () => undefined },
		clock: deviceClock,
		random,
		showsAddress: () => true,
		paired: async () => 'new',
		adopt: async () => undefined,
		...change
	});
}

const codeOf = (device: Device, kind: 'offer' | 'answer', until = Date.now() + PAIRING_LIFETIME_MS) =>
	encodePairing(
		{
			...{ kind, until, id: base64url(random(8)), name: 'Bea' },
			inbox: { id: base64url(random(8)), key: base64url(random(32)) },
			spot: {
				ufrag: '7v3B',
				pwd: '0vK4+vkttiOpuPCJmPCVS6uu',
				fingerprint: `sha-256 ${Array.from({ length: 32 }, () => 'A7').join(':')}`,
				addresses: [{ address: '192.0.2.2', port: 53713 }]
			}
		},
		device
	);

async function stepsOf(steps: AsyncIterable<PairStep>): Promise<PairStep[]> {
	const all: PairStep[] = [];
	for await (const step of steps) all.push(step);
	return all;
}
const failed = (why: string) => [{ step: 'failed', why }];
const never = new AbortController().signal;

describe('before anything is opened', () => {
	test('a person who wants no address of theirs shown is told that pairing shows one', async () => {
		const desk = await aDesk(await somebody(), { showsAddress: () => false });
		const code = await codeOf(await somebody(), 'offer');
		expect(await stepsOf(desk.pair(null, never))).toEqual(failed('relay-only'));
		expect(await stepsOf(desk.pair(code, never))).toEqual(failed('relay-only'));
	});

	test('a browser without WebRTC says so', async () => {
		vi.unstubAllGlobals();
		const desk = await aDesk(await somebody());
		expect(await stepsOf(desk.pair(null, never))).toEqual(failed('no-webrtc'));
	});

	test('a code that the second cannot use is named for what it is', async () => {
		const [me, other] = [await somebody(), await somebody()];
		const desk = await aDesk(me);
		const why = async (code: string) => stepsOf(desk.pair(code, never));
		expect(await why(await codeOf(me, 'offer'))).toEqual(failed('own'));
		expect(await why(await codeOf(other, 'answer'))).toEqual(failed('is-answer'));
		expect(await why(await codeOf(other, 'offer', Date.now() - PAIRING_LIFETIME_MS))).toEqual(
			failed('expired')
		);
		expect(await why('a note')).toEqual(failed('not-a-code'));
	});

	test('an answer that nobody waits for, or to another offer, is not taken', async () => {
		const other = await somebody();
		const desk = await aDesk(await somebody());
		expect(await desk.pairAnswer(await codeOf(other, 'answer'))).toBe('nobody-waits');
		expect(await desk.pairAnswer(await codeOf(other, 'offer'))).toBe('is-offer');
	});

	test('nobody blocked is paired with, as first or as second', async () => {
		const other = await somebody();
		const blocked = { standing: 'blocked' } as Contact;
		const get = async (peer: string) => (peer === other.peer ? blocked : undefined);
		const desk = await aDesk(await somebody(), { contacts: { get } });
		expect(await stepsOf(desk.pair(await codeOf(other, 'offer'), never))).toEqual(failed('blocked'));
		expect(await desk.pairAnswer(await codeOf(other, 'answer'))).toBe('blocked');
	});
});
