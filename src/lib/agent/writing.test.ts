import { describe, expect, test } from 'vitest';
import type { AgentDeps } from './agent.ts';
import { NodeError, type Engine } from './ports.ts';
import { World, type Node } from './world.fixture.ts';

/** Writes what it is told, cites the first source; `meanwhile` happens while it writes. */
const aModel = (
	text = 'He closes on Mondays.',
	meanwhile: () => Promise<void> = async () => undefined
): Engine => ({
	id: 'model',
	instant: false,
	contextTokens: 4_096,
	structured: false,
	async *write() {
		yield { kind: 'text', text };
		await meanwhile();
		yield { kind: 'cite', source: 1 };
	}
});

async function twoFriends(change: Partial<AgentDeps> = {}) {
	const world = new World();
	const [anna, ben] = [await world.add('Anna', change), await world.add('Ben')];
	await world.befriend(anna, ben);
	ben.teach('Luigi closes on Monday.', 'contacts');
	return { world, anna, ben };
}

const stored = (node: Node) => [...node.stores.exchanges.all.values()][0]!;

describe('with a model', () => {
	test('the prose takes the place of the quotes, piece by piece, with the sources it cites', async () => {
		const { anna } = await twoFriends({ engine: () => aModel() });
		const steps = await anna.askAll('Luigi?');
		expect(steps.map(({ step }) => step).slice(-5)).toEqual([...Array(4).fill('writing'), 'done']);
		const [begun, text, cited] = steps.slice(-5).map(({ exchange }) => exchange.parts);
		expect(begun).toMatchObject([{ kind: 'quote' }]);
		expect(text).toEqual([{ kind: 'text', text: 'He closes on Mondays.' }]);
		expect(cited).toEqual([...text!, { kind: 'cite', source: 1 }]);
		expect(stored(anna).sources).toMatchObject([{ n: 1, verification: 'verified' }]);
		expect(stored(anna)).toMatchObject({ state: 'done', writtenBy: 'model' });
	});

	test('an answer that comes while it writes is added below', async () => {
		const world: { run?: () => Promise<void> } = {};
		const { anna, world: theirs } = await twoFriends({
			engine: () => aModel('Luigi is in Mill Street.', () => world.run!())
		});
		world.run = () => theirs.run();
		anna.teach('Luigi is in Mill Street.', 'private');
		const steps = await anna.askAll('Luigi?', async () => undefined);
		const { parts, route } = steps.at(-1)!.exchange;
		expect(parts.map(({ kind }) => kind)).toEqual(['text', 'cite', 'quote']);
		expect(parts.at(-1)).toMatchObject({ text: 'Luigi closes on Monday.', sources: [2] });
		expect(route).toMatchObject([{ state: 'answered', citations: 1 }]);
	});

	test('an answer that comes days later is added below and leaves the prose alone', async () => {
		const { anna, ben, world } = await twoFriends({ engine: () => aModel('Luigi is in Mill Street.') });
		anna.teach('Luigi is in Mill Street.', 'private');
		world.sleep(ben);
		await anna.ask('Luigi?');
		await world.wake(ben);
		expect(stored(anna).parts.map(({ kind }) => kind)).toEqual(['text', 'cite', 'quote']);
	});

	test('that is not available the answer fails with its code and the quotes stay', async () => {
		const broken: Engine = {
			id: 'model',
			instant: false,
			contextTokens: 4_096,
			structured: false,
			// eslint-disable-next-line require-yield -- fails before the first piece
			async *write() {
				throw new NodeError('engine-unavailable');
			}
		};
		const { anna } = await twoFriends({ engine: () => broken });
		const exchange = await anna.ask('Luigi?');
		expect(exchange).toMatchObject({
			state: 'failed',
			failure: 'engine-unavailable',
			parts: [{ kind: 'quote' }]
		});
	});

	test('that writes nothing the quotes stand', async () => {
		const mute: Engine = {
			id: 'model',
			instant: false,
			contextTokens: 4_096,
			structured: false,
			async *write() {}
		};
		const { anna } = await twoFriends({ engine: () => mute });
		expect(await anna.ask('Luigi?')).toMatchObject({ state: 'done', parts: [{ kind: 'quote' }] });
	});
});

test('a link that is lost while the server can still forward loses no question', async () => {
	const { anna, ben, world } = await twoFriends();
	const steps = await anna.askAll('Luigi?', async () => {
		world.pending.splice(0);
		world.between = 'relay';
		await anna.agent.linkLost(ben.peer);
		await world.run();
	});
	expect(steps.at(-1)!.exchange.route).toMatchObject([{ state: 'answered' }]);
});
