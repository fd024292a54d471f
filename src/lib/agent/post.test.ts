import { describe, expect, test } from 'vitest';
import { NodeError } from './ports.ts';
import { World } from './world.fixture.ts';

async function contacts() {
	const world = new World();
	const [anna, ben] = [await world.add('Anna'), await world.add('Ben')];
	await world.befriend(anna, ben);
	return { world, anna, ben };
}

describe('a letter', () => {
	test('that never reached its reader is expired after two weeks, and the route says so', async () => {
		const { world, anna, ben } = await contacts();
		world.sleep(ben);
		world.serverUp = false;
		const { id } = await anna.ask('Luigi?');
		world.clock.turn(14 * 86_400_000);
		await anna.agent.sweep();
		await anna.agent.idle();
		expect([...anna.stores.outbox.all.values()]).toMatchObject([{ state: 'expired' }]);
		expect(anna.stores.exchanges.all.get(id)?.route).toMatchObject([{ delivery: 'expired' }]);
		world.serverUp = true;
		await anna.agent.flush();
		await anna.agent.idle();
		expect(world.mailboxes.get(ben.peer)).toBeUndefined();
	});

	test('lost on its link is sent again and has its effect once', async () => {
		const { world, anna, ben } = await contacts();
		await anna.agent.remove(ben.peer);
		await anna.agent.idle();
		expect(world.pending.splice(0)).toHaveLength(1);
		expect([...anna.stores.outbox.all.values()]).toMatchObject([{ kind: 'bye', state: 'queued' }]);
		await anna.agent.flush(ben.peer);
		await world.run();
		expect([...anna.stores.outbox.all.values()]).toMatchObject([{ state: 'delivered' }]);
		expect((await ben.stores.contacts.get(anna.peer))?.standing).toBe('removed');
	});

	test('handed to a link that breaks goes to the mailbox', async () => {
		const { world, anna, ben } = await contacts();
		world.sleep(ben);
		const { id } = await anna.ask('Luigi?');
		expect(anna.stores.exchanges.all.get(id)?.route).toMatchObject([{ delivery: 'sent' }]);
		expect(world.mailboxes.get(ben.peer)).toHaveLength(1);
	});

	test('a live question whose link breaks while it is sent waits in the mailbox under a new number', async () => {
		const { world, anna, ben } = await contacts();
		const asking = anna.askAll('Luigi?');
		// Awake when it is chosen, gone when it is sent.
		const hand = anna.deps.mesh.send;
		Object.assign(anna.deps.mesh, {
			send: (...args: Parameters<typeof hand>) => {
				world.sleep(ben);
				return hand(...args);
			}
		});
		const { exchange } = (await asking).at(-1)!;
		expect(exchange.route).toMatchObject([{ state: 'mailed', over: 'mailbox', delivery: 'sent' }]);
		await world.wake(ben);
		expect(anna.stores.exchanges.all.get(exchange.id)?.route).toMatchObject([{ state: 'nothing' }]);
	});

	test('that the server refuses says why on the route, waits, and says so no more once it is taken', async () => {
		const { world, anna, ben } = await contacts();
		world.sleep(ben);
		const { mesh } = anna.deps;
		const { mail } = mesh;
		Object.assign(mesh, { mail: () => Promise.reject(new NodeError('relay-refused', { why: 'quota' })) });
		const { id } = await anna.ask('Luigi?');
		const route = () => anna.stores.exchanges.all.get(id)?.route;
		expect(route()).toMatchObject([{ delivery: 'queued', refusedWhy: 'quota' }]);
		Object.assign(mesh, { mail });
		await anna.agent.flush();
		await anna.agent.idle();
		expect(route()).toMatchObject([{ state: 'mailed', delivery: 'sent' }]);
		expect(route()?.[0]).not.toHaveProperty('refusedWhy');
	});

	test('receipts are not confirmed, and two agents at rest say nothing', async () => {
		const { world, anna, ben } = await contacts();
		await anna.agent.greet(ben.peer);
		await world.run();
		const before = world.delivered.length;
		for (let i = 0; i < 3; i++) {
			await anna.agent.flush();
			await ben.agent.flush();
			await world.run();
		}
		expect(world.delivered.length).toBe(before);
	});
});
