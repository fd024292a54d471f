/**
 * Where each item's passages lie in the full-text table: one run of row numbers an item, later ones further on. In memory,
 * because every row that is found asks for it.
 */

export interface Place {
	readonly first: number;
	readonly count: number;
	readonly id: string;
}

export class Places {
	/** In order of `first`. */
	readonly #places: Place[];
	readonly #byId: Map<string, Place>;

	constructor(places: readonly Place[]) {
		this.#places = [...places].sort((a, b) => a.first - b.first);
		this.#byId = new Map(places.map((place) => [place.id, place]));
	}

	get size(): number {
		return this.#places.length;
	}

	/** The row after all others. */
	get next(): number {
		const last = this.#places.at(-1);
		return last ? last.first + last.count : 1;
	}

	ids(): IterableIterator<string> {
		return this.#byId.keys();
	}

	get(id: string): Place | undefined {
		return this.#byId.get(id);
	}

	/** `place.first` is `next`. */
	add(place: Place): void {
		this.#places.push(place);
		this.#byId.set(place.id, place);
	}

	remove(id: string): void {
		const place = this.#byId.get(id);
		if (!place) return;
		this.#byId.delete(id);
		this.#places.splice(this.#before(place.first), 1);
	}

	/** The item that a row belongs to. */
	at(row: number): Place | undefined {
		return this.#places[this.#before(row)];
	}

	/** The index of the last place that begins at or before `row`; -1 where none does. */
	#before(row: number): number {
		let low = 0;
		let high = this.#places.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.#places[middle]?.first ?? 0) <= row) low = middle + 1;
			else high = middle;
		}
		return low - 1;
	}
}
