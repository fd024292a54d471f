import { expect, test } from 'vitest';
import { asPeerId, type PeerId } from '#lib/protocol/identity.ts';
import { Inlet, type Channel } from './channel.ts';
import { FRAME } from './frames.ts';
import { FramedLink } from './framed-link.ts';
import { loopbackChannels } from './loopback-link.ts';
import { HandClock, settled } from './test-peers.ts';

const peer = asPeerId('a'.repeat(64)) as PeerId;
const facts = { peer, dev: '', over: 'loopback', dialledBy: peer } as const;

/** A channel that goes nowhere and takes more only when told. */
function aDeadEnd(): Channel & { readonly sent: Uint8Array[]; readonly open: (yes: boolean) => void } {
	const sent: Uint8Array[] = [];
	let takes = true;
	let waiting: (() => void)[] = [];
	let end: (() => void) | undefined;
	const closed = new Promise<void>((resolve) => (end = resolve));
	return {
		inlet: new Inlet(),
		sent,
		send: (frame) => void sent.push(frame),
		ready: () => (takes ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
		close: () => end?.(),
		closed,
		open: (yes) => {
			takes = yes;
			const ready = waiting;
			waiting = [];
			for (const go of ready) go();
		}
	};
}

test('an end that falls silent is given up after three beats without a word', async () => {
	const clock = new HandClock();
	const link = new FramedLink(aDeadEnd(), facts, clock);
	let end: string | undefined;
	void link.closed.then((why) => (end = why));
	await clock.advance(11_000);
	expect(end).toBeUndefined();
	await clock.advance(1_000);
	expect(end).toBe('silent');
});

test('two live ends stay open for an hour without a message', async () => {
	const clock = new HandClock();
	const [a, b] = loopbackChannels();
	const links = [new FramedLink(a, facts, clock), new FramedLink(b, facts, clock)];
	let ended = 0;
	for (const link of links) void link.closed.then(() => (ended += 1));
	for (let minute = 0; minute < 60; minute++) await clock.advance(60_000);
	expect(ended).toBe(0);
});

test('when the carrier doubts, a silent end is given up within two seconds', async () => {
	const clock = new HandClock();
	const channel = aDeadEnd();
	const link = new FramedLink(channel, facts, clock);
	channel.onDoubt?.();
	await clock.advance(2_000);
	expect(await link.closed).toBe('silent');
});

test('a full channel makes senders wait, and the order stays', async () => {
	const channel = aDeadEnd();
	const link = new FramedLink(channel, facts, new HandClock());
	channel.open(false);
	let done = 0;
	const sending = [1, 2, 3].map((size) => link.send(new Uint8Array(size)).then(() => (done += 1)));
	await settled();
	expect([done, channel.sent.length]).toEqual([0, 0]);
	channel.open(true);
	await Promise.all(sending);
	const sizes = channel.sent.filter((frame) => frame[0] === FRAME.message).map((frame) => frame.length - 8);
	expect(sizes).toEqual([1, 2, 3]);
});

test('one who gives up while the channel is full sends nothing, and who comes after is sent', async () => {
	const channel = aDeadEnd();
	const link = new FramedLink(channel, facts, new HandClock());
	channel.open(false);
	const stop = new AbortController();
	const given = link.send(new Uint8Array(5), stop.signal);
	const kept = link.send(new Uint8Array(6));
	stop.abort(new Error('stopped'));
	await expect(given).rejects.toThrow('stopped');
	channel.open(true);
	await kept;
	expect(channel.sent.map((frame) => frame.length - 8)).toEqual([6]);
});
