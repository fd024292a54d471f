/** How everything kept on this device is encrypted: AES-256-GCM, a fresh IV each time, bound to what it is. */
import { NodeError, type RandomBytes } from '#lib/agent/ports.ts';
import { concat, utf8, type Bytes } from '#lib/protocol/bytes.ts';
import { storageError } from './database.ts';

export const IV_BYTES = 12;
export const KEY_BYTES = 32;
/** Goes into the authenticated data of everything sealed; a new layout gets a new number. */
const FORMAT = 1;

export const aesKey = (raw: Uint8Array): Promise<CryptoKey> =>
	crypto.subtle.importKey('raw', plain(raw), 'AES-GCM', false, ['encrypt', 'decrypt']);

/** A key that comes from another by HKDF-SHA-256; `info` names what it is for. */
export async function derivedKey<Use extends AesKeyGenParams | HmacKeyGenParams>(
	raw: Uint8Array,
	info: string,
	use: Use,
	usages: readonly KeyUsage[]
): Promise<CryptoKey> {
	const source = await crypto.subtle.importKey('raw', plain(raw), 'HKDF', false, ['deriveKey']);
	const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(info) };
	return crypto.subtle.deriveKey(parameters, source, use, false, [...usages]);
}

export const derivedAesKey = (raw: Uint8Array, info: string): Promise<CryptoKey> =>
	derivedKey(raw, info, { name: 'AES-GCM', length: 256 }, ['encrypt', 'decrypt']);

/** IV and AES-GCM ciphertext; `what` is bound to it and must be said again to open it. */
export async function wrap(
	key: CryptoKey,
	random: RandomBytes,
	what: string,
	secret: Uint8Array
): Promise<Bytes> {
	const iv = plain(random(IV_BYTES));
	const parameters = { name: 'AES-GCM', iv, additionalData: bound(what) };
	return concat(iv, new Uint8Array(await crypto.subtle.encrypt(parameters, key, plain(secret))));
}

/** Throws NodeError('storage-unreadable'). */
export async function unwrap(key: CryptoKey, what: string, wrapped: Uint8Array): Promise<Bytes> {
	const iv = plain(wrapped.subarray(0, IV_BYTES));
	const parameters = { name: 'AES-GCM', iv, additionalData: bound(what) };
	try {
		return new Uint8Array(await crypto.subtle.decrypt(parameters, key, plain(wrapped.subarray(IV_BYTES))));
	} catch (error) {
		throw storageError(error);
	}
}

/** Undefined when this key does not open it. */
export const unwrapped = (key: CryptoKey, what: string, wrapped: Uint8Array): Promise<Bytes | undefined> =>
	unwrap(key, what, wrapped).catch((error: unknown) => {
		if (error instanceof NodeError && error.code === 'storage-unreadable') return undefined;
		throw error;
	});

const bound = (what: string): Bytes => utf8(`${what}|${FORMAT}`);

/** The same bytes, known not to lie in shared memory, as WebCrypto wants them. */
export const plain = (bytes: Uint8Array): Bytes =>
	bytes.buffer instanceof ArrayBuffer
		? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
		: new Uint8Array(bytes);
