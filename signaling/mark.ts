/**
 * Marks on what is kept: a keyed sum over the fields of a row. A row whose mark does not fit is damaged or was written by
 * somebody without the server's key; it is set aside and never handed on.
 */
import { timingSafeEqual } from 'node:crypto';
import { KeyedSum } from './mark-sum.ts';
import type { Secret } from './secret.ts';

export type Field = Buffer | string | number;

const MARK_BYTES = 16;

export class Marks {
	readonly #sum: KeyedSum;

	constructor(secret: Secret) {
		this.#sum = new KeyedSum(secret.name('mark', 'rows', 32));
	}

	/** `kind` keeps rows of different kinds apart. A large field is better given as its SHA-256. */
	of(kind: string, ...fields: readonly Field[]): Buffer {
		const texts = fields.map((field) => (Buffer.isBuffer(field) ? field : String(field)));
		return this.#sum.ofFields([kind, ...texts], MARK_BYTES);
	}

	/** Whether `mark`, as it was read, is the mark of these fields. */
	fits(mark: unknown, kind: string, ...fields: readonly Field[]): boolean {
		if (!Buffer.isBuffer(mark) || mark.length !== MARK_BYTES) return false;
		return timingSafeEqual(mark, this.of(kind, ...fields));
	}
}
