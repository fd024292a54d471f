import { beforeEach, describe, expect, test } from 'vitest';
import { tieNow, tiedMore } from './ties.ts';
import { isQuestion } from './words.ts';
import { someTalks } from './words.fixture.ts';
import { World, type Node } from './world.fixture.ts';

type Talker = Node & { readonly talks: ReturnType<typeof someTalks> };

let world: World;
let anna: Talker;
let ben: Talker;

async function talker(name: string): Promise<Talker> {
	const talks = someTalks();
	return Object.assign(await world.add(name, { words: talks }), { talks });
}

beforeEach(async () => {
	world = new World('words');
	[anna, ben] = [await talker('Anna'), await talker('Ben')];
	await world.befriend(anna, ben);
});

const say = async (from: Talker, to: Talker, text: string) => {
	const kept = await (await from.agent.words()).say(to.peer, text);
	await world.run();
	return kept;
};
const textsOf = (node: Talker) => node.talks.all.map(({ text, mine, byAgent }) => ({ text, mine, byAgent }));
const letAgent = async (node: Talker, other: Talker) => (await node.agent.words()).letAgent(other.peer, true);
const stateOf = async (node: Talker, id: string) => (await node.stores.outbox.get(id))?.state;

describe('direct messages', () => {
	test('what is said is kept on both sides once, unread there, and known here to have come', async () => {
		const { id } = await say(anna, ben, 'Shall we sing?');
		expect(textsOf(anna)).toEqual([{ text: 'Shall we sing?', mine: true, byAgent: false }]);
		expect(textsOf(ben)).toEqual([{ text: 'Shall we sing?', mine: false, byAgent: false }]);
		expect(ben.talks.all[0]?.id).toBe(id);
		expect((await ben.talks.talk(anna.peer))?.unread).toBe(1);
		expect(await stateOf(anna, id)).toBe('delivered');
		await (await ben.agent.words()).read(anna.peer);
		expect((await ben.talks.talk(anna.peer))?.unread).toBe(0);
	});

	test('a sleeper finds it when they wake, and the writer is told that it came', async () => {
		world.sleep(ben);
		const { id } = await say(anna, ben, 'Are you up?');
		expect([await stateOf(anna, id), ben.talks.all]).toEqual(['sent', []]);
		await world.wake(ben);
		expect(ben.talks.all).toHaveLength(1);
		expect(await stateOf(anna, id)).toBe('delivered');
	});

	test('delivered twice it is there once', async () => {
		world.fate = () => ({ index: 0, times: 2 });
		await say(anna, ben, 'Once');
		expect(ben.talks.all).toHaveLength(1);
		expect((await ben.talks.talk(anna.peer))?.unread).toBe(1);
	});

	test('a stranger, somebody who knocks and somebody blocked are not heard, and cannot be written to', async () => {
		const mallory = await talker('Mallory');
		const contact = (await ben.stores.contacts.get(anna.peer))!;
		for (const standing of ['blocked', 'asking', 'removed'] as const) {
			await ben.stores.contacts.put({ ...contact, standing });
			await say(anna, ben, `As ${standing}`);
			await expect(say(ben, anna, 'No')).rejects.toMatchObject({ code: 'unreachable' });
		}
		const { box } = await world.box(mallory, ben, 'words', { text: 'Buy!' }, { travel: 'mail', seq: 1 });
		expect(await ben.agent.receive(box, { over: 'mailbox' })).toMatchObject({ rejected: 'stranger' });
		expect(ben.talks.all).toEqual([]);
	});

	test('empty words and too many of them are refused by the writer, and nothing is kept', async () => {
		await expect(say(anna, ben, '  \n')).rejects.toThrow(RangeError);
		await expect(say(anna, ben, 'x'.repeat(4_001))).rejects.toThrow(RangeError);
		expect(anna.talks.all).toEqual([]);
	});

	test('a contact who writes without end is heard sixty times a minute, and again in the next', async () => {
		let seq = 0;
		const heard = async () => {
			seq++;
			const { box } = await world.box(anna, ben, 'words', { text: `${seq}` }, { travel: 'mail', seq });
			return (await ben.agent.receive(box, { over: 'relay' })) === 'stored';
		};
		for (let n = 0; n < 70; n++) await heard();
		await ben.agent.idle();
		expect(ben.talks.all).toHaveLength(60);
		world.clock.turn(60_000);
		expect(await heard()).toBe(true);
	});
});

describe('a conversation that my agent handles', () => {
	const drill = 'Ben has a drill. It lies in the cellar.';

	test('a question is answered with what that contact may read, marked as the agent’s, and not answered in turn', async () => {
		ben.teach(drill, 'contacts', 'Tools');
		for (const [one, other] of [
			[anna, ben],
			[ben, anna]
		] as const)
			await letAgent(one, other);
		const { id } = await say(anna, ben, 'Who has a drill?');
		expect(textsOf(ben)).toHaveLength(2);
		const answer = anna.talks.all.at(-1);
		expect(answer).toMatchObject({ mine: false, byAgent: true, re: id });
		expect(answer?.text).toContain('drill');
		expect(answer?.text).toContain('Tools');
		// The person still has it to read.
		expect((await ben.talks.talk(anna.peer))?.unread).toBe(1);
	});

	test('what they may not read, a message that asks nothing, and a conversation left to me are not answered', async () => {
		ben.teach(drill, 'private');
		await letAgent(ben, anna);
		await say(anna, ben, 'Who has a drill?');
		ben.teach(drill, 'contacts');
		await say(anna, ben, 'I need a drill.');
		await (await ben.agent.words()).letAgent(anna.peer, false);
		await say(anna, ben, 'Who has a drill?');
		expect(anna.talks.all.filter(({ mine }) => !mine)).toEqual([]);
	});

	test('two questions in one breath are not answered twice in a row', async () => {
		ben.teach(drill, 'contacts');
		await letAgent(ben, anna);
		const words = await anna.agent.words();
		await words.say(ben.peer, 'Who has a drill?');
		await words.say(ben.peer, 'Where is the drill?');
		await world.run();
		const order = ben.talks.all.map(({ mine }) => mine);
		for (const [n, mine] of order.entries()) expect([n, mine && order[n - 1]]).not.toEqual([n, true]);
	});
});

test('a question has a question mark or begins like one, and a plain sentence is none', () => {
	for (const text of ['Really?', 'who has a drill', 'Wo ist er', 'なぜ？'])
		expect([text, isQuestion(text)]).toEqual([text, true]);
	for (const text of ['Es regnet.', 'A friend of mine', 'I know.', ''])
		expect([text, isQuestion(text)]).toEqual([text, false]);
});

test('a tie grows with every message and is half as much after a month', () => {
	const day = 24 * 60 * 60 * 1_000;
	const none = { peer: anna.peer, unread: 0, byAgent: false, tie: 0, tieAt: 0 };
	const two = tiedMore(tiedMore(none, 0), 0);
	expect(two.tie).toBe(2);
	expect(tieNow(two, 30 * day)).toBeCloseTo(1);
	expect(tiedMore(two, 60 * day).tie).toBeCloseTo(1.5);
	expect(tieNow(two, -day)).toBe(2);
});
