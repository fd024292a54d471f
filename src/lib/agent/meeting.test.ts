import { describe, expect, test } from 'vitest';
import { asPeerId } from '../protocol/identity.ts';
import { suggestions, type Meetable, type Mutual, type Shared } from './meeting.ts';

const CLIMBING = 3;
const COOKING = 400;
const MUSHROOMS: Shared = { community: 'm', name: 'Mushrooms', members: 12 };
const peer = (digit: string) => asPeerId(digit.repeat(64))!;
const anna: Mutual = { peer: peer('a'), name: 'Anna', tie: 4 };

const of = (digit: string, over: Partial<Meetable>): Meetable => ({
	...{ peer: peer(digit), name: `Peer ${digit}`, topics: [], communities: [], mutuals: [] },
	...over
});
const knows = (...cells: readonly number[]) => ({ topics: cells.map((cell) => ({ cell, weight: 5 })) });
const me = knows(CLIMBING, COOKING);
const named = () => true;
const whom = (mine: Parameters<typeof suggestions>[0], others: readonly Meetable[], isNamed = named) =>
	suggestions(mine, others, isNamed).map((one) => one.peer);

describe('whom to meet', () => {
	test('is said with what both cards say, the community both are in, and who knows both', () => {
		const carl = of('c', { ...knows(CLIMBING), communities: [MUSHROOMS], mutuals: [anna] });
		const reasons = suggestions(me, [carl], named)[0]?.reasons;
		expect(reasons).toHaveLength(3);
		expect(reasons).toContainEqual({ why: 'topics', cells: [CLIMBING] });
		expect(reasons).toContainEqual({ why: 'community', community: 'm', name: 'Mushrooms' });
		expect(reasons).toContainEqual({ why: 'mutual', peer: anna.peer, name: 'Anna', more: 0 });
	});

	test('is nobody whom there is no way to meet, whatever both know', () => {
		expect(whom(me, [of('c', knows(CLIMBING, COOKING))])).toEqual([]);
	});

	test('says nothing of a topic that no word stands for, or that my own card does not say', () => {
		const carl = of('c', { ...knows(CLIMBING, 77), communities: [MUSHROOMS] });
		const why = (mine: typeof me, isNamed: (cell: number) => boolean) =>
			suggestions(mine, [carl], isNamed)[0]?.reasons.map((reason) => reason.why);
		expect(why(me, () => false)).toEqual(['community']);
		expect(why(knows(), named)).toEqual(['community']);
	});

	test('is rather who shares what few know than what all know', () => {
		const many = ['1', '2', '3', '4'].map((digit) => of(digit, { ...knows(COOKING), mutuals: [anna] }));
		const carl = of('c', { ...knows(CLIMBING), mutuals: [anna] });
		expect(whom(me, [...many, carl])[0]).toBe(carl.peer);
	});

	test('is rather who is in a small community with me, and whom a closer contact knows', () => {
		const crowd = of('1', { communities: [{ ...MUSHROOMS, members: 250 }] });
		const few = of('2', { communities: [{ ...MUSHROOMS, members: 4 }] });
		expect(whom(me, [crowd, few])).toEqual([few.peer, crowd.peer]);
		const far = of('3', { mutuals: [{ ...anna, tie: 0 }] });
		const close = of('4', { mutuals: [{ ...anna, tie: 20 }] });
		expect(whom(me, [far, close])).toEqual([close.peer, far.peer]);
	});

	test('names the contact I have most to do with, and counts the others', () => {
		const ben = { peer: peer('b'), name: 'Ben', tie: 1 };
		const [carl] = suggestions(me, [of('c', { mutuals: [ben, anna] })], named);
		expect(carl?.reasons).toEqual([{ why: 'mutual', peer: anna.peer, name: 'Anna', more: 1 }]);
	});

	test('is near only where both say a place no larger than a town', () => {
		const near = (mine: string, theirs: string) =>
			suggestions(
				{ ...me, place: mine },
				[of('c', { place: theirs, mutuals: [anna] })],
				named
			)[0]?.reasons.some(({ why }) => why === 'near');
		expect(near('u33db', 'u33d')).toBe(true);
		expect(near('u33db', 'u')).toBe(false);
		expect(near('u33db', 'u28qr')).toBe(false);
	});

	test('is the same in whatever order they became known', () => {
		const others = ['1', '2', '3'].map((digit) =>
			of(digit, { ...knows(CLIMBING), communities: [MUSHROOMS] })
		);
		expect(whom(me, others)).toEqual(whom(me, others.toReversed()));
	});
});
