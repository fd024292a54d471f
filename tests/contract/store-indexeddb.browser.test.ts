import { afterEach, describe } from 'vitest';
import { eraseStore, openStore } from '#lib/store/open-store.ts';
import type { Store } from '#lib/store/store.ts';
import { storeContract } from './store-contract.ts';

describe('the store in IndexedDB', () => {
	let store: Store | undefined;
	afterEach(async () => {
		store?.close();
		await eraseStore('contract');
	});
	storeContract(async () => {
		store = await openStore({
			name: 'contract',
			random: (length) => crypto.getRandomValues(new Uint8Array(length)),
			createWorker: (url) => new Worker(url, { type: 'module' })
		});
		return store;
	});
});
