/**
 * Looks at one member's change of a page before it is let near the page's document: only letters put into its text, only
 * under the client id that the author's log gives, only upon what is there already. Runs in a worker that can be ended:
 * what cannot be decoded must not hold up a page.
 */
import { ContentDeleted, ContentString, decodeUpdate, Item } from 'yjs';
import { concat, sha256, utf8 } from '#lib/protocol/bytes.ts';
import { MAX_EDIT_BYTES } from '#lib/protocol/limits.ts';

/** The name of a page's text in its document. */
export const PAGE_TEXT = 'text';
/** Letters that came and went within one edit. */
const MAX_VANISHED = 1024 * 1024;

/** The one Yjs client id a log may write under; never 0. */
export function pageClientOf(dev: string): number {
	const hash = sha256(concat(utf8('elm/page\0'), utf8(dev)));
	return new DataView(hash.buffer, hash.byteOffset).getUint32(0) || 1;
}

/**
 * `oversize` · `unreadable` · `not-theirs` under another log's client id · `gap` Yjs was told to leave something out ·
 * `not-text` anything but letters in the page's text
 */
export type UpdateRefusal = 'oversize' | 'unreadable' | 'not-theirs' | 'gap' | 'not-text';

/** Up to which clock something of a client must be there. */
export interface Need {
	readonly client: number;
	readonly clock: number;
}

export interface ScreenedUpdate {
	/** What of it must be in the document already: see `fits`. */
	readonly needs: readonly Need[];
}

export type Screened = { readonly ok: ScreenedUpdate } | { readonly refused: UpdateRefusal };

/** Reads an update of the log whose client id is `client`. Never throws; how long it takes is the worker's to bound. */
export function screenPageUpdate(update: Uint8Array, client: number): Screened {
	if (update.length > MAX_EDIT_BYTES) return { refused: 'oversize' };
	let decoded: ReturnType<typeof decodeUpdate>;
	try {
		decoded = decodeUpdate(update);
	} catch {
		return { refused: 'unreadable' };
	}
	const needs = new Map<number, number>();
	const need = (of: number, clock: number) => needs.set(of, Math.max(needs.get(of) ?? 0, clock));
	let next: number | undefined;
	for (const struct of decoded.structs) {
		if (!(struct instanceof Item)) return { refused: 'gap' };
		if (struct.id.client !== client) return { refused: 'not-theirs' };
		if (next === undefined) need(client, struct.id.clock);
		else if (struct.id.clock !== next) return { refused: 'gap' };
		next = struct.id.clock + struct.length;
		if (!isPlainText(struct)) return { refused: 'not-text' };
		for (const beside of [struct.origin, struct.rightOrigin])
			if (beside && !(beside.client === client && beside.clock >= (needs.get(client) ?? 0)))
				need(beside.client, beside.clock + 1);
			else if (beside && beside.clock >= struct.id.clock) return { refused: 'unreadable' };
	}
	for (const [of, ranges] of decoded.ds.clients)
		for (const { clock, len } of ranges)
			if (of !== client || clock + len > (next ?? 0)) need(of, clock + len);
	return { ok: { needs: [...needs].map(([of, clock]) => ({ client: of, clock })) } };
}

function isPlainText(item: Item): boolean {
	const { content, parentSub, origin, rightOrigin, length } = item;
	// Not in a document yet: a name, where the library's types know only what it becomes.
	const parent: unknown = item.parent;
	if (parentSub !== null) return false;
	// A place beside something says by itself whose child it is.
	if (parent !== PAGE_TEXT && !(parent === null && (origin || rightOrigin))) return false;
	if (content instanceof ContentDeleted) return length > 0 && length <= MAX_VANISHED;
	return content instanceof ContentString && length > 0;
}

/** Whether nothing is missing that it builds upon: Yjs would keep it waiting for ever. `stateOf`: the next clock of a client. */
export const fits = ({ needs }: ScreenedUpdate, stateOf: (client: number) => number): boolean =>
	needs.every(({ client, clock }) => stateOf(client) >= clock);
