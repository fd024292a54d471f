/**
 * One log of a community: what one device of one author wrote, without a gap, each entry naming the one before it. Two
 * entries at one place end it there, and both stay. Knows nothing of who may do what.
 */
import { inOrder, type Entry, type EntryId } from '../../protocol/entry.ts';
import type { PeerId } from '../../protocol/identity.ts';

/** Where something stands in the order of everything. */
export type Place = Pick<Entry, 'clock' | 'id'>;

/** An entry that is held. */
export interface Held {
	readonly id: EntryId;
	readonly clock: number;
	readonly author: PeerId;
	readonly entry: Entry;
	/** Another entry stands at its place in its log. */
	forked: boolean;
	/** Of a `join`: whether its author had the invite's secret; undefined until the invite is known. */
	proven: boolean | undefined;
}

export interface Log {
	readonly dev: string;
	readonly held: Held[];
	/** The second entry at the last place of `held`. */
	other: Held | undefined;
	/** The lowest place at which an entry is known that does not follow what is held: there is a fork before it. */
	doubt: number | undefined;
}

/**
 * How an entry stands to a log: `follows` what is held · `forks` it · `beyond` its end at a fork · `gap` others come first ·
 * `doubtful` names another as the one before · `backwards` no honest author writes so.
 */
export type Fit = 'known' | 'follows' | 'forks' | 'beyond' | 'gap' | 'doubtful' | 'backwards';

export const heldOf = (entry: Entry): Held => ({
	...{ id: entry.id, clock: entry.clock, author: entry.author, entry, forked: false },
	proven: undefined
});

export const emptyLog = (dev: string): Log => ({ dev, held: [], other: undefined, doubt: undefined });

export function fitOf(log: Log | undefined, entry: Entry): Fit {
	const head = log?.held.length ?? 0;
	if (entry.seq > head && log?.other) return 'beyond';
	if (entry.seq > head + 1) return 'gap';
	const here = log?.held[entry.seq - 1];
	const second = entry.seq === head ? log?.other : undefined;
	if (here?.id === entry.id || second?.id === entry.id) return 'known';
	const last = log?.held[entry.seq - 2];
	if ((last?.id ?? '') !== entry.prev) return 'doubtful';
	if (last && (entry.clock <= last.clock || entry.author !== last.author)) return 'backwards';
	if (!here) return 'follows';
	// Of many at one place everybody keeps the same two, however they came.
	if (second && entry.id > here.id && entry.id > second.id) return 'beyond';
	return 'forks';
}

/** Ends the log at the place of `held`, where another stands. Returns what it no longer holds. */
export function fork(log: Log, held: Held): readonly Held[] {
	const { seq } = held.entry;
	const gone = log.held.splice(seq);
	const here = log.held[seq - 1];
	const second = gone.length === 0 ? log.other : undefined;
	if (log.other && !second) gone.push(log.other);
	const all = [held, ...(here ? [here] : []), ...(second ? [second] : [])].sort((a, b) =>
		a.id < b.id ? -1 : 1
	);
	const [first, other, ...more] = all;
	if (!first || !other) throw new RangeError('fork: expected an entry at its place');
	for (const one of [first, other]) one.forked = true;
	log.held[seq - 1] = first;
	log.other = other;
	if (log.doubt !== undefined && log.doubt >= seq) log.doubt = undefined;
	return [...gone, ...more];
}

/** Everything a log holds. */
export const allOf = (log: Log): readonly Held[] => (log.other ? [...log.held, log.other] : log.held);

/** Puts it where it belongs in an ordered list; true where that is its end. */
export function insert(list: Held[], held: Held): boolean {
	const last = list.at(-1);
	if (!last || inOrder(last, held) < 0) {
		list.push(held);
		return true;
	}
	let [from, to] = [0, list.length];
	while (from < to) {
		const middle = (from + to) >> 1;
		if (inOrder(list[middle]!, held) < 0) from = middle + 1;
		else to = middle;
	}
	list.splice(from, 0, held);
	return false;
}
