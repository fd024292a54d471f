import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { NodeError } from '#lib/agent/ports.ts';
import type { Bytes } from '#lib/protocol/bytes.ts';
import { aServer, type TestServer } from '../../../tests/contract/server.ts';
import type { Via } from './delivery-lane.ts';
import { aNode, type TestNode, type TestNodeOptions } from './test-mesh.ts';
import { aDevice } from './test-peers.ts';

let server: TestServer;
const opened: TestNode[] = [];
const bytes = (...values: number[]) => new Uint8Array(values);
const inAnHour = () => Date.now() + 3_600_000;

beforeAll(async () => {
	server = await aServer({ NEW_SOCKETS_PER_SECOND: '1000' });
});
afterAll(() => server.close());
afterEach(() => {
	for (const { mesh } of opened.splice(0)) mesh.close();
});

/** A node without WebRTC, as node is: what is left is the relay. */
async function node(options: Partial<TestNodeOptions> = {}): Promise<TestNode> {
	const made = await aNode({ server: server.url, openSocket: (url) => new WebSocket(url), ...options });
	opened.push(made);
	return made;
}

const codeOf = (sending: Promise<void>) =>
	sending.then(
		() => 'sent',
		(error: unknown) => (error instanceof NodeError ? error.code : String(error))
	);

describe('mesh over the relay', () => {
	test('mail comes without a name, for whoever wrote it is known only inside', async () => {
		const [a, device] = [await node(), await aDevice()];
		await a.server('online');
		await a.mesh.mail(device.peer, bytes(1, 2), inAnHour());
		const b = await node({ device });
		expect(await b.box()).toEqual({ box: bytes(1, 2), via: { over: 'mailbox' } });
	});

	test('mail that the listener could not keep comes again with the next connection', async () => {
		const [a, device] = [await node(), await aDevice()];
		await a.server('online');
		await a.mesh.mail(device.peer, bytes(3), inAnHour());
		let refused: (() => void) | undefined;
		const once = new Promise<void>((resolve) => (refused = resolve));
		const full = await node({
			device,
			onBox: async () => {
				refused?.();
				throw new NodeError('storage-full');
			}
		});
		await once;
		full.mesh.close();
		const roomy = await node({ device });
		expect((await roomy.box()).box).toEqual(bytes(3));
	});

	test('says how a peer can be reached as it comes and goes', async () => {
		const [a, b] = [await node(), await node()];
		await a.server('online');
		expect(a.mesh.reach(b.peer)).toBe('mailbox');
		a.mesh.setWanted([b.peer]);
		await a.reaches(b.peer, 'relay');
		b.mesh.farewell();
		await a.reaches(b.peer, 'mailbox');
		expect(await codeOf(a.mesh.send(b.peer, bytes(1)))).toBe('unreachable');
		b.mesh.resume();
		await a.reaches(b.peer, 'relay');
		expect(await codeOf(a.mesh.send(b.peer, bytes(1)))).toBe('sent');
		a.mesh.close();
		expect(a.mesh.reach(b.peer)).toBe('none');
	});

	test('boxes of one peer are told one after the other, though the listener takes its time', async () => {
		const told: number[] = [];
		let running = 0;
		let most = 0;
		let done: (() => void) | undefined;
		const all = new Promise<void>((resolve) => (done = resolve));
		const slow = async (box: Bytes, via: Via) => {
			most = Math.max(most, ++running);
			await Promise.resolve(via).then(() => undefined);
			told.push(box[0] ?? 0);
			running -= 1;
			if (told.length === 20) done?.();
		};
		const [a, b] = [await node(), await node({ onBox: slow })];
		a.mesh.setWanted([b.peer]);
		await a.reaches(b.peer, 'relay');
		await Promise.all(Array.from({ length: 20 }, (_, i) => a.mesh.send(b.peer, bytes(i + 1))));
		await all;
		expect([told, most]).toEqual([Array.from({ length: 20 }, (_, i) => i + 1), 1]);
	});

	test('without a server nothing can be sent or mailed, and both say so', async () => {
		const [a, b] = [await node(), await aDevice()];
		await a.server('online');
		const off = a.server('offline');
		await server.stop();
		await off;
		expect(await codeOf(a.mesh.send(b.peer, bytes(1)))).toBe('unreachable');
		expect(await codeOf(a.mesh.mail(b.peer, bytes(1), inAnHour()))).toBe('unreachable');
		await server.start();
		await a.server('online');
	});

	test('more than the server lets through in a second waits its turn instead of failing', async () => {
		const [a, b] = [await node(), await node()];
		a.mesh.setWanted([b.peer]);
		await a.reaches(b.peer, 'relay');
		const codes = await Promise.all(Array.from({ length: 80 }, () => codeOf(a.mesh.send(b.peer, bytes(1)))));
		expect(new Set(codes)).toEqual(new Set(['sent']));
	});
});
