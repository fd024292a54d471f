/** What is going to happen, by the virtual clock: a binary heap. What is due at the same moment comes in the order it was put in. */
export class Queue<T> {
	readonly #at: number[] = [];
	readonly #order: number[] = [];
	readonly #what: T[] = [];
	#puts = 0;

	get length(): number {
		return this.#at.length;
	}

	put(at: number, what: T): void {
		this.#at.push(at);
		this.#order.push(this.#puts++);
		this.#what.push(what);
		this.#rise(this.#at.length - 1);
	}

	/** The next thing and when; undefined when nothing is left. */
	take(): { readonly at: number; readonly what: T } | undefined {
		if (this.#at.length === 0) return undefined;
		const first = { at: this.#at[0]!, what: this.#what[0]! };
		const [at, order, what] = [this.#at.pop()!, this.#order.pop()!, this.#what.pop()!];
		if (this.#at.length > 0) {
			[this.#at[0], this.#order[0], this.#what[0]] = [at, order, what];
			this.#sink(0);
		}
		return first;
	}

	#before(one: number, other: number): boolean {
		const difference = this.#at[one]! - this.#at[other]!;
		return difference < 0 || (difference === 0 && this.#order[one]! < this.#order[other]!);
	}

	#swap(one: number, other: number): void {
		const [at, order, what] = [this.#at[one]!, this.#order[one]!, this.#what[one]!];
		this.#at[one] = this.#at[other]!;
		this.#order[one] = this.#order[other]!;
		this.#what[one] = this.#what[other]!;
		this.#at[other] = at;
		this.#order[other] = order;
		this.#what[other] = what;
	}

	#rise(from: number): void {
		for (let here = from; here > 0;) {
			const above = (here - 1) >> 1;
			if (!this.#before(here, above)) return;
			this.#swap(here, above);
			here = above;
		}
	}

	#sink(from: number): void {
		for (let here = from; ;) {
			const left = 2 * here + 1;
			if (left >= this.#at.length) return;
			const right = left + 1;
			const least = right < this.#at.length && this.#before(right, left) ? right : left;
			if (!this.#before(least, here)) return;
			this.#swap(here, least);
			here = least;
		}
	}
}
