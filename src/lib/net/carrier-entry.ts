/**
 * An entry as the carrier's document holds it: alone under a Yjs client id that its own hash gives, as that client's first
 * and only struct, in the map `entries` under its id. So it looks the same whoever puts it there, putting it twice changes
 * nothing, nothing builds upon it, and whoever writes anything else is no honest member. Runs in a worker.
 */
import { ContentAny, decodeUpdate, Item } from 'yjs';
import { concat, fromBase64url, sha256, utf8, type Bytes } from '#lib/protocol/bytes.ts';
import { reopenEntry, type CommunityId, type Entry } from '#lib/protocol/entry.ts';
import { isRefusal } from '#lib/protocol/refusal.ts';
import { varText, varUint } from './carrier-bytes.ts';

export const ENTRIES = 'entries';

export interface Carried {
	readonly client: number;
	/** Lamport. */
	readonly clock: number;
	/** Names the log. */
	readonly dev: string;
	/** What an update says of it; several make one with `updateOf`. */
	readonly block: Bytes;
}

export interface CameText {
	readonly client: number;
	readonly text: string;
}

/** `damage` what no honest member writes · `unreadable` */
export type ScreenedEntries =
	{ readonly came: readonly CameText[] } | { readonly refused: 'damage' | 'unreadable' };

/** 48 bits: within a document no two will ever meet by chance. Never 0. */
export function clientOf(id: string): number {
	const hash = sha256(concat(utf8('elm/carried\0'), fromBase64url(id)));
	const view = new DataView(hash.buffer, hash.byteOffset);
	return view.getUint16(0) * 2 ** 32 + view.getUint32(2) || 1;
}

/** Kind of content `any`, with a key in a map and nothing to its left or right. */
const INFO = 8 | 32;
const ANY_TEXT = 119;

/** Of an entry that this device verified; undefined where the text is none of this community. */
export function carriedOf(text: string, community: CommunityId): Carried | undefined {
	const entry = reopenEntry(text);
	if (isRefusal(entry) || entry.community !== community) return undefined;
	const client = clientOf(entry.id);
	const block = concat(
		...[varUint(1), varUint(client), varUint(0), new Uint8Array([INFO, 1])],
		...[varText(ENTRIES), varText(entry.id), new Uint8Array([1, ANY_TEXT]), varText(text)]
	);
	return { client, clock: entry.clock, dev: entry.dev, block };
}

/** A Yjs update that puts them into the document and takes nothing away. */
export const updateOf = (blocks: readonly Uint8Array[]): Bytes =>
	concat(varUint(blocks.length), ...blocks, varUint(0));

/** The texts in an update of somebody else's. Never throws; how long it takes is the caller's to bound. */
export function screenCarried(update: Uint8Array, community: CommunityId): ScreenedEntries {
	let decoded: ReturnType<typeof decodeUpdate>;
	try {
		decoded = decodeUpdate(update);
	} catch {
		return { refused: 'unreadable' };
	}
	// Honest documents never lose anything, so there is nothing to be told about what was deleted.
	if (decoded.ds.clients.size > 0) return { refused: 'damage' };
	const came: CameText[] = [];
	for (const struct of decoded.structs) {
		const text = textIn(struct);
		const read = text === undefined ? 'damage' : judge(text, struct as Item, community);
		if (read === 'damage') return { refused: read };
		if (read) came.push({ client: struct.id.client, text: read.text });
	}
	return { came };
}

function textIn(struct: object): string | undefined {
	if (!(struct instanceof Item)) return undefined;
	const { id, origin, rightOrigin, content } = struct;
	// Not in a document yet: a name, where the library's types know only what it becomes.
	const parent: unknown = struct.parent;
	if (id.clock !== 0 || origin !== null || rightOrigin !== null || parent !== ENTRIES) return undefined;
	if (!(content instanceof ContentAny) || content.arr.length !== 1) return undefined;
	const [text] = content.arr as readonly unknown[];
	return typeof text === 'string' ? text : undefined;
}

/** Undefined: a newer program's act, which is no fault. */
function judge(text: string, { id, parentSub }: Item, community: CommunityId): Entry | 'damage' | undefined {
	const entry = reopenEntry(text);
	if (isRefusal(entry)) return entry.rejected === 'unknown-kind' ? undefined : 'damage';
	const isIts = parentSub === entry.id && id.client === clientOf(entry.id);
	return isIts && entry.community === community ? entry : 'damage';
}
