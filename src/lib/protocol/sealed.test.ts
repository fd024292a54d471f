import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { base64url, fromHex } from './bytes.ts';
import { asPeerId, type PeerId } from './identity.ts';
import { BOX_CLASSES_BYTES, MAX_BOX_BYTES, MAX_ENVELOPE_BYTES } from './limits.ts';
import { inboxKeyOf, seal, unseal } from './sealed.ts';

const reader = asPeerId('ab'.repeat(32)) as PeerId;
const secret = new Uint8Array(32).fill(9);
const inbox = await inboxKeyOf(secret);
const has = (keyId: string) => Promise.resolve(keyId === inbox.id ? secret : undefined);

test('what is sealed to a reader opens for that reader', async () => {
	await fc.assert(
		fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), async (envelope) => {
			expect(await unseal(await seal(envelope, reader, inbox), reader, has)).toEqual(envelope);
		}),
		{ numRuns: 30 }
	);
});

test('a box tells a size class and no more', async () => {
	const sizes = new Set<number>();
	const borders = BOX_CLASSES_BYTES.slice(0, -1).flatMap((bytes) => [bytes - 4, bytes - 3]);
	for (const length of [0, 1, 100, ...borders, MAX_ENVELOPE_BYTES])
		sizes.add((await seal(new Uint8Array(length), reader, inbox)).length - 56);
	expect([...sizes]).toEqual([...BOX_CLASSES_BYTES]);
	await expect(seal(new Uint8Array(MAX_ENVELOPE_BYTES + 1), reader, inbox)).rejects.toThrow(RangeError);
});

test('the same envelope never seals to the same box twice', async () => {
	const boxes = await Promise.all([1, 2].map(() => seal(new Uint8Array(10), reader, inbox)));
	expect(base64url(boxes[0]!)).not.toBe(base64url(boxes[1]!));
});

describe('hostile boxes', () => {
	let box: Uint8Array;
	beforeAll(async () => {
		box = await seal(new Uint8Array([1, 2, 3]), reader, inbox);
	});

	test('one changed byte anywhere, and it stays shut', async () => {
		for (let at = 0; at < box.length; at += 5) {
			const changed = box.slice();
			changed[at] = (changed[at] ?? 0) ^ 0x80;
			// The top bit of a Curve25519 key counts for nothing in the curve, but HPKE binds its bytes.
			expect(await unseal(changed, reader, has), `byte ${at}`).toMatchObject({ rejected: 'box' });
		}
	});

	test('random bytes never throw', async () => {
		const some = fc.uint8Array({ maxLength: 700 });
		await fc.assert(
			fc.asyncProperty(some, async (bytes) => {
				const named = new Uint8Array([...box.subarray(0, 8), ...bytes]);
				expect(await unseal(bytes, reader, has)).toMatchObject({ rejected: 'box' });
				expect(await unseal(named, reader, has)).toMatchObject({ rejected: 'box' });
			})
		);
	});

	test('a box that is too large is refused before any key is looked for', async () => {
		const never = () => Promise.reject(new Error('asked'));
		expect(await unseal(new Uint8Array(MAX_BOX_BYTES + 1), reader, never)).toEqual({ rejected: 'oversize' });
	});

	test('lent in a pooled buffer, with the secret in one too, it opens the same', async () => {
		const pooled = (bytes: Uint8Array) => Buffer.concat([Buffer.alloc(8), bytes]).subarray(8);
		const opened = await unseal(pooled(box), reader, () => Promise.resolve(pooled(secret)));
		expect(opened).toEqual(new Uint8Array([1, 2, 3]));
	});
});

describe('inbox keys nobody can be reached by', () => {
	// The points of small order on Curve25519 and its twist, canonical and not (RFC 7748, section 7).
	test.each([
		'0000000000000000000000000000000000000000000000000000000000000000',
		'0100000000000000000000000000000000000000000000000000000000000000',
		'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
		'5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
		'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
		'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
		'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'
	])('%s', async (key) => {
		const bad = { id: inbox.id, key: base64url(fromHex(key)) };
		await expect(seal(new Uint8Array(1), reader, bad)).rejects.toThrow();
		const box = await seal(new Uint8Array(1), reader, inbox);
		box.set(fromHex(key), 8);
		expect(await unseal(box, reader, has)).toMatchObject({ rejected: 'box' });
	});

	test('a name of the wrong length', async () => {
		await expect(seal(new Uint8Array(1), reader, { ...inbox, id: 'AAAA' })).rejects.toThrow(RangeError);
	});
});
