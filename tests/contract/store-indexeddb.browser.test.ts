import { describe } from 'vitest';
import { storeContract } from './store-contract.ts';
import { stores } from './store-opening.ts';

const aStore = stores();

describe('the store in IndexedDB', () => {
	storeContract(() => aStore('contract'));
});
