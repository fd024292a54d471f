import { describe, expect, test } from 'vitest';
import type { Effect } from './events.ts';
import { MOST_CANDIDATES, MOST_CLOSED, MOST_OPEN, MOST_REFERRALS } from './router-state.ts';
import { trustOf } from './router-peers.ts';
import { aCard, answer, aPeer, CELL, Hand, puts } from './router.fixture.ts';

const some = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => aCard(from + i));
const kinds = (effects: readonly Effect[]) => effects.map((effect) => effect.do);
const counted = (effects: readonly Effect[], answered: number) =>
	effects.filter((effect) => ['put', 'probe', 'look'].includes(effect.do)).length +
	answered +
	Number(effects.some((effect) => effect.do === 'look'));

describe('a question', () => {
	test('goes to three who claim its topic, then to the directory’s, and is closed when four say the same', () => {
		const { asked, verdict } = new Hand().knows(...some(1, 20)).runs(() => answer('a'));
		expect(asked).toHaveLength(4);
		expect(verdict).toMatchObject({ groups: [{ meaning: 'a' }], accepted: false, messages: 10 });
	});

	test('goes first to whose card fits it best, of those of the same merit', () => {
		const cells = [CELL, 2_000];
		const both = aCard(9, [...cells, 901]);
		const node = new Hand(0, { draws: 0 }).knows(...some(1, 9), both);
		expect(puts(node.ask('two cells', false, cells))[0]).toBe(9);
	});

	test('is passed on by the most trusted of those let in, by nobody who answered or is away', () => {
		const node = new Hand(0, { directory: false }).knows(aCard(1));
		for (const n of [1, 2, 3, 4]) node.befriends(n, n === 3 ? 'friend' : 'contact');
		node.hear({ kind: 'reach', peer: aPeer(2), online: false });
		node.ask();
		const sent = node.reply(1, answer('a')).flatMap((effect) => (effect.do === 'probe' ? [effect] : []));
		expect(sent.map(({ to }) => to)).toEqual([aPeer(3), aPeer(4)]);
	});

	test('whose probes bring nothing is passed on by others, as long as the messages last', () => {
		const node = new Hand(0, { directory: false });
		for (let n = 1; n < 9; n++) node.befriends(n, 'contact');
		const { effects, verdict } = node.runs(() => answer('a'));
		const told = effects.flatMap((effect) => (effect.do === 'probe' ? [effect] : []));
		// Each chain of three probes may have brought an offer that was lost: twelve messages, and four are too few for another.
		expect(told.map(({ hops }) => hops)).toEqual([2, 2, 2]);
		expect(verdict!.messages).toBeLessThanOrEqual(16);
	});

	test('goes on to the directory in round two, and never costs more than sixteen messages', () => {
		for (const options of [{}, { directory: false }, { standingOffers: false }]) {
			const node = new Hand(0, options).knows(...some(1, 60));
			let answered = 0;
			const { effects, verdict } = node.runs((n) => (answered++, answer(`${n}`)), some(100, 108));
			expect(counted(effects, answered)).toBeLessThanOrEqual(16);
			expect(verdict!.messages).toBeLessThanOrEqual(16);
			expect(kinds(effects).includes('look')).toBe(options.directory !== false);
		}
	});

	test('that nobody claims to know is looked up at once, then sent along as a probe without any text', () => {
		const node = new Hand().knows(aCard(1, [900])).befriends(1, 'contact');
		const effects = node.ask();
		expect(kinds(effects)).toEqual(['look', 'wake']);
		const next = node.hear({ kind: 'found', question: 'question 1', cards: [] });
		expect(next[0]).toMatchObject({ do: 'probe', to: aPeer(1), hops: 2, budget: 2, path: [] });
	});

	test('of somebody alone is closed with no answer, and no wake is left to wait for', () => {
		const { verdict } = new Hand().runs(() => answer('a'));
		expect(verdict).toEqual({ groups: [], confidence: 0, accepted: false, messages: 2 });
	});

	test('counts who said nothing in time as silent, and still hears them while it is open', () => {
		const node = new Hand().knows(...some(1, 4));
		const [first] = puts(node.ask());
		node.wait(20_000);
		expect(node.state.open.get('question 1')!.asked.get(aPeer(first!))!.reply).toEqual({ outcome: 'silent' });
		node.reply(first!, answer('late'));
		const last = [1, 2, 3, 4].flatMap(() => node.wait(60_000)).at(-1);
		expect(last).toMatchObject({
			do: 'close',
			verdict: { groups: [{ meaning: 'late' }] }
		});
	});

	test('where strangers must have offered is put to them after their offer only', () => {
		const node = new Hand(0, { standingOffers: false }).knows(aCard(1));
		expect(node.ask()[0]).toMatchObject({ do: 'probe', to: aPeer(1), hops: 0, budget: 0 });
		const offer = { kind: 'offer', question: 'question 1', from: aCard(1), cells: [CELL], path: [] } as const;
		expect(puts(node.hear(offer))).toEqual([1]);
	});
});

describe('a referral', () => {
	const refer = (to: number) => ({ outcome: 'referral', to: aCard(to, [900]) }) as const;

	test('is followed, with who gave it as the reason', () => {
		const node = new Hand().knows(aCard(1));
		node.ask();
		node.reply(1, { outcome: 'referral', to: aCard(9) });
		const effects = node.hear({ kind: 'found', question: 'question 1', cards: [] });
		expect(effects[0]).toMatchObject({ do: 'put', to: aPeer(9), why: { by: 'referral', from: aPeer(1) } });
	});

	test('is one of two at most, however many refer to whomever', () => {
		const node = new Hand().knows(...some(1, 30));
		node.runs((n) => refer(100 + n));
		const asked = node.ask('q2');
		for (const n of puts(asked)) node.reply(n, refer(200 + n), 'q2');
		expect(node.state.open.get('q2')?.referrals ?? 0).toBeLessThanOrEqual(MOST_REFERRALS);
	});

	test('to me or to themselves is not followed', () => {
		const node = new Hand().knows(aCard(1), aCard(2));
		node.ask();
		node.reply(1, refer(0));
		node.reply(2, refer(2));
		expect(node.state.open.get('question 1')!.candidates.size).toBe(0);
	});
});

describe('bad replies', () => {
	test('to questions never asked, or from who was not asked, change nothing', () => {
		const node = new Hand().knows(...some(1, 8));
		const asked = puts(node.ask());
		const other = [1, 2, 3, 4, 5, 6, 7].find((n) => !asked.includes(n))!;
		const before = structuredClone(node.state.open.get('question 1'));
		expect(node.reply(other, answer('x'))).toEqual([]);
		expect(node.reply(asked[0]!, answer('x'), 'never asked')).toEqual([]);
		expect(node.hear({ kind: 'found', question: 'question 1', cards: some(50, 60) })).toEqual([]);
		expect(node.state.open.get('question 1')).toEqual(before);
	});

	test('a second answer of the same peer is not heard', () => {
		const node = new Hand().knows(...some(1, 4));
		const [one] = puts(node.ask());
		node.reply(one!, answer('first'));
		node.reply(one!, answer('second'));
		expect(node.state.open.get('question 1')!.asked.get(aPeer(one!))!.reply).toEqual(answer('first'));
	});

	test('offers nobody asked for are dropped, and those asked for fill only so much room', () => {
		const node = new Hand(0, { directory: false }).knows(aCard(1, [900])).befriends(1, 'contact');
		const offer = (n: number, path = [aPeer(1)]) =>
			node.hear({ kind: 'offer', question: 'question 1', from: aCard(n), cells: [CELL], path });
		expect(offer(50)).toEqual([]);
		node.ask();
		expect(offer(51, [])).toEqual([]);
		expect(node.state.open.get('question 1')!.candidates.size).toBe(0);
		for (let n = 100; n < 1_000; n++) offer(n);
		const asking = node.state.open.get('question 1');
		expect(asking?.candidates.size ?? 0).toBeLessThanOrEqual(MOST_CANDIDATES);
	});

	test('who offers and never answers sinks below newcomers after a few questions', () => {
		const node = new Hand(0, { draws: 0 }).knows(aCard(1));
		for (let i = 0; i < 4; i++) {
			node.ask(`q${i}`);
			for (let k = 0; k < 6; k++) node.wait(30_000);
		}
		node.knows(...some(50, 53));
		expect([...puts(node.ask())].sort()).toEqual([50, 51, 52]);
	});

	test('a directory that names people who claim none of it has nobody asked', () => {
		const node = new Hand();
		node.ask();
		node.hear({
			kind: 'found',
			question: 'question 1',
			cards: some(1, 4).map((card) => ({ ...card, topics: [] }))
		});
		expect(node.state.open.size).toBe(0);
	});
});

describe('what the person says of an answer', () => {
	const three = (says: (n: number) => string) => {
		const node = new Hand().knows(...some(1, 4)).befriends(1);
		node.runs((n) => answer(says(n)));
		return node;
	};
	const trust = (node: Hand, n: number) => trustOf(node.state, aPeer(n), node.now).mean;

	test('is shared by those who said the same, once', () => {
		const node = three(() => 'a');
		const before = trust(node, 2);
		node.hear({ kind: 'judged', question: 'question 1', peer: aPeer(3), what: 'wrong', cells: [CELL] });
		const after = trust(node, 2);
		expect(after).toBeLessThan(before);
		node.hear({ kind: 'judged', question: 'question 1', peer: aPeer(1), what: 'wrong', cells: [CELL] });
		expect(trust(node, 2)).toBe(after);
	});

	test('is not held against those who said otherwise, unless the answer was accepted and confirmed', () => {
		const node = three((n) => `${n}`);
		const before = trust(node, 2);
		node.hear({ kind: 'judged', question: 'question 1', peer: aPeer(3), what: 'useful', cells: [CELL] });
		expect(trust(node, 2)).toBe(before);
	});

	test('is remembered of so many questions, and so many are open at once', () => {
		const node = new Hand().knows(...some(1, 9));
		for (let i = 0; i < 100; i++) node.ask(`open ${i}`);
		expect(node.state.open.size).toBe(MOST_OPEN);
		for (let i = 0; i < 100; i++) node.runs(() => answer('a'), [], node.ask(`closed ${i}`));
		for (let i = 0; i < 20; i++) node.wait(30_000);
		expect(node.state.open.size).toBe(0);
		expect(node.state.closed.size).toBeLessThanOrEqual(MOST_CLOSED);
	});
});
