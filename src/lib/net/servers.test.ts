import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { NodeError } from '#lib/agent/ports.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { aServer, type TestServer } from '../../../tests/contract/server.ts';
import { neighbours } from '../../../signaling/federation-testing.ts';
import type { Door } from './server-line.ts';
import { aNode, type TestNode } from './test-mesh.ts';

const bytes = (...values: number[]) => new Uint8Array(values);
const inAnHour = () => Date.now() + 3_600_000;
const openSocket = (url: string) => new WebSocket(url);
/** In node nothing keeps a program from speaking to any server. */
const openDoor = async (): Promise<Door> => ({
	openSocket,
	fetchText: async (url, signal) => (await fetch(url, { signal })).text(),
	close: () => undefined
});
const closing: (() => unknown)[] = [];
afterEach(async () => {
	for (const close of closing.splice(0).reverse()) await close();
});

async function twoServers(): Promise<[TestServer, TestServer]> {
	const env = { NEW_SOCKETS_PER_SECOND: '1000' };
	const servers: [TestServer, TestServer] = await Promise.all([aServer(env), aServer(env)]);
	closing.push(() => Promise.all(servers.map((one) => one.close())));
	return servers;
}

/** Cards, as each knows the others'. */
const cards = new Map<PeerId, readonly string[]>();

async function node(server: URL, ...more: readonly URL[]): Promise<TestNode> {
	const made = await aNode({ server, openSocket, openDoor, homes: async (peer) => cards.get(peer) ?? [] });
	closing.push(() => made.mesh.close());
	cards.set(
		made.peer,
		[server, ...more].map(({ origin }) => origin)
	);
	await made.relay.setServers(more);
	return made;
}

/** Resolves once every server of the node is in that state. */
const lines = (one: TestNode, ...states: readonly string[]) =>
	new Promise<void>((resolve) => {
		const holds = () => one.relay.lines.map(({ client }) => client.state).join() === states.join();
		const look = () => holds() && (stop(), resolve());
		const stop = one.relay.onLines.add(look);
		look();
	});

const wantEachOther = (a: TestNode, b: TestNode) => {
	a.mesh.setWanted([b.peer]);
	b.mesh.setWanted([a.peer]);
};

describe('several servers', () => {
	test('the first is killed: live boxes and mail go on over the second within three seconds, and back when it returns', async () => {
		const [first, second] = await twoServers();
		const [a, b] = [await node(first.url, second.url), await node(first.url, second.url)];
		await Promise.all([lines(a, 'online', 'online'), lines(b, 'online', 'online')]);
		wantEachOther(a, b);
		await Promise.all([a.reaches(b.peer, 'relay'), b.reaches(a.peer, 'relay')]);
		await a.mesh.send(b.peer, bytes(1));
		expect((await b.box()).via).toEqual({ peer: a.peer, over: 'relay' });

		const killed = performance.now();
		await first.stop();
		await Promise.all([a.reaches(b.peer, 'relay'), b.reaches(a.peer, 'relay')]);
		await a.mesh.send(b.peer, bytes(2));
		expect((await b.box()).box).toEqual(bytes(2));
		await a.mesh.mail(b.peer, bytes(3), inAnHour());
		expect(await b.box()).toEqual({ box: bytes(3), via: { over: 'mailbox' } });
		expect(performance.now() - killed).toBeLessThan(3_000);
		expect(a.mesh.server).toBe('online');
		expect(a.relay.where()).toBe(second.url.origin);

		const back = Promise.all([lines(a, 'online', 'online'), lines(b, 'online', 'online')]);
		await first.start();
		await back;
		expect(a.relay.where()).toBe(first.url.origin);
		await second.stop();
		await lines(a, 'online', 'offline').catch(() => undefined);
		await a.mesh.mail(b.peer, bytes(4), inAnHour());
		expect((await b.box()).box).toEqual(bytes(4));
	});

	test('mail of two servers is taken in from both, and acknowledged at each', async () => {
		const [first, second] = await twoServers();
		const writers = [await node(first.url), await node(second.url)];
		await Promise.all(writers.map((one) => one.server('online')));
		const reader = await node(first.url, second.url);
		await lines(reader, 'online', 'online');
		for (const [at, one] of writers.entries()) await one.mesh.mail(reader.peer, bytes(at), inAnHour());
		const came = [(await reader.box()).box[0], (await reader.box()).box[0]];
		expect(came.sort()).toEqual([0, 1]);
	});

	test('a peer seen at two servers stays present while one of them sees it', async () => {
		const [first, second] = await twoServers();
		const [a, b] = [await node(first.url, second.url), await node(first.url, second.url)];
		await Promise.all([lines(a, 'online', 'online'), lines(b, 'online', 'online')]);
		const seenAtBoth = new Promise<void>((resolve) =>
			a.relay.onPresence.add((_peer, doors) => doors.length === 2 && resolve())
		);
		wantEachOther(a, b);
		await seenAtBoth;
		await b.relay.setServers([]);
		await a.mesh.send(b.peer, bytes(9));
		expect((await b.box()).box).toEqual(bytes(9));
		expect(a.mesh.reach(b.peer)).toBe('relay');
	});

	test('a server that is taken away is left, and mail for a peer only there cannot leave', async () => {
		const [first, second] = await twoServers();
		const [a, b] = [await node(first.url, second.url), await node(second.url)];
		await Promise.all([lines(a, 'online', 'online'), b.server('online')]);
		await a.mesh.mail(b.peer, bytes(5), inAnHour());
		expect((await b.box()).box).toEqual(bytes(5));
		await a.relay.setServers([]);
		const mailing = a.mesh.mail(b.peer, bytes(6), inAnHour());
		await expect(mailing).rejects.toMatchObject({ code: 'relay-refused', why: 'server-unknown' });
	});

	test('an invite is told to the server that it names, and to no other', async () => {
		const [first, second] = await twoServers();
		const a = await node(first.url, second.url);
		await lines(a, 'online', 'online');
		const hash = 'A'.repeat(43);
		await a.relay.register(hash, 1, inAnHour(), second.url.origin);
		const elsewhere = a.relay
			.register(hash, 1, inAnHour(), 'https://far.example')
			.catch((error: unknown) => error);
		expect(await elsewhere).toBeInstanceOf(NodeError);
	});

	test('a server speaks only of people who are at home there', async () => {
		const [first, second] = await twoServers();
		const [a, b] = [await node(first.url, second.url), await node(first.url, second.url)];
		await Promise.all([lines(a, 'online', 'online'), lines(b, 'online', 'online')]);
		cards.set(b.peer, [first.url.origin]);
		wantEachOther(a, b);
		await a.reaches(b.peer, 'relay');
		const came = new Promise<string>((resolve) => a.relay.onForwarded.add((from) => resolve(from)));
		await b.relay.lines[1]?.client.forward(a.peer, bytes(7));
		expect(await came).toBe(`${b.peer}@${second.url.host}`);
	});
});

describe('a peer at a server that is none of ours', () => {
	test('is seen, spoken to and written to through ours, and answers the same way', async () => {
		const servers = await neighbours(2);
		closing.push(() => Promise.all(servers.map((one) => one.close())));
		const [at, there] = servers.map(({ url }) => new URL(url));
		const [a, b] = [await node(at as URL), await node(there as URL)];
		await Promise.all([a.server('online'), b.server('online')]);
		wantEachOther(a, b);
		await Promise.all([a.reaches(b.peer, 'relay'), b.reaches(a.peer, 'relay')]);
		await a.mesh.send(b.peer, bytes(1));
		expect(await b.box()).toEqual({ box: bytes(1), via: { peer: a.peer, over: 'relay' } });
		await b.mesh.mail(a.peer, bytes(2), inAnHour());
		expect(await a.box()).toEqual({ box: bytes(2), via: { over: 'mailbox' } });
	});
});
