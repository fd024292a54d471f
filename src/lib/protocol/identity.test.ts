import { base58 } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base64url, fromBase64url, utf8 } from './bytes.ts';
import { isRefusal } from './envelope.ts';
import {
	asPeerId,
	certify,
	compareCode,
	didKey,
	keysOfEntropy,
	openCertificate,
	peerIdOfDid,
	sign,
	signedBytes,
	verify,
	type PeerId
} from './identity.ts';
import { CERTIFICATE_BACKDATE_MS, CERTIFICATE_LIFETIME_MS, CLOCK_SLACK_MS } from './limits.ts';
import { aDevice, NOW } from './speaker.fixture.ts';

const anyPeer = fc
	.uint8Array({ minLength: 32, maxLength: 32 })
	.map((bytes) => asPeerId(Buffer.from(bytes).toString('hex')) as PeerId);

test('did:key and back is the same peer; anything else is nobody', () => {
	fc.assert(fc.property(anyPeer, (peer) => peerIdOfDid(didKey(peer)) === peer));
	const prefixed = (peer: PeerId) => new Uint8Array([0xed, 0x01, ...Buffer.from(peer, 'hex')]);
	fc.assert(fc.property(anyPeer, (peer) => didKey(peer) === `did:key:z${base58.encode(prefixed(peer))}`));
	const digits = fc.string({
		unit: fc.constantFrom('1', '6', 'M', 'k', 'z', 'O'),
		minLength: 47,
		maxLength: 47
	});
	fc.assert(
		fc.property(digits, (text) => {
			const peer = peerIdOfDid(`did:key:z${text}`);
			return peer === undefined || didKey(peer) === `did:key:z${text}`;
		})
	);
	fc.assert(fc.property(fc.string(), (text) => peerIdOfDid(`did:key:z${text}`) === undefined));
	expect(peerIdOfDid(`did:key:z${'2'.repeat(1_000_000)}`)).toBeUndefined();
});

test('both read the same code, and another pair reads another', () => {
	fc.assert(
		fc.property(anyPeer, anyPeer, anyPeer, (a, b, c) => {
			expect(compareCode(a, b)).toBe(compareCode(b, a));
			expect(compareCode(a, b)).toMatch(/^(\d{5} ){4}\d{5}$/);
			if (b !== c) expect(compareCode(a, b)).not.toBe(compareCode(a, c));
		})
	);
});

test('the root and the vault key of one phrase tell nothing of each other', () => {
	const { root, vault } = keysOfEntropy(new Uint8Array(16));
	expect(base64url(root)).not.toBe(base64url(vault));
	expect(() => keysOfEntropy(new Uint8Array(15))).toThrow(RangeError);
	expect(() => keysOfEntropy(new Uint8Array(32))).toThrow(RangeError);
});

describe('domains', () => {
	test('what is signed for one purpose holds for no other', async () => {
		const { secret, dev } = await aDevice(1);
		const signature = await sign(secret, 'query', 'hello');
		expect(await verify(dev, 'query', 'hello', signature)).toBe(true);
		for (const domain of ['answer', 'link', 'certificate', 'relay-auth', 'quer', 'queryh'])
			expect(await verify(dev, domain, 'hello', signature)).toBe(false);
	});

	test('no domain can move its border into the message', () => {
		for (const domain of ['', 'a\0b', 'Query', 'a b', 'a/b', '1', '-a', 'é'])
			expect(() => signedBytes(domain, '')).toThrow(RangeError);
	});

	test('a key that is none verifies nothing and throws nothing', async () => {
		expect(await verify('xyz', 'query', '', new Uint8Array(64))).toBe(false);
		expect(await verify('00'.repeat(32), 'query', '', new Uint8Array(64))).toBe(false);
	});
});

describe('certificates', () => {
	const root = new Uint8Array(32).fill(1);
	const dev = 'cd'.repeat(32);

	test('a new one holds from two days before, for a clock that is fast, and ninety days in all', async () => {
		const text = await certify(root, dev, NOW, 3);
		expect(await openCertificate(text, NOW)).toMatchObject({ dev, seq: 3 });
		expect(isRefusal(await openCertificate(text, NOW - CERTIFICATE_BACKDATE_MS))).toBe(false);
		expect(isRefusal(await openCertificate(text, NOW - CERTIFICATE_BACKDATE_MS - CLOCK_SLACK_MS - 1))).toBe(
			true
		);
		expect(isRefusal(await openCertificate(text, NOW + CERTIFICATE_LIFETIME_MS + 1))).toBe(true);
	});

	test('a clock that begins at zero can certify', async () => {
		expect(isRefusal(await openCertificate(await certify(root, dev, 0, 1), 0))).toBe(false);
	});

	test('having been proven once, it is still judged by its dates and by every letter', async () => {
		const text = await certify(root, dev, NOW, 3);
		await openCertificate(text, NOW);
		expect(isRefusal(await openCertificate(text, NOW + 2 * CERTIFICATE_LIFETIME_MS))).toBe(true);
		for (let at = 0; at < text.length; at++) {
			const letter = text[at] === 'A' ? 'B' : 'A';
			const changed = text.slice(0, at) + letter + text.slice(at + 1);
			expect(isRefusal(await openCertificate(changed, NOW)), `letter ${at}`).toBe(true);
		}
	});

	test('garbage is refused and never throws', async () => {
		const tail = base64url(new Uint8Array(64));
		await fc.assert(
			fc.asyncProperty(fc.string({ maxLength: 300 }), async (text) =>
				isRefusal(await openCertificate(text, NOW))
			)
		);
		await fc.assert(
			fc.asyncProperty(fc.jsonValue(), async (value) =>
				isRefusal(await openCertificate(`${base64url(utf8(JSON.stringify(value)))}.${tail}`, NOW))
			)
		);
		expect(await openCertificate('A'.repeat(10_000_000), NOW)).toMatchObject({ rejected: 'certificate' });
	});

	test('the text is what was signed: white space would make another certificate', async () => {
		const [head = ''] = (await certify(root, dev, NOW, 3)).split('.');
		const spaced = utf8(new TextDecoder().decode(fromBase64url(head)).replace(',', ', '));
		const text = `${base64url(spaced)}.${base64url(await sign(root, 'certificate', spaced))}`;
		expect(await openCertificate(text, NOW)).toMatchObject({ rejected: 'certificate' });
	});
});
