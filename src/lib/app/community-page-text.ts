/**
 * A page's text out of its edits, the same for everybody who holds the same ones: each is looked at before it is let near
 * the document, and what does not fit is left out and counted. Runs in a worker that is ended when it takes too long.
 */
import { applyUpdate, encodeStateAsUpdate, getState, parseUpdateMeta, type Doc } from 'yjs';
import type { Edit } from '#lib/agent/community/views.ts';
import { base64url, fromBase64url } from '#lib/protocol/bytes.ts';
import { fits, pageClientOf, screenPageUpdate } from '#lib/net/update-screen.ts';
import type { PageNow, PageVersion } from './communities-api.ts';
import { apply, changeBetween, packed, pageDoc, textOf } from './community-page-changes.ts';

/** What one author changed within this long is one version. */
const VERSION_MS = 5 * 60_000;
/** A book of a thousand pages; more is nobody's note. */
const MAX_PAGE_CHARS = 2_000_000;

/** Called before each edit is read, with its place. */
export type Watch = (at: number) => void;

/** One page that grows by its edits. */
export class PageText {
	readonly doc: Doc = pageDoc();
	readonly applied: string[] = [];
	leftOut = 0;
	/** Two logs may come to the same client id, by chance or by work: the first to write here has it. */
	readonly #logOf = new Map<number, string>();

	get text(): string {
		return textOf(this.doc).toJSON();
	}

	stateOf(client: number): number {
		return getState(this.doc.store, client);
	}

	/** False where it was left out. */
	add(edit: Edit): boolean {
		this.applied.push(edit.id);
		const taken = this.#take(edit);
		if (!taken) this.leftOut++;
		return taken;
	}

	#take({ dev, update: encoded }: Edit): boolean {
		const client = pageClientOf(dev);
		if ((this.#logOf.get(client) ?? dev) !== dev) return false;
		if (textOf(this.doc).length > MAX_PAGE_CHARS) return false;
		const update = bytesOf(encoded);
		const screened = update ? screenPageUpdate(update, client) : { refused: 'unreadable' };
		if (!update || !('ok' in screened) || !fits(screened.ok, (of) => this.stateOf(of))) return false;
		this.#logOf.set(client, dev);
		applyUpdate(this.doc, update);
		return true;
	}
}

/** Pages as they were asked for last: what only grew is not read from the beginning again. */
export class PageTexts {
	readonly #kept = new Map<string, PageText>();

	/** `page` names it among those kept; at most a few are. */
	of(page: string, edits: readonly Edit[], watch: Watch): PageText {
		const kept = this.#kept.get(page);
		const grows = kept?.applied.every((id, i) => edits[i]?.id === id);
		const text = kept && grows ? kept : new PageText();
		this.#kept.delete(page);
		for (let at = text.applied.length; at < edits.length; at++) {
			watch(at);
			text.add(edits[at]!);
		}
		this.#kept.set(page, text);
		if (this.#kept.size > 8) this.#kept.delete([...this.#kept.keys()][0]!);
		return text;
	}
}

export const nowOf = (page: PageText, client: number): PageNow => ({
	text: page.text,
	state: base64url(encodeStateAsUpdate(page.doc)),
	leftOut: page.leftOut,
	client
});

/** The text as of this edit; undefined where it is none of them. */
export function textAt(edits: readonly Edit[], edit: string, watch: Watch): string | undefined {
	const page = new PageText();
	for (const [i, one] of edits.entries()) {
		watch(i);
		page.add(one);
		if (one.id === edit) return page.text;
	}
	return undefined;
}

/** Newest first. */
export function versionsOf(edits: readonly Edit[], watch: Watch): readonly PageVersion[] {
	const page = new PageText();
	const versions: PageVersion[] = [];
	let [added, removed] = [0, 0];
	textOf(page.doc).observe(({ delta }) => {
		for (const { insert, delete: gone } of delta) {
			if (typeof insert === 'string') added += insert.length;
			removed += gone ?? 0;
		}
	});
	for (const [i, edit] of edits.entries()) {
		watch(i);
		[added, removed] = [0, 0];
		if (!page.add(edit)) continue;
		const last = versions.at(-1);
		const { id, author, name, at } = edit;
		if (last?.author === author && Math.abs(at - last.at) <= VERSION_MS)
			versions[versions.length - 1] = {
				...last,
				...{ edit: id, at, added: last.added + added, removed: last.removed + removed }
			};
		else versions.push({ edit: id, author, name, at, added, removed });
	}
	return versions.reverse();
}

/** Whether an update of mine goes on exactly where my log left off, and builds on nothing that is not there. */
export function goesOn(page: PageText, encoded: string, client: number): boolean {
	const update = bytesOf(encoded);
	const screened = update && screenPageUpdate(update, client);
	if (!update || !screened || !('ok' in screened) || !fits(screened.ok, (of) => page.stateOf(of)))
		return false;
	const first = parseUpdateMeta(update).from.get(client);
	return first === undefined || first === page.stateOf(client);
}

/** The updates that make the page say `text`, written as `client`. */
export function changedTo(page: PageText, text: string, client: number): readonly string[] {
	const doc = pageDoc(client, encodeStateAsUpdate(page.doc));
	const change = changeBetween(page.text, text);
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => void updates.push(update));
	if (change) apply(textOf(doc), change, null);
	return packed(updates).map(base64url);
}

function bytesOf(encoded: string): Uint8Array | undefined {
	try {
		return fromBase64url(encoded);
	} catch {
		return undefined;
	}
}
