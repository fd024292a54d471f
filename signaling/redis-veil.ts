/**
 * What Redis gets instead of names and texts. Names of peers, devices and channels are keyed names; what is said
 * between processes and what is kept of those online is sealed with a key made from the server's secret. So whoever
 * reads Redis without that secret learns how much happens, and not with whom.
 *
 *   sealed   sealer (8) | number (12) | mark (16) | AES-256-GCM
 *
 * Each process seals with a key of its own, made from its random name, and numbers what it seals: a pair of key and
 * number never comes twice.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Secret } from './secret.ts';

const SEALER_BYTES = 8;
const NUMBER_BYTES = 12;
const MARK_BYTES = 16;
const HEAD_BYTES = SEALER_BYTES + NUMBER_BYTES + MARK_BYTES;
/** Keys of other processes that are remembered: more than there are, few enough to forget. */
const MAX_KEYS = 256;

export class Veil {
	/** This process, new at every start. */
	readonly sealer = randomBytes(SEALER_BYTES);
	readonly #secret: Secret;
	readonly #keys = new Map<string, Buffer>();
	#number = 0;

	constructor(secret: Secret) {
		this.#secret = secret;
	}

	name(kind: string, value: string): string {
		return this.#secret.name(`redis ${kind}`, value).toString('hex');
	}

	seal(text: string): Buffer {
		const number = Buffer.alloc(NUMBER_BYTES);
		number.writeUIntBE((this.#number += 1), NUMBER_BYTES - 6, 6);
		const cipher = createCipheriv('aes-256-gcm', this.#keyOf(this.sealer), number);
		const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
		return Buffer.concat([this.sealer, number, cipher.getAuthTag(), sealed]);
	}

	/** Whether this very process sealed it. */
	isOwn(sealed: Buffer): boolean {
		return sealed.subarray(0, SEALER_BYTES).equals(this.sealer);
	}

	/** The process that sealed it, as `Processes` names it. */
	sealerOf(sealed: Buffer): string {
		return sealed.toString('hex', 0, SEALER_BYTES);
	}

	/** Undefined where nobody with the secret has sealed it. */
	open(sealed: Buffer): string | undefined {
		if (sealed.length < HEAD_BYTES) return undefined;
		const sealer = sealed.subarray(0, SEALER_BYTES);
		const number = sealed.subarray(SEALER_BYTES, SEALER_BYTES + NUMBER_BYTES);
		const cipher = createDecipheriv('aes-256-gcm', this.#keyOf(sealer), number);
		cipher.setAuthTag(sealed.subarray(HEAD_BYTES - MARK_BYTES, HEAD_BYTES));
		try {
			return Buffer.concat([cipher.update(sealed.subarray(HEAD_BYTES)), cipher.final()]).toString('utf8');
		} catch {
			return undefined;
		}
	}

	#keyOf(sealer: Buffer): Buffer {
		const name = sealer.toString('hex');
		const known = this.#keys.get(name);
		if (known) return known;
		const [oldest] = this.#keys.keys();
		if (this.#keys.size >= MAX_KEYS && oldest !== undefined) this.#keys.delete(oldest);
		const key = this.#secret.name('redis seal', sealer, 32);
		this.#keys.set(name, key);
		return key;
	}
}
