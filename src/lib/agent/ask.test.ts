import { describe, expect, test } from 'vitest';
import { World } from './world.fixture.ts';
import { NodeError } from './ports.ts';

async function twoFriends() {
	const world = new World();
	const [anna, ben] = [await world.add('Anna'), await world.add('Ben')];
	await world.befriend(anna, ben);
	return { world, anna, ben };
}

const quoted = (exchange: { parts: readonly object[] }) =>
	exchange.parts.flatMap((part) => ('text' in part ? [part.text] : []));
const kinds = (evidence: readonly { kind: string }[]) => evidence.map(({ kind }) => kind);

describe('a question', () => {
	test('is answered from the own shelf without asking anybody when the person wants it so', async () => {
		const { anna, world } = await twoFriends();
		anna.teach('The cabin key hangs behind the oven.', 'private');
		const steps = [];
		const options = { others: false, conversation: 'c', after: null };
		for await (const step of anna.agent.ask('Where is the cabin key?', options, new AbortController().signal))
			steps.push(step);
		const last = steps.at(-1)!;
		expect(steps.map(({ step }) => step)).toEqual(['searching', 'draft', 'writing', 'done']);
		expect(quoted(last.exchange)).toEqual(['The cabin key hangs behind the oven.']);
		expect(last.exchange.sources).toMatchObject([
			{ n: 1, author: anna.peer, verification: 'own', item: 'item-0' }
		]);
		expect(world.pending).toEqual([]);
		expect(anna.stores.exchanges.all.get(last.exchange.id)).toEqual(last.exchange);
	});

	test("gets a friend's note, cited, verified and credited", async () => {
		const { anna, ben } = await twoFriends();
		ben.teach('Bread rises. Luigi closes on Monday.', 'contacts', 'Luigi');
		const exchange = await anna.ask('When does Luigi close?');
		expect(exchange.state).toBe('done');
		expect(quoted(exchange)).toEqual([' Luigi closes on Monday.']);
		expect(exchange.sources).toMatchObject([
			{
				n: 1,
				author: ben.peer,
				authorName: 'Ben',
				title: 'Luigi',
				verification: 'verified',
				spans: [{ start: 12, end: 36 }]
			}
		]);
		expect(exchange.route).toMatchObject([
			{ peer: ben.peer, name: 'Ben', why: 'contact', state: 'answered', over: 'direct', citations: 1 }
		]);
		expect(kinds(anna.stores.ledger.all)).toEqual(['citation-verified']);
	});

	test('shows what the own shelf says before anybody has answered, and drafts as answers come', async () => {
		const { anna, ben, world } = await twoFriends();
		const cleo = await world.add('Cleo');
		await world.befriend(anna, cleo);
		anna.teach('Luigi is in Mill Street.', 'private');
		ben.teach('Luigi closes on Monday.', 'contacts');
		const steps = await anna.askAll('Luigi?', async () => {
			world.sleep(cleo);
			await world.run();
		});
		expect(steps.map(({ step }) => step)).toEqual([
			'searching',
			'draft',
			'asking',
			'draft',
			'writing',
			'done'
		]);
		expect(quoted(steps[2]!.exchange)).toEqual(['Luigi is in Mill Street.']);
		expect(quoted(steps[3]!.exchange)).toEqual(['Luigi is in Mill Street.', 'Luigi closes on Monday.']);
		expect(steps[3]!.exchange.route.map(({ state }) => state).sort()).toEqual(['answered', 'waiting']);
	});

	test('ends as soon as everybody has said their last word, without waiting for the deadline', async () => {
		const { anna, ben, world } = await twoFriends();
		const began = world.clock.now();
		let ended = 0;
		const asking = anna.agent.ask(
			'Anything?',
			{ others: true, conversation: 'c', after: null },
			new AbortController().signal
		);
		for await (const { step } of asking) {
			if (step === 'asking') await anna.agent.idle().then(() => world.run());
			if (step === 'done') ended = world.clock.now();
		}
		expect(ended).toBe(began);
		expect(kinds(anna.stores.ledger.all)).toEqual(['nothing']);
		expect(ben.blames).toEqual([]);
	});

	test('calls a peer silent at the deadline and not before', async () => {
		const { anna, world } = await twoFriends();
		const steps = await anna.askAll('Anything?', async () => world.clock.turn(7_999));
		expect(steps.at(-1)!.exchange.route).toMatchObject([{ state: 'silent' }]);
		expect(kinds(anna.stores.ledger.all)).toEqual(['silent']);
	});

	test('a silent peer that answers after the deadline is still heard, once', async () => {
		const { anna, ben, world } = await twoFriends();
		ben.teach('Luigi closes on Monday.', 'contacts');
		const steps = await anna.askAll('Luigi?', async () => undefined);
		expect(steps.at(-1)!.exchange.parts).toEqual([]);
		await world.run();
		const exchange = anna.stores.exchanges.all.get(steps[0]!.exchange.id)!;
		expect(quoted(exchange)).toEqual(['Luigi closes on Monday.']);
		expect(exchange).toMatchObject({ state: 'done', route: [{ state: 'answered', citations: 1 }] });
		expect(anna.events.filter(({ kind }) => kind === 'exchange-changed').length).toBeGreaterThan(0);
	});

	test('stopped in the middle keeps what came, calls nobody silent, and is stored as stopped', async () => {
		const { anna, ben } = await twoFriends();
		anna.teach('Luigi is in Mill Street.', 'private');
		ben.teach('Luigi closes on Monday.', 'contacts');
		const stop = new AbortController();
		const steps = await anna.askAll('Luigi?', async () => stop.abort(), stop.signal);
		const { exchange, step } = steps.at(-1)!;
		expect(step).toBe('stopped');
		expect(quoted(exchange)).toEqual(['Luigi is in Mill Street.']);
		expect(exchange.route).toMatchObject([{ state: 'waiting' }]);
		expect(anna.stores.ledger.all).toEqual([]);
		expect(anna.stores.exchanges.all.get(exchange.id)?.state).toBe('stopped');
	});

	test('that nobody listens to any more is stored as stopped', async () => {
		const { anna } = await twoFriends();
		for await (const { step } of anna.agent.ask(
			'Luigi?',
			{ others: true, conversation: 'c', after: null },
			new AbortController().signal
		))
			if (step === 'asking') break;
		await anna.agent.idle();
		expect([...anna.stores.exchanges.all.values()]).toMatchObject([{ state: 'stopped' }]);
	});

	test('to a sleeper waits in the mailbox, holds nothing up, and is answered days later', async () => {
		const { anna, ben, world } = await twoFriends();
		ben.teach('Luigi closes on Monday.', 'contacts');
		world.sleep(ben);
		const exchange = await anna.ask('Luigi?');
		expect(exchange.route).toMatchObject([{ state: 'mailed', over: 'mailbox', delivery: 'sent' }]);
		world.sleep(anna);
		world.clock.turn(3 * 86_400_000);
		await world.wake(ben);
		anna.reload();
		await world.wake(anna);
		const later = anna.stores.exchanges.all.get(exchange.id)!;
		expect(quoted(later)).toEqual(['Luigi closes on Monday.']);
		expect(later.route).toMatchObject([{ state: 'answered', delivery: 'answered', citations: 1 }]);
	});

	test('while the server is away waits on this device and goes out when it is back', async () => {
		const { anna, ben, world } = await twoFriends();
		ben.teach('Luigi closes on Monday.', 'contacts');
		world.sleep(ben);
		world.serverUp = false;
		const exchange = await anna.ask('Luigi?');
		expect(exchange.route).toMatchObject([{ state: 'unreachable', over: 'none', delivery: 'queued' }]);
		world.serverUp = true;
		await anna.agent.flush();
		await anna.agent.idle();
		expect(anna.stores.exchanges.all.get(exchange.id)!.route).toMatchObject([
			{ state: 'mailed', delivery: 'sent' }
		]);
		await world.wake(ben);
		expect(anna.stores.exchanges.all.get(exchange.id)!.route).toMatchObject([{ state: 'answered' }]);
	});

	test('whose peer is gone before answering says so, and its trust is unchanged', async () => {
		const { anna, ben, world } = await twoFriends();
		const steps = await anna.askAll('Luigi?', async () => {
			world.sleep(ben);
			await anna.agent.linkLost(ben.peer);
		});
		expect(steps.at(-1)!.exchange.route).toMatchObject([{ state: 'unreachable' }]);
		expect(kinds(anna.stores.ledger.all)).toEqual(['offline']);
	});

	test('that fails for a full disk says so in a code', async () => {
		const world = new World();
		const anna = await world.add('Anna', {
			exchanges: {
				get: async () => undefined,
				list: async () => [],
				put: () => Promise.reject(new NodeError('storage-full'))
			}
		});
		const steps = await anna.askAll('Luigi?');
		expect(steps.at(-1)).toMatchObject({
			step: 'failed',
			exchange: { state: 'failed', failure: 'storage-full' }
		});
	});

	test('longer than the wire takes is refused before anything is stored', async () => {
		const { anna } = await twoFriends();
		await expect(anna.ask('x'.repeat(2_001))).rejects.toMatchObject({ code: 'too-large' });
		expect(anna.stores.exchanges.all.size).toBe(0);
	});

	test('cut off by a closed tab is shown as stopped after the reload', async () => {
		const { anna } = await twoFriends();
		const turn = anna.agent.ask(
			'Luigi?',
			{ others: true, conversation: 'c', after: null },
			new AbortController().signal
		);
		while ((await turn.next()).value?.step !== 'asking');
		anna.reload();
		await anna.agent.resume('c');
		expect(await anna.stores.exchanges.list('c')).toMatchObject([{ state: 'stopped' }]);
	});

	test("rated 'wrong' counts against those it was made from, once", async () => {
		const { anna, ben } = await twoFriends();
		ben.teach('Luigi closes on Monday.', 'contacts');
		const { id } = await anna.ask('Luigi?');
		await anna.agent.feedback(id, 'wrong');
		await anna.agent.feedback(id, 'wrong');
		expect(anna.stores.ledger.all.filter(({ kind }) => kind === 'wrong')).toMatchObject([{ peer: ben.peer }]);
	});
});
