/**
 * Changes of a page's text as Yjs updates that others take: only letters of one client, each update small enough for one
 * entry. Used where somebody types and where an earlier version is put back.
 */
import { applyUpdate, Doc, mergeUpdates, type Text } from 'yjs';
import { MAX_EDIT_BYTES } from '#lib/protocol/limits.ts';
import { PAGE_TEXT } from '#lib/net/update-screen.ts';

/** Put in or taken out in one step: as UTF-8 three times as many bytes, which fit into an entry with room to spare. */
const STEP_CHARS = 2_000;

/** `with` in place of what stands from `from` to `to`. */
export interface Change {
	readonly from: number;
	readonly to: number;
	readonly with: string;
}

/** A document that keeps the letters of what was deleted: without them others could not place what was written beside it. */
export function pageDoc(client?: number, update?: Uint8Array): Doc {
	const doc = new Doc({ gc: false });
	if (update) applyUpdate(doc, update);
	if (client !== undefined) doc.clientID = client;
	return doc;
}

/** Adds what came. Yjs takes another client id when it sees its own come from elsewhere; ours is given by the log and stays. */
export function merge(doc: Doc, update: Uint8Array): void {
	const client = doc.clientID;
	applyUpdate(doc, update);
	doc.clientID = client;
}

export const textOf = (doc: Doc): Text => doc.getText(PAGE_TEXT);

/**
 * The one change that makes `after` of `before`; undefined where they are equal. `caret`: where the person stands after it,
 * which tells one of several equal letters from the others.
 */
export function changeBetween(before: string, after: string, caret = after.length): Change | undefined {
	if (before === after) return undefined;
	const most = Math.min(before.length, after.length);
	const tailMost = Math.min(most, Math.max(0, after.length - caret));
	let tail = 0;
	while (tail < tailMost && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
	let head = 0;
	while (head < most - tail && before[head] === after[head]) head++;
	while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
	// Half of a letter is none: a pair is changed whole.
	if (head > 0 && isHigh(before, head - 1)) head--;
	if (tail > 0 && isLow(before, before.length - tail)) tail--;
	return { from: head, to: before.length - tail, with: after.slice(head, after.length - tail) };
}

/** Does it to a text, in steps that each fit into an entry. */
export function apply(text: Text, change: Change, origin: unknown): void {
	const inOneGo = (work: () => void): void => void text.doc?.transact(work, origin);
	for (let left = change.to - change.from; left > 0;) {
		const some = Math.min(left, STEP_CHARS);
		inOneGo(() => text.delete(change.from, some));
		left -= some;
	}
	for (let at = 0; at < change.with.length;) {
		const end = at + STEP_CHARS;
		const some = change.with.slice(at, isHigh(change.with, end - 1) ? end - 1 : end);
		const place = change.from + at;
		inOneGo(() => text.insert(place, some));
		at += some.length;
	}
}

/** As few updates as fit into entries, in the same order. */
export function packed(updates: readonly Uint8Array[]): readonly Uint8Array[] {
	const packs: Uint8Array[] = [];
	for (const update of updates) {
		const last = packs.at(-1);
		const both =
			last && last.length + update.length <= MAX_EDIT_BYTES ? mergeUpdates([last, update]) : undefined;
		if (both && both.length <= MAX_EDIT_BYTES) packs[packs.length - 1] = both;
		else packs.push(update);
	}
	return packs;
}

/** The change `mine` was of `base`: the same in `theirs`, which came of `base` in another way. */
export function carriedOver(base: string, mine: string, theirs: string): Change | undefined {
	const change = changeBetween(base, mine);
	const other = changeBetween(base, theirs);
	if (!change || !other) return change;
	const moved = other.with.length - (other.to - other.from);
	if (change.to <= other.from) return change;
	if (change.from >= other.to) return { ...change, from: change.from + moved, to: change.to + moved };
	// Both changed the same place: mine comes after theirs, and takes nothing of theirs away.
	const end = other.from + other.with.length;
	return { from: end, to: end, with: change.with };
}

const isHigh = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xd800;
const isLow = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00;
