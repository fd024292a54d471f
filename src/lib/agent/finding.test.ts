/** A question that nobody let in can answer: found by way of others, by topic, or not at all, and what everybody learns of it. */
import { expect, test } from 'vitest';
import { isRefusal, open } from '../protocol/envelope.ts';
import { unseal } from '../protocol/sealed.ts';
import { addKnowing, asked, inALine } from './finding.fixture.ts';
import { World, type Node } from './world.fixture.ts';

const QUESTION = 'Who repairs an accordion in Lübeck?';
const NOTE = 'Anna repairs every accordion in Lübeck, Mühlenstraße 5.';

async function aLine() {
	const world = new World();
	const [a, b, c, d] = [
		await addKnowing(world, 'A'),
		await addKnowing(world, 'B'),
		await addKnowing(world, 'C'),
		await addKnowing(world, 'D')
	] as const;
	await inALine(world, a, b, c, d);
	return { world, a, b, c, d };
}

/** Kinds of what was delivered to a node, with the words of those it could open. */
async function readBy(world: World, node: Node): Promise<{ kinds: string[]; words: string }> {
	const kinds: string[] = [];
	let words = '';
	for (const { box } of world.delivered) {
		const bytes = await unseal(box, node.peer, (id) => node.deps.keyring.inboxSecret(id));
		if (isRefusal(bytes)) continue;
		const said = await open(bytes, world.clock.now() - 30_000, node.peer);
		if (isRefusal(said)) continue;
		kinds.push(said.kind);
		words += JSON.stringify(said.body);
	}
	return { kinds, words };
}

const kept = (node: Node): string =>
	JSON.stringify([
		[...node.stores.exchanges.all.values()],
		node.stores.ledger.all,
		[...node.stores.outbox.all.values()].map(({ envelope }) => new TextDecoder().decode(envelope)),
		node.logs
	]);

test('A’s question is answered by D, whom only a chain of contacts connects with A, and the route says how', async () => {
	const { world, a, b, c, d } = await aLine();
	d.teach(NOTE, 'public');
	const { exchange } = await asked(world, a, QUESTION);
	expect(exchange.sources).toMatchObject([
		{ author: d.peer, authorName: 'D', text: NOTE, verification: 'verified' }
	]);
	expect(exchange.route).toMatchObject([
		{ peer: b.peer, name: 'B', why: 'contact', state: 'nothing' },
		{
			...{ peer: d.peer, name: 'D', why: 'offer', stranger: true, state: 'answered', citations: 1 },
			by: [
				{ peer: b.peer, name: 'B' },
				{ peer: c.peer, name: '' }
			]
		}
	]);
	expect(exchange.judgement).toMatchObject({
		accepted: false,
		checks: { 1: { verified: false, why: 'stranger' } }
	});
	// What it is about to B and their word, two looks, three probes and an offer, the question to D and the answer.
	expect(exchange.messages).toBe(10);
});

test('who only passed it on never had the question’s words, and keeps nothing of it', async () => {
	const { world, a, b, c, d } = await aLine();
	d.teach(NOTE, 'public');
	await asked(world, a, QUESTION);
	const [byB, byC, byD] = [await readBy(world, b), await readBy(world, c), await readBy(world, d)];
	expect(byC.kinds).toEqual(['probe']);
	// Once for itself, once to pass it on.
	expect(byB.kinds).toEqual(['probe', 'probe']);
	for (const { words } of [byB, byC]) expect(words).not.toMatch(/accordion|repairs|Lübeck/i);
	expect(byD.words).toContain(QUESTION);
	for (const node of [b, c]) expect(kept(node)).not.toMatch(/accordion|Lübeck/i);
	expect(kept(a)).toMatch(/accordion/);
});

test('nobody becomes a contact by being asked or by answering', async () => {
	const { world, a, d } = await aLine();
	d.teach(NOTE, 'public');
	await asked(world, a, QUESTION);
	expect((await a.stores.contacts.list()).map(({ name }) => name)).toEqual(['B']);
	expect((await d.stores.contacts.list()).map(({ name }) => name)).toEqual(['C']);
});

test('what D shares with contacts alone is neither offered nor said to a stranger', async () => {
	const { world, a, d } = await aLine();
	d.teach(NOTE, 'contacts');
	const { exchange } = await asked(world, a, QUESTION);
	expect(exchange.sources).toEqual([]);
	expect(exchange.route.map(({ name }) => name)).toEqual(['B']);
});

test('a question that the own notes answer goes to those let in and to nobody else', async () => {
	const { world, a, d } = await aLine();
	a.teach(NOTE, 'private');
	d.teach(NOTE, 'public');
	const { exchange } = await asked(world, a, QUESTION);
	expect(exchange.route.map(({ name }) => name)).toEqual(['B']);
	expect(exchange.messages).toBe(2);
});

test('the same question goes on where it is important, and is verified by nobody who is not known', async () => {
	const { world, a, d } = await aLine();
	a.teach('For a fever my mother made tea.', 'private');
	d.teach('A fever above 40 degrees needs a doctor.', 'public');
	const { exchange } = await asked(world, a, 'What helps against a high fever?');
	expect(exchange.route.map(({ name, state }) => [name, state])).toEqual([
		['B', 'nothing'],
		['D', 'answered']
	]);
	expect(exchange.judgement).toMatchObject({ accepted: false, needs: 'health' });
});

test('with B asleep nobody is told, the question waits for B, and it ends without the answer', async () => {
	const { world, a, b, d } = await aLine();
	d.teach(NOTE, 'public');
	world.sleep(b);
	const { exchange } = await asked(world, a, QUESTION);
	expect(exchange.route).toMatchObject([{ name: 'B', state: 'mailed' }]);
	expect(exchange.state).toBe('done');
});

test('a tab closed in the middle keeps what was asked, and the answer comes to the next one like a late one', async () => {
	const { world, a, d } = await aLine();
	d.teach(NOTE, 'public');
	const stop = new AbortController();
	const receive = d.agent.receive.bind(d.agent);
	const held: Parameters<typeof receive>[] = [];
	d.agent.receive = async (...box) => {
		const isPut = [...a.stores.exchanges.all.values()][0]?.route.some(({ peer }) => peer === d.peer);
		if (!isPut) return receive(...box);
		held.push(box);
		stop.abort();
		return 'stored';
	};
	const { exchange } = await asked(world, a, QUESTION, {}, stop.signal);
	expect(exchange).toMatchObject({ state: 'stopped', sources: [] });
	a.reload();
	for (const box of held) await receive(...box);
	await world.run();
	const later = a.stores.exchanges.all.get(exchange.id);
	expect(later?.sources).toMatchObject([{ author: d.peer }]);
	expect(later?.judgement).toMatchObject({ accepted: false });
});

test('stopped while it is looked for, nobody is called silent and nobody else is asked', async () => {
	const { world, a, b, d } = await aLine();
	d.teach(NOTE, 'public');
	const stop = new AbortController();
	const receive = b.agent.receive.bind(b.agent);
	b.agent.receive = async (box, via) => {
		stop.abort();
		return receive(box, via);
	};
	const { exchange } = await asked(world, a, QUESTION, {}, stop.signal);
	await world.run();
	expect(exchange.state).toBe('stopped');
	expect(exchange.route.map(({ name }) => name)).toEqual(['B']);
	expect(a.stores.ledger.all.map(({ kind }) => kind)).not.toContain('silent');
});

test('an offer that comes after the person stopped puts the question to nobody', async () => {
	const { world, a, d } = await aLine();
	d.teach(NOTE, 'public');
	const stop = new AbortController();
	const receive = a.agent.receive.bind(a.agent);
	a.agent.receive = async (box, via) => {
		if (world.delivered.some(({ to }) => to === d.peer)) stop.abort();
		return receive(box, via);
	};
	const { exchange } = await asked(world, a, QUESTION, {}, stop.signal);
	await world.run();
	expect(exchange.state).toBe('stopped');
	expect((await readBy(world, d)).kinds).toEqual(['probe']);
	expect((await readBy(world, a)).kinds).toContain('offer');
});
