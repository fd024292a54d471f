/** The person's conversations: the list, the search in it, and what can still be brought back. */

import { UNDO_MS, type Deleted } from './knowledge.svelte.ts';
import type { ConversationHit, ConversationSummary, ExportedConversation, NodeApi } from './node-api.ts';

export class ConversationList {
	all = $state.raw<readonly ConversationSummary[]>([]);
	/** What the search found; null while nothing is searched. */
	found = $state.raw<readonly ConversationHit[] | null>(null);
	deleted = $state.raw<readonly Deleted[]>([]);
	shown = $derived<readonly (ConversationSummary | ConversationHit)[]>(this.found ?? this.all);

	readonly #api: NodeApi;
	#query = '';
	#searches = 0;

	constructor(api: NodeApi, all: readonly ConversationSummary[]) {
		this.#api = api;
		this.all = all;
	}

	told(all: readonly ConversationSummary[]): void {
		this.all = all;
		if (this.#query !== '') void this.search(this.#query);
	}

	/** Shows what matches; an older search that ends later changes nothing. */
	async search(words: string): Promise<void> {
		this.#query = words.trim();
		const turn = ++this.#searches;
		const found = this.#query === '' ? null : await this.#api.searchConversations(this.#query);
		if (turn === this.#searches) this.found = found;
	}

	open(id: string): Promise<void> {
		return this.#api.openConversation(id);
	}

	rename(id: string, title: string): Promise<void> {
		return this.#api.renameConversation(id, title);
	}

	/** The node destroys it when the time is up, whether this tab is still there or not. */
	async delete({ id, title }: Deleted): Promise<void> {
		await this.#api.deleteConversation(id);
		this.deleted = [...this.deleted, { id, title }];
		setTimeout(() => (this.deleted = this.deleted.filter((one) => one.id !== id)), UNDO_MS);
	}

	async undelete(id: string): Promise<void> {
		this.deleted = this.deleted.filter((one) => one.id !== id);
		await this.#api.undeleteConversation(id);
	}

	export(id: string): Promise<ExportedConversation> {
		return this.#api.exportConversation(id);
	}
}
