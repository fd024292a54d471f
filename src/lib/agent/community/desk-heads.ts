/**
 * What is compared between members, and what one of them lacks. Only logs that had a part in what is shown are compared, be
 * it that another took it back: who has the same of these sees the same.
 */
import { base64url, sha256 } from '../../protocol/bytes.ts';
import { inOrder } from '../../protocol/entry.ts';
import type { PeerId } from '../../protocol/identity.ts';
import { MAX_ENTRIES_TOLD } from '../../protocol/limits.ts';
import type { Ground } from './desk-ground.ts';
import type { Held, Log } from './log.ts';
import type { Head, Heads, Lot } from './views.ts';

const counting = (ground: Ground): readonly Log[] =>
	[...ground.logs.values()]
		.filter(({ dev }) => ground.roles.ever.logs.has(dev))
		.sort((a, b) => (a.dev < b.dev ? -1 : 1));

const headOf = ({ dev, held }: Log): Head => ({ dev, seq: held.length });

/** The last entry is part of it, both where there are two: logs that differ below are told apart by it. */
export function headsOf(ground: Ground): Heads {
	const logs = counting(ground);
	const lines = logs.map(({ dev, held, other }) => {
		const last = held.at(-1)?.id ?? '';
		return `${dev}:${held.length}:${last}${other ? `:${other.id}` : ''}\n`;
	});
	return { digest: base64url(sha256(lines.join(''))), heads: logs.map(headOf) };
}

/** Up to where the logs of an author count: a removal that names these takes back nothing. */
export const logsOf = (ground: Ground, author: PeerId): readonly Head[] =>
	counting(ground)
		.filter(({ held }) => held[0]?.author === author)
		.map(headOf);

/** In the order of everything, so that what an entry names comes before it. */
export function missingOf(ground: Ground, theirs: readonly Head[], chars: number): Lot {
	const known = new Map(theirs.map(({ dev, seq }) => [dev, seq]));
	const logs = counting(ground);
	const parcel = new Parcel(chars);
	const nexts = logs
		.map((log) => ({ log, at: known.get(log.dev) ?? 0 }))
		.filter(({ log, at }) => at < log.held.length);
	// Behind a fork they may be sent for ever what does not follow what they hold; and forks alone may fill a message.
	if (isEven(ground.compared++)) tellApart(ground, logs, known, parcel, MAX_ENTRIES_TOLD / 2);
	fill(parcel, nexts);
	tellApart(ground, logs, known, parcel, MAX_ENTRIES_TOLD);
	const told = nexts.map(({ log, at }): Head => ({ dev: log.dev, seq: at }));
	const named = new Set(told.map(({ dev }) => dev));
	return {
		texts: parcel.texts,
		heads: [...theirs.filter(({ dev }) => !named.has(dev)), ...told],
		more: nexts.some(({ log, at }) => at < log.held.length)
	};
}

function fill(parcel: Parcel, nexts: readonly { readonly log: Log; at: number }[]): void {
	const rest = [...nexts];
	while (rest.length > 0) {
		const next = rest.reduce((first, one) =>
			inOrder(one.log.held[one.at]!, first.log.held[first.at]!) < 0 ? one : first
		);
		const { log } = next;
		if (!parcel.add(log.held[next.at]!)) return;
		if (next.at === log.held.length - 1 && log.other && !parcel.add(log.other)) return;
		if (++next.at === log.held.length) rest.splice(rest.indexOf(next), 1);
	}
}

/** Whether its binary form has an even number of ones: with however many one compares by turns, each gets both. */
function isEven(count: number): boolean {
	let ones = 0;
	for (let rest = count; rest > 0; rest >>>= 1) ones += rest & 1;
	return ones % 2 === 0;
}

/**
 * Second entries, what stands before an entry that does not follow, and the last of each log where all are as long: by turns,
 * for all of it may be more than one message holds.
 */
function tellApart(
	ground: Ground,
	logs: readonly Log[],
	known: ReadonlyMap<string, number>,
	parcel: Parcel,
	most: number
): void {
	// They have as much, and still something differs: two branches of a log that neither knows to be two.
	const alike = logs.every(({ dev, held }) => (known.get(dev) ?? 0) >= held.length);
	const extras = logs.flatMap(({ dev, held, other, doubt }): Held[] => {
		const theirs = known.get(dev) ?? 0;
		if (other) return theirs >= held.length ? [...held.slice(-1), other] : [];
		const to = Math.min(doubt ?? 0, theirs);
		if (to > 0) return held.slice(Math.max(0, to - MAX_ENTRIES_TOLD), to).reverse();
		return alike && theirs === held.length ? held.slice(-1) : [];
	});
	if (extras.length === 0) return;
	ground.turn %= extras.length;
	for (let i = 0; i < Math.min(most, extras.length); i++) {
		if (!parcel.add(extras[ground.turn]!)) return;
		ground.turn = (ground.turn + 1) % extras.length;
	}
}

class Parcel {
	readonly texts: string[] = [];
	#room: number;

	constructor(chars: number) {
		this.#room = chars;
	}

	add({ entry: { text } }: Held): boolean {
		if (this.texts.includes(text)) return true;
		if (this.texts.length >= MAX_ENTRIES_TOLD || text.length > this.#room) return false;
		this.#room -= text.length;
		this.texts.push(text);
		return true;
	}
}
