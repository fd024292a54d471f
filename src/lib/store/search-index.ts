/**
 * The shelf: search over the items, by words and, where there is an embedder, by meaning too. Whether a passage may be seen
 * is decided here, on the item as it stands now; what is searched, and how it is kept, is search-keeper.ts's.
 */
import type { Audience, Embedder, Hit, ItemFacts, Passage, SearchOptions } from '#lib/agent/ports.ts';
import { amongThe, type List } from './among.ts';
import type { Database } from './database.ts';
import type { Found } from './full-text.ts';
import { foldedFor, holdsAll, holdsStart, typed, typedExpression, type Typed } from './full-text-typed.ts';
import { passageAt, placeOf, type ItemSource, type Meta } from './items.ts';
import { SearchKeeper, worded } from './search-keeper.ts';
import type { SearchIndexOptions, StoredShelf } from './shelf.ts';
import { until } from './until.ts';
import type { Vault } from './vault.ts';

/** As many as a list shows while one types: each has to be opened. */
const MAX_TYPED = 60;

type Metas = ReadonlyMap<string, Meta>;
type Allow = (item: ItemFacts) => boolean;

export class SearchIndex implements StoredShelf {
	readonly #items: ItemSource;
	readonly #keeper: SearchKeeper;
	/** Titles and names as they are compared; made once for each state of an item. */
	readonly #names = new WeakMap<Meta, string>();

	constructor(db: Database, vault: Vault, items: ItemSource, options: SearchIndexOptions) {
		this.#items = items;
		this.#keeper = new SearchKeeper(db, vault, items, options);
	}

	async search(
		terms: readonly string[],
		{ allow, limit, meaning, as }: SearchOptions,
		signal?: AbortSignal
	): Promise<readonly Hit[]> {
		signal?.throwIfAborted();
		if (terms.length === 0 || limit <= 0) return [];
		const metas = await until(this.#items.metas(), signal);
		if (metas.size === 0) return [];
		const asked = await until(this.#keeper.meaningOf(meaning), signal);
		const ask = (most: number, list?: List) =>
			this.#keeper.asked('search', { terms, limit: most, ...(asked && { meaning: asked }) }, list);
		const found = await until(this.#allowed(ask, metas, { allow, limit, isOwn: as === undefined }), signal);
		const hits = await Promise.all(found.map((one) => this.#hit(one, allow, as)));
		signal?.throwIfAborted();
		return hits.filter((hit) => hit !== undefined);
	}

	async find(
		text: string,
		{ allow, limit }: Pick<SearchOptions, 'allow' | 'limit'>
	): Promise<readonly Hit[]> {
		const said = typed(text);
		const metas = await this.#items.metas();
		const most = Math.min(limit, MAX_TYPED);
		if ((said.words.length === 0 && said.start === '') || most <= 0 || metas.size === 0) return [];
		const named = this.#named(metas, said, allow, most);
		const isAsked = typedExpression(said) !== '';
		const ask = (rows: number, list?: List) => this.#keeper.asked('find', { typed: said, limit: rows }, list);
		const options = { allow, limit: most, isOwn: true };
		const found = isAsked ? await this.#allowed(ask, metas, options) : [];
		const hits = await Promise.all([...named, ...found].map((one) => this.#hit(one, allow)));
		const seen = new Set<string>();
		return hits
			.filter((hit, n): hit is Hit => {
				if (!hit || seen.has(hit.passage.id)) return false;
				seen.add(hit.passage.id);
				const { title, text } = hit.passage;
				return n < named.length || holdsStart(foldedFor(`${title} ${text}`), said);
			})
			.slice(0, most);
	}

	async passage(id: string, as?: readonly Audience[]): Promise<Passage | undefined> {
		const place = placeOf(id);
		return place && this.#passage(place.item, place.n, as);
	}

	useEmbedder(embedder: Embedder | undefined): void {
		this.#keeper.useEmbedder(embedder);
	}

	async warm(): Promise<void> {
		await this.#keeper.start().catch((error: unknown) => {
			throw worded(error);
		});
	}

	async flush(): Promise<void> {
		await this.#keeper.flush().catch((error: unknown) => {
			throw worded(error);
		});
	}

	close(): void {
		this.#keeper.close();
	}

	/**
	 * The best that are allowed. The person may see nearly everything, so nothing is left out beforehand and what passes is
	 * taken, if it is enough; for anybody else what they may not see is out of the search from the start.
	 */
	async #allowed(
		ask: (limit: number, list?: List) => Promise<readonly Found[]>,
		metas: Metas,
		{ allow, limit, isOwn }: { readonly allow: Allow; readonly limit: number; readonly isOwn: boolean }
	): Promise<readonly Found[]> {
		try {
			if (isOwn) {
				const all = await ask(limit * 2);
				const mine = all.filter(({ item }) => passes(metas.get(item), allow));
				if (mine.length >= limit || all.length < limit * 2) return mine.slice(0, limit);
			}
			const list = amongThe(metas, allow);
			if (list === 'none') return [];
			return await (list === 'all' ? ask(limit) : ask(limit, list));
		} catch (error) {
			throw worded(error);
		}
	}

	/** The first passages of the items that are so titled or called, last changed first, as if they were the best. */
	#named(metas: Metas, said: Typed, allow: Allow, limit: number): Found[] {
		const named: Meta[] = [];
		for (const meta of metas.values())
			if (!meta.deleted && holdsAll(this.#nameOf(meta), said) && allow(meta)) named.push(meta);
		return named
			.sort((a, b) => b.changedAt - a.changedAt)
			.slice(0, limit)
			.map(({ id }, n) => ({ item: id, n: 0, score: 1_000_000 - n }));
	}

	#nameOf(meta: Meta): string {
		const known = this.#names.get(meta) ?? foldedFor(`${meta.title} ${meta.origin?.name ?? ''}`);
		this.#names.set(meta, known);
		return known;
	}

	async #hit({ item, n, score }: Found, allow: Allow, as?: readonly Audience[]): Promise<Hit | undefined> {
		const passage = await this.#passage(item, n, as);
		const meta = passage && (await this.#items.metas()).get(item);
		return passage && passes(meta, allow) ? { passage, score } : undefined;
	}

	async #passage(item: string, n: number, as?: readonly Audience[]): Promise<Passage | undefined> {
		const content = await this.#items.content(item, true, as);
		const span = content?.spans[n];
		// Read last: what the person changed a moment ago counts.
		const meta = (await this.#items.metas()).get(item);
		if (!content || !span || !meta || meta.deleted) return undefined;
		return passageAt(meta, content, n, span);
	}
}

const passes = (meta: Meta | undefined, allow: Allow): boolean =>
	meta !== undefined && !meta.deleted && allow(meta);
