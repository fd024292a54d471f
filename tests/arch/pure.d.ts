/** All that the pure folders may take from their surroundings: text encoding, aborting, and the arithmetic of WebCrypto. */

declare class TextEncoder {
	encode(input?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
	constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
	decode(input?: ArrayBuffer | ArrayBufferView): string;
}

interface AbortSignal {
	readonly aborted: boolean;
	readonly reason: unknown;
	throwIfAborted(): void;
	addEventListener(
		type: 'abort',
		listener: () => void,
		options?: { once?: boolean; signal?: AbortSignal }
	): void;
	removeEventListener(type: 'abort', listener: () => void): void;
}
declare const AbortSignal: {
	any(signals: readonly AbortSignal[]): AbortSignal;
	abort(reason?: unknown): AbortSignal;
};

declare class AbortController {
	readonly signal: AbortSignal;
	abort(reason?: unknown): void;
}

declare function structuredClone<T>(value: T): T;
declare function queueMicrotask(callback: () => void): void;

interface CryptoKey {
	readonly type: string;
	readonly extractable: boolean;
}
interface CryptoKeyPair {
	readonly publicKey: CryptoKey;
	readonly privateKey: CryptoKey;
}
interface JsonWebKey {
	readonly kty?: string;
}
interface SubtleCrypto {
	importKey(
		format: 'raw' | 'pkcs8',
		key: Uint8Array<ArrayBuffer>,
		algorithm: string,
		extractable: boolean,
		usages: readonly string[]
	): Promise<CryptoKey>;
	sign(algorithm: string, key: CryptoKey, message: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
	verify(
		algorithm: string,
		key: CryptoKey,
		signature: Uint8Array<ArrayBuffer>,
		message: Uint8Array<ArrayBuffer>
	): Promise<boolean>;
}
