import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Clock } from '#lib/agent/ports.ts';
import { base64url } from '#lib/protocol/bytes.ts';
import { openPairing, type PairingCode } from '#lib/protocol/pairing.ts';
import { linkContract, type LinkPair } from '../../../tests/contract/link.ts';
import { deviceClock } from './device-clock.ts';
import type { Link } from './link.ts';
import {
	answerPairing,
	offerPairing,
	type PairingAnswer,
	type PairingDeps,
	type PairingOffer
} from './pairing.ts';
import { aDevice, randomBytes } from './test-peers.ts';

const open: { close(): void }[] = [];
afterEach(() => {
	for (const one of open.splice(0)) one.close();
	vi.restoreAllMocks();
});

async function somebody(name: string, clock: Clock = deviceClock): Promise<PairingDeps> {
	const inbox = { id: base64url(randomBytes(8)), key: base64url(randomBytes(32)) };
	return { device: await aDevice(), self: { name, inbox }, clock, random: randomBytes };
}

async function read(code: string): Promise<PairingCode> {
	const said = await openPairing(code, Date.now());
	if (typeof said === 'string') throw new Error(said);
	return said;
}

interface Met {
	readonly offer: PairingOffer;
	readonly answer: PairingAnswer;
	/** What the first reads of the second's text. */
	readonly said: PairingCode;
}

/** As far as both texts: nothing but they went between the two. */
async function meet(ada: PairingDeps, bea: PairingDeps): Promise<Met> {
	const offer = await offerPairing(ada);
	const answer = await answerPairing(await read(offer.code), bea);
	open.push(offer, answer);
	return { offer, answer, said: await read(answer.code) };
}

async function linked({ offer, answer, said }: Met): Promise<[Link, Link]> {
	const links = await Promise.all([offer.link(said), answer.link()]);
	open.push(...links);
	return links;
}

linkContract('pairing', {
	flood: 2_000,
	makePair: async (): Promise<LinkPair> => {
		const channels: RTCDataChannel[] = [];
		const create = RTCPeerConnection.prototype.createDataChannel;
		const spy = vi.spyOn(RTCPeerConnection.prototype, 'createDataChannel').mockImplementation(function (
			this: RTCPeerConnection,
			...args
		) {
			const channel = create.apply(this, args);
			channels.push(channel);
			return channel;
		});
		const [a, b] = await linked(await meet(await somebody('Ada'), await somebody('Bea')));
		spy.mockRestore();
		return { a, b, leave: () => a.close(), garbage: (frame) => channels.at(-1)?.send(frame) };
	}
});

describe('pairing by two texts', () => {
	test('ends in links that each name the other, though nobody outside was asked', async () => {
		const configurations: (RTCConfiguration | undefined)[] = [];
		const Real = RTCPeerConnection;
		vi.stubGlobal(
			'RTCPeerConnection',
			class extends Real {
				constructor(configuration?: RTCConfiguration) {
					super(configuration);
					configurations.push(configuration);
				}
			}
		);
		const [ada, bea] = [await somebody('Ada'), await somebody('Bea')];
		const met = await meet(ada, bea);
		vi.unstubAllGlobals();
		const [a, b] = await linked(met);
		expect([a.peer, b.peer]).toEqual([bea.device.peer, ada.device.peer]);
		expect(a.dialledBy).toBe(b.dialledBy);
		expect(configurations.map((one) => one?.iceServers)).toEqual([[], []]);
		expect(met.said).toMatchObject({ name: 'Bea', kind: 'answer', id: met.offer.id });
		for (const { code } of [met.offer, met.answer]) expect(code.length).toBeLessThan(800);
	});

	test('waits while people carry the texts about: twenty seconds are nothing', async () => {
		const met = await meet(await somebody('Ada'), await somebody('Bea'));
		const second = met.answer.link();
		// Longer than a browser's own patience with an address that does not answer.
		await new Promise((resolve) => setTimeout(resolve, 20_000));
		const links = await Promise.all([met.offer.link(met.said), second]);
		open.push(...links);
		expect(await links[0].check()).toBe(true);
	});

	test('takes one answer and no second one', async () => {
		const [ada, bea, cleo] = await Promise.all([somebody('Ada'), somebody('Bea'), somebody('Cleo')]);
		const met = await meet(ada, bea);
		const late = await answerPairing(await read(met.offer.code), cleo);
		open.push(late);
		await linked(met);
		await expect(met.offer.link(await read(late.code))).rejects.toMatchObject({ failure: 'stopped' });
	});

	test('an answer to another offer opens nothing', async () => {
		const [ada, bea] = [await somebody('Ada'), await somebody('Bea')];
		const [one, two] = [await meet(ada, bea), await meet(ada, bea)];
		await expect(one.offer.link(two.said)).rejects.toMatchObject({ failure: 'stopped' });
	});

	test('a text signed by one device over another one’s addresses is found out inside the channel', async () => {
		const [ada, bea, mallory] = await Promise.all([somebody('Ada'), somebody('Bea'), somebody('Mallory')]);
		const { offer, answer, said } = await meet(ada, bea);
		const { certificate } = await read((await offerPairing(mallory)).code);
		const [first, second] = await Promise.allSettled([offer.link({ ...said, certificate }), answer.link()]);
		expect(first).toMatchObject({ status: 'rejected', reason: { failure: 'in-the-middle' } });
		expect(second).toMatchObject({ status: 'rejected', reason: { failure: 'in-the-middle' } });
	});

	test('two that share no network say so within twenty seconds', async () => {
		// The first waits nowhere, and where the second is nobody answers (TEST-NET-1, RFC 5737).
		const quick: Clock = { ...deviceClock, sleep: (ms, signal) => deviceClock.sleep(ms / 10, signal) };
		const { offer, said } = await meet(await somebody('Ada', quick), await somebody('Bea'));
		const spot = { ...said.spot, ufrag: 'gone', addresses: [{ address: '192.0.2.77', port: 9 }] };
		await expect(offer.link({ ...said, spot })).rejects.toMatchObject({ failure: 'no-path' });
	});

	test('closed by its person before it came to anything, it is over at once', async () => {
		const { answer } = await meet(await somebody('Ada'), await somebody('Bea'));
		const waiting = answer.link();
		answer.close();
		await expect(waiting).rejects.toMatchObject({ failure: 'stopped' });
	});
});
