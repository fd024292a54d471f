import { describe, expect, test } from 'vitest';
import { aCard, answer, Hand, praise, aPeer } from './router.fixture.ts';

/** Peers 1 to 3 are asked; `useful` says how often each was useful before; twelve judged questions end probation. */
function asked(
	useful: readonly number[],
	says: (n: number) => string,
	over: { important?: boolean; cited?: boolean } = {}
) {
	const node = new Hand(0, { directory: false, draws: 0 });
	node.seen(999, 'useful', 12, [900]);
	for (const [at, times] of useful.entries()) node.knows(aCard(at + 1)).seen(at + 1, 'useful', times);
	return node.runs((n) => answer(says(n), over.cited ?? true), [], node.ask(undefined, over.important))
		.verdict!;
}

describe('what answers come to', () => {
	test('somebody known and trusted verifies; strangers, however many, do not', () => {
		expect(asked([3, 0, 0], () => 'a').accepted).toBe(true);
		expect(asked([0, 0, 0], () => 'a').accepted).toBe(false);
	});

	test('a name earned by one good answer verifies where another says the same and nobody says otherwise', () => {
		expect(asked([1], () => 'a').accepted).toBe(false);
		expect(asked([1, 0], () => 'a').accepted).toBe(true);
		expect(asked([1, 0, 0], (n) => (n < 3 ? 'a' : 'b')).accepted).toBe(false);
	});

	test('a ring of strangers never outweighs one who proved useful', () => {
		const node = new Hand(0, { directory: false }).knows(aCard(1)).seen(1, 'useful', 3);
		for (let n = 100; n < 140; n++) node.knows(aCard(n));
		const { groups } = node.runs((n) => answer(n === 1 ? 'right' : 'wrong')).verdict!;
		expect(groups[0]!.meaning).toBe('right');
		expect(groups[1]!.by.length).toBeGreaterThan(1);
		expect(groups[0]!.weight).toBeGreaterThan(2 * groups[1]!.weight);
	});

	test('names that others vouch for, and nobody of mine has tried, verify nothing and count as one', () => {
		const node = new Hand(0, { directory: false }).knows(aCard(90, [900])).seen(90, 'useful', 6, [900]);
		const weight = (): number => {
			const { accepted, groups } = node.runs(() => answer('a')).verdict!;
			expect(accepted).toBe(false);
			return groups[0]!.weight;
		};
		node.knows(aCard(1), aCard(2), aCard(3));
		const before = weight();
		for (const n of [80, 81, 82, 83, 90]) {
			node.befriends(n);
			for (const about of [1, 2, 3])
				node.hear({ kind: 'attested', by: aPeer(n), about: aPeer(about), belief: praise });
		}
		// More than of nobody in particular, less than of one who was tried.
		const vouched = weight();
		expect(vouched).toBeGreaterThan(before);
		expect(vouched).toBeLessThan(0.5);
	});

	test('strangers who agree come before a single one who does not', () => {
		const { groups } = asked([0, 0, 0], (n) => (n === 1 ? 'b' : 'a'));
		expect(groups.map(({ meaning }) => meaning)).toEqual(['a', 'b']);
	});

	test('who was caught lying weighs less than a newcomer', () => {
		const node = new Hand(0, { directory: false }).knows(aCard(1), aCard(2)).seen(1, 'wrong', 1, [900]);
		expect(node.runs((n) => answer(`${n}`)).verdict!.groups[0]!.by).toEqual([aPeer(2)]);
	});

	test('an important question is verified by two who are known, not by one', () => {
		expect(asked([3, 0, 0], () => 'a', { important: true }).accepted).toBe(false);
		expect(asked([3, 3, 0], () => 'a', { important: true }).accepted).toBe(true);
	});

	test('an answer without a citation that resolves weighs half', () => {
		const weight = (cited: boolean) => asked([3], () => 'a', { cited }).groups[0]!.weight;
		expect(weight(false)).toBeCloseTo(weight(true) / 2);
	});

	test('until ten questions were judged a single useful peer does not verify, two do', () => {
		const early = (known: readonly number[]) => {
			const node = new Hand(0, { directory: false });
			for (const n of [1, 2, 3]) node.knows(aCard(n));
			for (const n of known) node.seen(n, 'useful', 3);
			return node.runs(() => answer('a')).verdict!.accepted;
		};
		expect(early([1])).toBe(false);
		expect(early([1, 2])).toBe(true);
	});

	test('two of whom one brought the other are not two', () => {
		const brought = (referred: boolean) => {
			const node = new Hand(0, { directory: false, draws: 0, slots: [1, 1] });
			node.knows(aCard(1)).seen(1, 'useful', 3).seen(2, 'useful', 3, [900]);
			if (!referred) node.knows(aCard(2));
			node.ask(undefined, true);
			node.reply(1, referred ? { outcome: 'referral', to: aCard(2) } : answer('a'));
			const asking = node.state.open.get('question 1')!;
			asking.asked.get(aPeer(1))!.reply = answer('a');
			const effects = [...node.reply(2, answer('a')), ...[1, 2, 3, 4].flatMap(() => node.wait(30_000))];
			return effects.some((effect) => effect.do === 'close' && effect.verdict.accepted);
		};
		expect(brought(false)).toBe(true);
		expect(brought(true)).toBe(false);
	});

	test('a friend who claims everything verifies nothing alone', () => {
		const friend = (claims: number) => {
			const node = new Hand(0, { directory: false });
			node
				.knows(
					aCard(
						1,
						Array.from({ length: claims }, (_, i) => 100 + 16 * i)
					)
				)
				.befriends(1);
			return node.runs(() => answer('a')).verdict!.accepted;
		};
		expect(friend(1)).toBe(true);
		expect(friend(16)).toBe(false);
	});

	test('what one issuer says of a liar makes nobody verified', () => {
		const node = new Hand(0, { directory: false });
		node.seen(9, 'useful', 12, [900]).knows(aCard(1));
		node.hear({ kind: 'attested', by: aPeer(9), about: aPeer(1), belief: praise });
		expect(node.runs(() => answer('a')).verdict!.accepted).toBe(false);
	});
});
