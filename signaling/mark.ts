/**
 * Marks on what is kept: a keyed sum over the fields of a row. A row whose mark does not fit is damaged or was written by
 * somebody without the server's key; it is set aside and never handed on.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from './secret.ts';

export type Field = Buffer | string | number;

const MARK_BYTES = 16;
const LENGTH_BYTES = 4;

export class Marks {
	readonly #key: Buffer;

	constructor(secret: Secret) {
		this.#key = secret.name('mark', 'rows', 32);
	}

	/** `kind` keeps rows of different kinds apart. A large field is better given as its SHA-256. */
	of(kind: string, ...fields: readonly Field[]): Buffer {
		const parts: Buffer[] = [];
		for (const field of [kind, ...fields]) {
			const bytes = Buffer.isBuffer(field) ? field : Buffer.from(String(field));
			const length = Buffer.allocUnsafe(LENGTH_BYTES);
			length.writeUInt32BE(bytes.length);
			parts.push(length, bytes);
		}
		return createHmac('sha256', this.#key).update(Buffer.concat(parts)).digest().subarray(0, MARK_BYTES);
	}

	/** Whether `mark`, as it was read, is the mark of these fields. */
	fits(mark: unknown, kind: string, ...fields: readonly Field[]): boolean {
		if (!Buffer.isBuffer(mark) || mark.length !== MARK_BYTES) return false;
		return timingSafeEqual(mark, this.of(kind, ...fields));
	}
}
