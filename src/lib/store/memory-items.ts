/** Notes and files in memory, and a plain search over them: for simulations with many small shelves, and for tests. */
import { stemmer } from 'stemmer';
import type { Hit, Item, Passage, SearchOptions, Shelf, Visibility } from '#lib/agent/ports.ts';
import {
	batchesOf,
	contentOf,
	itemOf,
	metaOf,
	passageAt,
	placeOf,
	summariesOf,
	type Content,
	type Entry,
	type Items,
	type Meta,
	type Span
} from './items.ts';
import { wordsFor } from './words.ts';

interface Kept {
	readonly meta: Meta;
	readonly content: Content;
	/** Stems of each passage, its title's counted twice. */
	readonly words: readonly ReadonlyMap<string, number>[];
}

export class MemoryItems implements Items, Shelf {
	readonly #kept = new Map<string, Kept>();

	async put(item: Item, spans: readonly Span[]): Promise<void> {
		const title = stemsOf(item.title);
		const words = spans.map(({ start, end }) =>
			counted([...title, ...title, ...stemsOf(item.text.slice(start, end))])
		);
		this.#kept.set(item.id, { meta: metaOf(item), content: contentOf(item, spans), words });
	}

	async putMany(
		entries: Iterable<Entry> | AsyncIterable<Entry>,
		stored?: (ids: readonly string[]) => void,
		signal?: AbortSignal
	): Promise<void> {
		for await (const batch of batchesOf(entries)) {
			signal?.throwIfAborted();
			for (const { item, spans } of batch) await this.put(item, spans);
			stored?.(batch.map(({ item }) => item.id));
		}
	}

	async get(id: string): Promise<Item | undefined> {
		const kept = this.#kept.get(id);
		return kept && !kept.meta.deleted ? itemOf(kept.meta, kept.content) : undefined;
	}

	async list() {
		return summariesOf([...this.#kept.values()].map(({ meta }) => meta));
	}

	delete = (id: string): Promise<boolean> => this.#change(id, { deleted: true });
	undelete = (id: string): Promise<boolean> => this.#change(id, { deleted: false });
	setVisibility = (id: string, visibility: Visibility): Promise<boolean> => this.#change(id, { visibility });

	async forget(id: string): Promise<boolean> {
		return this.#kept.delete(id);
	}

	async forgetDeleted(): Promise<void> {
		for (const [id, { meta }] of [...this.#kept]) if (meta.deleted) this.#kept.delete(id);
	}

	async #change(id: string, change: Partial<Meta>): Promise<boolean> {
		const kept = this.#kept.get(id);
		if (kept) this.#kept.set(id, { ...kept, meta: { ...kept.meta, ...change } });
		return kept !== undefined;
	}

	// ---------------------------------------------------------------- shelf

	async search(
		terms: readonly string[],
		{ allow, limit }: SearchOptions,
		signal?: AbortSignal
	): Promise<readonly Hit[]> {
		// As with every real shelf, what is asked can still be called off.
		await Promise.resolve();
		signal?.throwIfAborted();
		const wanted = new Set(terms.flatMap(stemsOf));
		const seen = [...this.#kept.values()].filter(({ meta }) => !meta.deleted);
		const rarity = rarityOf(wanted, seen);
		const hits: Hit[] = [];
		for (const kept of seen.filter(({ meta }) => allow(meta)))
			for (const [n, words] of kept.words.entries()) {
				let score = 0;
				for (const [word, rare] of rarity) {
					const count = words.get(word) ?? 0;
					score += (rare * count) / (count + 1);
				}
				const passage = score > 0 && passageOf(kept, n);
				if (passage) hits.push({ passage, score });
			}
		return hits.sort((a, b) => b.score - a.score).slice(0, Math.max(0, limit));
	}

	async passage(id: string): Promise<Passage | undefined> {
		const place = placeOf(id);
		const kept = place && this.#kept.get(place.item);
		return kept && !kept.meta.deleted ? passageOf(kept, place.n) : undefined;
	}
}

function passageOf({ meta, content }: Kept, n: number): Passage | undefined {
	const span = content.spans[n];
	return span && passageAt(meta, content, n, span);
}

/** A word in few passages says more than one in all of them. */
function rarityOf(wanted: ReadonlySet<string>, seen: readonly Kept[]): ReadonlyMap<string, number> {
	const passages = seen.flatMap(({ words }) => words);
	const rarity = new Map<string, number>();
	for (const word of wanted) {
		const holding = passages.filter((words) => words.has(word)).length;
		if (holding > 0) rarity.set(word, Math.log(1 + passages.length / holding));
	}
	return rarity;
}

const stemsOf = (text: string): string[] =>
	(
		wordsFor(text)
			.normalize('NFKD')
			.replace(/\p{M}/gu, '')
			.toLowerCase()
			.match(/[\p{L}\p{N}]+/gu) ?? []
	).map((word) => stemmer(word));

function counted(words: readonly string[]): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
	return counts;
}
