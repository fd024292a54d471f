/** Which conversation and which branch of it is on the screen, and what is kept of the others. */
import type { Agent } from '#lib/agent/agent.ts';
import { isUnfinished } from '#lib/agent/book.ts';
import type { AskEvent, Exchange } from '#lib/agent/events.ts';
import type { Store } from '#lib/store/store.ts';
import { Branch } from './conversation-branch.ts';
import { ConversationRecords } from './conversation-records.ts';
import type * as Search from './conversation-search.ts';
import type { AskOptions, ConversationHit, ExportedConversation, NodeApi, NodeState } from './node-api.ts';

export type ConversationsApi = Pick<
	NodeApi,
	| 'ask'
	| 'newConversation'
	| 'openConversation'
	| 'renameConversation'
	| 'deleteConversation'
	| 'undeleteConversation'
	| 'searchConversations'
	| 'exportConversation'
	| 'showVersion'
	| 'draft'
	| 'keepDraft'
>;

export interface ConversationsDeps {
	readonly store: Pick<Store, 'exchanges' | 'conversations' | 'settings'>;
	readonly agent: Pick<Agent, 'ask' | 'resume'>;
	readonly newId: () => string;
	readonly now: () => number;
	readonly tell: <Part extends 'conversation' | 'exchanges' | 'conversations'>(
		part: Part,
		value: NodeState[Part]
	) => void;
}

export interface Conversations {
	readonly api: ConversationsApi;
	/** Puts on the screen what was there the last time. */
	open(): Promise<void>;
	/** An exchange was begun or has changed. */
	heard(exchange: Exchange): void;
	/** Destroyed at once, without a way back. */
	readonly forget: (id: string) => Promise<void>;
}

/** The screen offers the way back for ten seconds; a call from another tab may take a moment longer. */
export const KEPT_AFTER_DELETION_MS = 12_000;

export function keepConversations(deps: ConversationsDeps): Conversations {
	const keeper = new Keeper(deps);
	return {
		open: () => keeper.open(),
		heard: (exchange) => keeper.heard(exchange),
		forget: (id) => keeper.forgetNow(id),
		api: {
			ask: (question, options, signal) => keeper.ask(question, options, signal),
			newConversation: () => keeper.newConversation(),
			openConversation: (id) => keeper.openConversation(id),
			renameConversation: (id, title) => keeper.records.rename(id, title),
			deleteConversation: (id) => keeper.delete(id),
			undeleteConversation: (id) => keeper.undelete(id),
			searchConversations: (text) => keeper.search(text),
			exportConversation: (id) => keeper.export(id),
			showVersion: (exchange) => keeper.showVersion(exchange),
			draft: () => keeper.draft(),
			keepDraft: (text) => deps.store.settings.put('draft', text)
		}
	};
}

/** A question under way, asked in any tab. */
interface Run {
	readonly conversation: string;
	readonly stop: AbortController;
	exchange?: string;
}

interface Deletion {
	readonly timer: ReturnType<typeof setTimeout>;
	/** What took its place on the screen, where it was there. */
	readonly instead?: string;
}

class Keeper {
	readonly records: ConversationRecords;
	readonly #deps: ConversationsDeps;
	readonly #runs = new Set<Run>();
	readonly #deletions = new Map<string, Deletion>();
	readonly #forgotten = new Set<string>();
	/** Exchanges that their conversation's record knows of; of this session. */
	readonly #counted = new Set<string>();
	/** What searches read, by conversation; filled by the first one. */
	#spoken: Map<string, Map<string, Search.Spoken>> | undefined;
	/** Loaded with the first of them. */
	#search: typeof Search | undefined;
	#current = '';
	#branch = new Branch([]);
	#opening: { readonly id: string; readonly heard: Exchange[] } | undefined;

	constructor(deps: ConversationsDeps) {
		this.#deps = deps;
		this.records = new ConversationRecords(deps.store, (list) => deps.tell('conversations', list));
	}

	async open(): Promise<void> {
		const { store, agent, newId } = this.#deps;
		await this.records.open();
		const kept = await store.settings.get('conversation');
		const id = typeof kept === 'string' ? kept : newId();
		await agent.resume(id);
		await this.#show(id);
	}

	heard(exchange: Exchange): void {
		const { id, conversation } = exchange;
		// A late answer that was being stored while its conversation was destroyed.
		if (this.#forgotten.has(conversation)) return void this.#deps.store.exchanges.remove(id);
		if (this.#search) this.#spoken?.get(conversation)?.set(id, this.#search.spokenOf(exchange));
		if (this.#opening?.id === conversation) this.#opening.heard.push(exchange);
		const isHere = conversation === this.#current;
		if (!this.#counted.has(id) && (isHere || [...this.#runs].some((run) => run.exchange === id))) {
			this.#counted.add(id);
			void this.records.asked(exchange);
		}
		if (!isHere) return;
		this.#branch.take(exchange);
		this.#tellBranch();
	}

	async *ask(
		question: string,
		{ insteadOf, ...asked }: AskOptions,
		signal: AbortSignal
	): AsyncGenerator<AskEvent> {
		const run: Run = { conversation: this.#current, stop: new AbortController() };
		const after = this.#branch.placeFor(insteadOf);
		const options = { ...asked, conversation: run.conversation, after };
		this.#runs.add(run);
		try {
			const stopped = AbortSignal.any([signal, run.stop.signal]);
			for await (const event of this.#deps.agent.ask(question, options, stopped)) {
				if (run.exchange === undefined) this.#begun(run, event.exchange);
				if (event.step === 'failed') this.#failed(event.exchange);
				yield event;
			}
		} finally {
			this.#runs.delete(run);
		}
	}

	/** Perhaps because it cannot be stored: then nobody else says so. */
	#failed(exchange: Exchange): void {
		if (exchange.conversation !== this.#current) return;
		this.#branch.take(exchange);
		this.#tellBranch();
	}

	/** On the screen at once, stored or not: the next question follows it. */
	#begun(run: Run, exchange: Exchange): void {
		run.exchange = exchange.id;
		if (exchange.conversation !== this.#current || this.#branch.has(exchange.id)) return;
		this.#branch.take(exchange);
		this.#tellBranch();
	}

	async newConversation(): Promise<void> {
		if (this.#branch.leaf === undefined) return;
		await this.#put(this.#deps.newId(), []);
	}

	async openConversation(id: string): Promise<void> {
		const record = this.records.get(id);
		if (record && !record.deleted && id !== this.#current) await this.#show(id);
	}

	async showVersion(exchange: string): Promise<void> {
		if (!this.#branch.has(exchange)) return;
		this.#branch.turnTo(exchange);
		this.#tellBranch();
		await this.records.left(this.#current, this.#branch.leaf);
	}

	async delete(id: string): Promise<void> {
		if (!this.records.get(id) || this.#deletions.has(id)) return;
		for (const run of this.#runs) if (run.conversation === id) run.stop.abort();
		const timer = setTimeout(() => {
			// What cannot be destroyed now is at the next start.
			this.#forget(id).catch(() => undefined);
		}, KEPT_AFTER_DELETION_MS);
		const instead = id === this.#current ? this.#deps.newId() : undefined;
		this.#deletions.set(id, { timer, ...(instead !== undefined && { instead }) });
		await this.records.setDeleted(id, true);
		if (instead !== undefined) await this.#put(instead, []);
	}

	async forgetNow(id: string): Promise<void> {
		await this.delete(id);
		clearTimeout(this.#deletions.get(id)?.timer);
		await this.#forget(id);
	}

	async undelete(id: string): Promise<void> {
		const deletion = this.#deletions.get(id);
		if (!deletion) return;
		clearTimeout(deletion.timer);
		this.#deletions.delete(id);
		await this.records.setDeleted(id, false);
		// Where nothing was begun in its place it lies open again.
		if (deletion.instead === this.#current && this.#branch.leaf === undefined) await this.#show(id);
	}

	async search(text: string): Promise<readonly ConversationHit[]> {
		const search = (this.#search ??= await import('./conversation-search.ts'));
		const spoken = (this.#spoken ??= new Map<string, Map<string, Search.Spoken>>());
		const list = this.records.list();
		for (const { id } of list) if (!spoken.has(id)) spoken.set(id, await this.#read(id, search));
		return search.findConversations(list, (id) => [...(spoken.get(id)?.values() ?? [])], text);
	}

	async export(id: string): Promise<ExportedConversation> {
		const { store } = this.#deps;
		const title = this.records.list().find((one) => one.id === id)?.title ?? '';
		if (id === this.#current) return { title, exchanges: this.#branch.shown() };
		const branch = new Branch(await store.exchanges.list(id), this.records.get(id)?.leaf);
		return { title, exchanges: branch.shown() };
	}

	async draft(): Promise<string> {
		const kept = await this.#deps.store.settings.get('draft');
		return typeof kept === 'string' ? kept : '';
	}

	async #read(id: string, { spokenOf }: typeof Search): Promise<Map<string, Search.Spoken>> {
		const exchanges = await this.#deps.store.exchanges.list(id);
		return new Map(exchanges.map((exchange) => [exchange.id, spokenOf(exchange)]));
	}

	async #forget(id: string): Promise<void> {
		this.#deletions.delete(id);
		this.#forgotten.add(id);
		this.#spoken?.delete(id);
		await this.records.forget(id);
	}

	/** What is asked for last is what is shown, whichever was read first. */
	async #show(id: string): Promise<void> {
		const opening = { id, heard: new Array<Exchange>() };
		this.#opening = opening;
		const stored = (await this.#deps.store.exchanges.list(id)).map((exchange) => this.#ended(exchange));
		if (this.#opening !== opening) return;
		const heard = new Map(opening.heard.map((exchange) => [exchange.id, exchange]));
		const known = new Set(stored.map((exchange) => exchange.id));
		const came = [...heard.values()].filter((exchange) => !known.has(exchange.id));
		await this.#put(id, [...stored.map((exchange) => heard.get(exchange.id) ?? exchange), ...came]);
	}

	/** A question that its tab did not survive runs no more. */
	#ended(exchange: Exchange): Exchange {
		if (!isUnfinished(exchange) || [...this.#runs].some((run) => run.exchange === exchange.id))
			return exchange;
		const ended: Exchange = { ...exchange, state: 'stopped' };
		void this.#deps.store.exchanges.put(ended);
		return ended;
	}

	#put(id: string, exchanges: readonly Exchange[]): Promise<void> {
		this.#opening = undefined;
		this.#current = id;
		for (const exchange of exchanges) this.#counted.add(exchange.id);
		this.#branch = new Branch(exchanges, this.records.get(id)?.leaf);
		this.#deps.tell('conversation', id);
		this.#tellBranch();
		return this.#deps.store.settings.put('conversation', id);
	}

	#tellBranch(): void {
		this.#deps.tell('exchanges', this.#branch.shown());
	}
}
