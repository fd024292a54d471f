import { describe, expect, test } from 'vitest';
import { aClaim, cleo, DAY, fromPeer, learnt, NOW, said } from './claims.fixture.ts';
import {
	holdsUntil,
	MAX_CLAIMS,
	tended,
	withEdited,
	withJudged,
	withLearnt,
	withoutTakenBack,
	withUsed
} from './claims.ts';
import type { Claim } from './ports.ts';

let n = 0;
const newId = () => `id-${n++}`;
const texts = (claims: readonly Claim[]) => claims.map(({ text }) => text);
const put = (...learning: Parameters<typeof learnt>[]) =>
	learning.reduce<readonly Claim[]>((claims, one) => withLearnt(claims, [learnt(...one)], newId), []);

describe('learning', () => {
	test('what two peers say in nearly the same words is one claim, in the newest words, with both of them', () => {
		const later = fromPeer('Luigi closes on Mondays at noon.', { author: cleo, at: NOW + 5, exchange: 'e2' });
		const claims = put(['Luigi closed at noon on Monday.'], ['Luigi closes on Mondays at noon.', later]);
		expect(texts(claims)).toEqual(['Luigi closes on Mondays at noon.']);
		expect(claims[0]!.sources.map((source) => 'author' in source && source.author[0])).toEqual(['c', 'b']);
		expect(claims[0]!.expiresAt).toBe(NOW + 5 + 180 * DAY);
	});

	test.each([
		['Luigi closes on Monday.', 'Luigi closes on Tuesday.'],
		['Luigi opens at nine every evening.', 'Luigi opens at ten every evening.'],
		['A lesson costs 40 euros an hour.', 'A lesson costs 45 euros an hour.'],
		['I eat pork.', "I don't eat pork."],
		['The kitchen is open on Sundays.', 'The kitchen is not open on Sundays.'],
		['My sister lives in Lyon.', 'My brother lives in Lyon.'],
		[
			'The little shop in Mill Street opens every long evening.',
			'The little shop in Mill Street closes every long evening.'
		],
		['Ben plays chess.', 'Ben plays chess in Lyon with Ada and Cleo.']
	])('%s and %s both stay', (one, other) => {
		expect(texts(put([one], [other, fromPeer(other, { exchange: 'e2' })]))).toEqual([one, other]);
	});

	test('the same exchange looked at again adds nothing and makes nothing stronger', () => {
		const once = put(['Luigi closes on Monday.']);
		expect(
			withLearnt(
				once,
				[learnt('Luigi closes on Monday.', fromPeer('Luigi closes on Monday.', { at: NOW + 9 }))],
				newId
			)
		).toEqual(once);
	});

	test('an embedder may join what means the same, and never what is turned round', () => {
		const near = () => 0.99;
		const claims = withLearnt([], [learnt('The small bakery at the corner sells fresh bread.')], newId);
		const same = 'The small bakery at the corner sells fresh loaves.';
		const other = 'The small bakery at the corner buys fresh bread.';
		const source = { exchange: 'e2' };
		expect(withLearnt(claims, [learnt(same, fromPeer(same, source))], newId, near)).toHaveLength(1);
		expect(withLearnt(claims, [learnt(other, fromPeer(other, source))], newId, near)).toHaveLength(2);
		expect(withLearnt(claims, [learnt(same, fromPeer(same, source))], newId)).toHaveLength(2);
	});
});

describe('time', () => {
	const heldDays = (claim: Claim) => (holdsUntil(claim)! - NOW) / DAY;

	test('a peer’s claim that nobody uses fades in ninety days, later where it was useful, sooner where not', () => {
		const claim = aClaim('Luigi closes on Monday.');
		expect(heldDays(claim)).toBe(90);
		expect(heldDays(withJudged([claim], 'e1', 'useful')[0]!)).toBe(120);
		expect(heldDays(withJudged([claim], 'e1', 'not-useful')[0]!)).toBe(60);
		expect(tended([claim], NOW + 89 * DAY)).toEqual([claim]);
		expect(tended([claim], NOW + 90 * DAY)).toEqual([]);
	});

	test('use makes it whole again, but not beyond half a year after somebody last said it', () => {
		const [used] = withUsed(
			[aClaim('Luigi closes on Monday.')],
			new Set(['Luigi closes on Monday.']),
			NOW + 60 * DAY
		);
		expect(heldDays(used!)).toBe(150);
		const [again] = withUsed([used!], new Set([used!.id]), NOW + 149 * DAY);
		expect(heldDays(again!)).toBe(180);
	});

	test('the person’s own words, edited ones and pinned ones do not end by themselves', () => {
		const [own] = put(['I am vegetarian.', said()]);
		const claim = aClaim('Luigi closes on Monday.');
		for (const one of [own!, withEdited(claim, 'Luigi is shut on Mondays.'), { ...claim, pinned: true }]) {
			expect(holdsUntil(one)).toBeNull();
			expect(tended([one], NOW + 10_000 * DAY)).toEqual([one]);
		}
	});
});

describe('tending', () => {
	test('of too many the weakest go, pinned ones never', () => {
		const all = Array.from({ length: MAX_CLAIMS + 50 }, (_, i) =>
			aClaim(`Fact ${i}`, { lastUsedAt: NOW + i, pinned: i === 3 })
		);
		const kept = tended(all, NOW + DAY);
		expect(kept).toHaveLength(MAX_CLAIMS);
		expect(kept.map(({ text }) => text)).toContain('Fact 3');
		expect(kept.map(({ text }) => text)).not.toContain('Fact 50');
		expect(kept.map(({ text }) => text)).toContain('Fact 51');
	});

	test('what says the same is made one, pinned where either was', () => {
		const [one, ...more] = tended(
			[
				aClaim('Luigi closes at noon on Monday.', { pinned: true }),
				aClaim('Luigi closes on Mondays at noon', {
					sources: [fromPeer('Luigi closes on Mondays at noon', { at: NOW + 5, author: cleo })]
				})
			],
			NOW
		);
		expect(more).toEqual([]);
		expect(one).toMatchObject({ text: 'Luigi closes on Mondays at noon', pinned: true });
		expect(one!.sources).toHaveLength(2);
	});

	test('nothing to do leaves every claim the very object it was', () => {
		const claims = [aClaim('Luigi closes on Monday.'), aClaim('A lesson costs 40 euros.')];
		expect(tended(claims, NOW).every((claim, i) => claim === claims[i])).toBe(true);
	});

	test('a thousand claims are tended in a blink', () => {
		const all = Array.from({ length: MAX_CLAIMS }, (_, i) =>
			aClaim(`Shop ${i} in street ${i % 37} opens at ${i % 24} and sells ware${i % 51} to people`)
		);
		const before = performance.now();
		tended(all, NOW);
		expect(performance.now() - before).toBeLessThan(500);
	});
});

describe('taking back', () => {
	const both = () =>
		put(
			['Luigi closes on Monday.'],
			[
				'Luigi closes on Mondays.',
				fromPeer('Luigi closes on Mondays.', { author: cleo, exchange: 'e2', at: NOW + 5 })
			]
		);

	test('a wrong answer takes what came of it; what others said as well stays with them alone', () => {
		expect(withoutTakenBack(put(['Luigi closes on Monday.']), ({ exchange }) => exchange === 'e1')).toEqual(
			[]
		);
		const [left] = withoutTakenBack(both(), ({ exchange }) => exchange === 'e2');
		expect(left).toMatchObject({ text: 'Luigi closes on Monday.', expiresAt: NOW + 180 * DAY });
		expect(left!.sources).toHaveLength(1);
	});

	test('what the person said in the question, or put in their own words, is not taken back with the answer', () => {
		const own = put(['I am vegetarian.', said()]);
		const edited = [withEdited(aClaim('Luigi closes on Monday.'), 'Luigi is shut on Mondays.')];
		for (const claims of [own, edited]) expect(withoutTakenBack(claims, () => true)).toEqual(claims);
	});
});
