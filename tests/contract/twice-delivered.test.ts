/** A whole reader at two real servers: what both of them deliver has its effect once, and neither keeps it. */
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { World } from '#lib/agent/world.fixture.ts';
import type { Device } from '#lib/protocol/identity.ts';
import type { Door } from '#lib/net/server-line.ts';
import { aNode, type TestNode } from '#lib/net/test-mesh.ts';
import { aServer, type TestServer } from './server.ts';

const openSocket = (url: string) => new WebSocket(url);
const openDoor = async (): Promise<Door> => ({
	openSocket,
	fetchText: async (url, signal) => (await fetch(url, { signal })).text(),
	close: () => undefined
});
const closing: (() => unknown)[] = [];
afterEach(async () => {
	for (const close of closing.splice(0).reverse()) await close();
});

async function aServerOfTwo(): Promise<TestServer> {
	const server = await aServer();
	closing.push(() => server.close());
	return server;
}

async function nodeAt(
	{ url: server }: TestServer,
	as: { device?: Device; onBox?: (box: Uint8Array) => Promise<void> } = {}
): Promise<TestNode> {
	const node = await aNode({ ...as, server, openSocket, openDoor, homes: async () => [] });
	closing.push(() => node.mesh.close());
	return node;
}

/** A question that waits for Ben, who knows the answer; nobody is there to hear it. */
async function aLetterForBen() {
	const world = new World('twice');
	// The servers' clock is this machine's.
	world.clock.turn(Date.now() - world.clock.now());
	const [anna, ben] = [await world.add('Anna'), await world.add('Ben')];
	await world.befriend(anna, ben);
	ben.teach('Luigi on Main Street makes the best pizza.', 'contacts');
	world.sleep(ben);
	await anna.ask('Where does Luigi make pizza?');
	const [letter] = world.mailboxes.get(ben.peer) ?? [];
	if (!letter) throw new Error('the question went as a letter');
	world.sleep(anna);
	return { ben, letter: letter.box };
}

const waitingAt = async ({ url }: TestServer): Promise<string | undefined> =>
	/^elmnet_mail_waiting (\d+)$/m.exec(await (await fetch(new URL('/metrics', url))).text())?.[1];

test('a letter that was left at two servers is taken in once, though both deliver it', async () => {
	const [first, second] = [await aServerOfTwo(), await aServerOfTwo()];
	const { ben, letter } = await aLetterForBen();
	for (const server of [first, second]) {
		const writer = await nodeAt(server);
		await writer.server('online');
		await writer.mesh.mail(ben.peer, letter, Date.now() + 3_600_000);
		expect(await waitingAt(server)).toBe('1');
	}

	const delivered: Uint8Array[] = [];
	const reader = await nodeAt(first, {
		device: ben.device,
		onBox: async (box) => {
			delivered.push(box);
			await ben.agent.receive(box, { over: 'mailbox' });
		}
	});
	await reader.relay.setServers([second.url]);
	await expect.poll(() => delivered.length, { timeout: 20_000 }).toBe(2);
	for (const server of [first, second])
		await expect.poll(() => waitingAt(server), { timeout: 20_000 }).toBe('0');
	await ben.agent.idle();

	expect(delivered.map((box) => Buffer.from(box).equals(letter))).toEqual([true, true]);
	const said = [...ben.stores.outbox.all.values()].map(({ kind }) => kind);
	expect(said.filter((kind) => kind === 'answer')).toEqual(['answer']);
	expect(ben.blames).toEqual([]);
});
