import { describe, expect, test } from 'vitest';
import type { Effect, Heard, Reply } from './events.ts';
import { newRouter, step } from './router.ts';
import { aCard, answer, aPeer, aSeek, BEGIN, CELL, chance, Hand, praise } from './router.fixture.ts';

test('a question finds who knows over contacts who do not: A knows B, B knows C, C knows D', () => {
	const [a, b, c, d] = [new Hand(1), new Hand(2), new Hand(3), new Hand(4, {}, [CELL])];
	a.knows(aCard(2, [900])).befriends(2, 'contact');
	b.knows(aCard(1, []), aCard(3, [901]))
		.befriends(1, 'contact')
		.befriends(3, 'contact');
	c.knows(aCard(2, [900]), aCard(4, []))
		.befriends(2, 'contact')
		.befriends(4, 'contact');
	const nodes = new Map([a, b, c, d].map((node, at) => [aPeer(at + 1), node] as const));
	const told: string[] = [];
	const due = a.ask().map((effect) => ({ node: a, me: aPeer(1), effect }));
	for (let at = 0; at < due.length; at++) {
		const { node, me, effect } = due[at]!;
		const [to, heard] = carried(effect, me) ?? [];
		if (to === undefined || !heard) continue;
		told.push(`${parseInt(me, 16)} ${effect.do} ${parseInt(to, 16)}`);
		const reader = to === me ? node : nodes.get(to)!;
		for (const next of reader.hear(heard)) due.push({ node: reader, me: to, effect: next });
	}
	expect(told).toEqual(['1 look 1', '1 probe 2', '2 probe 3', '3 probe 4', '4 offer 1', '1 put 1']);
	const closed = due.find(({ effect }) => effect.do === 'close')!.effect;
	expect(closed).toMatchObject({ verdict: { groups: [{ meaning: 'a', by: [aPeer(4)] }], messages: 8 } });
});

/** Where an effect is heard; the answer of whoever is put a question comes back at once. */
function carried(
	effect: Effect,
	me: ReturnType<typeof aPeer>
): readonly [ReturnType<typeof aPeer>, Heard] | undefined {
	switch (effect.do) {
		case 'probe':
			return [effect.to, { kind: 'probe', from: me, ...effect }];
		case 'offer': {
			const { seek, path } = effect;
			const from = aCard(parseInt(me, 16));
			return [effect.to, { kind: 'offer', question: seek.question, from, cells: seek.cells, path }];
		}
		case 'put':
			return [me, { kind: 'reply', question: effect.question, from: effect.to, reply: answer('a') }];
		case 'look':
			return [me, { kind: 'found', question: effect.question, cards: [] }];
		case 'wake':
		case 'note':
		case 'close':
			return undefined;
	}
}

const NUMBERS = [0, 1, 2, 3, -1, 0.5, 16, 1_000, NaN, Infinity, -Infinity, 2 ** 53];
const HAPPENINGS = [
	'useful',
	'wrong',
	'harmful',
	'kept',
	'agreed',
	'silent',
	'offline',
	'bad-envelope'
] as const;

/** Anything at all of the types a router hears. */
function anything(random: () => number): Heard {
	const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
	const n = () => Math.floor(random() * 30);
	const cells = () =>
		Array.from({ length: one([0, 1, 3, 9]) }, () => one([CELL, CELL + 1, 5_000, -1, NaN, 65_535]));
	const card = () => ({
		peer: aPeer(n()),
		version: one(NUMBERS),
		topics: cells().map((cell) => ({ cell, weight: one(NUMBERS) })),
		...(random() < 0.3 ? { place: one(['u33', '', 'u']) } : {})
	});
	const path = () => Array.from({ length: one([0, 1, 2, 5]) }, () => aPeer(n()));
	const question = `q${Math.floor(random() * 40)}`;
	const reply = (): Reply =>
		one<Reply>([
			answer(one(['a', 'b', '']), random() < 0.5),
			{ outcome: one(['nothing', 'declined', 'silent', 'offline']) },
			{ outcome: 'referral', to: card() }
		]);
	const seek = () =>
		aSeek({ question, asker: aPeer(n()), cells: cells(), until: one([BEGIN + 50_000, ...NUMBERS]) });
	const counts = { good: one(NUMBERS), bad: one(NUMBERS) };
	return one<() => Heard>([
		() => ({ kind: 'ask', question, cells: cells(), important: random() < 0.3, place: one(['u33d', '']) }),
		() => ({
			kind: 'probe',
			from: aPeer(n()),
			seek: seek(),
			hops: one(NUMBERS),
			budget: one(NUMBERS),
			path: path()
		}),
		() => ({ kind: 'offer', question, from: card(), cells: cells(), path: path() }),
		() => ({ kind: 'found', question, cards: [card(), card()] }),
		() => ({ kind: 'reply', question, from: aPeer(n()), reply: reply() }),
		() => ({ kind: 'judged', question, peer: aPeer(n()), what: one(HAPPENINGS), cells: cells() }),
		() => ({ kind: 'card', card: card() }),
		() => ({
			kind: 'attested',
			by: aPeer(n()),
			about: aPeer(n()),
			belief: random() < 0.5 ? praise : { trust: counts, topics: [] }
		}),
		() => ({ kind: 'reach', peer: aPeer(n()), online: random() < 0.7 }),
		() => ({ kind: 'standing', peer: aPeer(n()), as: one(['friend', 'contact', 'stranger', 'blocked']) }),
		() => ({ kind: 'woken' })
	])();
}

/** A life of random events; what it did, as text. */
function life(seed: number, steps: number): string {
	const random = chance(seed);
	const means = chance(seed + 1);
	let [state, now, did] = [newRouter(aPeer(0), { contacts: 12 }), BEGIN, ''];
	for (let i = 0; i < steps; i++) {
		const stepped = step(state, anything(random), {
			now: random() < 0.01 ? NaN : now,
			random: seed % 5 === 0 ? () => seed % 2 : means,
			knows: () => random() < 0.1
		});
		state = stepped.state;
		did += JSON.stringify(stepped.effects);
		now += random() * 3_000;
		for (const effect of stepped.effects)
			if (effect.do === 'close') {
				expect(effect.verdict.confidence).toBeGreaterThanOrEqual(0);
				expect(effect.verdict.confidence).toBeLessThan(1);
				expect(effect.verdict.messages).toBeLessThanOrEqual(16 + 24 * 5);
			}
	}
	return did;
}

describe('whatever it hears', () => {
	test('a router never throws, and what it concludes stays a conclusion (60 lives of 500 events)', () => {
		for (let seed = 1; seed <= 60; seed++) life(seed, 500);
	});

	test('the same life twice does the same, to the letter', () => {
		for (const seed of [1, 2, 3]) expect(life(seed, 500)).toBe(life(seed, 500));
	});
});
