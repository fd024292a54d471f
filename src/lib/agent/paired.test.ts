import { describe, expect, test } from 'vitest';
import type { PairedWith } from './paired.ts';
import { World, type Node } from './world.fixture.ts';

async function inOneRoom() {
	const world = new World();
	const [anna, carl] = [await world.add('Anna'), await world.add('Carl')];
	// No server anywhere: all there is is the link between the two.
	world.serverUp = false;
	return { world, anna, carl };
}

async function saidBy(node: Node): Promise<PairedWith> {
	const { id, key } = await node.deps.keyring.inbox();
	return { certificate: { root: node.peer, seq: 1 }, name: node.name, inbox: { id, key } };
}

async function pair(anna: Node, carl: Node): Promise<unknown> {
	return Promise.all([anna.agent.paired(await saidBy(carl)), carl.agent.paired(await saidBy(anna))]);
}

const standing = async (node: Node, of: Node) => (await node.stores.contacts.get(of.peer))?.standing;

describe('two who were paired', () => {
	test('are contacts at once, and know each other by their cards after the first greeting', async () => {
		const { world, anna, carl } = await inOneRoom();
		expect(await pair(anna, carl)).toEqual(['new', 'new']);
		expect([await standing(anna, carl), await standing(carl, anna)]).toEqual(['accepted', 'accepted']);
		expect(anna.events).toContainEqual({ kind: 'joined', peer: carl.peer, name: 'Carl' });
		await anna.agent.greet(carl.peer);
		await world.run();
		for (const [node, other] of [
			[anna, carl],
			[carl, anna]
		] as const)
			expect(await node.stores.contacts.get(other.peer)).toMatchObject({
				relays: ['https://elm.example'],
				card: expect.any(String) as string
			});
		expect([...anna.blames, ...carl.blames]).toEqual([]);
	});

	test('ask each other what is shared with contacts', async () => {
		const { anna, carl } = await inOneRoom();
		anna.teach('Luigi closes on Monday.', 'contacts');
		await pair(anna, carl);
		const { parts } = await carl.ask('When does Luigi close?');
		expect(JSON.stringify(parts)).toContain('Luigi closes on Monday.');
	});

	test('who were contacts before stay what they were', async () => {
		const { world, anna, carl } = await inOneRoom();
		await pair(anna, carl);
		await anna.agent.greet(carl.peer);
		await world.run();
		const before = await anna.stores.contacts.get(carl.peer);
		expect(await anna.agent.paired({ ...(await saidBy(carl)), name: 'Someone else' })).toBe('known');
		expect(await anna.stores.contacts.get(carl.peer)).toEqual(before);
		expect(anna.events.filter(({ kind }) => kind === 'joined')).toHaveLength(1);
	});

	test('with somebody blocked nothing comes of it', async () => {
		const { anna, carl } = await inOneRoom();
		await pair(anna, carl);
		await anna.agent.block(carl.peer);
		expect(await anna.agent.paired(await saidBy(carl))).toBe('blocked');
		expect(await standing(anna, carl)).toBe('blocked');
	});

	test('somebody removed comes back as a contact', async () => {
		const { anna, carl } = await inOneRoom();
		await pair(anna, carl);
		await anna.agent.remove(carl.peer);
		expect(await anna.agent.paired(await saidBy(carl))).toBe('new');
		expect(await standing(anna, carl)).toBe('accepted');
	});

	test('by a device that its owner withdrew they are not', async () => {
		const { anna, carl } = await inOneRoom();
		const newer = { ...(await saidBy(carl)), certificate: { root: carl.peer, seq: 2 } };
		expect(await anna.agent.paired(newer)).toBe('new');
		expect(await anna.agent.paired(await saidBy(carl))).toBe('revoked');
	});
});
