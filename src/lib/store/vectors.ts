/**
 * The passages' vectors, all of one embedder: a byte a number and one scale a passage, so that 100,000 passages take 6.8 MB
 * at 64 dimensions and 39 MB at 384. Searched by comparing with every one of them; no index is needed at that size. Runs
 * in the search worker; also in node.
 */
import { fromUtf8, utf8 } from '#lib/protocol/bytes.ts';
import type { Allowed, Found } from './full-text.ts';

/** Another number where what is below changes: what was kept in another layout is made anew. */
export const VECTORS_LAYOUT = 1;
const FIRST_ROWS = 1_024;
/** What is asked is rounded finer than what is kept; the sums still fit in 32 bits at 1,024 dimensions. */
const ASKED_STEPS = 8_191;
const KEPT_STEPS = 127;

interface Run {
	readonly id: string;
	readonly at: number;
	readonly count: number;
}

/** What an export says of itself. */
interface Head {
	readonly embedder: string;
	readonly dimensions: number;
	readonly items: readonly (readonly [id: string, count: number])[];
}

export class Vectors {
	readonly embedder: string;
	readonly dimensions: number;
	/** In order of `at`; what was removed leaves its rows behind until the next growth. */
	#runs: Run[] = [];
	readonly #byId = new Map<string, Run>();
	#rows: Int8Array<ArrayBuffer>;
	#scales: Float32Array<ArrayBuffer>;
	#used = 0;
	#question: { readonly asked: Float32Array; readonly rounded: Int32Array } | undefined;

	constructor(embedder: string, dimensions: number) {
		this.embedder = embedder;
		this.dimensions = dimensions;
		this.#rows = new Int8Array(FIRST_ROWS * dimensions);
		this.#scales = new Float32Array(FIRST_ROWS);
	}

	/** As it was when `exported` was made. Throws when those bytes are no such export of this embedder. */
	static restored(embedder: string, dimensions: number, exported: Uint8Array<ArrayBuffer>): Vectors {
		const length = new DataView(exported.buffer, exported.byteOffset).getUint32(0);
		const head = JSON.parse(fromUtf8(exported.subarray(4, 4 + length))) as Head;
		const count = head.items.reduce((sum, [, count]) => sum + count, 0);
		const scalesAt = 4 + length;
		const rowsAt = scalesAt + count * 4;
		const isWhole = exported.length === rowsAt + count * dimensions;
		if (head.embedder !== embedder || head.dimensions !== dimensions || !isWhole)
			throw new Error('vectors: of another embedder, or not whole');
		const vectors = new Vectors(embedder, dimensions);
		vectors.#rows = new Int8Array(exported.slice(rowsAt).buffer);
		vectors.#scales = new Float32Array(exported.slice(scalesAt, rowsAt).buffer);
		for (const [id, count] of head.items) vectors.#add(id, count);
		return vectors;
	}

	has(id: string): boolean {
		return this.#byId.has(id);
	}

	/** The vectors of an item's passages, one after the other, in place of those it had. */
	put(id: string, values: Float32Array): void {
		const { dimensions } = this;
		const count = values.length / dimensions;
		if (!Number.isInteger(count)) throw new RangeError('vectors: numbers left over');
		this.remove(id);
		this.#makeRoom(count);
		for (let row = 0; row < count; row++) this.#keep(this.#used + row, values.subarray(row * dimensions));
		this.#add(id, count);
	}

	remove(id: string): void {
		const run = this.#byId.get(id);
		if (!run) return;
		this.#byId.delete(id);
		this.#rows.fill(0, run.at * this.dimensions, (run.at + run.count) * this.dimensions);
	}

	/** The passages nearest to what was asked, best first; what is not allowed takes no seat. Scores are cosines. */
	search(asked: Float32Array, limit: number, allowed?: Allowed): Found[] {
		const question = this.#rounded(asked);
		const best: Found[] = [];
		for (const run of this.#runs) {
			if (this.#byId.get(run.id) !== run || (allowed && !allowed.has(run.id))) continue;
			for (let n = 0; n < run.count; n++) {
				const score = this.#cosine(run.at + n, question);
				if (best.length < limit || score > (best.at(-1)?.score ?? 0))
					insert(best, { item: run.id, n, score }, limit);
			}
		}
		return best;
	}

	/** How near one passage is; undefined where it has no vector. */
	near(asked: Float32Array, { item, n }: Pick<Found, 'item' | 'n'>): number | undefined {
		const run = this.#byId.get(item);
		return run && n < run.count ? this.#cosine(run.at + n, this.#rounded(asked)) : undefined;
	}

	/** Everything that is in, and nothing that was removed. */
	export(): Uint8Array<ArrayBuffer> {
		this.#compact();
		const items = this.#runs.map(({ id, count }) => [id, count] as const);
		const { embedder, dimensions } = this;
		const head = utf8(JSON.stringify({ embedder, dimensions, items } satisfies Head));
		const exported = new Uint8Array(4 + head.length + this.#used * (4 + dimensions));
		new DataView(exported.buffer).setUint32(0, head.length);
		exported.set(head, 4);
		exported.set(new Uint8Array(this.#scales.buffer, 0, this.#used * 4), 4 + head.length);
		const rows = new Uint8Array(this.#rows.buffer, 0, this.#used * dimensions);
		exported.set(rows, 4 + head.length + this.#used * 4);
		return exported;
	}

	#add(id: string, count: number): void {
		const run = { id, at: this.#used, count };
		this.#runs.push(run);
		this.#byId.set(id, run);
		this.#used += count;
	}

	/** One row, rounded; what is asked may follow it in `values`. */
	#keep(row: number, values: Float32Array): void {
		const { dimensions } = this;
		let most = 0;
		for (let i = 0; i < dimensions; i++) most = Math.max(most, Math.abs(values[i] ?? 0));
		const step = most / KEPT_STEPS;
		this.#scales[row] = step;
		const at = row * dimensions;
		for (let i = 0; i < dimensions; i++)
			this.#rows[at + i] = step > 0 ? Math.round((values[i] ?? 0) / step) : 0;
	}

	/** The same question is compared with many passages, one call after the other. */
	#rounded(asked: Float32Array): Int32Array {
		if (this.#question?.asked !== asked) {
			const rounded = new Int32Array(this.dimensions);
			for (let i = 0; i < rounded.length; i++) rounded[i] = Math.round((asked[i] ?? 0) * ASKED_STEPS);
			this.#question = { asked, rounded };
		}
		return this.#question.rounded;
	}

	/** Four sums side by side, in whole numbers: twice as fast as one in fractions. */
	#cosine(row: number, question: Int32Array): number {
		const rows = this.#rows;
		const { dimensions } = this;
		let [a, b, c, d] = [0, 0, 0, 0];
		let at = row * dimensions;
		let i = 0;
		for (; i + 3 < dimensions; i += 4, at += 4) {
			a = (a + Math.imul(rows[at]!, question[i]!)) | 0;
			b = (b + Math.imul(rows[at + 1]!, question[i + 1]!)) | 0;
			c = (c + Math.imul(rows[at + 2]!, question[i + 2]!)) | 0;
			d = (d + Math.imul(rows[at + 3]!, question[i + 3]!)) | 0;
		}
		for (; i < dimensions; i++, at++) a = (a + Math.imul(rows[at]!, question[i]!)) | 0;
		return ((a + b + c + d) * (this.#scales[row] ?? 0)) / ASKED_STEPS;
	}

	#makeRoom(count: number): void {
		if ((this.#used + count) * this.dimensions <= this.#rows.length) return;
		this.#compact();
		const rows = Math.max((this.#used + count) * 1.5, FIRST_ROWS) | 0;
		const [grown, scales] = [new Int8Array(rows * this.dimensions), new Float32Array(rows)];
		grown.set(this.#rows.subarray(0, this.#used * this.dimensions));
		scales.set(this.#scales.subarray(0, this.#used));
		[this.#rows, this.#scales] = [grown, scales];
	}

	#compact(): void {
		const runs = this.#runs.filter((run) => this.#byId.get(run.id) === run);
		this.#runs = [];
		this.#used = 0;
		for (const { id, at, count } of runs) {
			this.#rows.copyWithin(
				this.#used * this.dimensions,
				at * this.dimensions,
				(at + count) * this.dimensions
			);
			this.#scales.copyWithin(this.#used, at, at + count);
			this.#add(id, count);
		}
		this.#rows.fill(0, this.#used * this.dimensions);
	}
}

/** Into its place in a list that is best first and no longer than `limit`. */
function insert(best: Found[], one: Found, limit: number): void {
	let at = best.length;
	while (at > 0 && (best[at - 1]?.score ?? 0) < one.score) at--;
	best.splice(at, 0, one);
	if (best.length > limit) best.pop();
}
