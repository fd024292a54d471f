import { afterEach, describe, expect, inject, test, vi } from 'vitest';
import type { PeerId } from '#lib/protocol/identity.ts';
import { peerjsId } from '#lib/protocol/relay.ts';
import { deviceClock } from './device-clock.ts';
import { Direct } from './direct.ts';
import { DialError, type DialFailure, type Link } from './link.ts';
import { PeerJsDialer } from './peerjs-link.ts';
import { aMiddle, lyingSockets, type LyingSockets } from './test-middle.ts';
import { aDevice, randomBytes } from './test-peers.ts';
import { anSdp, HASH } from './test-sdp.ts';

const server = new URL(inject('signalingUrl'));
const ROUNDS = 100;
const PAIRS = 5;
const opened: PeerJsDialer[] = [];
let lying: LyingSockets | undefined;

afterEach(() => {
	lying?.restore();
	vi.restoreAllMocks();
	for (const dialer of opened.splice(0)) dialer.close();
});

async function anEnd() {
	const device = await aDevice();
	const failures: [PeerId, DialFailure][] = [];
	const links: Link[] = [];
	let tell: (() => void) | undefined;
	const dialer = new PeerJsDialer({
		server,
		device,
		direct: new Direct(true, false),
		clock: deviceClock,
		chance: Math.random,
		random: randomBytes,
		now: Date.now,
		admit: () => true,
		onLink: (link) => (links.push(link), tell?.()),
		onFailure: (peer, failure) => (failures.push([peer, failure]), tell?.())
	});
	opened.push(dialer);
	dialer.listen();
	const heard = () => new Promise<void>((resolve) => (tell = resolve));
	return { device, dialer, id: peerjsId(device.peer, device.dev), failures, links, heard };
}

const failureOf = (dialling: Promise<Link>) =>
	dialling.then(
		() => 'linked',
		(error: unknown) => (error instanceof DialError ? error.failure : error)
	);

describe('a signaling server that lies', () => {
	test('no hostile SDP or candidate reaches the browser, and honest ones still do', async () => {
		const took = vi.spyOn(RTCPeerConnection.prototype, 'setRemoteDescription');
		const added = vi.spyOn(RTCPeerConnection.prototype, 'addIceCandidate');
		let seen: (() => void) | undefined;
		const open = new Promise<void>((resolve) => (seen = resolve));
		lying = lyingSockets(async (said) => {
			if (said.type === 'OPEN') queueMicrotask(() => seen?.());
			return [said];
		});
		const b = await anEnd();
		await open;
		const offer = (sdp: unknown, more: object = {}) => ({
			type: 'OFFER',
			src: `${'a'.repeat(64)}-${'b'.repeat(16)}`,
			payload: {
				type: 'data',
				connectionId: 'dc_hostile',
				sdp: { type: 'offer', sdp },
				label: 'x',
				reliable: true,
				serialization: 'raw',
				...more
			}
		});
		const hostile = [
			offer(anSdp({ more: ['m=audio 9 UDP/TLS/RTP/SAVPF 111'] })),
			offer(anSdp({ more: [`a=fingerprint:sha-256 ${HASH}`] })),
			offer(anSdp({ fingerprint: 'a=fingerprint:sha-1 AA:BB' })),
			offer(anSdp({ more: Array<string>(41).fill('a=candidate:1 1 udp 1 10.0.0.1 9 typ host') })),
			offer(anSdp({ more: Array<string>(2_000).fill('a=x:yyyyyyyyyyyyyyyy') })),
			offer('v=0'),
			offer(7),
			offer(null),
			offer(anSdp(), { type: 'media' }),
			offer(anSdp(), { serialization: 'json' }),
			offer(anSdp(), { sdp: 'v=0' }),
			{ type: 'OFFER', src: 'x' },
			{ type: 'OFFER' },
			{ type: 'ANSWER', src: b.id, payload: { connectionId: 'dc_x', sdp: { type: 'answer', sdp: anSdp() } } },
			{ type: 'CANDIDATE', src: b.id, payload: { connectionId: 'dc_x', candidate: { candidate: 'x' } } },
			{ type: 'ERROR' },
			{ type: 'LEAVE', src: b.id },
			{},
			[],
			null
		];
		for (const one of hostile) lying.say(one);
		expect([took.mock.calls.length, added.mock.calls.length]).toEqual([0, 0]);
		const a = await anEnd();
		const link = await a.dialer.dial(b.id, AbortSignal.timeout(20_000));
		expect(await link.check()).toBe(true);
		expect(took.mock.calls.length).toBe(2);
	});

	test(`in the middle with two real connections: found out by both ends, ${ROUNDS} times of ${ROUNDS}`, async () => {
		const middle = aMiddle();
		lying = lyingSockets(middle);
		// Several pairs side by side: the real server lets each id say only so much.
		const found = await Promise.all(
			Array.from({ length: PAIRS }, async () => {
				const [a, b] = [await anEnd(), await anEnd()];
				const failures: unknown[] = [];
				for (let round = 0; round < ROUNDS / PAIRS; round++) {
					const told = b.heard();
					failures.push(await failureOf(a.dialer.dial(b.id, AbortSignal.timeout(30_000))));
					await told;
				}
				expect([a.links, b.links]).toEqual([[], []]);
				return [...failures, ...b.failures.map(([, failure]) => failure)];
			})
		);
		expect(found.flat()).toEqual(Array(2 * ROUNDS).fill('in-the-middle'));
		// It really stood there: greeting and proof of both ends went through it.
		expect(middle.passedOn).toBeGreaterThanOrEqual(ROUNDS * 4);
	});

	test('that leads to somebody else is found out', async () => {
		const [a, b, eve] = [await anEnd(), await aDevice(), await anEnd()];
		const bId = peerjsId(b.peer, b.dev);
		lying = lyingSockets(async (said) => [said.src === eve.id ? { ...said, src: bId } : said]);
		const c = await anEnd();
		// The client's own offers go to Eve instead of Bob.
		const send = WebSocket.prototype.send;
		vi.spyOn(WebSocket.prototype, 'send').mockImplementation(function (this: WebSocket, text) {
			send.call(this, (text as string).replace(`"dst":"${bId}"`, `"dst":"${eve.id}"`));
		});
		expect(await failureOf(c.dialer.dial(bId, AbortSignal.timeout(20_000)))).toBe('in-the-middle');
		expect(a.links).toEqual([]);
	});
});
