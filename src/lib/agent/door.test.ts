import { describe, expect, test } from 'vitest';
import { inviteMac } from '../protocol/invite.ts';
import { ownCard } from './cards.ts';
import { unfound, World, type Node } from './world.fixture.ts';

async function hostAndGuest() {
	const world = new World();
	const [anna, carl] = [await world.add('Anna'), await world.add('Carl')];
	return { world, anna, carl };
}

const standing = async (node: Node, of: Node) => (await node.stores.contacts.get(of.peer))?.standing;
const events = (node: Node, ...kinds: string[]) => node.events.filter(({ kind }) => kinds.includes(kind));
const ask = { withoutAsking: false };

describe('an invite', () => {
	test('accepted and allowed makes two contacts who know each other by their cards', async () => {
		const { world, anna, carl } = await hostAndGuest();
		const { link } = await anna.agent.makeInvite(ask);
		expect(await carl.agent.readInvite(link)).toMatchObject({ inviter: anna.peer, name: 'Anna' });
		await carl.agent.acceptInvite(link);
		await world.run();
		expect([await standing(anna, carl), await standing(carl, anna)]).toEqual(['asking', 'awaiting']);
		expect(events(anna, 'guest-asking')).toEqual([{ kind: 'guest-asking', peer: carl.peer, name: 'Carl' }]);
		await anna.agent.allow(carl.peer);
		await world.run();
		expect([await standing(anna, carl), await standing(carl, anna)]).toEqual(['accepted', 'accepted']);
		expect(events(carl, 'joined')).toEqual([{ kind: 'joined', peer: anna.peer, name: 'Anna' }]);
		expect((await carl.stores.contacts.get(anna.peer))?.card).toBeDefined();
		expect(await anna.stores.invites.list()).toEqual([]);
		expect(await anna.stores.inboxStore.unfinished()).toEqual([]);
	});

	test('made "without asking" lets the guest in at once', async () => {
		const { world, anna, carl } = await hostAndGuest();
		await carl.agent.acceptInvite((await anna.agent.makeInvite({ withoutAsking: true })).link);
		await world.run();
		expect([await standing(anna, carl), await standing(carl, anna)]).toEqual(['accepted', 'accepted']);
		expect(events(anna, 'guest-asking')).toEqual([]);
		const welcomes = [...anna.stores.outbox.all.values()].filter(({ kind }) => kind === 'welcome');
		expect(welcomes).toHaveLength(1);
	});

	test('waits in the mailbox of a sleeping inviter, with the question left beside it, until both are awake', async () => {
		const { world, anna, carl } = await hostAndGuest();
		const { link } = await anna.agent.makeInvite(ask);
		anna.teach('Luigi closes on Monday.', 'contacts');
		world.sleep(anna);
		await carl.agent.acceptInvite(link);
		const { id, route } = await carl.ask('Luigi?');
		expect(route).toMatchObject([{ why: 'invited-you', state: 'mailed', delivery: 'sent' }]);
		await world.wake(anna);
		expect(carl.stores.exchanges.all.get(id)?.route).toMatchObject([
			{ state: 'mailed', delivery: 'delivered' }
		]);
		anna.reload();
		await anna.agent.resume();
		await anna.agent.allow(carl.peer);
		await world.run();
		expect(carl.stores.exchanges.all.get(id)).toMatchObject({
			sources: [{ author: anna.peer, verification: 'verified' }],
			route: [{ state: 'answered' }]
		});
	});

	test('whose question overtook the hello is answered all the same', async () => {
		const { world, anna, carl } = await hostAndGuest();
		const { link } = await anna.agent.makeInvite({ withoutAsking: true });
		anna.teach('Luigi closes on Monday.', 'contacts');
		world.sleep(anna);
		await carl.agent.acceptInvite(link);
		const { id } = await carl.ask('Luigi?');
		world.mailboxes.get(anna.peer)!.reverse();
		await world.wake(anna);
		expect(carl.stores.exchanges.all.get(id)?.route).toMatchObject([{ state: 'answered' }]);
	});

	test('declined tells the guest, drops what they left, and answers nothing', async () => {
		const { world, anna, carl } = await hostAndGuest();
		anna.teach('Luigi closes on Monday.', 'contacts');
		await carl.agent.acceptInvite((await anna.agent.makeInvite(ask)).link);
		await carl.ask('Luigi?');
		await anna.agent.decline(carl.peer);
		await world.run();
		expect([await standing(anna, carl), await standing(carl, anna)]).toEqual(['removed', 'removed']);
		expect(events(carl, 'declined')).toHaveLength(1);
		expect(await anna.stores.inboxStore.unfinished()).toEqual([]);
		expect(anna.logs.filter((line) => line.startsWith('answered'))).toEqual([]);
	});

	test('works once: the second guest is told it is spent, and the first is in', async () => {
		const { world, anna, carl } = await hostAndGuest();
		const dora = await world.add('Dora');
		const { link } = await anna.agent.makeInvite(ask);
		const both = await Promise.allSettled([carl.agent.acceptInvite(link), dora.agent.acceptInvite(link)]);
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		await world.run();
		expect((await anna.stores.contacts.list()).map((contact) => contact.standing)).toEqual(['asking']);
		expect((await dora.stores.contacts.list()).length + (await carl.stores.contacts.list()).length).toBe(1);
	});

	test('accepted twice by the same guest is one knock', async () => {
		const { world, anna, carl } = await hostAndGuest();
		const { link } = await anna.agent.makeInvite(ask);
		await carl.agent.acceptInvite(link);
		await carl.agent.acceptInvite(link);
		await world.run();
		expect(await standing(carl, anna)).toBe('awaiting');
		expect(events(anna, 'guest-asking')).toHaveLength(1);
	});

	test('revoked before it is used is spent for the guest', async () => {
		const { anna, carl } = await hostAndGuest();
		const { link, id } = await anna.agent.makeInvite(ask);
		await anna.agent.revokeInvite(id);
		await expect(carl.agent.acceptInvite(link)).rejects.toMatchObject({ code: 'invite-spent' });
		expect(await carl.stores.contacts.list()).toEqual([]);
	});

	test('revoked while the server is away lets nobody in', async () => {
		const { world, anna, carl } = await hostAndGuest();
		const { link, id } = await anna.agent.makeInvite(ask);
		world.serverUp = false;
		await anna.agent.revokeInvite(id);
		world.serverUp = true;
		await carl.agent.acceptInvite(link);
		await world.run();
		expect(await anna.stores.contacts.list()).toEqual([]);
		expect(events(anna, 'guest-asking', 'contact-changed')).toEqual([]);
	});

	test('made while the server is away is registered when it is back', async () => {
		const { world, anna, carl } = await hostAndGuest();
		world.serverUp = false;
		const { link, registered } = await anna.agent.makeInvite(ask);
		expect(registered).toBe(false);
		await expect(carl.agent.acceptInvite(link)).rejects.toMatchObject({ code: 'unreachable' });
		expect(await carl.stores.contacts.list()).toEqual([]);
		world.serverUp = true;
		await anna.agent.flush();
		expect(await anna.stores.invites.list()).toMatchObject([{ registered: true }]);
		await carl.agent.acceptInvite(link);
	});

	test('says a new name from then on, and the link given out before still lets its guest in', async () => {
		const world = new World();
		let name = 'elm-0001';
		const anna = await world.add('Anna', {
			self: () => ({ name, relays: ['https://elm.example'], cardVersion: 1, ...unfound })
		});
		const carl = await world.add('Carl');
		const { link } = await anna.agent.makeInvite({ withoutAsking: true });
		name = 'Anna';
		await anna.agent.relabelInvites();
		const [relabelled] = await anna.stores.invites.list();
		expect(await carl.agent.readInvite(relabelled!.link)).toMatchObject({ inviter: anna.peer, name: 'Anna' });
		await carl.agent.acceptInvite(link);
		await world.run();
		expect([await standing(anna, carl), await standing(carl, anna)]).toEqual(['accepted', 'accepted']);
	});

	test('says what is wrong with it before anything is sent', async () => {
		const { world, anna, carl } = await hostAndGuest();
		const { link } = await anna.agent.makeInvite(ask);
		const reads = async (node: Node, text: string) => (await node.agent.readInvite(text)).refused;
		expect(await reads(carl, 'https://elm.example/#i=rubbish')).toBe('malformed');
		expect(await reads(carl, link.slice(link.indexOf('#') + 1))).toBeUndefined();
		expect(await reads(anna, link)).toBe('own');
		const elsewhere = await world.add('Elsa', {
			self: () => ({ name: 'Elsa', relays: ['https://other.example'], cardVersion: 1, ...unfound })
		});
		expect(await reads(elsewhere, link)).toBe('other-server');
		await world.befriend(anna, carl);
		expect(await reads(carl, link)).toBe('already-contact');
		world.clock.turn(7 * 86_400_000);
		expect(await reads(elsewhere, link)).toBe('expired');
	});
});

describe('a stranger', () => {
	async function knocks(world: World, from: Node, to: Node, invite?: { id: string; mac: string }) {
		const versions = { oldest: 1, newest: 1 };
		const body = { versions, card: await ownCard({ ...from.deps }), ...(invite ? { invite } : {}) };
		const { box } = await world.box(from, to, 'hello', body);
		const received = await to.agent.receive(box, { over: 'link', peer: from.peer });
		await world.run();
		return received;
	}

	test('without an invite is refused and nothing shows it', async () => {
		const { world, anna, carl } = await hostAndGuest();
		expect(await knocks(world, carl, anna)).toMatchObject({ rejected: 'stranger' });
		expect([anna.events, await anna.stores.contacts.list(), anna.blames]).toEqual([[], [], []]);
	});

	test("with somebody else's proof is refused", async () => {
		const { world, anna, carl } = await hostAndGuest();
		const dora = await world.add('Dora');
		const { id, secret } = await anna.agent.makeInvite(ask);
		const overheard = { id, mac: inviteMac(secret, anna.peer, carl.peer) };
		expect(await knocks(world, dora, anna, overheard)).toMatchObject({ rejected: 'stranger' });
		const withOwnSecret = { id, mac: inviteMac('AAAAAAAAAAAAAAAAAAAAAA', anna.peer, dora.peer) };
		expect(await knocks(world, dora, anna, withOwnSecret)).toMatchObject({ rejected: 'stranger' });
		expect(await anna.stores.contacts.list()).toEqual([]);
	});

	test('with an expired invite is refused', async () => {
		const { world, anna, carl } = await hostAndGuest();
		const { id, secret } = await anna.agent.makeInvite(ask);
		world.clock.turn(7 * 86_400_000 + 1);
		const proof = { id, mac: inviteMac(secret, anna.peer, carl.peer) };
		expect(await knocks(world, carl, anna, proof)).toMatchObject({ rejected: 'stranger' });
	});

	test("with another's card is not let in", async () => {
		const { world, anna, carl } = await hostAndGuest();
		const dora = await world.add('Dora');
		const { id, secret } = await anna.agent.makeInvite(ask);
		const body = { versions: { oldest: 1, newest: 1 }, card: await ownCard({ ...dora.deps }) };
		const invite = { id, mac: inviteMac(secret, anna.peer, carl.peer) };
		const { box } = await world.box(carl, anna, 'hello', { ...body, invite });
		await anna.agent.receive(box, { over: 'link', peer: carl.peer });
		expect(await anna.stores.contacts.list()).toEqual([]);
	});
});
