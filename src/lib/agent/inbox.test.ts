import { describe, expect, test } from 'vitest';
import { open, write } from '../protocol/envelope.ts';
import { newDevice } from '../protocol/identity.ts';
import { seal } from '../protocol/sealed.ts';
import { MAX_BOX_BYTES } from '../protocol/limits.ts';
import { NodeError } from './ports.ts';
import { seeded } from './means.fixture.ts';
import { World, type Node } from './world.fixture.ts';

async function threeNodes() {
	const world = new World();
	const [anna, ben, mallory] = [await world.add('Anna'), await world.add('Ben'), await world.add('Mallory')];
	await world.befriend(anna, ben);
	anna.teach('Luigi closes on Monday.', 'contacts');
	return { world, anna, ben, mallory };
}

const link = (node: Node) => ({ over: 'link', peer: node.peer }) as const;
const question = { text: 'Luigi?', most: 8 };

/** All that a person could see, and all that would be kept. */
const seen = (node: Node) => ({
	events: node.events.length,
	letters: node.stores.outbox.all.size,
	exchanges: node.stores.exchanges.all.size,
	contacts: node.stores.contacts.list(),
	evidence: node.stores.ledger.all.filter(({ kind }) => kind !== 'bad-envelope').length
});

describe('what is refused changes nothing', () => {
	test('one changed byte in the envelope is refused as "signature" and blamed on the link that brought it', async () => {
		const { world, anna, ben, mallory } = await threeNodes();
		const { envelope } = await world.box(ben, anna, 'query', question);
		const bytes = envelope.bytes.slice();
		bytes[bytes.length - 1]! ^= 1;
		const before = seen(anna);
		const box = await seal(bytes, anna.peer, await anna.deps.keyring.inbox());
		expect(await anna.agent.receive(box, link(mallory))).toEqual({ rejected: 'signature' });
		expect(anna.blames).toEqual([{ peer: mallory.peer, reason: 'signature' }]);
		expect(seen(anna)).toEqual(before);
		expect(anna.stores.ledger.all).toMatchObject([{ peer: mallory.peer, kind: 'bad-envelope' }]);
	});

	test('the same through a relay or a mailbox is blamed on nobody', async () => {
		const { world, anna, ben } = await threeNodes();
		const { envelope } = await world.box(ben, anna, 'query', question);
		const bytes = envelope.bytes.slice();
		bytes[bytes.length - 1]! ^= 1;
		const box = await seal(bytes, anna.peer, await anna.deps.keyring.inbox());
		expect(await anna.agent.receive(box, { over: 'relay' })).toEqual({ rejected: 'signature' });
		expect(await anna.agent.receive(box, { over: 'mailbox' })).toEqual({ rejected: 'signature' });
		expect([anna.blames, anna.stores.ledger.all]).toEqual([[], []]);
	});

	test("a question of Ben's for somebody else is refused as misaddressed", async () => {
		const { world, anna, ben, mallory } = await threeNodes();
		const { envelope } = await world.box(ben, mallory, 'query', question);
		const box = await seal(envelope.bytes, anna.peer, await anna.deps.keyring.inbox());
		expect(await anna.agent.receive(box, link(ben))).toEqual({ rejected: 'misaddressed' });
		expect(anna.blames).toEqual([{ peer: ben.peer, reason: 'misaddressed' }]);
	});

	test("another's genuine envelope over my own link is refused and blamed on me", async () => {
		const { world, anna, ben, mallory } = await threeNodes();
		const { box } = await world.box(ben, anna, 'query', question);
		expect(await anna.agent.receive(box, link(mallory))).toMatchObject({ rejected: 'misaddressed' });
		expect(anna.blames).toEqual([{ peer: mallory.peer, reason: 'misaddressed' }]);
	});

	test('a card or a passage alone says nothing to anybody', async () => {
		const { world, anna, ben } = await threeNodes();
		const { id, key, exp } = await ben.deps.keyring.inbox();
		const body = { version: 9, name: 'Benjamin', inbox: { id, key, exp }, relays: [] };
		const card = await write({
			...{ kind: 'card', body, from: ben.device, travel: 'kept', now: world.clock.now() },
			random: ben.deps.random
		});
		const box = await seal(card.bytes, anna.peer, await anna.deps.keyring.inbox());
		expect(await anna.agent.receive(box, link(ben))).toMatchObject({ rejected: 'misaddressed' });
		expect((await anna.stores.contacts.get(ben.peer))?.name).toBe('Ben');
	});

	test('a box over the limit and one for no key of mine', async () => {
		const { world, anna, ben } = await threeNodes();
		expect(await anna.agent.receive(new Uint8Array(MAX_BOX_BYTES + 1), link(ben))).toEqual({
			rejected: 'oversize'
		});
		const { envelope } = await world.box(ben, anna, 'query', question);
		const box = await seal(envelope.bytes, anna.peer, await ben.deps.keyring.inbox());
		expect(await anna.agent.receive(box, link(ben))).toMatchObject({ rejected: 'box' });
		expect(anna.blames).toEqual([{ peer: ben.peer, reason: 'oversize' }]);
	});

	test('whatever a stranger, a removed or a blocked peer asks', async () => {
		const { world, anna, ben, mallory } = await threeNodes();
		for (const standing of ['stranger', 'removed', 'blocked'] as const) {
			if (standing === 'removed') await anna.agent.remove(ben.peer);
			if (standing === 'blocked') await world.befriend(anna, ben).then(() => anna.agent.block(ben.peer));
			const from = standing === 'stranger' ? mallory : ben;
			const { box } = await world.box(from, anna, 'query', question);
			expect(await anna.agent.receive(box, link(from)), standing).toMatchObject({ rejected: 'stranger' });
		}
		await anna.agent.idle();
		expect(anna.blames).toEqual([]);
		expect(anna.logs.filter((line) => line.startsWith('answered'))).toEqual([]);
	});
});

describe('exactly once', () => {
	test('a question delivered three times is answered once', async () => {
		const { world, anna, ben } = await threeNodes();
		const { box } = await world.box(ben, anna, 'query', question, { travel: 'mail', seq: 1 });
		expect(await anna.agent.receive(box, { over: 'mailbox' })).toBe('stored');
		expect(await anna.agent.receive(box, { over: 'mailbox' })).toBe('replayed');
		expect(await anna.agent.receive(box, link(ben))).toBe('replayed');
		await anna.agent.idle();
		const answers = [...anna.stores.outbox.all.values()].filter(({ kind }) => kind === 'answer');
		expect(answers).toHaveLength(1);
		expect(anna.blames).toEqual([]);
	});

	test('a tab closed between storing a question and answering it answers after the reload, once', async () => {
		const { world, anna, ben } = await threeNodes();
		const { envelope } = await world.box(ben, anna, 'query', question, { travel: 'mail', seq: 1 });
		const said = await open(envelope.bytes, world.clock.now(), anna.peer);
		if ('rejected' in said) throw new Error(said.rejected);
		await anna.stores.inboxStore.admit(said);
		world.clock.turn(20 * 86_400_000);
		anna.reload();
		await anna.agent.resume();
		await anna.agent.idle();
		anna.reload();
		await anna.agent.resume();
		await anna.agent.idle();
		expect([...anna.stores.outbox.all.values()].filter(({ kind }) => kind === 'answer')).toHaveLength(1);
		expect(await anna.stores.inboxStore.unfinished()).toEqual([]);
	});

	test('a live question found again after the tab slept past its minute is not answered any more', async () => {
		const { world, anna, ben } = await threeNodes();
		const { envelope } = await world.box(ben, anna, 'query', question);
		const said = await open(envelope.bytes, world.clock.now(), anna.peer);
		if ('rejected' in said) throw new Error(said.rejected);
		await anna.stores.inboxStore.admit(said);
		world.clock.turn(600_000);
		await anna.agent.resume();
		await anna.agent.idle();
		expect(world.pending).toEqual([]);
		expect(await anna.stores.inboxStore.unfinished()).toEqual([]);
	});

	test('a full disk is not acknowledged', async () => {
		const { world, anna, ben } = await threeNodes();
		anna.stores.inboxStore.admit = () => Promise.reject(new NodeError('storage-full'));
		const { box } = await world.box(ben, anna, 'query', question);
		await expect(anna.agent.receive(box, link(ben))).rejects.toMatchObject({ code: 'storage-full' });
	});
});

describe('devices', () => {
	test('two devices of one person are both heard, with the same mail number', async () => {
		const { world, anna, ben } = await threeNodes();
		const phone = await newDevice(ben.root, seeded('phone'), world.clock.now());
		for (const from of [ben.device, phone]) {
			const { box } = await world.box(ben, anna, 'query', question, { from, travel: 'mail', seq: 1 });
			expect(await anna.agent.receive(box, { over: 'mailbox' })).toBe('stored');
		}
	});

	test('once a newer certificate was seen, the older device is revoked', async () => {
		const { world, anna, ben } = await threeNodes();
		const phone = await newDevice(ben.root, seeded('phone'), world.clock.now(), 2);
		const newer = await world.box(ben, anna, 'query', question, { from: phone });
		expect(await anna.agent.receive(newer.box, link(ben))).toBe('stored');
		await anna.agent.idle();
		const older = await world.box(ben, anna, 'query', question);
		expect(await anna.agent.receive(older.box, link(ben))).toEqual({ rejected: 'revoked' });
	});
});
