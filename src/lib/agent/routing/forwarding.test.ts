import { describe, expect, test } from 'vitest';
import { MAX_HOPS, MAX_PROBES } from '../../protocol/limits.ts';
import type { Effect } from './events.ts';
import { MOST_NEIGHBOURS, MOST_SEEN } from './router-state.ts';
import { aCard, aPeer, aProbe, aSeek, BEGIN, CELL, Hand } from './router.fixture.ts';

const probes = (effects: readonly Effect[]) =>
	effects.flatMap((effect) => (effect.do === 'probe' ? [effect] : []));

const between = () =>
	new Hand(5).knows(aCard(1), aCard(2), aCard(3), aCard(4, [900])).befriends(1, 'contact');

describe('a probe', () => {
	test('is answered with an offer to the asker by who holds something, and goes no further', () => {
		const expert = new Hand(5, {}, [CELL]).knows(aCard(2));
		expect(expert.hear(aProbe())).toEqual([{ do: 'offer', to: aPeer(900), seek: aSeek(), path: [aPeer(1)] }]);
	});

	test('goes on to the best contact, with a hop and a probe less and its sender in the path', () => {
		const node = between().seen(3, 'useful', 3);
		expect(node.hear(aProbe())).toEqual([
			{ do: 'probe', to: aPeer(3), seek: aSeek(), hops: 0, budget: 0, path: [aPeer(1)] }
		]);
	});

	test('goes to two whose topic it is where it may, each the end of it, and by one where nobody claims it', () => {
		const wide = probes(between().hear(aProbe({ hops: 2, budget: 2 })));
		expect(wide.map(({ to, budget }) => [to, budget])).toEqual([[aPeer(2), 0], [aPeer(3), 0]]); // prettier-ignore
		const onward = probes(
			between().hear(aProbe({ hops: 2, budget: 2, from: aPeer(900), seek: aSeek({ cells: [901] }) }))
		);
		expect(onward.map(({ to, budget }) => [to, budget])).toEqual([[aPeer(4), 1]]);
	});

	test('straight from its asker begins an empty path', () => {
		expect(probes(between().hear(aProbe({ from: aPeer(900) })))[0]?.path).toEqual([]);
	});

	test('never goes back to who carried it, nor to the asker', () => {
		const node = new Hand(5).knows(aCard(1), aCard(2), aCard(900));
		expect(node.hear(aProbe({ path: [aPeer(2)] }))).toEqual([]);
	});

	test('goes to nobody who is blocked or away', () => {
		const node = new Hand(5).knows(aCard(2), aCard(3)).befriends(2, 'blocked');
		node.hear({ kind: 'reach', peer: aPeer(3), online: false });
		expect(node.hear(aProbe())).toEqual([]);
	});
});

describe('bad probes', () => {
	test('a loop ends at the second time: a seek is dealt with once, whatever way it comes', () => {
		const node = between();
		expect(probes(node.hear(aProbe()))).toHaveLength(1);
		expect(node.hear(aProbe())).toEqual([]);
		expect(node.hear(aProbe({ from: aPeer(2), path: [aPeer(1)] }))).toEqual([]);
		expect(node.hear(aProbe({ path: [aPeer(5)], seek: aSeek({ question: 'other' }) }))).toEqual([]);
	});

	test('of another asker under the same name does not spoil a question', () => {
		const node = between();
		node.hear(aProbe({ seek: aSeek({ asker: aPeer(666) }) }));
		expect(probes(node.hear(aProbe()))).toHaveLength(1);
	});

	test('an inflated budget is cut to the most a question has, and shared out, never multiplied', () => {
		for (const budget of [16, 1_000, Infinity, 1e308]) {
			const sent = probes(between().hear(aProbe({ budget, hops: 99 })));
			const caused = sent.length + sent.reduce((sum, probe) => sum + probe.budget, 0);
			expect(caused).toBeLessThanOrEqual(MAX_PROBES - 1);
		}
	});

	test('hops follow from the path, whatever the sender says', () => {
		const told = (path: readonly ReturnType<typeof aPeer>[]) =>
			probes(between().hear(aProbe({ hops: 1e9, path }))).map(({ hops }) => hops);
		expect(told([])).toEqual([0]);
		expect(told([aPeer(77)])).toEqual([]);
		expect(probes(between().hear(aProbe({ from: aPeer(900), hops: 1e9 })))[0]?.hops).toBe(MAX_HOPS - 2);
	});

	test.each([
		['names me', [aPeer(5)]],
		['names the asker', [aPeer(900)]],
		['names its sender', [aPeer(1)]],
		['is longer than there are hops', [aPeer(7), aPeer(8)]]
	])('with a forged path that %s is dropped', (_, path) => {
		expect(between().hear(aProbe({ path }))).toEqual([]);
	});

	test('over its time, or with a time no question has, is dropped', () => {
		for (const until of [BEGIN - 1, BEGIN, BEGIN + 3_600_000, NaN, Infinity])
			expect(between().hear(aProbe({ seek: aSeek({ until }) }))).toEqual([]);
	});

	test('a storm of a neighbour ends after some dozens a minute; others are served, and it again later', () => {
		const node = between();
		const storm = (from: number) =>
			Array.from({ length: 1_000 }, (_, i) =>
				node.hear(
					aProbe({
						from: aPeer(from),
						seek: aSeek({ question: `${from} ${i} ${node.now}`, until: node.now + 9 })
					})
				)
			).filter((effects) => effects.length > 0).length;
		expect(storm(1)).toBe(32);
		expect(storm(666)).toBe(8);
		expect(node.hear(aProbe({ from: aPeer(2) }))).toHaveLength(1);
		node.now += 60_000;
		expect(storm(1)).toBe(32);
	});

	test('of thousands of senders leave no more behind than fits', () => {
		const node = between();
		for (let i = 0; i < 3_000; i++)
			node.hear(aProbe({ from: aPeer(i + 1_000), seek: aSeek({ question: `${i}` }) }));
		expect(node.state.seen.size).toBe(MOST_SEEN);
		expect(node.state.neighbours.size).toBe(MOST_NEIGHBOURS);
		expect(node.state.kept.size).toBe(4);
	});
});
