import { describe, expect, test } from 'vitest';
import { write } from '../protocol/envelope.ts';
import { newDevice, type Device, type PeerId } from '../protocol/identity.ts';
import { MAX_GOSSIP_CARDS } from '../protocol/limits.ts';
import { attestation } from './attest.ts';
import type { AgentDeps } from './agent.ts';
import { HEARD_EVERY_MS, NEW_PEERS_A_DAY, TOLD_EVERY_MS } from './gossip.ts';
import { seeded } from './means.fixture.ts';
import { blank, observed } from './routing/beliefs.ts';
import { World, type Node } from './world.fixture.ts';

const DAY = 86_400_000;
const topics = [{ cell: 7, weight: 15 }];

const findable = (name: string): Partial<AgentDeps> => ({
	self: () => ({
		...{ name, relays: ['https://elm.example'], cardVersion: 1 },
		...{ topics, capabilities: [], languages: [] }
	})
});

/** Ben knows Ana, who is asked nothing here, and Dana, who wants to be found. */
async function three(dana: Partial<AgentDeps> = findable('Dana')) {
	const world = new World();
	const all = {
		...{ ben: await world.add('Ben'), ana: await world.add('Ana') },
		dana: await world.add('Dana', dana)
	};
	for (const other of [all.ana, all.dana]) await world.befriend(all.ben, other);
	return { world, ...all };
}

/** Their links open, Dana's first. */
async function meet(world: World, ben: Node, ...others: readonly Node[]): Promise<void> {
	for (const other of others) {
		await ben.agent.greet(other.peer);
		await other.agent.greet(ben.peer);
		await world.run();
	}
}

async function stranger(n: number | string): Promise<Device> {
	const random = seeded(`stranger ${n}`);
	return newDevice(random(32), random, 1_800_000_000_000);
}

async function cardOf(
	device: Device,
	body: { version?: number; topics?: { cell: number; weight: number }[] } = {}
): Promise<string> {
	const random = seeded(`card ${device.peer} ${JSON.stringify(body)}`);
	const inbox = { id: 'AAAAAAAAAAA', key: 'A'.repeat(43), exp: 1_900_000_000_000 };
	const card = await write({
		...{ kind: 'card', from: device, travel: 'kept', now: 1_800_000_000_000, random },
		body: { version: 1, name: 'Somebody', inbox, relays: [], topics, ...body }
	});
	return card.text;
}

async function says(world: World, from: Node, to: Node, cards: string[], attestations: string[] = []) {
	const { box } = await world.box(from, to, 'gossip', { cards, attestations });
	const received = await to.agent.receive(box, { over: 'link', peer: from.peer });
	await world.run();
	return received;
}

async function attests(world: World, from: Node, about: PeerId, good: boolean): Promise<string> {
	const now = world.clock.now();
	let belief = blank(now);
	for (let n = 0; n < 20; n++) belief = observed(belief, good ? 'useful' : 'harmful', [7], now);
	return (await attestation({ about, belief, from: from.device, now, random: from.deps.random }))!;
}

const known = async (node: Node): Promise<readonly PeerId[]> =>
	(await node.stores.cards.list()).map(({ peer }) => peer);

describe('a contact who answers a greeting', () => {
	test('is told of those who want to be found, and what I have seen of them', async () => {
		const { world, ben, ana, dana } = await three();
		for (const query of ['a', 'b', 'c'])
			await (
				await ben.agent.reputation()
			).record({ peer: dana.peer, kind: 'useful', at: world.clock.now(), query });
		await meet(world, ben, dana, ana);
		expect(await known(ana)).toEqual([dana.peer]);
		expect((await ana.stores.cards.get(dana.peer))?.topics).toEqual(topics);
		expect(await ana.stores.attestations.about(dana.peer)).toMatchObject([{ issuer: ben.peer }]);
		expect((await ana.stores.contacts.list()).map(({ peer }) => peer)).toEqual([ben.peer]);
	});

	test('is told nothing of who does not want to be found, nor of themselves', async () => {
		const { world, ben, ana, dana } = await three({});
		await (await ben.agent.reputation()).record({ peer: dana.peer, kind: 'harmful', at: world.clock.now() });
		await meet(world, ben, dana, ana);
		await meet(world, ben, dana);
		expect([await known(ana), await ana.stores.attestations.list()]).toEqual([[], []]);
		expect([await known(dana), await dana.stores.attestations.list()]).toEqual([[], []]);
	});

	test('is not handed the card of somebody blocked or caught, yet warned of who was caught', async () => {
		const { world, ben, ana, dana } = await three();
		const eve = await world.add('Eve', findable('Eve'));
		await world.befriend(ben, eve);
		await meet(world, ben, dana, eve);
		for (let n = 0; n < 3; n++)
			await (
				await ben.agent.reputation()
			).record({ peer: dana.peer, kind: 'harmful', at: world.clock.now() });
		await ben.agent.block(eve.peer);
		await meet(world, ben, ana);
		expect(await known(ana)).toEqual([]);
		expect((await ana.stores.attestations.list()).map(({ about }) => about)).toEqual([dana.peer]);
	});

	test('is told once in half an hour, and a card only once', async () => {
		const { world, ben, ana, dana } = await three();
		await meet(world, ben, dana, ana);
		await ana.stores.cards.forget();
		world.clock.turn(TOLD_EVERY_MS - 1);
		await meet(world, ben, ana);
		world.clock.turn(TOLD_EVERY_MS);
		await meet(world, ben, ana);
		expect(await known(ana)).toEqual([]);
		const { id, key } = await dana.deps.keyring.inbox();
		const newer = await write({
			...{
				kind: 'card',
				from: dana.device,
				travel: 'kept',
				now: world.clock.now(),
				random: dana.deps.random
			},
			body: { version: 2, name: 'Dana', inbox: { id, key, exp: world.clock.now() + DAY }, relays: [], topics }
		});
		const contact = (await ben.stores.contacts.get(dana.peer))!;
		await ben.stores.contacts.put({ ...contact, card: newer.text });
		world.clock.turn(TOLD_EVERY_MS);
		await meet(world, ben, ana);
		expect((await ana.stores.cards.get(dana.peer))?.version).toBe(2);
	});
});

describe('whoever gossips', () => {
	test('name upon name leaves forty a day, however often and whatever they claim', async () => {
		const { world, ben, ana } = await three();
		const all = Array.from({ length: 4_096 }, (_, cell) => cell).slice(0, 16);
		const everything = all.map((cell) => ({ cell, weight: 15 }));
		for (let told = 0; told < 7; told++) {
			const cards = await Promise.all(
				Array.from({ length: MAX_GOSSIP_CARDS }, async (_, n) =>
					cardOf(await stranger(`${told}/${n}`), { topics: everything })
				)
			);
			await says(world, ben, ana, cards);
			// Told at once again: of no effect.
			await says(world, ben, ana, [await cardOf(await stranger(`again ${told}`))]);
			world.clock.turn(HEARD_EVERY_MS);
		}
		expect(await known(ana)).toHaveLength(NEW_PEERS_A_DAY);
		expect(ana.blames).toEqual([]);
		world.clock.turn(DAY);
		await says(world, ben, ana, [await cardOf(await stranger('tomorrow'))]);
		expect(await known(ana)).toHaveLength(NEW_PEERS_A_DAY + 1);
	});

	test('an old card, or the same again, changes nothing', async () => {
		const { world, ben, ana } = await three();
		const device = await stranger(1);
		for (const version of [3, 2, 3]) {
			await says(world, ben, ana, [await cardOf(device, { version })]);
			world.clock.turn(HEARD_EVERY_MS);
		}
		expect((await ana.stores.cards.list()).map(({ version }) => version)).toEqual([3]);
	});

	test('a card of a device that its owner has withdrawn brings nobody back', async () => {
		const { world, ben, ana } = await three();
		const device = await stranger(1);
		await says(world, ben, ana, [await cardOf(device)]);
		const kept = (await ana.stores.cards.get(device.peer))!;
		await ana.stores.cards.put({ ...kept, version: 2, certificateSeq: kept.certificateSeq + 1 });
		world.clock.turn(HEARD_EVERY_MS);
		await says(world, ben, ana, [await cardOf(device, { version: 9 })]);
		expect((await ana.stores.cards.get(device.peer))?.version).toBe(2);
	});

	test('cards of the reader, of somebody blocked and of who does not want to be found is not heard on them', async () => {
		const { world, ben, ana } = await three();
		const [hidden, blocked] = [await stranger('hidden'), await world.add('Eve', findable('Eve'))];
		await world.befriend(ana, blocked);
		await ana.agent.block(blocked.peer);
		const cards = [ana.device, blocked.device].map((device) => cardOf(device));
		await says(world, ben, ana, await Promise.all([...cards, cardOf(hidden, { topics: [] })]));
		expect(await known(ana)).toEqual([]);
	});

	test('what is forged is held against the link once, and the rest still counts', async () => {
		const { world, ben, ana, dana } = await three();
		const genuine = await cardOf(await stranger(1));
		const forged = `${(await cardOf(await stranger(2))).slice(0, -6)}AAAAAA`;
		const aboutHimself = await attests(world, dana, ben.peer, true);
		await says(world, ben, ana, [forged, genuine, forged], [aboutHimself]);
		expect(await known(ana)).toHaveLength(1);
		expect(await ana.stores.attestations.list()).toEqual([]);
		expect(ana.blames.map(({ peer }) => peer)).toEqual([ben.peer]);
	});

	test('and is no contact is not heard at all', async () => {
		const { world, ana } = await three();
		const eve = await world.add('Eve');
		const cards = [await cardOf(await stranger(1))];
		expect(await says(world, eve, ana, cards)).toMatchObject({ rejected: 'stranger' });
		expect(await known(ana)).toEqual([]);
	});

	test('against an honest peer in a ring, or for one of their own, moves no more than three of my own ratings', async () => {
		const { world, ana, dana } = await three();
		const liar = await stranger('praised');
		for (let n = 0; n < 6; n++) {
			const member = await world.add(`Ring ${n}`);
			await world.befriend(ana, member);
			const contact = (await ana.stores.contacts.get(member.peer))!;
			await ana.stores.contacts.put({ ...contact, invite: 'let in by my own hand' });
			const against = await attests(world, member, dana.peer, false);
			await says(world, member, ana, [], [against, await attests(world, member, liar.peer, true)]);
		}
		const desk = await ana.agent.reputation();
		for (const peer of [dana.peer, liar.peer]) {
			const { good, bad } = (await desk.of(peer)).standing.heard ?? { good: 0, bad: 0 };
			expect(good + bad).toBeGreaterThan(2);
			expect(good + bad).toBeLessThanOrEqual(3 + 1e-9);
		}
		expect((await desk.of(dana.peer)).limited).toBe(false);
		for (let n = 0; n < 6; n++) await desk.record({ peer: dana.peer, kind: 'useful', at: world.clock.now() });
		expect((await desk.of(dana.peer)).trust.mean).toBeGreaterThan(0.5);
	});
});
