/** What the agent remembers, as its page shows it: the list, the words looked for in it, and what can still be brought back. */
import { UNDO_MS, type Deleted } from './knowledge.svelte.ts';
import type { MemoryApi, MemoryView, Remembered } from './memory-api.ts';

const TITLE_CHARS = 60;

export class MemoryScreen {
	/** Null until it was read. */
	view = $state.raw<MemoryView | null>(null);
	query = $state('');
	deleted = $state.raw<readonly Deleted[]>([]);
	shown = $derived(matching(this.view?.claims ?? [], this.query));

	readonly #api: MemoryApi;

	constructor(api: MemoryApi) {
		this.#api = api;
	}

	open = (): Promise<void> => this.#show(this.#api.memory());
	switch = (on: boolean): Promise<void> => this.#show(this.#api.setMemory(on));
	edit = (id: string, text: string): Promise<void> => this.#show(this.#api.editClaim(id, text));
	pin = (id: string, pinned: boolean): Promise<void> => this.#show(this.#api.pinClaim(id, pinned));

	async delete({ id, text }: Remembered): Promise<void> {
		await this.#show(this.#api.deleteClaim(id));
		const title = text.length > TITLE_CHARS ? `${text.slice(0, TITLE_CHARS).trimEnd()}…` : text;
		this.deleted = [...this.deleted, { id, title }];
		setTimeout(() => this.#letGo(id), UNDO_MS);
	}

	async undelete(id: string): Promise<void> {
		this.#letGo(id);
		await this.#show(this.#api.undeleteClaim(id));
	}

	async forgetAll(): Promise<void> {
		await this.#show(this.#api.forgetMemory());
		this.deleted = [];
	}

	#letGo(id: string): void {
		this.deleted = this.deleted.filter((one) => one.id !== id);
	}

	async #show(changed: Promise<MemoryView>): Promise<void> {
		this.view = await changed;
	}
}

/** All words, in the claim or in who said it and where. */
function matching(claims: readonly Remembered[], query: string): readonly Remembered[] {
	const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
	return claims.filter(({ text, sources }) => {
		const from = sources.map((source) =>
			source.kind === 'peer' ? `${source.authorName} ${source.title}` : ''
		);
		const all = [text, ...from].join(' ').toLocaleLowerCase();
		return words.every((word) => all.includes(word));
	});
}
