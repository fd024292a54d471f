import { describe, expect, test } from 'vitest';
import type { Thread } from '#lib/agent/community/views.ts';
import { base64url, sha256, utf8 } from '#lib/protocol/bytes.ts';
import { aReply, aThread, bea, cem, me } from './communities.fixture.ts';
import type { CommunityNotice } from './communities-api.ts';
import type { Verdict } from './community-gate.ts';
import { FreshEntries } from './community-fresh.ts';
import { CommunityNotices } from './community-notices.ts';

const NOW = 1_800_000_100_000;

function aNoticer(muted = false) {
	let told: readonly CommunityNotice[] = [];
	const notices = new CommunityNotices(me, (all) => (told = all));
	return {
		notices,
		told: () => told,
		/** All that is in these threads is new. */
		hears: (threads: readonly Thread[], now = NOW, verdicts?: ReadonlyMap<string, Verdict>) => {
			const fresh = { community: 'c', title: 'Bakers', muted, threads, isNew: () => true };
			return notices.heard(fresh, notices.newsIn(fresh), now, verdicts);
		}
	};
}

describe('what interrupts', () => {
	test('is told with the reason: who names me, replies to me, answers me, or just posts', () => {
		const { hears } = aNoticer();
		const mine = aThread(me, 'My post', {}, (id) => [aReply(id, bea, 'A reply')]);
		const asked = aThread(me, 'How long?', { question: true }, (id) => [aReply(id, bea, 'An hour')]);
		const named = aThread(bea, 'Ask Ada', { mentions: [me] });
		const other = aThread(cem, 'Hello', {}, (id) => [aReply(id, bea, 'Hello too')]);
		const why = Object.fromEntries(hears([mine, asked, named, other]).map(({ text, why: is }) => [text, is]));
		expect(why).toEqual({
			'A reply': 'reply',
			'An hour': 'answer',
			'Ask Ada': 'mention',
			Hello: 'new',
			'Hello too': 'new'
		});
	});

	test('is nothing of mine, nothing hidden and nothing taken back', () => {
		const { hears, told } = aNoticer();
		hears([
			aThread(me, 'Mine'),
			aThread(bea, 'Hidden', { hidden: { by: cem, name: 'Cem', why: '' }, mentions: [me] }),
			aThread(bea, '', { withdrawn: true, mentions: [me] })
		]);
		expect(told()).toEqual([]);
	});

	test('is what is for all only where the community is not muted, and what is for me always', () => {
		const { hears } = aNoticer(true);
		const all = hears([aThread(bea, 'For all'), aThread(bea, 'For Ada', { mentions: [me] })]);
		expect(all.map(({ text }) => text)).toEqual(['For Ada']);
	});

	test('is what the gate lets through, with its reason; what it holds back is listed beside and goes with the rest', () => {
		const { hears, told, notices } = aNoticer();
		const [far, near] = [aThread(bea, 'Taxes'), aThread(bea, 'Rye', { mentions: [] })];
		const named = aThread(cem, 'Ask Ada', { mentions: [me] });
		const verdicts = new Map<string, Verdict>([
			[far.id, { held: 'busy' }],
			[near.id, { because: 'topic', topic: 'Bread' }],
			[named.id, { held: 'busy' }]
		]);
		const all = hears([far, near, named], NOW, verdicts);
		expect(all.map(({ text }) => text)).toEqual(['Rye', 'Ask Ada']);
		expect(all[0]).toMatchObject({ by: bea, because: 'topic', topic: 'Bread' });
		expect(told()).toHaveLength(3);
		expect(told()[0]).toMatchObject({ text: 'Taxes', held: 'busy', why: 'new' });
		expect(
			told()
				.slice(1)
				.every(({ held }) => held === undefined)
		).toBe(true);
		notices.drop(far.id);
		expect(told().map(({ text }) => text)).toEqual(['Rye', 'Ask Ada']);
		hears([far], NOW, verdicts);
		notices.read('c', named.clock);
		expect(told()).toEqual([]);
	});

	test('is listed up to a bound where it is held back, and does not make what is told be told in one', () => {
		const { hears, told } = aNoticer(true);
		for (let i = 0; i < 40; i++) hears([aThread(bea, `Post ${i}`)]);
		expect(told()).toHaveLength(24);
		expect(told().at(-1)).toMatchObject({ text: 'Post 39', held: 'muted' });
	});

	test('is told in one where much comes within an hour, and one by one again after it', () => {
		const { hears, told } = aNoticer();
		for (let i = 0; i < 5; i++) hears([aThread(bea, `Post ${i}`)]);
		expect(told()).toHaveLength(5);
		hears([aThread(bea, 'Post 5'), aThread(bea, 'Named', { mentions: [me] })]);
		expect(told().map(({ why, count }) => [why, count])).toEqual([
			['many', 6],
			['mention', 1]
		]);
		hears([aThread(bea, 'Post 6')]);
		expect(told()[1]).toMatchObject({ why: 'many', count: 7, text: 'Post 6' });
		expect(hears([aThread(bea, 'Later')], NOW + 61 * 60_000)).toMatchObject([{ why: 'new', text: 'Later' }]);
	});

	test('is bounded on the screen, and what is for me is not pushed out by what is for all', () => {
		const { hears, told } = aNoticer();
		hears([aThread(bea, 'For Ada', { mentions: [me] })]);
		for (let hour = 1; hour < 40; hour++) hears([aThread(bea, `Post ${hour}`)], NOW + hour * 3_600_001);
		expect(told().length).toBeLessThanOrEqual(12);
		expect(told().map(({ text }) => text)).toContain('For Ada');
	});

	test('goes when it is read or put away', () => {
		const { hears, told, notices } = aNoticer();
		const [first, second] = [aThread(bea, 'One'), aThread(bea, 'Two')];
		hears([first, second]);
		notices.read('c', first.clock);
		expect(told().map(({ text }) => text)).toEqual(['Two']);
		notices.drop(second.id);
		expect(told()).toEqual([]);
	});
});

describe('what is new', () => {
	const textOf = (payload: string): string => `${base64url(utf8(payload))}.signature`;
	const entry = (payload: string) => ({ id: base64url(sha256(utf8(payload))), clock: 1 });

	test('is what came since the last look, however old its clock', () => {
		const fresh = new FreshEntries();
		const threads = [aThread(bea, 'x', { lastClock: 100 })];
		expect(fresh.taken('c', threads, true)).toBeUndefined();
		fresh.came('c', [textOf('late')]);
		const isNew = fresh.taken('c', threads, true)!;
		expect(isNew(entry('late'))).toBe(true);
		expect(isNew(entry('known'))).toBe(false);
		expect(fresh.taken('c', threads, true)).toBeUndefined();
	});

	test('is nothing of a history that is still coming in', () => {
		const fresh = new FreshEntries();
		fresh.came('c', [textOf('one')]);
		expect(fresh.taken('c', [aThread(bea, 'x')], false)).toBeUndefined();
		fresh.came('c', [textOf('two')]);
		expect(fresh.taken('c', [aThread(bea, 'x')], true)).toBeUndefined();
		fresh.came('c', [textOf('three')]);
		expect(fresh.taken('c', [aThread(bea, 'x')], true)?.(entry('three'))).toBe(true);
	});
});
