/** What is kept of each conversation beside its exchanges: its name, its size, where it was left; and the list of them. */
import type { Exchange } from '#lib/agent/events.ts';
import { byChangedAt, type Conversation } from '#lib/store/conversations.ts';
import type { Store } from '#lib/store/store.ts';
import { turns } from '#lib/store/turns.ts';
import type { ConversationSummary } from './node-api.ts';

/** A line of a list and a file's heading; the whole question stands in its exchange. */
const MAX_TITLE_CHARS = 120;

export class ConversationRecords {
	readonly #store: Pick<Store, 'conversations' | 'exchanges'>;
	readonly #tell: (list: readonly ConversationSummary[]) => void;
	readonly #kept = new Map<string, Conversation>();
	/** Changes are stored in the order in which they were made. */
	readonly #inTurn = turns();

	constructor(
		store: Pick<Store, 'conversations' | 'exchanges'>,
		tell: (list: readonly ConversationSummary[]) => void
	) {
		this.#store = store;
		this.#tell = tell;
	}

	get(id: string): Conversation | undefined {
		return this.#kept.get(id);
	}

	list(): readonly ConversationSummary[] {
		return [...this.#kept.values()]
			.filter(({ deleted }) => !deleted)
			.sort(byChangedAt)
			.map(({ id, title, firstQuestion, changedAt, questions }) => ({
				id,
				title: title || firstQuestion,
				changedAt,
				questions
			}));
	}

	/** Reads them all, forgets what was deleted before, and makes or mends the records that do not fit their exchanges. */
	async open(): Promise<void> {
		const { conversations, exchanges } = this.#store;
		for (const record of await conversations.list()) {
			if (record.deleted) await conversations.forget(record.id);
			else this.#kept.set(record.id, record);
		}
		const counts = await exchanges.counts();
		for (const [id, count] of counts)
			if (this.#kept.get(id)?.questions !== count) await this.#mend(id, await exchanges.list(id));
		for (const id of [...this.#kept.keys()]) if (!counts.has(id)) await this.forget(id);
		this.#tell(this.list());
	}

	/** A question was asked, and is stored. */
	asked(exchange: Exchange): Promise<void> {
		const before = this.#kept.get(exchange.conversation);
		return this.#put({
			id: exchange.conversation,
			title: '',
			firstQuestion: asTitle(exchange.question),
			deleted: false,
			...before,
			questions: (before?.questions ?? 0) + 1,
			changedAt: exchange.askedAt,
			leaf: exchange.id
		});
	}

	rename(id: string, title: string): Promise<void> {
		return this.#change(id, { title: asTitle(title) });
	}

	left(id: string, leaf: string | undefined): Promise<void> {
		return leaf === undefined ? Promise.resolve() : this.#change(id, { leaf });
	}

	setDeleted(id: string, deleted: boolean): Promise<void> {
		return this.#change(id, { deleted });
	}

	forget(id: string): Promise<void> {
		this.#kept.delete(id);
		return this.#inTurn(() => this.#store.conversations.forget(id));
	}

	async #mend(id: string, exchanges: readonly Exchange[]): Promise<void> {
		const [first, last] = [exchanges[0], exchanges.at(-1)];
		if (!first || !last) return;
		// Where it was left is not known: its newest branch is shown.
		const record: Conversation = {
			id,
			title: this.#kept.get(id)?.title ?? '',
			deleted: false,
			firstQuestion: asTitle(first.question),
			questions: exchanges.length,
			changedAt: last.askedAt
		};
		this.#kept.set(id, record);
		await this.#inTurn(() => this.#store.conversations.put(record));
	}

	async #change(id: string, change: Partial<Conversation>): Promise<void> {
		const before = this.#kept.get(id);
		if (before) await this.#put({ ...before, ...change });
	}

	#put(record: Conversation): Promise<void> {
		this.#kept.set(record.id, record);
		this.#tell(this.list());
		return this.#inTurn(() => this.#store.conversations.put(record));
	}
}

/** One line, cut between words where that is possible. */
export function asTitle(text: string): string {
	const line = text.trim().replace(/\s+/g, ' ');
	if (line.length <= MAX_TITLE_CHARS) return line;
	const cut = line.slice(0, MAX_TITLE_CHARS - 1);
	const space = cut.lastIndexOf(' ');
	return `${(space > MAX_TITLE_CHARS / 2 ? cut.slice(0, space) : cut).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
