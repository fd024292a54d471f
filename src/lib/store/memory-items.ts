/** Notes and files in memory, and a plain search over them: for simulations with many small shelves, and for tests. */
import { stemmer } from 'stemmer';
import {
	audiencesOf,
	type Audience,
	type Hit,
	type Item,
	type Passage,
	type SearchOptions,
	type Shelf,
	type Visibility
} from '#lib/agent/ports.ts';
import {
	batchesOf,
	contentOf,
	itemOf,
	metaOf,
	movedTo,
	passageAt,
	placeOf,
	summariesOf,
	type Content,
	type Entry,
	type Items,
	type Meta,
	type Span
} from './items.ts';
import { foldedFor, holdsAll, typed } from './full-text-typed.ts';
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

	delete = async (id: string): Promise<boolean> => (await this.deleteMany([id])) > 0;
	undelete = async (id: string): Promise<boolean> => (await this.undeleteMany([id])) > 0;
	forget = async (id: string): Promise<boolean> => (await this.forgetMany([id])) > 0;

	async setVisibility(id: string, visibility: Visibility): Promise<boolean> {
		return (await this.setVisibilityOf([id], visibility)) > 0;
	}

	async setVisibilityOf(ids: readonly string[], visibility: Visibility): Promise<number> {
		return this.#change(ids, (meta) => ({ ...meta, visibility }));
	}

	async moveTo(
		ids: readonly string[],
		collection: string | undefined,
		visibility?: Visibility
	): Promise<number> {
		return this.#change(ids, (meta) => ({ ...movedTo(meta, collection), ...(visibility && { visibility }) }));
	}

	async deleteMany(ids: readonly string[]): Promise<number> {
		return this.#change(ids, (meta) => ({ ...meta, deleted: true }));
	}

	async undeleteMany(ids: readonly string[]): Promise<number> {
		return this.#change(ids, (meta) => ({ ...meta, deleted: false }));
	}

	async forgetMany(ids: readonly string[]): Promise<number> {
		return [...new Set(ids)].filter((id) => this.#kept.delete(id)).length;
	}

	async forgetDeleted(): Promise<void> {
		for (const [id, { meta }] of [...this.#kept]) if (meta.deleted) this.#kept.delete(id);
	}

	#change(ids: readonly string[], alter: (meta: Meta) => Meta): number {
		let changed = 0;
		for (const id of new Set(ids)) {
			const kept = this.#kept.get(id);
			if (!kept) continue;
			this.#kept.set(id, { ...kept, meta: alter(kept.meta) });
			changed++;
		}
		return changed;
	}

	// ---------------------------------------------------------------- shelf

	async search(
		terms: readonly string[],
		{ allow, limit, as }: SearchOptions,
		signal?: AbortSignal
	): Promise<readonly Hit[]> {
		// As with every real shelf, what is asked can still be called off.
		await Promise.resolve();
		signal?.throwIfAborted();
		const wanted = new Set(terms.flatMap(stemsOf));
		const seen = [...this.#kept.values()].filter(({ meta }) => !meta.deleted);
		const rarity = rarityOf(wanted, seen);
		const hits: Hit[] = [];
		for (const kept of seen.filter(({ meta }) => allow(meta) && opens(meta, as)))
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

	/** Every word, the last one half typed; no stems. */
	async find(
		text: string,
		{ allow, limit }: Pick<SearchOptions, 'allow' | 'limit'>
	): Promise<readonly Hit[]> {
		const said = typed(text);
		if (said.words.length === 0 && said.start === '') return [];
		const named: Passage[] = [];
		const others: Passage[] = [];
		for (const kept of this.#kept.values()) {
			const { meta, content } = kept;
			if (meta.deleted || !allow(meta)) continue;
			const isNamed = holdsAll(foldedFor(`${meta.title} ${meta.origin?.name ?? ''}`), said);
			for (const n of content.spans.keys()) {
				const passage = passageOf(kept, n);
				if (!passage) continue;
				if (isNamed && n === 0) named.push(passage);
				else if (holdsAll(foldedFor(`${meta.title} ${passage.text}`), said)) others.push(passage);
			}
		}
		return [...named, ...others].slice(0, limit).map((passage, n) => ({ passage, score: 1 / (n + 1) }));
	}

	async passage(id: string, as?: readonly Audience[]): Promise<Passage | undefined> {
		const place = placeOf(id);
		const kept = place && this.#kept.get(place.item);
		return kept && !kept.meta.deleted && opens(kept.meta, as) ? passageOf(kept, place.n) : undefined;
	}
}

/** Nothing is sealed here: the circles it would be sealed to stand for their keys. */
const opens = ({ visibility }: Meta, as: readonly Audience[] | undefined): boolean =>
	as === undefined || audiencesOf(visibility).some((audience) => as.includes(audience));

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
