/**
 * What a card may claim, of what everybody may see: read in slices, and again when it changes. What is new is added to what
 * was read; where something was changed or taken back, all of it is read anew, for nothing is kept of a single record.
 */
import type { Embedder, Item, ItemFacts } from '#lib/agent/ports.ts';
import { ShelfTopics } from '#lib/agent/routing/shelf-topics.ts';
import { topicReader } from '#lib/agent/routing/topic-space.ts';
import { inSlices, type Slices } from './holdings-slices.ts';

/** An embedder reads several in one go, and what it reads stays short. */
const READ_TOGETHER = 8;

export interface PublicTopicsDeps {
	/** As they are now; replaced as a whole when one changes. */
	readonly items: () => readonly ItemFacts[];
	readonly item: (id: string) => Promise<Pick<Item, 'title' | 'text'> | undefined>;
	/** Absent: by words alone. */
	readonly embedder: () => Embedder | undefined;
	readonly slices?: Slices;
}

export class PublicTopics {
	readonly #deps: PublicTopicsDeps;
	readonly #slices: Slices;
	#shelf = new ShelfTopics();
	/** What was read, by id, as of which change. */
	#read = new Map<string, number>();
	#with: Embedder | undefined;
	#reading: Promise<ShelfTopics> | undefined;

	constructor(deps: PublicTopicsDeps) {
		this.#deps = deps;
		this.#slices = deps.slices ?? inSlices();
	}

	get records(): readonly ItemFacts[] {
		return this.#deps.items().filter(({ visibility }) => visibility.to === 'public');
	}

	/** The topics of the public records as they are now; who asks meanwhile waits for the same reading. */
	topics(): Promise<ShelfTopics> {
		return (this.#reading ??= this.#catchUp().finally(() => (this.#reading = undefined)));
	}

	async #catchUp(): Promise<ShelfTopics> {
		for (let records = this.records; this.#isBehind(records); records = this.records) {
			if (this.#isSpoilt(records)) {
				this.#shelf = new ShelfTopics();
				this.#read = new Map();
				this.#with = this.#deps.embedder();
			}
			await this.#add(records.filter(({ id }) => !this.#read.has(id)));
		}
		return this.#shelf;
	}

	#isBehind(records: readonly ItemFacts[]): boolean {
		return this.#isSpoilt(records) || records.length > this.#read.size;
	}

	/** Something that was read is another now, or read by other means. */
	#isSpoilt(records: readonly ItemFacts[]): boolean {
		const same = records.filter(({ id, changedAt }) => this.#read.get(id) === changedAt).length;
		return same < this.#read.size || this.#with?.id !== this.#deps.embedder()?.id;
	}

	async #add(records: readonly ItemFacts[]): Promise<void> {
		const reader = topicReader(this.#with);
		const together = this.#with ? READ_TOGETHER : 1;
		for (let from = 0; from < records.length; from += together)
			await this.#slices(async () => {
				const some = records.slice(from, from + together);
				const texts: string[] = [];
				for (const { id } of some) {
					const item = await this.#deps.item(id);
					texts.push(item ? `${item.title}\n${item.text}` : '');
				}
				for (const read of await reader.read(texts)) this.#shelf.add(read);
				for (const { id, changedAt } of some) this.#read.set(id, changedAt);
			});
	}
}
