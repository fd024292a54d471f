/** Whom a question is put to, and who only hears of it: the order among those the person let in. */
import { expect, test } from 'vitest';
import { World, type Node } from './world.fixture.ts';

/** Anna knows both, and limits Ben. */
async function annaLimitsBen() {
	const world = new World();
	const [anna, ben, cleo] = [await world.add('Anna'), await world.add('Ben'), await world.add('Cleo')];
	await world.befriend(anna, ben);
	await world.befriend(anna, cleo);
	await (await anna.agent.reputation()).overrule(ben.peer, 'limit');
	return { world, anna, ben, cleo };
}

const NOTE = 'Luigi closes on Monday.';
const QUESTION = 'When does Luigi close?';
const askedBy = (node: Node, world: World): number =>
	world.delivered.filter(({ to }) => to === node.peer).length;

test('whose trust is limited sees nothing of a question that somebody else answers', async () => {
	const { world, anna, ben, cleo } = await annaLimitsBen();
	ben.teach('Luigi closes on Friday.', 'contacts');
	cleo.teach(NOTE, 'contacts');
	const exchange = await anna.ask(QUESTION);
	expect(exchange.route.map(({ peer, state }) => [peer, state])).toEqual([[cleo.peer, 'answered']]);
	expect(exchange.sources.map(({ author }) => author)).toEqual([cleo.peer]);
	expect(askedBy(ben, world)).toBe(0);
});

test('whose trust is limited is asked last, where nobody else has anything, and verifies nothing', async () => {
	const { anna, ben, cleo } = await annaLimitsBen();
	ben.teach(NOTE, 'contacts');
	const exchange = await anna.ask(QUESTION);
	expect(exchange.state).toBe('done');
	expect(exchange.route.map(({ peer, state }) => [peer, state])).toEqual([
		[cleo.peer, 'nothing'],
		[ben.peer, 'answered']
	]);
	expect(exchange.sources).toMatchObject([{ author: ben.peer, verification: 'limited' }]);
});

test('of those asked together everybody is limited: they are asked all the same', async () => {
	const { anna, ben, cleo } = await annaLimitsBen();
	await (await anna.agent.reputation()).overrule(cleo.peer, 'limit');
	ben.teach(NOTE, 'contacts');
	const exchange = await anna.ask(QUESTION);
	expect(exchange.route.map(({ peer }) => peer).sort()).toEqual([ben.peer, cleo.peer].sort());
});
