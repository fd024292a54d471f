/** What a hostile member floods the live carrier with, made of entries in their right form, or of none. */
import { base64url, concat } from '#lib/protocol/bytes.ts';
import { writeEntry, type Entry } from '#lib/protocol/entry.ts';
import { newDevice, keysOfEntropy, type Device } from '#lib/protocol/identity.ts';
import { entropyOfPhrase } from '#lib/protocol/phrase.ts';
import { varBytes, varText, varUint } from '#lib/net/carrier-bytes.ts';
import { NOTHING, SAY, SYNC, syncMessage } from '#lib/net/carrier-document.ts';
import { carriedOf, updateOf } from '#lib/net/carrier-entry.ts';
import type { Flood } from './hostile-channels.ts';

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
const MOST_MS = 12_000;
/** Just below what is called a flood. */
const TOLERATED = 280;

export interface HostileFlood extends Flood {
	readonly what: string;
	/** Each of it an honest member may send as well: nobody need be named. */
	readonly isUnnamed?: boolean;
}

export async function floodsOf(community: string): Promise<readonly HostileFlood[]> {
	const theirs = await aLog(await newDevice(random(32), random, Date.now(), 1), community, 600);
	const entries = theirs.map((entry) => carried(entry, community));
	const most = { times: 20_000, mostMs: MOST_MS };
	const strangers = 'entries of strangers, as many as are tolerated';
	const all = [syncMessage(SYNC.step1, new Uint8Array([0]))];
	return [
		{ what: '20,000 damaged updates', messages: entries.slice(-1), isDamaged: true, ...most },
		{ what: 'updates nested 30,000 deep', messages: [deep()], ...most, times: 600 },
		{ what: 'forged entries', messages: forged(theirs, community), ...most },
		{ what: strangers, messages: entries, perSecond: TOLERATED, isUnnamed: true, ...most },
		{ what: 'cursors, 2,000 a second', messages: cursors(), perSecond: 2_000, ...most },
		{ what: 'to be told everything, 100 times a second', messages: all, perSecond: 100, ...most }
	];
}

/**
 * Genuine ones, by another device of the member whose recovery phrase this is. Just before they are said: what is of old
 * may come in any number.
 */
export async function ownFlood(community: string, words: readonly string[]): Promise<HostileFlood> {
	const log = await aLog(await otherDevice(words), community, 2_600);
	return {
		what: 'own entries, as many as are tolerated',
		messages: log.map((entry) => carried(entry, community)),
		// 2,000 a minute are taken in; how many come to that depends on the device.
		...{ times: log.length, perSecond: TOLERATED, mostMs: MOST_MS, isUnnamed: true }
	};
}

/** The same person's second device. */
async function otherDevice(words: readonly string[]): Promise<Device> {
	const entropy = entropyOfPhrase(words.join(' '));
	if (!(entropy instanceof Uint8Array)) throw new Error('the phrase does not spell anything');
	return newDevice(keysOfEntropy(entropy).root, random, Date.now(), 1);
}

async function aLog(device: Device, community: string, length: number): Promise<readonly Entry[]> {
	const log: Entry[] = [];
	for (let seq = 1; seq <= length; seq++) {
		const act = { kind: 'post', text: `Flood ${seq} ${'x'.repeat(200)}` } as const;
		const prev = log.at(-1)?.id ?? '';
		log.push(await writeEntry(device, { community, seq, prev, at: Date.now(), clock: 60 + seq, act }));
	}
	return log;
}

const update = (...blocks: readonly Uint8Array[]) => syncMessage(SYNC.update, updateOf(blocks));

function carried({ text }: Pick<Entry, 'text'>, community: string): Uint8Array {
	const made = carriedOf(text, community);
	return made ? update(made.block) : syncMessage(SYNC.update, NOTHING);
}

const forged = (log: readonly Entry[], community: string): Uint8Array[] =>
	log.map(({ text }) => carried({ text: `${text.slice(0, -86)}${base64url(random(64))}` }, community));

function deep(): Uint8Array {
	const block = concat(varUint(1), varUint(7), new Uint8Array([0, 40, 1, 1, 101, 1, 107, 1]));
	const lists = Uint8Array.from({ length: 60_000 }, (_, at) => (at % 2 === 0 ? 117 : 1));
	return syncMessage(SYNC.update, concat(varUint(1), block, lists));
}

function cursors(): Uint8Array[] {
	const page = base64url(random(32));
	return Array.from({ length: 500 }, (_, at) => {
		const state = JSON.stringify({ presence: { page, from: at, to: at } });
		return concat(
			new Uint8Array([SAY.awareness]),
			varBytes(concat(varUint(1), varUint(5), varUint(at + 1), varText(state)))
		);
	});
}
