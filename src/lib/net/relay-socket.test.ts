import { describe, expect, test } from 'vitest';
import { base64url } from '#lib/protocol/bytes.ts';
import { MAX_SERVER_FRAME_BYTES } from '#lib/protocol/limits.ts';
import { RelaySocket, type SocketLike } from './relay-socket.ts';
import { aDevice, HandClock, randomBytes, settled } from './test-peers.ts';

/** A server played by hand. */
class FakeSocket implements SocketLike {
	readonly readyState = 1;
	readonly sent: Record<string, unknown>[] = [];
	closedWith: number | undefined;
	#message: ((event: { data: unknown }) => void)[] = [];
	#close: ((event: { code: number; reason: string }) => void)[] = [];

	send(text: string): void {
		this.sent.push(JSON.parse(text) as Record<string, unknown>);
	}
	close(code = 1000): void {
		this.closedWith ??= code;
	}
	addEventListener(type: string, listener: never): void {
		if (type === 'message') this.#message.push(listener);
		if (type === 'close') this.#close.push(listener);
	}
	say(data: unknown): void {
		const text = typeof data === 'string' || data instanceof Uint8Array ? data : JSON.stringify(data);
		for (const listener of this.#message) listener({ data: text });
	}
	hangUp(code: number): void {
		for (const listener of this.#close) listener({ code, reason: '' });
	}
}

const challenge = (relay = 'elm.example') => ({
	tell: 'challenge',
	nonce: base64url(randomBytes(32)),
	relay,
	now: 1_700_000_005_000
});

async function aTalk() {
	const clock = new HandClock();
	const fake = new FakeSocket();
	const told: unknown[] = [];
	const offsets: number[] = [];
	const socket = new RelaySocket({
		url: new URL('wss://elm.example/elm'),
		device: await aDevice(),
		clock,
		openSocket: () => fake,
		onTold: (one) => told.push(one),
		onOffset: (ms) => offsets.push(ms)
	});
	const letIn = async () => {
		fake.say(challenge());
		while (fake.sent.length === 0) await settled();
		fake.say({ tell: 'ok', n: fake.sent[0]?.['n'], now: 1_700_000_005_000 });
		await socket.proved;
	};
	return { clock, fake, socket, told, offsets, letIn };
}

describe('a socket at the server', () => {
	test('is let in after its proof and knows how far the clocks are apart', async () => {
		const { letIn, offsets } = await aTalk();
		await letIn();
		expect(offsets).toEqual([5_000, 5_000]);
	});

	test('proves nothing to a server that asks under another name', async () => {
		const { fake, socket } = await aTalk();
		fake.say(challenge('other.example'));
		await expect(socket.proved).rejects.toThrow();
		expect(fake.sent).toEqual([]);
	});

	test('a server that never lets it in is left after six seconds', async () => {
		const { clock, fake, socket } = await aTalk();
		await clock.advance(6_000);
		await socket.closed;
		expect(fake.closedWith).toBe(1000);
	});

	test('a server that falls silent is left within fifteen seconds, one that answers is not', async () => {
		const { clock, fake, letIn, socket } = await aTalk();
		await letIn();
		let ended = false;
		void socket.closed.then(() => (ended = true));
		await clock.advance(9_000);
		fake.say({ tell: 'ok', n: fake.sent.at(-1)?.['n'], now: 1 });
		await clock.advance(8_000);
		expect([ended, fake.sent.at(-1)?.['ask']]).toEqual([false, 'ping']);
		await clock.advance(7_000);
		expect(ended).toBe(true);
	});

	test('what waits for a reply fails when the socket ends, and nothing is asked afterwards', async () => {
		const { fake, letIn, socket } = await aTalk();
		await letIn();
		const asking = socket.ask({ ask: 'ping' });
		fake.hangUp(1006);
		await expect(asking).rejects.toMatchObject({ code: 'unreachable' });
		await expect(socket.ask({ ask: 'ping' })).rejects.toMatchObject({ code: 'unreachable' });
		expect(await socket.closed).toBe(1006);
	});

	test('a request without a reply is given up after eight seconds', async () => {
		const { clock, letIn, socket } = await aTalk();
		await letIn();
		const asking = socket.ask({ ask: 'watch', peers: [] });
		asking.catch(() => undefined);
		await clock.advance(8_000);
		await expect(asking).rejects.toMatchObject({ code: 'unreachable' });
	});

	test.each([
		['quota', 'relay-refused'],
		['rate', 'relay-refused'],
		['storage', 'relay-refused'],
		['absent', 'unreachable'],
		['too-large', 'too-large'],
		['invite-unknown', 'invite-spent'],
		['invite-spent', 'invite-spent'],
		['invite-expired', 'invite-spent']
	])('refused as %s means %s', async (why, code) => {
		const { fake, letIn, socket } = await aTalk();
		await letIn();
		const asking = socket.ask({ ask: 'ping' });
		fake.say({ tell: 'refused', n: fake.sent.at(-1)?.['n'], why, words: 'No.' });
		await expect(asking).rejects.toMatchObject({ code });
	});

	test('garbage is not told, does not throw, and too much of it ends the socket', async () => {
		const { fake, letIn, socket, told } = await aTalk();
		await letIn();
		const garbage = [
			'{',
			'null',
			'[]',
			'{"tell":"mail"}',
			{ tell: 'mail', mail: '!', box: 'AA' },
			{ tell: 'forwarded', from: 'me', box: 'AA' },
			{ tell: 'presence', peer: 'a'.repeat(64), devices: Array(9).fill('x') },
			{ tell: 'ok', n: -1, now: 0 },
			new Uint8Array(10),
			JSON.stringify({ tell: 'mail', box: 'A'.repeat(MAX_SERVER_FRAME_BYTES) })
		];
		for (let round = 0; round < 7; round++) for (const one of garbage) fake.say(one);
		expect(told).toEqual([]);
		await socket.closed;
	});
});
