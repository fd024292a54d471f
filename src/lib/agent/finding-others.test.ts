/** Who is found by topic, named by others or asked for more; and what those who lie about it can do. */
import { expect, test } from 'vitest';
import { base64url } from '../protocol/bytes.ts';
import { openCard } from '../protocol/carried.ts';
import { isRefusal, textForm, type SaidOf } from '../protocol/envelope.ts';
import { ownCard, remembered, seenCard } from './cards.ts';
import { addKnowing, asked, cellOf, inALine, whileItRuns } from './finding.fixture.ts';
import { World, type Node } from './world.fixture.ts';

const QUESTION = 'Who repairs an accordion in Lübeck?';
const NOTE = 'Anna repairs every accordion in Lübeck, Mühlenstraße 5.';
const found = { topics: [{ cell: cellOf('accordion'), weight: 15 }], capabilities: [], languages: [] };
const selfOf = (name: string) => ({ name, relays: ['https://elm.example'], cardVersion: 2, ...found });

/** The cards of these nodes, as a server hands them out. */
async function listed(world: World, ...nodes: readonly Node[]): Promise<readonly SaidOf<'card'>[]> {
	const cards: SaidOf<'card'>[] = [];
	for (const node of nodes) {
		const card = await openCard(await ownCard(node.deps), world.clock.now());
		if (!isRefusal(card)) cards.push(card);
	}
	return cards;
}

async function aStrangerListed() {
	const world = new World();
	const listing: { cards: readonly SaidOf<'card'>[] } = { cards: [] };
	const directory = { publish: async () => undefined, find: async () => listing.cards };
	const a = await addKnowing(world, 'A', { directory });
	const d = await addKnowing(world, 'D', { self: () => selfOf('D') });
	listing.cards = await listed(world, d);
	return { world, a, d, listing };
}

test('somebody found by topic alone is asked whether they want the question, and answers from what is public', async () => {
	const { world, a, d } = await aStrangerListed();
	d.teach(NOTE, 'public');
	d.teach('The accordion in Lübeck is mine.', 'contacts');
	const { exchange } = await asked(world, a, QUESTION);
	expect(exchange.sources.map(({ text }) => text)).toEqual([NOTE]);
	expect(exchange.route).toMatchObject([
		{ name: 'D', why: 'directory', topic: 'accordion', stranger: true, state: 'answered' }
	]);
	// A look and its cards, a probe, an offer, the question and the answer.
	expect(exchange.messages).toBe(6);
});

test('who claims a topic and holds nothing on it never sees the question', async () => {
	const { world, a, d } = await aStrangerListed();
	const { exchange } = await asked(world, a, QUESTION);
	expect(exchange.route).toEqual([]);
	expect(exchange.state).toBe('done');
	expect([...a.stores.outbox.all.values()].filter(({ to }) => to === d.peer)).toEqual([]);
});

test('with the directory down a chain of contacts still leads there', async () => {
	const world = new World();
	const nodes = [await addKnowing(world, 'A'), await addKnowing(world, 'B'), await addKnowing(world, 'C')];
	const [a, , c] = nodes as [Node, Node, Node];
	await inALine(world, ...nodes);
	c.teach(NOTE, 'public');
	const { exchange } = await asked(world, a, QUESTION);
	expect(exchange.sources).toMatchObject([{ author: c.peer }]);
});

test('with the directory down somebody whose card is remembered is asked first whether they hold it', async () => {
	const { world, a, d, listing } = await aStrangerListed();
	d.teach(NOTE, 'public');
	await asked(world, a, QUESTION);
	const empty = await addKnowing(world, 'Empty', { self: () => selfOf('Empty') });
	const [card] = await listed(world, empty);
	await a.stores.cards.put(seenCard(card!, textForm(card!.bytes), world.clock.now()));
	listing.cards = [];
	a.stores.ledger.all.length = 0;
	const { exchange } = await asked(world, a, 'An accordion in Lübeck: who repairs it?');
	expect(exchange.sources).toMatchObject([{ author: d.peer, text: NOTE }]);
	expect(exchange.route.map(({ name }) => name)).toEqual(['D']);
});

test('nobody is looked up among the cards remembered who does not claim it, or is blocked', async () => {
	const { world, a, d } = await aStrangerListed();
	d.teach(NOTE, 'public');
	await asked(world, a, QUESTION);
	const of = async (...cells: readonly number[]) => (await remembered(cells, a.deps)).map(({ peer }) => peer);
	expect(await of(cellOf('fever'), cellOf('accordion'))).toEqual([d.peer]);
	expect(await of(cellOf('fever'))).toEqual([]);
	await world.befriend(a, d);
	await a.agent.block(d.peer);
	expect(await of(cellOf('accordion'))).toEqual([]);
});

test('however many cards claim it, one question costs no more than sixteen messages', async () => {
	const { world, a, listing } = await aStrangerListed();
	const many: Node[] = [];
	for (let n = 0; n < 20; n++) {
		const node = await addKnowing(world, `Many ${n}`, { self: () => selfOf(`Many ${n}`) });
		node.teach(`${NOTE} By ${n} others.`, 'public');
		many.push(node);
	}
	listing.cards = await listed(world, ...many);
	const { exchange } = await asked(world, a, QUESTION);
	expect(exchange.route.length).toBeGreaterThan(0);
	expect(exchange.messages).toBeLessThanOrEqual(16);
});

test('an offer with no answer behind costs one question and is held against the topic alone', async () => {
	const { world, a, d } = await aStrangerListed();
	d.teach(NOTE, 'public');
	const empty = await addKnowing(world, 'Empty', {
		self: () => selfOf('Empty'),
		holdings: { on: async (cells) => cells }
	});
	const cards = await listed(world, empty, d);
	a.deps.directory.find = async () => cards;
	const { exchange } = await asked(world, a, QUESTION);
	expect(exchange.sources).toMatchObject([{ author: d.peer }]);
	expect(exchange.route.find(({ peer }) => peer === empty.peer)).toMatchObject({ state: 'nothing' });
	const held = a.stores.ledger.all.filter(({ peer }) => peer === empty.peer);
	expect(held.map(({ kind }) => kind)).toEqual(['nothing']);
	expect((await (await a.agent.reputation()).of(empty.peer)).trust.seen).toBe(0);
});

test('an offer to a question that was never asked changes nothing', async () => {
	const { world, a, d } = await aStrangerListed();
	const body = {
		re: base64url(new Uint8Array(16)),
		cells: [cellOf('accordion')],
		card: await ownCard(d.deps),
		path: []
	};
	const { box } = await world.box(d, a, 'offer', body);
	await a.agent.receive(box, { over: 'relay' });
	await a.agent.idle();
	expect(await a.stores.cards.list()).toEqual([]);
	expect([...a.stores.exchanges.all.values()]).toEqual([]);
});

test('in a ring of contacts a question nobody can answer ends, and each was told once', async () => {
	const world = new World();
	const ring = [];
	for (const name of ['A', 'B', 'C', 'D']) ring.push(await addKnowing(world, name));
	await inALine(world, ...ring);
	await world.befriend(ring[3]!, ring[0]!);
	const { exchange } = await asked(world, ring[0]!, QUESTION);
	expect(exchange.state).toBe('done');
	expect(exchange.messages).toBeLessThanOrEqual(16 + 2 * 2);
	expect(world.pending).toEqual([]);
});

test('a stranger who contradicts a contact that was often right settles nothing', async () => {
	const { world, a, d } = await aStrangerListed();
	d.teach('The accordion in Lübeck costs 90 euros.', 'public');
	const b = await addKnowing(world, 'B');
	await world.befriend(a, b);
	b.teach('The accordion in Lübeck costs 20 euros.', 'contacts');
	for (let n = 0; n < 12; n++)
		await a.deps.ledger.record({
			...{ peer: b.peer, kind: 'useful' as const, at: world.clock.now() - n * 60_000 },
			...{ query: `earlier ${n}`, cells: [cellOf('accordion'), cellOf('lübeck')] }
		});
	const { exchange } = await asked(world, a, 'What does the accordion in Lübeck cost?', {
		corroborate: true
	});
	expect(exchange.agreement?.against).toMatchObject([{ differs: 'number' }]);
	expect(exchange.judgement?.needs).toBe('asked');
	const of = (node: Node) => exchange.sources.find(({ author }) => author === node.peer)!.n;
	expect(exchange.judgement?.checks[of(d)]?.verified).toBe(false);
	expect(exchange.route).toMatchObject([{ name: 'B', why: 'experience', useful: 12 }, { name: 'D' }]);
});

test('a finished answer is confirmed by others on request, beyond those who were asked', async () => {
	const { world, a, d } = await aStrangerListed();
	d.teach(NOTE, 'public');
	const b = await addKnowing(world, 'B');
	await world.befriend(a, b);
	b.teach(NOTE, 'contacts');
	const { exchange } = await asked(world, a, QUESTION);
	expect(exchange.route.map(({ name }) => name)).toEqual(['B']);
	await whileItRuns(world, a.agent.askMore(exchange.id));
	const later = a.stores.exchanges.all.get(exchange.id)!;
	expect(later.state).toBe('done');
	expect(later.route.map(({ name, state }) => [name, state])).toEqual([
		['B', 'answered'],
		['D', 'answered']
	]);
	expect(later.agreement?.groups[0]?.by).toEqual([b.peer, d.peer]);
	expect(later.judgement?.needs).toBe('asked');
	expect(a.stores.outbox.all.size).toBe(2);
});

test('somebody whom a contact named is asked once the person says so, and answers like who answers late', async () => {
	const world = new World();
	const [a, b] = [await addKnowing(world, 'A'), await addKnowing(world, 'B')];
	const d = await addKnowing(world, 'D', { self: () => selfOf('D') });
	await world.befriend(a, b);
	d.teach(NOTE, 'public');
	const text = await ownCard(d.deps);
	const card = await openCard(text, world.clock.now());
	if (isRefusal(card)) throw new Error(card.rejected);
	await b.stores.cards.put(seenCard(card, text, world.clock.now()));
	// B would pass the question's topics on as well; here only the name is of interest.
	b.deps.contacts.list = async () => [];
	const { exchange } = await asked(world, a, QUESTION);
	const named = exchange.route.find(({ peer }) => peer === b.peer);
	expect(named).toMatchObject({ state: 'nothing', refersTo: { peer: d.peer, name: 'D' } });
	await whileItRuns(world, a.agent.followReferral(exchange.id, d.peer));
	const later = a.stores.exchanges.all.get(exchange.id)!;
	expect(later.sources).toMatchObject([{ author: d.peer, text: NOTE }]);
	expect(later.route).toMatchObject([
		{ name: 'B', refersTo: { asked: true } },
		{ name: 'D', why: 'referral', by: [{ name: 'B' }], stranger: true, state: 'answered' }
	]);
});

test('a contact blocked while they are asked is not told of the next question', async () => {
	const world = new World();
	const [a, b] = [await addKnowing(world, 'A'), await addKnowing(world, 'B')];
	await world.befriend(a, b);
	await asked(world, a, QUESTION);
	await a.agent.block(b.peer);
	await world.run();
	const before = world.delivered.length;
	await asked(world, a, 'Is there an accordion in Lübeck?');
	expect(world.delivered.length).toBe(before);
});
