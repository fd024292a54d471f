/**
 * How much is heard of those who are no contacts, and how much of a contact's routing. Counted in memory, before anything
 * is stored: a reload forgives a minute. What a stranger says that was not asked for, and what answers a question of mine,
 * are counted apart, so that no storm of probes drowns an answer.
 */
import type { PeerId } from '../protocol/identity.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Of one stranger in a minute: an answer of eight parts, with an offer, receipts, and a question of theirs beside it. The
 * router deals with no more than eight probes of one.
 */
export const OF_A_STRANGER = 16;
/**
 * Of a contact's probes, offers, referrals, gossip and introductions in a minute: twice the probes that the router deals
 * with, so that honest neighbours are never turned away here.
 */
export const OF_A_CONTACT = 64;
/** Direct messages of a contact written in one minute: nobody types so fast. */
export const WORDS_OF_A_CONTACT = 60;
/** Direct messages of a contact that come in one minute: what was written in days comes at once to whoever was away. */
export const WORDS_COME_OF_A_CONTACT = 600;
/** Of all strangers in a minute, unasked for: a well-known card is asked by one a second; with their ids kept for up to an hour, some 5,000 small records. */
export const UNASKED_OF_ALL = 96;
/** Of all strangers in a minute, to questions of mine: four questions at sixteen messages each, and as much again. */
export const ASKED_FOR_OF_ALL = 128;
/**
 * Of all strangers in a day, by mail: each sender's mail numbers are kept for good, each id for two weeks. A person who
 * asks sixty questions hears some 360 from strangers; a year of storms leaves 40 MB at most.
 */
export const MAILED_OF_ALL_A_DAY = 500;
/** Senders counted one by one; beyond these the one heard longest ago is forgotten, and all together stay bounded. */
const MOST_SENDERS = 512;
/** Offers of mine of which it is remembered that they were taken up. */
const MOST_SPENT = 512;

/** `contact` routing · `unasked` a stranger begins · `asked-for` it answers something of mine. */
export type Pool = 'contact' | 'unasked' | 'asked-for';

export interface Strangers {
	/** Counts a message of this sender; false: too many of one in this minute. */
	of(sender: PeerId, from: 'contact' | 'stranger', now: number): boolean;
	/** Counts a contact's direct message; false: too many of one, written in one minute or come in one. */
	says(sender: PeerId, writtenAt: number, now: number): boolean;
	/** Counts a stranger's message that would be heard; false: too many of all strangers together. */
	ofAll(what: Exclude<Pool, 'contact'>, isMail: boolean, now: number): boolean;
	/** Whether this query is the one that takes up the offer: the first, or that one again. */
	takesUp(offer: string, query: string): boolean;
}

export function createStrangers(): Strangers {
	const senders = new Map<PeerId, Count>();
	const speakers = new Map<PeerId, { minute: number; written: number; readonly come: Count }>();
	const taken = new Map<string, string>();
	const all = { unasked: aCount(), 'asked-for': aCount() };
	const mailed = aCount();
	return {
		of(sender, from, now) {
			const count = senders.get(sender) ?? aCount();
			senders.delete(sender);
			senders.set(sender, count);
			withoutOldest(senders, MOST_SENDERS);
			return isWithin(count, from === 'contact' ? OF_A_CONTACT : OF_A_STRANGER, MINUTE_MS, now);
		},
		says(sender, writtenAt, now) {
			const minute = Math.floor(writtenAt / MINUTE_MS);
			const count = speakers.get(sender) ?? { minute, written: 0, come: aCount() };
			speakers.delete(sender);
			speakers.set(sender, count);
			withoutOldest(speakers, MOST_SENDERS);
			if (count.minute !== minute) [count.minute, count.written] = [minute, 0];
			return (
				++count.written <= WORDS_OF_A_CONTACT && isWithin(count.come, WORDS_COME_OF_A_CONTACT, MINUTE_MS, now)
			);
		},
		ofAll(what, isMail, now) {
			const most = what === 'unasked' ? UNASKED_OF_ALL : ASKED_FOR_OF_ALL;
			return (
				isWithin(all[what], most, MINUTE_MS, now) &&
				(!isMail || isWithin(mailed, MAILED_OF_ALL_A_DAY, DAY_MS, now))
			);
		},
		takesUp(offer, query) {
			const by = taken.get(offer) ?? query;
			taken.set(offer, by);
			withoutOldest(taken, MOST_SPENT);
			return by === query;
		}
	};
}

interface Count {
	since: number;
	many: number;
}

const aCount = (): Count => ({ since: -Infinity, many: 0 });

function isWithin(count: Count, most: number, spanMs: number, now: number): boolean {
	if (now - count.since >= spanMs) [count.since, count.many] = [now, 0];
	return ++count.many <= most;
}

function withoutOldest(kept: Map<string, unknown>, most: number): void {
	const [oldest] = kept.keys();
	if (kept.size > most && oldest !== undefined) kept.delete(oldest);
}
