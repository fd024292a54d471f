/** The keys of a store in memory: nothing is sealed there, so that a passphrase is no more than asked for. */
import { NodeError } from '#lib/agent/ports.ts';
import type { StoreKeys } from './store-keys.ts';

export function memoryKeys(): StoreKeys {
	let passphrase: string | null = null;
	return {
		state: async () => ({ passphrase: passphrase !== null, vaultKeyMadeAt: undefined }),
		async setPassphrase(next, current) {
			if (next?.normalize('NFKC').trim() === '') throw new RangeError('passphrase: expected some letters');
			if (passphrase !== null && current?.normalize('NFKC') !== passphrase)
				throw new NodeError('passphrase-wrong');
			passphrase = next?.normalize('NFKC') ?? null;
		},
		async rotate(onProgress) {
			onProgress?.(0, 0);
			return { records: 0 };
		},
		settled: async () => undefined
	};
}
