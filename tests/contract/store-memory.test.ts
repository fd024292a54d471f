import { randomBytes } from 'node:crypto';
import { describe } from 'vitest';
import { memoryStore } from '#lib/store/in-memory.ts';
import { storeContract } from './store-contract.ts';

describe('the store in memory', () => {
	storeContract(async () => memoryStore({ random: (length) => new Uint8Array(randomBytes(length)) }));
});
