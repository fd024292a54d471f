/** What people think of answers, said outright or shown by what they do, as it reaches the ledger. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Exchange } from './events.ts';
import { World, type Node } from './world.fixture.ts';

let world: World;
let anna: Node;
let ben: Node;
let carl: Node;
const QUESTION = 'When is the library open?';

beforeEach(async () => {
	world = new World();
	anna = await world.add('Anna', { cellsOf: async (text) => (text.includes('library') ? [7] : []) });
	const holdings = { on: async (cells: readonly number[]) => cells };
	ben = await world.add('Ben', { holdings });
	carl = await world.add('Carl', { holdings });
	for (const other of [ben, carl]) await world.befriend(anna, other);
	ben.teach('The library is open until six.', 'contacts');
	anna.teach('I like the library.', 'private');
});

/** What is held for or against peers beyond what asking itself says. */
const held = () =>
	anna.stores.ledger.all
		.filter(({ kind }) => !['citation-verified', 'nothing', 'silent'].includes(kind))
		.map(({ peer, kind, cells }) => [world.nodes.get(peer)?.name, kind, cells]);
const asked = (): Promise<Exchange> => anna.ask(QUESTION);

describe('what the person says', () => {
	test('is held for whoever’s words stand in the answer, with what it was about, and for nobody else', async () => {
		const { id } = await asked();
		await anna.agent.feedback(id, 'useful');
		await anna.agent.feedback(id, 'useful');
		expect(held()).toEqual([['Ben', 'useful', [7]]]);
	});

	test('of one peer’s words alone is held for or against them, and stands whatever is said of the whole', async () => {
		carl.teach('The library opens at nine.', 'contacts');
		const { id } = await asked();
		await anna.agent.feedback(id, 'wrong', carl.peer);
		await anna.agent.feedback(id, 'wrong', carl.peer);
		await anna.agent.feedback(id, 'useful');
		await anna.agent.feedback(id, 'useful', ben.peer);
		await anna.agent.noticed(id, 'kept');
		expect(held()).toEqual([
			['Carl', 'wrong', [7]],
			['Ben', 'useful', [7]]
		]);
		const { route } = anna.stores.exchanges.all.get(id)!;
		expect(new Map(route.map(({ name, feedback }) => [name, feedback]))).toEqual(
			new Map([
				['Ben', 'useful'],
				['Carl', 'wrong']
			])
		);
	});

	test('counts again after a change of mind', async () => {
		const { id } = await asked();
		await anna.agent.feedback(id, 'useful');
		await anna.agent.feedback(id, 'wrong');
		expect(held().map(([, kind]) => kind)).toEqual(['useful', 'wrong']);
	});
});

describe('what the person does', () => {
	test('counts once for each exchange and kind, however often it is done', async () => {
		const { id } = await asked();
		await Promise.all([1, 2, 3].map(() => anna.agent.noticed(id, 'kept')));
		await anna.agent.noticed(id, 'corrected');
		anna.reload();
		await anna.agent.noticed(id, 'kept');
		expect(held()).toEqual([
			['Ben', 'kept', [7]],
			['Ben', 'corrected', [7]]
		]);
	});

	test('with one source is held for its author alone, and own notes are nobody’s merit', async () => {
		carl.teach('The library opens at nine.', 'contacts');
		const { id, sources } = await asked();
		expect(new Set(sources.map(({ author }) => author)).size).toBeGreaterThan(1);
		await anna.agent.noticed(id, 'kept', carl.peer);
		await anna.agent.noticed(id, 'kept', anna.peer);
		expect(held()).toEqual([['Carl', 'kept', [7]]]);
	});

	test('says nothing where they have said outright what they think, nor of an exchange that is not there', async () => {
		const { id } = await asked();
		await anna.agent.feedback(id, 'wrong');
		await anna.agent.noticed(id, 'kept');
		await anna.agent.noticed('unknown', 'kept');
		expect(held()).toEqual([['Ben', 'wrong', [7]]]);
	});

	test('asking the same again within a minute is held against the answer; later, or another question, is not', async () => {
		await asked();
		await anna.ask('Who repairs bicycles?');
		expect(held()).toEqual([]);
		await anna.ask('When is the library open???');
		await world.idle();
		expect(held()).toEqual([['Ben', 'asked-again', [7]]]);
		world.clock.turn(120_000);
		await asked();
		await world.idle();
		expect(held()).toHaveLength(1);
	});
});

test('an author whose trust is limited is cited, and never counted as verified', async () => {
	await (await anna.agent.reputation()).overrule(ben.peer, 'limit');
	const { sources } = await asked();
	expect(sources.filter(({ author }) => author === ben.peer).map(({ verification }) => verification)).toEqual(
		['limited']
	);
});
