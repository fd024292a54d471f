import { describe, expect, test } from 'vitest';
import type { PeerId } from '../protocol/identity.ts';
import { choosePeers } from './choose.ts';
import type { Contact, Evidence, EvidenceKind, Standing } from './ports.ts';
import { score } from './reputation.ts';

const DAY = 86_400_000;
const now = 1_800_000_000_000;
const peer = 'a'.repeat(64) as PeerId;
const of = (kind: EvidenceKind, at = now, about = peer): Evidence => ({ peer: about, kind, at });

describe('a score', () => {
	test('of a stranger is a little below the middle', () => {
		expect(score([], now)).toBeCloseTo(0.41, 2);
	});

	test('does not fall for being away, silent or not knowing', () => {
		expect(score([of('offline'), of('silent'), of('nothing')], now)).toBe(score([], now));
	});

	test('falls further for one false citation than one true one lifts it', () => {
		expect(score([of('citation-verified'), of('citation-failed')], now)).toBeLessThan(score([], now));
	});

	test('forgets by half in thirty days, and a clock set back adds nothing', () => {
		const lift = (at: number) => 0.7 / (1 - score([of('useful', at)], now)) - 0.7;
		expect(score([of('wrong', now - 300 * DAY)], now)).toBeCloseTo(score([], now), 2);
		expect(lift(now - 30 * DAY)).toBeLessThan(lift(now));
		expect(score([of('useful', now + DAY)], now)).toBe(score([of('useful')], now));
	});
});

describe('who is asked', () => {
	const aContact = (digit: string, standing: Standing): Contact => ({
		...{ peer: digit.repeat(64) as PeerId, name: digit, standing, inbox: { id: '', key: '' }, relays: [] },
		...{ compared: false, since: now, certificateSeq: 0 }
	});

	test('are contacts and whoever invited me, the best reputation first; nobody else', async () => {
		const standings: Standing[] = ['accepted', 'asking', 'awaiting', 'blocked', 'removed', 'accepted'];
		const contacts = standings.map((standing, i) => aContact(`${i}`, standing));
		const liked = contacts[5]!.peer;
		const about = async (who: PeerId) => (who === liked ? [of('useful', now, liked)] : []);
		const chosen = await choosePeers({ list: async () => contacts }, { about }, now);
		expect(chosen.map(({ contact, why }) => [contact.name, why])).toEqual([
			['5', 'contact'],
			['0', 'contact'],
			['2', 'invited-you']
		]);
	});
});
