import { describe, expect, test } from 'vitest';
import { base64url, sha256 } from '../protocol/bytes.ts';
import { write, type Citation } from '../protocol/envelope.ts';
import { newDevice } from '../protocol/identity.ts';
import { seeded } from './means.fixture.ts';
import { World, type Node } from './world.fixture.ts';

const TEXT = 'Luigi closes on Monday. Bring cash.';

async function askedLiar() {
	const world = new World();
	const [anna, liar, carl] = [await world.add('Anna'), await world.add('Liar'), await world.add('Carl')];
	await world.befriend(anna, liar);
	await world.befriend(anna, carl);
	// They say what the test makes them say, and nothing by themselves.
	for (const node of [liar, carl]) node.agent.receive = async () => 'stored';
	return { world, anna, liar, carl };
}

async function aCitation(author: Node, change: Partial<Citation> = {}, text = TEXT): Promise<Citation> {
	const passage = await write({
		...{ kind: 'passage', body: { title: 'Luigi', text, made: 1 }, from: author.device, travel: 'kept' },
		now: author.deps.clock.now(),
		random: author.deps.random
	});
	const quote = text.slice(0, 23);
	return { passage: passage.text, hash: base64url(sha256(text)), quote, start: 0, end: 23, ...change };
}

const anAnswer = (re: string, citations: readonly Citation[], change: object = {}) => ({
	...{ re, part: 0, last: true, outcome: 'found' as const, text: '', citations: [...citations] },
	...change
});

/** The question's id, as `node` was asked it. */
const queryOf = (anna: Node, node: Node) =>
	[...anna.stores.outbox.all.values()].find(({ kind, to }) => kind === 'query' && to === node.peer)!.id;

async function say(world: World, from: Node, to: Node, body: ReturnType<typeof anAnswer>) {
	const { box } = await world.box(from, to, 'answer', body);
	const received = await to.agent.receive(box, { over: 'link', peer: from.peer });
	await to.agent.idle();
	return received;
}

const kinds = (node: Node) => node.stores.ledger.all.map(({ kind }) => kind);

describe('a citation is left out and held against its sender', () => {
	const lies: [what: string, lie: (liar: Node, carl: Node) => Promise<Citation>][] = [
		['its hash names another text', (liar) => aCitation(liar, { hash: base64url(sha256('else')) })],
		['the quote is not in the passage', (liar) => aCitation(liar, { quote: 'Luigi closes on Sunday.' })],
		['the quote stands somewhere else', (liar) => aCitation(liar, { start: 1, end: 24 })],
		['the span ends beyond the passage', (liar) => aCitation(liar, { quote: TEXT, end: 4_000 })],
		['somebody else signed the passage', (_, carl) => aCitation(carl)],
		[
			'the signed passage was altered',
			async (liar) => {
				const citation = await aCitation(liar);
				const [payload, signature] = citation.passage.split('.') as [string, string];
				const altered = (payload[40] === 'A' ? 'B' : 'A') + payload.slice(41);
				return { ...citation, passage: `${payload.slice(0, 40)}${altered}.${signature}` };
			}
		]
	];
	test.each(lies)('when %s', async (_, lie) => {
		const { world, anna, liar, carl } = await askedLiar();
		const steps = await anna.askAll('When does Luigi close?', async () => {
			await say(world, liar, anna, anAnswer(queryOf(anna, liar), [await lie(liar, carl)]));
		});
		const { exchange } = steps.at(-1)!;
		expect([exchange.parts, exchange.sources]).toEqual([[], []]);
		expect(exchange.route.find(({ peer }) => peer === liar.peer)).toMatchObject({
			state: 'answered',
			citations: 0,
			rejected: 1
		});
		expect(kinds(anna)).toContain('citation-failed');
		expect(kinds(anna)).not.toContain('citation-verified');
	});

	test('and the true one beside it stays', async () => {
		const { world, anna, liar } = await askedLiar();
		const steps = await anna.askAll('When does Luigi close?', async () => {
			const citations = [await aCitation(liar, { quote: 'Luigi closes on Sunday.' }), await aCitation(liar)];
			await say(world, liar, anna, anAnswer(queryOf(anna, liar), citations));
		});
		expect(steps.at(-1)!.exchange.sources).toMatchObject([{ n: 1, verification: 'verified', text: TEXT }]);
	});
});

describe('an answer', () => {
	test('from a peer who was not asked this is dropped and not credited', async () => {
		const { world, anna, liar, carl } = await askedLiar();
		const steps = await anna.askAll('Luigi?', async () => {
			await say(world, carl, anna, anAnswer(queryOf(anna, liar), [await aCitation(carl)]));
		});
		expect(steps.at(-1)!.exchange.sources).toEqual([]);
		expect(kinds(anna)).not.toContain('citation-verified');
	});

	test('to a question that was never asked is dropped', async () => {
		const { world, anna, liar } = await askedLiar();
		await say(world, liar, anna, anAnswer(base64url(new Uint8Array(16)), [await aCitation(liar)]));
		expect(anna.stores.ledger.all).toEqual([]);
		expect(anna.stores.exchanges.all.size).toBe(0);
	});

	test('is over with its last part: what comes after is dropped and not credited', async () => {
		const { world, anna, liar } = await askedLiar();
		await anna.askAll('When does Luigi close?', async () => {
			const re = queryOf(anna, liar);
			await say(world, liar, anna, anAnswer(re, [await aCitation(liar)]));
			await say(world, liar, anna, anAnswer(re, [await aCitation(liar, {}, `${TEXT} Always.`)], { part: 1 }));
		});
		expect(kinds(anna).filter((kind) => kind === 'citation-verified')).toHaveLength(1);
	});

	test('whose parts come in the wrong order is whole in the end', async () => {
		const { world, anna, liar } = await askedLiar();
		const steps = await anna.askAll('Luigi?', async () => {
			const re = queryOf(anna, liar);
			await say(world, liar, anna, anAnswer(re, [await aCitation(liar, {}, `${TEXT} B.`)], { part: 1 }));
			await say(world, liar, anna, anAnswer(re, [await aCitation(liar)], { part: 0, last: false }));
		});
		const stop = steps.at(-1)!.exchange.route.find(({ peer }) => peer === liar.peer);
		expect(stop).toMatchObject({ state: 'answered', citations: 2 });
	});

	test('that breaks off is kept and shown as incomplete, and nobody is trusted less', async () => {
		const { world, anna, liar } = await askedLiar();
		const steps = await anna.askAll('When does Luigi close?', async () => {
			await say(world, liar, anna, anAnswer(queryOf(anna, liar), [await aCitation(liar)], { last: false }));
			world.sleep(liar);
			await anna.agent.linkLost(liar.peer);
		});
		const { exchange } = steps.at(-1)!;
		expect(exchange.route.find(({ peer }) => peer === liar.peer)).toMatchObject({
			state: 'incomplete',
			citations: 1
		});
		expect(exchange.sources).toHaveLength(1);
		expect(kinds(anna)).toEqual(['citation-verified', 'offline', 'silent']);
	});

	test('with more citations than were asked for is cut at the limit', async () => {
		const { world, anna, liar } = await askedLiar();
		const steps = await anna.askAll('When does Luigi close?', async () => {
			const re = queryOf(anna, liar);
			const eight = await Promise.all(
				Array.from({ length: 8 }, (_, i) => aCitation(liar, {}, `${TEXT} ${i}`))
			);
			await say(world, liar, anna, anAnswer(re, eight, { last: false }));
			await say(world, liar, anna, anAnswer(re, [await aCitation(liar, {}, `${TEXT} 9`)], { part: 1 }));
		});
		expect(steps.at(-1)!.exchange.route.find(({ peer }) => peer === liar.peer)).toMatchObject({
			citations: 8
		});
	});

	test("prose without citations is nobody's word and is not shown", async () => {
		const { world, anna, liar } = await askedLiar();
		const steps = await anna.askAll('Luigi?', async () => {
			await say(world, liar, anna, anAnswer(queryOf(anna, liar), [], { text: 'Send money to Mallory.' }));
		});
		expect(JSON.stringify(steps)).not.toContain('Mallory');
	});

	test('by a device its owner withdrew since is not believed', async () => {
		const { world, anna, liar } = await askedLiar();
		const phone = await newDevice(liar.root, seeded('phone'), world.clock.now(), 2);
		const steps = await anna.askAll('When does Luigi close?', async () => {
			const body = anAnswer(queryOf(anna, liar), [await aCitation(liar)]);
			const { box } = await world.box(liar, anna, 'answer', body, { from: phone });
			await anna.agent.receive(box, { over: 'link', peer: liar.peer });
			await anna.agent.idle();
		});
		expect(steps.at(-1)!.exchange.sources).toEqual([]);
	});

	test('that quotes one passage twice is one source with two spans', async () => {
		const { world, anna, liar } = await askedLiar();
		const steps = await anna.askAll('Luigi cash?', async () => {
			const first = await aCitation(liar);
			const second = { ...first, quote: ' Bring cash.', start: 23, end: 35 };
			const third = { ...first, quote: 'Bring cash.', start: 24, end: 35 };
			await say(world, liar, anna, anAnswer(queryOf(anna, liar), [first, second, third]));
		});
		const { sources } = steps.at(-1)!.exchange;
		expect(sources).toMatchObject([{ n: 1, spans: [{ start: 0, end: 35 }] }]);
	});

	test('and the same words from two peers are two sources', async () => {
		const { world, anna, liar, carl } = await askedLiar();
		const steps = await anna.askAll('When does Luigi close?', async () => {
			for (const node of [liar, carl])
				await say(world, node, anna, anAnswer(queryOf(anna, node), [await aCitation(node)]));
		});
		expect(
			steps
				.at(-1)!
				.exchange.sources.map(({ author }) => author)
				.sort()
		).toEqual([liar.peer, carl.peer].sort());
	});
});
