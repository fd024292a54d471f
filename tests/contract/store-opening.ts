/** Opens stores for browser tests and takes everything away afterwards. */
import { afterEach } from 'vitest';
import { eraseStore, openStore, type StoreOptions } from '#lib/store/open-store.ts';
import type { Store } from '#lib/store/store.ts';

export const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
export const createWorker = (url: string): Worker => new Worker(url, { type: 'module' });

/** Call once at the head of a test file. */
export function stores(): (name: string, options?: Partial<StoreOptions>) => Promise<Store> {
	const open: Store[] = [];
	const names = new Set<string>();
	afterEach(async () => {
		for (const store of open.splice(0)) store.close();
		for (const name of names) await eraseStore(name);
		names.clear();
	});
	return async (name, options = {}) => {
		names.add(name);
		const store = await openStore({ random, createWorker, name, ...options });
		open.push(store);
		return store;
	};
}
