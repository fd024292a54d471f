/**
 * A saved index as it comes in, part by part, into the memory where SQLite will have it: what is large is copied once, while
 * the next part is still being read.
 */
import type { Sqlite3Static } from '@sqlite.org/sqlite-wasm';

export class SavedBytes {
	readonly length: number;
	readonly #wasm: Sqlite3Static['wasm'];
	#at: number | undefined;

	constructor({ wasm }: Sqlite3Static, length: number) {
		this.#wasm = wasm;
		this.length = length;
		this.#at = wasm.alloc(length);
	}

	/** Throws RangeError where it would go beyond. */
	put(at: number, part: Uint8Array): void {
		if (this.#at === undefined) throw new Error('saved bytes: handed over');
		if (at < 0 || at + part.length > this.length)
			throw new RangeError(`saved bytes: ${part.length} at ${at} of ${this.length}`);
		this.#wasm.heap8u().set(part, this.#at + at);
	}

	/** Where they lie. Whoever asks frees them from now on. */
	taken(): number {
		const at = this.#at;
		if (at === undefined) throw new Error('saved bytes: handed over');
		this.#at = undefined;
		return at;
	}

	/** Frees them, unless somebody took them. */
	drop(): void {
		if (this.#at !== undefined) this.#wasm.dealloc(this.#at);
		this.#at = undefined;
	}
}
