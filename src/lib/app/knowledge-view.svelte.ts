/** What of the knowledge is on the page: what is searched for, what is let through, and what is ticked. */
import type { FoundPassage, ShelfFilter } from './knowledge-api.ts';
import type { Knowledge } from './knowledge.svelte.ts';
import type { ItemSummary } from './node-api.ts';
import { isFiltering, passes } from './shelf-filter.ts';

export class KnowledgeView {
	query = $state('');
	filter = $state.raw<ShelfFilter>({});
	/** What the search found, best first; null while nothing is searched. */
	found = $state.raw<ReadonlyMap<string, FoundPassage> | null>(null);
	/** The words it was found for: more may have been typed since. */
	foundFor = $state('');
	/** Ids of what is ticked; null while nothing can be. */
	ticked = $state.raw<ReadonlySet<string> | null>(null);

	readonly #knowledge: Knowledge;
	#searching = false;
	#again = false;

	readonly #byId = $derived.by(() => new Map(this.#knowledge.items.map((item) => [item.id, item])));
	readonly #collections = $derived.by(() => new Set(this.#knowledge.collections.map(({ id }) => id)));
	isFiltering = $derived(isFiltering(this.filter));
	/** Found and let through, in this order. */
	shown = $derived.by((): readonly ItemSummary[] => {
		const found = this.found && [...this.found.keys()].map((id) => this.#byId.get(id));
		const items = found ? found.filter((item) => item !== undefined) : this.#knowledge.items;
		return this.isFiltering ? items.filter((item) => passes(this.filter, item, this.#collections)) : items;
	});
	/** What is ticked and still there, whether it is shown or not. */
	chosen = $derived.by((): readonly ItemSummary[] =>
		[...(this.ticked ?? [])].map((id) => this.#byId.get(id)).filter((item) => item !== undefined)
	);

	constructor(knowledge: Knowledge) {
		this.#knowledge = knowledge;
	}

	/**
	 * Shows what matches as far as it is typed. One search at a time: what is typed meanwhile is searched for when the
	 * last one has answered, and what is typed over is never searched for.
	 */
	async search(): Promise<void> {
		this.#again = true;
		if (this.#searching) return;
		this.#searching = true;
		try {
			while (this.#again) {
				this.#again = false;
				const words = this.query.trim();
				const found = words === '' ? null : await this.#knowledge.api.findItems(words, this.filter);
				this.foundFor = words;
				this.found = found && new Map(found.map((passage) => [passage.item, passage]));
			}
		} finally {
			this.#searching = false;
		}
	}

	/** The words changed under the search: what was found may no longer be so. */
	refresh(): Promise<void> {
		return this.query.trim() === '' ? Promise.resolve() : this.search();
	}

	letThrough(filter: ShelfFilter): Promise<void> {
		this.filter = filter;
		return this.refresh();
	}

	clearSearch(): Promise<void> {
		this.query = '';
		return this.search();
	}

	select(on: boolean): void {
		this.ticked = on ? new Set() : null;
	}

	tick(id: string, on: boolean): void {
		const ticked = new Set(this.ticked);
		if (on) ticked.add(id);
		else ticked.delete(id);
		this.ticked = ticked;
	}

	tickAll(): void {
		this.ticked = new Set([...(this.ticked ?? []), ...this.shown.map(({ id }) => id)]);
	}

	tickNone(): void {
		this.ticked = new Set();
	}
}
