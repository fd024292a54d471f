/** Both ways of checking a signature, over every signature there is a vector for. Runs in Node and in a browser. */
import { describe, expect, test } from 'vitest';
import { fromHex, hex } from '#lib/protocol/bytes.ts';
import { isGoodKey, nobleSignatures, publicKeyOf, webCryptoSignatures } from '#lib/protocol/ed25519.ts';
import rfc from './rfc.json' with { type: 'json' };
import vectors from './signatures.json' with { type: 'json' };

const paths = { noble: nobleSignatures, WebCrypto: webCryptoSignatures(crypto.subtle) };

export function signatureSuite(): void {
	for (const [name, { sign, verify }] of Object.entries(paths))
		describe(name, () => {
			test.each(rfc.ed25519.valid)('$name', async ({ secret, publicKey, message, signature }) => {
				expect(hex(publicKeyOf(fromHex(secret)))).toBe(publicKey);
				expect(hex(await sign(fromHex(message), fromHex(secret)))).toBe(signature);
				expect(await verify(fromHex(signature), fromHex(message), fromHex(publicKey))).toBe(true);
			});

			test.each(vectors.valid)('accepts: $name', async ({ signature, message, publicKey }) => {
				expect(await verify(fromHex(signature), fromHex(message), fromHex(publicKey))).toBe(true);
			});

			test.each(vectors.invalid)('refuses: $name', async ({ signature, message, publicKey }) => {
				expect(await verify(fromHex(signature), fromHex(message), fromHex(publicKey))).toBe(false);
			});

			test('refuses every signature with one bit changed', async () => {
				const [known] = vectors.valid;
				const signature = fromHex(known?.signature ?? '');
				for (let bit = 0; bit < 512; bit += 7) {
					const changed = signature.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
					expect(await verify(changed, fromHex(known?.message ?? ''), fromHex(known?.publicKey ?? ''))).toBe(
						false
					);
				}
			});
		});

	test('no key of small or mixed order is a good key', () => {
		const bad = vectors.invalid.filter(({ name }) =>
			/^(canonical|misspelled) key|^key (with|that)/.test(name)
		);
		expect(bad).toHaveLength(18);
		for (const { publicKey } of bad) expect(isGoodKey(fromHex(publicKey))).toBe(false);
	});
}
