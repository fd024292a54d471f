import { describe, expect, test } from 'vitest';
import type { PeerId } from '../protocol/identity.ts';
import { choosePeers } from './choose.ts';
import type { Contact, Evidence, EvidenceKind, Overruling, Standing } from './ports.ts';
import { believed, isCaught, isFriend, viewOf } from './reputation.ts';
import { blank, trustIn } from './routing/beliefs.ts';

const DAY = 86_400_000;
const now = 1_800_000_000_000;
const peer = 'a'.repeat(64) as PeerId;
const of = (kind: EvidenceKind, over: Partial<Evidence> = {}): Evidence => ({ peer, kind, at: now, ...over });
const trust = (evidence: readonly Evidence[]): number => trustIn(believed(evidence, now)).mean;
const view = (evidence: readonly Evidence[], overruled?: Overruling, heard = { good: 0, bad: 0 }) =>
	viewOf(believed(evidence, now), { heard }, false, overruled);

describe('what is believed of a peer', () => {
	test('of a stranger is a little below the middle', () => {
		expect(trust([])).toBeCloseTo(0.41, 2);
	});

	test('does not fall for being away, silent or not knowing', () => {
		expect(trust([of('offline'), of('silent'), of('nothing')])).toBe(trust([]));
	});

	test('falls further for one false citation than one true one lifts it', () => {
		expect(trust([of('citation-verified'), of('citation-failed')])).toBeLessThan(trust([]));
	});

	test('forgets by half in thirty days, and a clock that was ahead adds nothing', () => {
		const lift = (at: number): number => believed([of('useful', { at })], now).trust.good;
		expect(trust([of('wrong', { at: now - 300 * DAY })])).toBeCloseTo(trust([]), 2);
		expect(lift(now - 30 * DAY)).toBeCloseTo(0.5, 6);
		expect(lift(now + DAY)).toBe(1);
	});

	test('is the same in whatever order the evidence lies, as after a backup came back', () => {
		const some = [1, 40, 3, 90, 20].map((days, n) =>
			of(n % 2 ? 'useful' : 'wrong', { at: now - days * DAY, cells: [n] })
		);
		expect(believed(some, now)).toEqual(believed([...some].reverse(), now));
	});

	test('knows what the questions were about, and reads evidence from before that was noted', () => {
		const belief = believed([of('useful'), of('useful', { cells: [3, 7] })], now);
		expect([...belief.topics.keys()]).toEqual([3, 7]);
		expect(belief.trust.good).toBe(2);
	});
});

describe('an offence', () => {
	const lies = [of('wrong', { at: now - DAY }), of('wrong', { at: now - DAY })];

	test('is noted from two lies on, and not for one bad answer', () => {
		expect(isCaught(believed(lies, now), false)).toBe(true);
		expect(isCaught(believed(lies.slice(1), now), false)).toBe(false);
	});

	test('stands for what was let go of, and evidence that is still there is not counted twice', () => {
		const { trust: counts } = believed(lies, now - DAY);
		const offence = { peer, at: now - DAY, trust: counts };
		expect(believed([], now, offence).trust.bad).toBeCloseTo(believed(lies, now).trust.bad, 9);
		expect(believed(lies, now, offence).trust.bad).toBeCloseTo(believed(lies, now).trust.bad, 9);
		const more = [...lies, of('wrong')];
		expect(believed(more, now, offence).trust.bad).toBeCloseTo(believed(more, now).trust.bad, 9);
	});

	test('is over when they are trusted again, and not before', () => {
		const made = (days: number) => isCaught(believed(lies, now + days * DAY), true);
		expect([made(0), made(30), made(200)]).toEqual([true, true, false]);
	});
});

describe('a view', () => {
	test('limits by own experience, never by hearsay alone', () => {
		expect(view([], undefined, { good: 0, bad: 3 }).limited).toBe(false);
		expect(view([of('wrong')]).limited).toBe(true);
		expect(view([of('wrong'), ...Array.from({ length: 5 }, () => of('useful'))]).limited).toBe(false);
	});

	test('bends to the person: always trusted, or limited, whatever happened', () => {
		expect(view([of('harmful')], 'trust').limited).toBe(false);
		expect(view([of('useful')], 'limit').limited).toBe(true);
	});

	test('has newcomers on probation until three observations', () => {
		const useful = (n: number) => view(Array.from({ length: n }, () => of('useful'))).newcomer;
		expect([useful(0), useful(2), useful(3)]).toEqual([true, true, false]);
		expect(viewOf(blank(now), { friend: true }, false).newcomer).toBe(false);
	});

	test('takes for friends who came by the person’s hand; who was caught and is invited once more is none', () => {
		const invited = { standing: 'accepted', invite: 'i', compared: false } as const;
		expect(isFriend(invited, false)).toBe(true);
		expect(isFriend(invited, true)).toBe(false);
		expect(isFriend(invited, true, 'trust')).toBe(true);
		expect(isFriend({ standing: 'accepted', compared: false }, false)).toBe(false);
		expect(isFriend({ ...invited, standing: 'awaiting' }, false)).toBe(false);
		expect(isFriend(undefined, false)).toBe(false);
	});
});

describe('who is asked', () => {
	const aContact = (digit: string, standing: Standing): Contact => ({
		...{ peer: digit.repeat(64) as PeerId, name: digit, standing, inbox: { id: '', key: '' }, relays: [] },
		...{ compared: false, since: now, certificateSeq: 0 }
	});
	const asked = async (
		contacts: readonly Contact[],
		views: Readonly<Record<string, ReturnType<typeof view>>>,
		cells: readonly number[] = []
	) => {
		const reputation = { of: async (who: PeerId) => views[who[0] ?? ''] ?? view([]) };
		const chosen = await choosePeers({ list: async () => contacts }, reputation, cells);
		return chosen.map(({ contact, why }) => [contact.name, why]);
	};

	test('are contacts and whoever invited me, the best reputation first; nobody else', async () => {
		const standings: Standing[] = ['accepted', 'asking', 'awaiting', 'blocked', 'removed', 'accepted'];
		const contacts = standings.map((standing, i) => aContact(`${i}`, standing));
		expect(await asked(contacts, { 5: view([of('useful')]) })).toEqual([
			['5', 'contact'],
			['0', 'contact'],
			['2', 'invited-you']
		]);
	});

	test('who knows the topic comes before who is merely trusted', async () => {
		const contacts = ['1', '2'].map((digit) => aContact(digit, 'accepted'));
		const useful = (cell: number) => view(Array.from({ length: 4 }, () => of('useful', { cells: [cell] })));
		const views = { 1: useful(900), 2: useful(5) };
		expect(await asked(contacts, views, [5])).toEqual([
			['2', 'contact'],
			['1', 'contact']
		]);
	});

	test('whoever is limited comes last, however much they know', async () => {
		const contacts = ['1', '2'].map((digit) => aContact(digit, 'accepted'));
		const expert = Array.from({ length: 9 }, () => of('useful', { cells: [5] }));
		expect(await asked(contacts, { 1: view(expert, 'limit') }, [5])).toEqual([
			['2', 'contact'],
			['1', 'contact']
		]);
	});
});
