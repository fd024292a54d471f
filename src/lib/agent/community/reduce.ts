/**
 * What people said and made in a community, from its entries in order: threads, pages, files, events, summaries, and what
 * was done to them. An act that names what does not stand before it has no effect; a member's reply or edit to what does not
 * count stands by itself, so that nobody loses their words by what another did to a log.
 */
import type { ActOf } from '../../protocol/acts.ts';
import type { EntryId } from '../../protocol/entry.ts';
import type { PeerId } from '../../protocol/identity.ts';
import type { Held } from './log.ts';
import { isDeciding, judged, rankOf, tally, turnAt, type Roles, type Tally } from './roles.ts';

/** Of one person on one entry; more is noise. */
const REACTIONS_EACH = 8;
const MEMBER = rankOf('member');

/** Something that is shown, as it stands now. */
export interface Item {
	readonly id: EntryId;
	/** Where it was written; of a page whose own entry does not count, its first edit. */
	readonly held: Held;
	readonly kind: 'post' | 'reply' | 'page' | 'file' | 'event' | 'summary';
	/** The thread, page, file or event to open for it. */
	within: EntryId;
	title: string;
	text: string;
	withdrawn: boolean;
	amendedAt: number | undefined;
	pinned: boolean;
	hidden: { readonly by: PeerId; readonly why: string } | undefined;
	readonly reactions: Map<string, Set<PeerId>>;
}

export interface ThreadItem {
	readonly root: Item;
	readonly replies: Item[];
	last: Held;
}

export interface PageItem {
	readonly item: Item;
	readonly editors: Set<PeerId>;
	readonly edits: Held[];
	last: Held;
}

export interface EventItem {
	readonly item: Item;
	now: ActOf<'event'>;
	revision: number;
}

export class Content {
	readonly items = new Map<EntryId, Item>();
	/** In order; a page under its first entry. */
	readonly sequence: Item[] = [];
	readonly threads = new Map<EntryId, ThreadItem>();
	readonly pages = new Map<EntryId, PageItem>();
	readonly events = new Map<EntryId, EventItem>();
	/** Newest card of each author, beside that of their `join`. */
	readonly cards = new Map<PeerId, string>();
	readonly faults: Tally = new Map();
	readonly #roles: Roles;

	constructor(roles: Roles) {
		this.#roles = roles;
	}

	/** The next in order. */
	add(held: Held): void {
		// Who is what is told by roles-fold.ts, and so is who had no right to decide it.
		if (isDeciding(held.entry.act)) return;
		const verdict = judged(this.#roles, held);
		if (verdict === 'not-allowed') tally(this.faults, held.author, 'not-allowed', held.entry.at);
		if (verdict === 'counts') this.#apply(held);
	}

	#apply(held: Held): void {
		const { act } = held.entry;
		switch (act.kind) {
			case 'post':
				this.#thread(this.#item(held, 'post', act.title ?? '', act.text));
				return;
			case 'reply':
				return this.#reply(held, act);
			case 'amend':
				return this.#amend(held, act);
			case 'react':
				return this.#react(held, act);
			case 'card':
				this.cards.set(held.author, act.card);
				return;
			case 'page':
				return this.#page(held, act);
			case 'edit':
				return this.#edit(held, act);
			case 'file':
				this.#item(held, 'file', act.name, '');
				return;
			case 'event':
				return this.#event(held, act);
			case 'summary':
				this.#item(held, 'summary', act.title, act.text);
				return;
			case 'pin': {
				const item = this.items.get(act.entry);
				if (item) item.pinned = act.on;
				return;
			}
			case 'hide': {
				const item = this.items.get(act.entry);
				if (item) item.hidden = act.on ? { by: held.author, why: act.why ?? '' } : undefined;
				return;
			}
			// Who is what is told elsewhere: roles-fold.ts.
			case 'found':
			case 'describe':
			case 'invite':
			case 'revoke':
			case 'join':
			case 'role':
			case 'remove':
			case 'leave':
			case 'epoch':
		}
	}

	#item(held: Held, kind: Item['kind'], title: string, text: string, id = held.id): Item {
		const item: Item = {
			...{ id, held, kind, within: id, title, text, withdrawn: false, amendedAt: undefined },
			...{ pinned: false, hidden: undefined, reactions: new Map() }
		};
		this.items.set(id, item);
		this.sequence.push(item);
		return item;
	}

	#thread(root: Item): void {
		this.threads.set(root.id, { root, replies: [], last: root.held });
	}

	#isMember(held: Held): boolean {
		const turn = turnAt(this.#roles.people.get(held.author), held);
		return turn !== undefined && rankOf(turn.standing) >= MEMBER;
	}

	#reply(held: Held, act: ActOf<'reply'>): void {
		const to = this.items.get(act.to);
		const thread = to && this.threads.get(to.within);
		// A guest begins no threads, not by a reply to nothing either.
		if (!thread && !this.#isMember(held)) return;
		const item = this.#item(held, 'reply', '', act.text);
		if (!thread) return this.#thread(item);
		item.within = thread.root.id;
		thread.replies.push(item);
		thread.last = held;
	}

	#amend(held: Held, act: ActOf<'amend'>): void {
		const item = this.items.get(act.entry);
		// A page is everybody's, and an event has versions.
		if (item?.held.author !== held.author || item.kind === 'page' || item.kind === 'event') return;
		item.withdrawn = act.text === undefined;
		item.text = act.text ?? '';
		item.amendedAt = held.entry.at;
	}

	#react({ author }: Held, act: ActOf<'react'>): void {
		const reactions = this.items.get(act.entry)?.reactions;
		if (!reactions) return;
		const by = reactions.get(act.with) ?? new Set();
		if (!act.on) {
			by.delete(author);
			if (by.size === 0) reactions.delete(act.with);
			return;
		}
		let mine = 0;
		for (const others of reactions.values()) if (others.has(author)) mine++;
		if (mine < REACTIONS_EACH) reactions.set(act.with, by.add(author));
	}

	#page(held: Held, act: ActOf<'page'>): void {
		if (act.page === undefined) return void this.#openPage(held, act.title, held.id);
		const page = this.pages.get(act.page);
		if (!page) return;
		page.item.title = act.title;
		page.last = held;
	}

	#openPage(held: Held, title: string, id: EntryId): PageItem {
		const page = {
			...{ item: this.#item(held, 'page', title, '', id), editors: new Set<PeerId>() },
			...{ edits: [], last: held }
		};
		this.pages.set(id, page);
		return page;
	}

	#edit(held: Held, act: ActOf<'edit'>): void {
		if (this.items.has(act.page) && !this.pages.has(act.page)) return;
		const page = this.pages.get(act.page) ?? this.#openPage(held, '', act.page);
		page.edits.push(held);
		page.editors.add(held.author);
		page.last = held;
	}

	#event(held: Held, act: ActOf<'event'>): void {
		if (act.event === undefined) {
			const item = this.#item(held, 'event', act.title, act.text ?? '');
			this.events.set(held.id, { item, now: act, revision: 0 });
			return;
		}
		const event = this.events.get(act.event);
		if (!event) return;
		const turn = turnAt(this.#roles.people.get(held.author), held);
		if (event.item.held.author !== held.author && turn?.standing !== 'anchor') return;
		event.now = act;
		event.revision++;
		event.item.title = act.title;
		event.item.text = act.text ?? '';
	}
}
