import { expect, test } from 'vitest';
import { signatures, nobleSignatures } from '#lib/protocol/ed25519.ts';
import { signatureSuite } from './signature-suite.ts';

signatureSuite();

test('this browser has Ed25519, and it is what gets chosen', async () => {
	expect(await signatures()).not.toBe(nobleSignatures);
});
