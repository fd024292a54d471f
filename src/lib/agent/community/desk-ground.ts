/**
 * One community as it is held: its logs, and what they come to. What is derived is made when it is first asked for, goes on
 * with each entry that comes at the end of the order, and is made anew after any other.
 */
import { fromBase64url, fromUtf8 } from '../../protocol/bytes.ts';
import type { CommunityId, Entry, EntryId } from '../../protocol/entry.ts';
import type { PeerId } from '../../protocol/identity.ts';
import { inOrder } from '../../protocol/entry.ts';
import { allOf, emptyLog, fitOf, fork, heldOf, insert, type Fit, type Held, type Log } from './log.ts';
import { Waiting } from './log-waiting.ts';
import { Content } from './reduce.ts';
import { decides, isDeciding, type Tally } from './roles.ts';
import { fold, type Fold } from './roles-fold.ts';
import { Searcher } from './search.ts';

export interface Flood {
	readonly since: number;
	readonly entries: number;
}

export class Ground {
	readonly id: CommunityId;
	readonly me: PeerId;
	readonly logs = new Map<string, Log>();
	readonly byId = new Map<EntryId, Held>();
	readonly texts = new Set<string>();
	readonly waiting = new Waiting();
	readonly searcher = new Searcher();
	/** Letters of what is held of each author. */
	readonly chars = new Map<PeerId, number>();
	/** What was seen here alone: nothing the entries show. */
	readonly seen: Tally = new Map();
	readonly floods = new Map<PeerId, Flood>();
	/** Joins whose proof is not judged yet. */
	readonly unproven = new Set<Held>();
	highest = 0;
	/** Where the extras of the last comparison ended. */
	turn = 0;
	/** How often something was compared. */
	compared = 0;
	#deciding: Held[] = [];
	#order: Held[] = [];
	#roles: Fold | undefined;
	#content: Content | undefined;
	readonly #names = new Map<string, string>();

	constructor(id: CommunityId, me: PeerId) {
		this.id = id;
		this.me = me;
	}

	get roles(): Fold {
		return (this.#roles ??= fold(this.#deciding));
	}

	get content(): Content {
		if (this.#content) return this.#content;
		const content = new Content(this.roles);
		for (const held of this.#order) content.add(held);
		return (this.#content = content);
	}

	get founded(): boolean {
		return this.byId.size > 0 && this.roles.people.size > 0;
	}

	fit(entry: Entry): Fit {
		return fitOf(this.logs.get(entry.dev), entry);
	}

	/** An entry that follows its log, or forks it. */
	put(entry: Entry, proven?: boolean): Held {
		const held = heldOf(entry);
		held.proven = proven;
		const log = this.logs.get(entry.dev) ?? emptyLog(entry.dev);
		this.logs.set(entry.dev, log);
		this.byId.set(held.id, held);
		this.texts.add(entry.text);
		this.#weigh(held, 1);
		if (entry.act.kind === 'join' && proven === undefined) this.unproven.add(held);
		this.highest = Math.max(this.highest, entry.clock);
		if (log.held.length < entry.seq) {
			log.held.push(held);
			this.#enter(held);
		} else {
			for (const gone of fork(log, held)) this.#forget(gone);
			this.#reorder();
		}
		return held;
	}

	/** Takes back the only entry of a log that turned out not to belong here. */
	takeBack(held: Held): void {
		this.logs.delete(held.entry.dev);
		this.#forget(held);
		this.#order = this.#order.filter((one) => one !== held);
		this.#deciding = this.#deciding.filter((one) => one !== held);
		this.stale();
	}

	/** What is derived is made anew when it is asked for. */
	stale(): void {
		this.#roles = undefined;
		this.#content = undefined;
	}

	/** An entry is known that does not follow the log it is in. */
	doubt({ dev, seq }: Entry): void {
		const log = this.logs.get(dev);
		if (!log || log.other) return;
		if (log.doubt !== undefined && log.doubt <= seq) return;
		log.doubt = seq;
	}

	cardOf(peer: PeerId): string {
		return this.content.cards.get(peer) ?? this.roles.people.get(peer)?.card ?? '';
	}

	readonly nameOf = (peer: PeerId): string => {
		const card = this.cardOf(peer);
		const known = this.#names.get(card);
		if (known !== undefined) return known;
		const name = nameIn(card);
		this.#names.set(card, name);
		return name;
	};

	#enter(held: Held): void {
		const isLast = insert(this.#order, held);
		if (this.#content && (isLast || this.#isLastSaid(held))) this.#goOn(held, this.#content);
		else if (decides(held.entry)) {
			const isLastDeciding = insert(this.#deciding, held);
			this.#content = undefined;
			if (!isLastDeciding || !this.#roles || takesBack(held)) this.#roles = undefined;
			else this.#roles.add(held);
		} else this.#content = undefined;
	}

	/** Only decisions stand behind it, which are no content: for who comes in, their own join behind all that is brought. */
	#isLastSaid(held: Held): boolean {
		if (decides(held.entry)) return false;
		for (let at = this.#order.length - 1; this.#order[at] !== held; at--)
			if (!isDeciding(this.#order[at]!.entry.act)) return false;
		return true;
	}

	#goOn(held: Held, content: Content): void {
		if (decides(held.entry)) {
			this.#deciding.push(held);
			if (takesBack(held)) return this.stale();
			this.#roles?.add(held);
		}
		content.add(held);
	}

	#forget(held: Held): void {
		this.byId.delete(held.id);
		this.texts.delete(held.entry.text);
		this.#weigh(held, -1);
		this.unproven.delete(held);
	}

	#weigh({ author, entry }: Held, sign: 1 | -1): void {
		this.chars.set(author, (this.chars.get(author) ?? 0) + sign * entry.text.length);
	}

	#reorder(): void {
		this.#order = [...this.logs.values()].flatMap(allOf).sort(inOrder);
		this.#deciding = this.#order.filter((held) => held.forked || decides(held.entry));
		this.stale();
	}
}

/** What came before it may not count any more. */
const takesBack = ({ entry }: Held): boolean => entry.act.kind === 'remove' || entry.act.kind === 'revoke';

/** What a verified card calls its owner. */
function nameIn(card: string): string {
	try {
		const said = JSON.parse(fromUtf8(fromBase64url(card.slice(0, card.indexOf('.'))))) as {
			readonly body?: { readonly name?: unknown };
		};
		return typeof said.body?.name === 'string' ? said.body.name : '';
	} catch {
		return '';
	}
}
