/**
 * The server's own 32 random bytes, kept in a file beside the database. With them it names mailboxes and senders, so
 * that the database alone holds no PeerId, and makes challenges it need not remember.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyedSum } from './mark-sum.ts';

export class Secret {
	readonly #sum: KeyedSum;
	constructor(key: Buffer) {
		this.#sum = new KeyedSum(key);
	}
	/** A name for `value` that only this server can compute; `purpose` keeps names of different kinds apart. */
	name(purpose: string, value: string | Buffer, bytes = 16): Buffer {
		return this.#sum.of([`${purpose}\0`, value], bytes);
	}
	isName(purpose: string, value: string | Buffer, name: Buffer): boolean {
		return timingSafeEqual(this.name(purpose, value, name.length), name);
	}
}

/** Reads the secret, or makes it at the first start. */
export function readSecret(folder: string): Secret {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const path = join(folder, 'server.key');
	try {
		// On disk before anything is named by it.
		writeFileSync(path, randomBytes(32), { flag: 'wx', mode: 0o600, flush: true });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
	const key = readFileSync(path);
	if (key.length !== 32)
		throw new Error(
			`${path} is damaged: it should hold 32 bytes. Restore it, or delete it and all waiting mail is lost.`
		);
	return new Secret(key);
}
