import { describe, expect, test } from 'vitest';
import { write } from '../protocol/envelope.ts';
import { ownCard } from './cards.ts';
import { mustUpdate } from './door.ts';
import { World, type Node } from './world.fixture.ts';

async function hostAndGuest() {
	const world = new World();
	const [anna, carl] = [await world.add('Anna'), await world.add('Carl')];
	return { world, anna, carl };
}

const standing = async (node: Node, of: Node) => (await node.stores.contacts.get(of.peer))?.standing;
const events = (node: Node, ...kinds: string[]) => node.events.filter(({ kind }) => kinds.includes(kind));
const ask = { withoutAsking: false };

describe('contacts', () => {
	async function contacts() {
		const { world, anna, carl } = await hostAndGuest();
		await world.befriend(anna, carl);
		return { world, anna, carl };
	}

	test('greet each other on a fresh link and take over the newer card only', async () => {
		const { world, anna, carl } = await contacts();
		const { id, key, exp } = await carl.deps.keyring.inbox();
		const cardOf = async (version: number, name: string) =>
			(
				await write({
					...{ kind: 'card', from: carl.device, travel: 'kept', now: world.clock.now() },
					body: { version, name, inbox: { id, key, exp }, relays: [] },
					random: carl.deps.random
				})
			).text;
		for (const [version, name] of [
			[5, 'Charles'],
			[4, 'Karl']
		] as const) {
			const body = { versions: { oldest: 1, newest: 1 }, card: await cardOf(version, name) };
			const { box } = await world.box(carl, anna, 'hello', body);
			await anna.agent.receive(box, { over: 'link', peer: carl.peer });
		}
		expect((await anna.stores.contacts.get(carl.peer))?.name).toBe('Charles');
		await anna.agent.greet(carl.peer);
		await world.run();
		expect((await carl.stores.contacts.get(anna.peer))?.card).toBeDefined();
	});

	test('blocked: nothing of theirs is read until unblocked, and they are not told', async () => {
		const { world, anna, carl } = await contacts();
		anna.teach('Luigi closes on Monday.', 'public');
		await anna.agent.block(carl.peer);
		expect((await carl.ask('Luigi?')).route).toMatchObject([{ state: 'silent' }]);
		expect(world.delivered.filter(({ to }) => to === carl.peer)).toEqual([]);
		expect((await anna.ask('Anything?')).route).toEqual([]);
		await anna.agent.unblock(carl.peer);
		expect((await carl.ask('Luigi?')).route).toMatchObject([{ state: 'answered' }]);
	});

	test('a guest blocked before being let in is a guest again when unblocked', async () => {
		const { world, anna, carl } = await hostAndGuest();
		await carl.agent.acceptInvite((await anna.agent.makeInvite(ask)).link);
		await world.run();
		await anna.agent.block(carl.peer);
		await anna.agent.allow(carl.peer);
		expect(await standing(anna, carl)).toBe('blocked');
		await anna.agent.unblock(carl.peer);
		expect(await standing(anna, carl)).toBe('asking');
	});

	test('removed: both forget each other, and an invite brings them back', async () => {
		const { world, anna, carl } = await contacts();
		await anna.agent.remove(carl.peer);
		await world.run();
		expect([await standing(anna, carl), await standing(carl, anna)]).toEqual(['removed', 'removed']);
		await carl.agent.acceptInvite((await anna.agent.makeInvite({ withoutAsking: true })).link);
		await world.run();
		expect([await standing(anna, carl), await standing(carl, anna)]).toEqual(['accepted', 'accepted']);
	});

	test('who leave are not waited for', async () => {
		const { world, anna, carl } = await contacts();
		const steps = await anna.askAll('Luigi?', async () => {
			world.sleep(carl);
			const { box } = await world.box(carl, anna, 'bye', { reason: 'leaving' });
			await anna.agent.receive(box, { over: 'link', peer: carl.peer });
		});
		expect(steps.at(-1)!.exchange.route).toMatchObject([{ state: 'unreachable' }]);
		expect(await standing(anna, carl)).toBe('accepted');
	});

	test('of another age are told who must update', async () => {
		expect(mustUpdate({ oldest: 1, newest: 3 })).toBeUndefined();
		expect(mustUpdate({ oldest: 0, newest: 0 })).toBe('theirs');
		expect(mustUpdate({ oldest: 2, newest: 3 })).toBe('ours');
		const { world, anna, carl } = await contacts();
		const body = { versions: { oldest: 0, newest: 0 }, card: await ownCard({ ...carl.deps }) };
		const { box } = await world.box(carl, anna, 'hello', body);
		await anna.agent.receive(box, { over: 'link', peer: carl.peer });
		await world.run();
		expect(events(anna, 'version-mismatch')).toEqual([
			{ kind: 'version-mismatch', peer: carl.peer, update: 'theirs' }
		]);
		expect(events(carl, 'version-mismatch')).toEqual([
			{ kind: 'version-mismatch', peer: anna.peer, update: 'ours' }
		]);
	});
});
