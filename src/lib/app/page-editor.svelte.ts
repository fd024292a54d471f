/**
 * One page in a textarea, written by several at once: what is typed becomes one entry after a moment, what others write
 * comes in beside the caret. Its document is the page's; where an entry of ours is not taken because another tab of ours
 * wrote there, the change is made again upon what stands now.
 */
import {
	createAbsolutePositionFromRelativePosition,
	createRelativePositionFromTypeIndex,
	getState,
	UndoManager,
	type Doc
} from 'yjs';
import { base64url, fromBase64url } from '#lib/protocol/bytes.ts';
import type { CommunitiesApi, PageCursor, PageNow } from './communities-api.ts';
import {
	apply,
	carriedOver,
	changeBetween,
	merge,
	packed,
	pageDoc,
	textOf
} from './community-page-changes.ts';
import type { NodeApi } from './node-api.ts';

/** From the first letter that nobody else has to the entry that has it. */
const WRITE_AFTER_MS = 700;
/** The caret is told this often at most. */
const CURSOR_EVERY_MS = 250;

export type EditorNode = Pick<CommunitiesApi, 'communityPage' | 'editCommunityPage' | 'showCursor'> &
	Pick<NodeApi, 'subscribe'>;

export class PageEditor {
	text = $state('');
	/** Others who are at this page now. */
	cursors = $state.raw<readonly PageCursor[]>([]);
	state = $state<'opening' | 'saved' | 'saving' | 'failed'>('opening');
	/** Edits of others that could not be read. */
	leftOut = $state(0);

	readonly #node: EditorNode;
	readonly #community: string;
	readonly #page: string;
	/** What is on the screen, and what of it others have or are about to. */
	#doc: Doc = pageDoc();
	#shore: Doc = pageDoc();
	#undo: UndoManager | undefined;
	#client = 0;
	/** Changes that stand in no entry yet. */
	#unsent: Uint8Array[] = [];
	#timer: ReturnType<typeof setTimeout> | undefined;
	#cursorTimer: ReturnType<typeof setTimeout> | undefined;
	#last: Promise<void> = Promise.resolve();
	#area: HTMLTextAreaElement | undefined;
	#composing = false;
	#revision = -1;
	#unsubscribe: (() => void) | undefined;

	constructor(node: EditorNode, community: string, page: string) {
		this.#node = node;
		this.#community = community;
		this.#page = page;
	}

	/** Reads the page and follows it. Throws NodeError where it cannot be read. */
	async open(): Promise<void> {
		this.#unsubscribe = this.#node.subscribe((change) => {
			if (change.part === 'cursors') this.#showCursors(change.value);
			if (change.part !== 'communities') return;
			const revision = change.value.find(({ id }) => id === this.#community)?.revision ?? -1;
			if (revision === this.#revision) return;
			this.#revision = revision;
			void this.refresh().catch(() => undefined);
		});
		const now = await this.#node.communityPage(this.#community, this.#page);
		this.#restart(now, '', '');
		this.state = 'saved';
	}

	/** What others wrote. */
	refresh(): Promise<void> {
		return this.#inTurn(async () => {
			if (this.#client === 0) return;
			const now = await this.#node.communityPage(this.#community, this.#page);
			const update = fromBase64url(now.state);
			this.leftOut = now.leftOut;
			const [base, written] = [textOf(this.#shore).toJSON(), this.#writtenTo()];
			merge(this.#shore, update);
			// What counted once and does not any more cannot be taken out of a document, nor what another tab of mine wrote
			// where mine is about to: it is begun anew.
			const isTaken = this.#unsent.length > 0 && this.#writtenTo() > written;
			if (isTaken || textOf(this.#shore).toJSON() !== now.text) return this.#begunAnew(now, base);
			this.#around(() => merge(this.#doc, update));
		});
	}

	/** An action for `use:` or an attachment; returns how to let go. */
	attach(area: HTMLTextAreaElement): () => void {
		this.#area = area;
		area.value = this.text;
		const life = new AbortController();
		const on = (kind: string, listener: (event: Event) => void): void =>
			area.addEventListener(kind, listener, { signal: life.signal });
		on('input', () => {
			if (!this.#composing) this.#typed(area);
		});
		on('compositionstart', () => (this.#composing = true));
		on('compositionend', () => {
			this.#composing = false;
			this.#typed(area);
		});
		on('beforeinput', (event) => this.#undoing(event as InputEvent));
		on('keyup', () => this.#moved());
		on('pointerup', () => this.#moved());
		on('blur', () => {
			void this.flush();
			this.#tellCursor(null);
		});
		return () => {
			life.abort();
			this.#area = undefined;
		};
	}

	/** Writes what is not written yet. */
	flush(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		return this.#inTurn(() => this.#send());
	}

	async close(): Promise<void> {
		this.#unsubscribe?.();
		clearTimeout(this.#cursorTimer);
		this.#tellCursor(null);
		await this.flush();
		this.#doc.destroy();
		this.#shore.destroy();
	}

	#typed(area: HTMLTextAreaElement): void {
		if (this.#client === 0) return;
		const change = changeBetween(this.#textNow(), area.value, area.selectionEnd);
		if (change) apply(textOf(this.#doc), change, this);
		this.text = this.#textNow();
		this.#moved();
	}

	/** The browser's own undo knows nothing of what others wrote in between. */
	#undoing(event: InputEvent): void {
		if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return;
		event.preventDefault();
		this.#around(() => void (event.inputType === 'historyUndo' ? this.#undo?.undo() : this.#undo?.redo()));
	}

	#textNow = (): string => textOf(this.#doc).toJSON();

	/** Changes the document and shows it, with the caret where it was among the letters. */
	#around(change: () => void): void {
		const area = this.#area;
		// What is half-way through being composed is in the textarea alone; it is taken in first.
		if (area && !this.#composing) this.#typed(area);
		const places = area && [area.selectionStart, area.selectionEnd].map((at) => this.#placeOf(at));
		change();
		this.text = this.#textNow();
		if (!area || !places || this.#composing || area.value === this.text) return;
		const top = area.scrollTop;
		area.value = this.text;
		const [from, to] = places.map((place) => this.#at(place));
		area.setSelectionRange(from ?? 0, to ?? 0);
		area.scrollTop = top;
	}

	/** Sticks to the letter before it: what others write right at the caret comes after it. */
	#placeOf = (at: number) => createRelativePositionFromTypeIndex(textOf(this.#doc), at, -1);
	#at = (place: ReturnType<typeof createRelativePositionFromTypeIndex>): number =>
		createAbsolutePositionFromRelativePosition(place, this.#doc)?.index ?? 0;

	/** How far my log has written, as others know it. */
	#writtenTo = (): number => getState(this.#shore.store, this.#client);

	/** `mine` came of `base`; the same is done upon what stands now. */
	#restart(now: PageNow, base: string, mine: string): void {
		const update = fromBase64url(now.state);
		this.#undo?.destroy();
		this.#doc.destroy();
		this.#client = now.client;
		this.#shore = pageDoc(undefined, update);
		this.#doc = pageDoc(now.client, update);
		this.#unsent = [];
		this.leftOut = now.leftOut;
		this.#doc.on('update', (change: Uint8Array, origin: unknown) => {
			if (origin === this || origin instanceof UndoManager) this.#changed(change);
		});
		this.#undo = new UndoManager(textOf(this.#doc), { trackedOrigins: new Set([this]) });
		const change = carriedOver(base, mine, now.text);
		if (change) apply(textOf(this.#doc), change, this);
		this.text = this.#textNow();
	}

	#begunAnew(now: PageNow, base: string): void {
		const area = this.#area;
		if (area && !this.#composing) this.#typed(area);
		const [from, to] = [area?.selectionStart ?? 0, area?.selectionEnd ?? 0];
		this.#restart(now, base, this.#textNow());
		if (!area || area.value === this.text) return;
		area.value = this.text;
		area.setSelectionRange(from, to);
	}

	#changed(update: Uint8Array): void {
		this.#unsent.push(update);
		this.state = 'saving';
		this.#timer ??= setTimeout(() => void this.flush(), WRITE_AFTER_MS);
	}

	async #send(): Promise<void> {
		if (this.#client === 0) return;
		const packs = packed(this.#unsent.splice(0));
		for (const [i, pack] of packs.entries()) {
			let isTaken: boolean;
			try {
				isTaken = await this.#node.editCommunityPage(this.#community, this.#page, base64url(pack));
			} catch {
				// Kept for the next letter, or the next time somebody leaves the field.
				this.#unsent.unshift(...packs.slice(i));
				this.state = 'failed';
				return;
			}
			if (!isTaken) {
				const now = await this.#node.communityPage(this.#community, this.#page);
				return this.#begunAnew(now, textOf(this.#shore).toJSON());
			}
			merge(this.#shore, pack);
		}
		if (this.#unsent.length === 0) this.state = 'saved';
	}

	#inTurn(work: () => Promise<void>): Promise<void> {
		const done = this.#last.then(work);
		this.#last = done.catch(() => undefined);
		return done;
	}

	#showCursors(all: readonly PageCursor[]): void {
		this.cursors = all.filter(({ community, page }) => community === this.#community && page === this.#page);
	}

	#moved(): void {
		this.#cursorTimer ??= setTimeout(() => {
			this.#cursorTimer = undefined;
			const area = this.#area;
			if (area) this.#tellCursor({ from: area.selectionStart, to: area.selectionEnd });
		}, CURSOR_EVERY_MS);
	}

	#tellCursor(at: { readonly from: number; readonly to: number } | null): void {
		void this.#node.showCursor(this.#community, this.#page, at).catch(() => undefined);
	}
}
