import { describe, expect, test } from 'vitest';
import { write } from '../protocol/envelope.ts';
import { ownCard } from './cards.ts';
import { MOST_OF_ONE } from './introductions.ts';
import { isFriend } from './reputation.ts';
import { World, type Node } from './world.fixture.ts';

const DAY = 86_400_000;

/** Ben knows Ana and Dana, who have never heard of one another. */
async function three() {
	const world = new World();
	const [ben, ana, dana] = [await world.add('Ben'), await world.add('Ana'), await world.add('Dana')];
	for (const other of [ana, dana]) {
		await world.befriend(ben, other);
		await ben.agent.greet(other.peer);
		await other.agent.greet(ben.peer);
	}
	await world.run();
	return { world, ben, ana, dana };
}

async function introduced(words = 'You both restore accordions.') {
	const all = await three();
	const { world, ben, ana, dana } = all;
	expect(await (await ben.agent.introducing()).introduce(ana.peer, dana.peer, words)).toBe('introduced');
	await world.run();
	return all;
}

const open = async (node: Node) => (await node.agent.introducing()).open();
const standing = async (node: Node, of: Node) => (await node.stores.contacts.get(of.peer))?.standing;
const both = async (a: Node, b: Node) => [await standing(a, b), await standing(b, a)];

async function accepts(node: Node): Promise<void> {
	const [one] = await open(node);
	await (await node.agent.introducing()).accept(one!.id);
}

async function declines(node: Node): Promise<void> {
	const [one] = await open(node);
	await (await node.agent.introducing()).decline(one!.id);
}

const cardOf = (node: Node): Promise<string> => ownCard(node.deps);

/** Hands `to` an introduction as `from` words it, over their link. */
async function brings(world: World, from: Node, to: Node, card: string, id = 'AAAAAAAAAAAAAAAAAAAAAA') {
	const { box } = await world.box(from, to, 'introduction', { introduction: id, card });
	const received = await to.agent.receive(box, { over: 'link', peer: from.peer });
	await world.run();
	return received;
}

describe('an introduction', () => {
	test('is shown to both by name, with its words, and nothing moves until somebody wants it', async () => {
		const { world, ben, ana, dana } = await introduced();
		expect(await open(ana)).toMatchObject([
			{ by: ben.peer, peer: dana.peer, name: 'Dana', words: 'You both restore accordions.', wanted: false }
		]);
		expect(await open(dana)).toMatchObject([{ by: ben.peer, peer: ana.peer, name: 'Ana' }]);
		expect(await both(ana, dana)).toEqual([undefined, undefined]);
		expect(world.delivered.filter(({ from, to }) => ![from, to].includes(ben.peer))).toEqual([]);
	});

	test('that both accept makes two contacts who ask each other, and no friends', async () => {
		const { world, ben, ana, dana } = await introduced();
		dana.teach('Luigi closes on Monday.', 'contacts');
		await accepts(ana);
		await world.run();
		expect(await both(ana, dana)).toEqual(['awaiting', 'asking']);
		expect(await open(dana)).toMatchObject([{ peer: ana.peer, wanted: true }]);
		await accepts(dana);
		await world.run();
		expect(await both(ana, dana)).toEqual(['accepted', 'accepted']);
		const known = await ana.stores.contacts.get(dana.peer);
		expect(known).toMatchObject({ introducedBy: ben.peer, name: 'Dana' });
		expect(isFriend(known, false)).toBe(false);
		expect([await ana.stores.introductions.list(), await dana.stores.introductions.list()]).toEqual([[], []]);
		expect((await ana.ask('When does Luigi close?')).sources).toMatchObject([{ author: dana.peer }]);
	});

	test('that both accept at the same time makes them contacts all the same', async () => {
		const { world, ana, dana } = await introduced();
		await Promise.all([accepts(ana), accepts(dana)]);
		await world.run();
		expect(await both(ana, dana)).toEqual(['accepted', 'accepted']);
	});

	test('whose hello came before it is made good by the other one’s hello', async () => {
		const { world, ben, ana, dana } = await three();
		world.sleep(dana);
		await (await ben.agent.introducing()).introduce(ana.peer, dana.peer, '');
		await world.run();
		await accepts(ana);
		await world.run();
		world.mailboxes.get(dana.peer)!.reverse();
		await world.wake(dana);
		expect(await both(ana, dana)).toEqual(['awaiting', undefined]);
		await accepts(dana);
		await world.run();
		expect(await both(ana, dana)).toEqual(['accepted', 'accepted']);
	});

	test('that waits survives a reload on both sides', async () => {
		const { world, ana, dana } = await introduced();
		await accepts(ana);
		await world.run();
		for (const node of [ana, dana]) {
			node.reload();
			await node.agent.resume();
		}
		await accepts(dana);
		await world.run();
		expect(await both(ana, dana)).toEqual(['accepted', 'accepted']);
	});

	test('that is declined leaves no trace at the other side, and is not brought up again', async () => {
		const { world, ben, ana, dana } = await introduced();
		await accepts(ana);
		await world.run();
		const before = [ana.events.length, world.delivered.length];
		await declines(dana);
		await world.run();
		expect([ana.events.length, world.delivered.length]).toEqual(before);
		expect(await both(ana, dana)).toEqual(['awaiting', 'removed']);
		expect(await dana.stores.inboxStore.unfinished()).toEqual([]);
		await (await ben.agent.introducing()).introduce(ana.peer, dana.peer, 'Once more?');
		await world.run();
		expect(await open(dana)).toEqual([]);
	});

	test('lets nobody in again after they have parted', async () => {
		const { world, ana, dana } = await introduced();
		const [{ id } = { id: '' }] = await open(ana);
		await accepts(ana);
		await accepts(dana);
		await world.run();
		await dana.agent.remove(ana.peer);
		await world.run();
		const body = { versions: { oldest: 1, newest: 1 }, card: await cardOf(ana), introduction: id };
		const { box } = await world.box(ana, dana, 'hello', body);
		expect(await dana.agent.receive(box, { over: 'mailbox' })).toMatchObject({ rejected: 'stranger' });
		expect(await standing(dana, ana)).toBe('removed');
	});

	test('nobody takes up within two weeks is over on both sides', async () => {
		const { world, ana, dana } = await introduced();
		await accepts(ana);
		await world.run();
		world.clock.turn(14 * DAY + 1);
		for (const node of [ana, dana]) await node.agent.sweep();
		expect(await both(ana, dana)).toEqual(['removed', 'removed']);
		expect([await open(dana), await dana.stores.introductions.list()]).toEqual([[], []]);
	});

	test('of two who do not both have a card yet, or are no contacts, is not made', async () => {
		const { world, ben, ana } = await three();
		const eve = await world.add('Eve');
		const { introduce } = await ben.agent.introducing();
		expect(await introduce(ana.peer, eve.peer, '')).toBe('no-contact');
		expect(await introduce(ana.peer, ana.peer, '')).toBe('no-contact');
		await world.befriend(ben, eve);
		expect(await introduce(ana.peer, eve.peer, '')).toBe('no-card');
		await world.run();
		expect(await open(ana)).toEqual([]);
	});
});

describe('who is introduced', () => {
	test('is no contact, nor blocked, nor the reader, nor the introducer', async () => {
		const { world, ben, ana, dana } = await three();
		for (const self of [ana, ben])
			await brings(world, ben, ana, await cardOf(self), 'BBBBBBBBBBBBBBBBBBBBBA');
		expect(ana.blames.map(({ peer, reason }) => [peer, reason])).toEqual([
			[ben.peer, 'malformed'],
			[ben.peer, 'malformed']
		]);
		await world.befriend(ana, dana);
		await brings(world, ben, ana, await cardOf(dana));
		await ana.agent.block(dana.peer);
		await brings(world, ben, ana, await cardOf(dana), 'CCCCCCCCCCCCCCCCCCCCCA');
		expect(await ana.stores.introductions.list()).toEqual([]);
	});

	test('by a card that somebody else made up is not, and who brought it answers for it', async () => {
		const { world, ben, ana, dana } = await three();
		const genuine = await cardOf(dana);
		const forged = `${genuine.slice(0, -4)}${genuine.endsWith('AAAA') ? 'BBBA' : 'AAAA'}`;
		await brings(world, ben, ana, forged);
		expect(await open(ana)).toEqual([]);
		expect(ana.blames).toMatchObject([{ peer: ben.peer }]);
	});

	test('by somebody blocked, or by a stranger, is not', async () => {
		const { world, ben, ana, dana } = await three();
		const eve = await world.add('Eve');
		expect(await brings(world, eve, ana, await cardOf(dana))).toMatchObject({ rejected: 'stranger' });
		await brings(world, ben, ana, await cardOf(dana));
		expect(await open(ana)).toHaveLength(1);
		await ana.agent.block(ben.peer);
		expect(await open(ana)).toEqual([]);
		expect(await brings(world, ben, ana, await cardOf(eve), 'DDDDDDDDDDDDDDDDDDDDDA')).toMatchObject({
			rejected: 'stranger'
		});
		expect(await ana.stores.introductions.list()).toHaveLength(1);
	});

	test('cannot be taken over: a hello by another, or under another id, is a stranger’s', async () => {
		const { world, ana, dana } = await introduced();
		const eve = await world.add('Eve');
		const [{ id } = { id: '' }] = await open(dana);
		const knocks = async (from: Node, introduction: string) => {
			const body = { versions: { oldest: 1, newest: 1 }, card: await cardOf(from), introduction };
			const { box } = await world.box(from, dana, 'hello', body);
			return dana.agent.receive(box, { over: 'link', peer: from.peer });
		};
		expect(await knocks(eve, id)).toMatchObject({ rejected: 'stranger' });
		expect(await knocks(ana, 'EEEEEEEEEEEEEEEEEEEEEA')).toMatchObject({ rejected: 'stranger' });
		expect(await both(ana, dana)).toEqual([undefined, undefined]);
	});

	test('is one of eight at most by one introducer, and a repeated one counts once', async () => {
		const { world, ben, ana, dana } = await three();
		const id = (n: number) => `${String.fromCharCode(65 + n)}AAAAAAAAAAAAAAAAAAAAA`;
		for (let n = 0; n < 3; n++) await brings(world, ben, ana, await cardOf(dana), id(n));
		expect(await open(ana)).toMatchObject([{ id: id(2) }]);
		for (let n = 0; n < MOST_OF_ONE + 4; n++)
			await brings(world, ben, ana, await cardOf(await world.add(`X${n}`)), id(10 + n));
		expect(await open(ana)).toHaveLength(MOST_OF_ONE);
	});

	test('by the card of a device that its owner has withdrawn is not', async () => {
		const { world, ben, ana, dana } = await three();
		await world.befriend(ana, dana);
		await ana.agent.remove(dana.peer);
		await world.run();
		const known = (await ana.stores.contacts.get(dana.peer))!;
		await ana.stores.contacts.put({ ...known, certificateSeq: 9 });
		const { id, key, exp } = await dana.deps.keyring.inbox();
		const old = await write({
			...{
				kind: 'card',
				from: dana.device,
				travel: 'kept',
				now: world.clock.now(),
				random: dana.deps.random
			},
			body: { version: 7, name: 'Dana', inbox: { id, key, exp }, relays: [] }
		});
		await brings(world, ben, ana, old.text);
		expect(await open(ana)).toEqual([]);
	});
});
