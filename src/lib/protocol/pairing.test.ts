import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { base64url, concat, fromBase64url, fromHex } from './bytes.ts';
import { newDevice, sign, type Device } from './identity.ts';
import { CLOCK_SLACK_MS, MAX_PAIRING_CHARS, PAIRING_LIFETIME_MS } from './limits.ts';
import { addressOf, bytesOfAddress } from './pairing-address.ts';
import { reader } from './pairing-bytes.ts';
import { encodePairing, openPairing, type PairingFacts } from './pairing.ts';

const NOW = 1_700_000_000_000;
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
let device: Device;
beforeAll(async () => {
	device = await newDevice(random(32), random, NOW);
});

const facts = (changed: Partial<PairingFacts> = {}): PairingFacts => ({
	kind: 'offer',
	id: base64url(random(8)),
	until: NOW + PAIRING_LIFETIME_MS,
	name: 'Ada',
	inbox: { id: base64url(random(8)), key: base64url(random(32)) },
	spot: {
		ufrag: '7v3B',
		pwd: '0vK4+vkttiOpuPCJmPCVS6uu',
		fingerprint: `sha-256 ${Array.from({ length: 32 }, () => 'A7').join(':')}`,
		addresses: [
			{ address: '192.0.2.2', port: 53713 },
			{ address: 'fd00:0:0:0:0:0:0:2', port: 59382 },
			{ address: '0d4e9f1c-6f2b-4c55-9e0c-1a2b3c4d5e6f.local', port: 1 }
		]
	},
	...changed
});

/** The same bytes with one thing done to them, signed anew by whoever does it. */
async function resigned(text: string, change: (body: Uint8Array) => Uint8Array): Promise<string> {
	const body = change(fromBase64url(text.split('.')[1] ?? '').slice(0, -64));
	return `elm-pair-1.${base64url(concat(body, await sign(device.secret, 'pairing', body)))}`;
}

describe('a pairing code', () => {
	test('says what was put in, and who signed it, in a size that a QR code holds well', async () => {
		const said = facts();
		const text = await encodePairing(said, device);
		expect(text.length).toBeLessThan(600);
		const read = await openPairing(text, NOW);
		expect(read).toMatchObject(said);
		expect(read).toMatchObject({ certificate: { root: device.peer, dev: device.dev } });
	});

	test('stays within its limit with the longest name and the most addresses', async () => {
		const address = 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';
		const spot = {
			...facts().spot,
			ufrag: 'u'.repeat(32),
			pwd: 'p'.repeat(64),
			addresses: Array.from({ length: 40 }, () => ({ address, port: 65_535 }))
		};
		const text = await encodePairing(facts({ name: '語'.repeat(40), spot }), device);
		expect(text.length).toBeLessThanOrEqual(MAX_PAIRING_CHARS);
		const read = await openPairing(text, NOW);
		if (typeof read === 'string') throw new Error(read);
		expect(read.spot.addresses).toHaveLength(12);
	});

	test('is read with the line breaks a messenger put in', async () => {
		const text = await encodePairing(facts(), device);
		const folded = `\n ${text.replaceAll(/(.{40})/g, '$1\r\n')}  `;
		expect(await openPairing(folded, NOW)).toMatchObject({ kind: 'offer' });
	});

	test('with any one letter changed, or cut anywhere, is damaged', async () => {
		const text = await encodePairing(facts(), device);
		const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
		const first = 'elm-pair-1.'.length;
		for (let at = first; at < text.length; at += 7) {
			const other = letters[(letters.indexOf(text[at] ?? '') + 1) % letters.length] ?? '';
			expect(await openPairing(text.slice(0, at) + other + text.slice(at + 1), NOW)).toBe('damaged');
			expect(await openPairing(text.slice(0, at), NOW)).toBe('damaged');
		}
	});

	test('of another version says so, and a text of another kind is no code', async () => {
		const text = await encodePairing(facts(), device);
		expect(await openPairing(text.replace('pair-1', 'pair-2'), NOW)).toBe('other-version');
		for (const other of ['', 'hello', 'https://elm.example/#i=abc', '{"sdp":"v=0"}'])
			expect(await openPairing(other, NOW)).toBe('not-a-code');
		expect(await openPairing(`elm-pair-1.${'A'.repeat(5_000)}`, NOW)).toBe('damaged');
	});

	test('has run out after ten minutes and the slack of two clocks, and from a clock far ahead as well', async () => {
		const text = await encodePairing(facts(), device);
		const end = NOW + PAIRING_LIFETIME_MS + CLOCK_SLACK_MS;
		expect(await openPairing(text, end)).toMatchObject({ kind: 'offer' });
		expect(await openPairing(text, end + 1)).toBe('expired');
		expect(await openPairing(text, NOW - CLOCK_SLACK_MS)).toMatchObject({ kind: 'offer' });
		expect(await openPairing(text, NOW - CLOCK_SLACK_MS - 1)).toBe('expired');
	});

	test('signed by another device than its certificate names is damaged', async () => {
		const thief = await newDevice(random(32), random, NOW);
		const text = await encodePairing(facts(), { ...thief, certificate: device.certificate });
		expect(await openPairing(text, NOW)).toBe('damaged');
	});

	test('with more behind it than it says is damaged, well signed or not', async () => {
		const text = await encodePairing(facts(), device);
		expect(await openPairing(await resigned(text, (body) => body), NOW)).toMatchObject({ kind: 'offer' });
		const longer = (body: Uint8Array) => concat(body, new Uint8Array(1));
		expect(await openPairing(await resigned(text, longer), NOW)).toBe('damaged');
		const strangeKind = (body: Uint8Array) => concat(new Uint8Array([7]), body.slice(1));
		expect(await openPairing(await resigned(text, strangeKind), NOW)).toBe('damaged');
	});

	test('never lets a line of its own into what is made of it', async () => {
		const evil = ['7v3B\r\na=x', 'ab', 'ü'.repeat(8)];
		for (const ufrag of evil)
			await expect(encodePairing(facts({ spot: { ...facts().spot, ufrag } }), device)).rejects.toThrow();
	});

	test('whatever bytes come, signed even, nothing throws', async () => {
		const text = await encodePairing(facts(), device);
		await fc.assert(
			fc.asyncProperty(fc.nat(700), fc.uint8Array({ maxLength: 40 }), async (at, bytes) => {
				const mixed = await resigned(text, (body) => concat(body.slice(0, at), bytes, body.slice(at + 3)));
				const read = await openPairing(mixed, NOW);
				if (typeof read !== 'string') expect(read.spot.addresses.length).toBeLessThanOrEqual(12);
				expect(typeof (await openPairing(base64url(bytes), NOW))).toBe('string');
			}),
			{ numRuns: 300 }
		);
	});
});

describe('addresses', () => {
	test.each([
		['127.0.0.1', '127.0.0.1'],
		['::1', '0:0:0:0:0:0:0:1'],
		['fd00::2', 'fd00:0:0:0:0:0:0:2'],
		['2001:DB8:0:1:2:3:4:5', '2001:db8:0:1:2:3:4:5'],
		['1::', '1:0:0:0:0:0:0:0'],
		['0D4E9F1C-6f2b-4c55-9e0c-1a2b3c4d5e6f.local', '0d4e9f1c-6f2b-4c55-9e0c-1a2b3c4d5e6f.local']
	])('%s is read back', (address, back) => {
		const bytes = bytesOfAddress(address);
		if (!bytes) throw new Error('no address');
		expect(addressOf(reader(bytes))).toBe(back);
	});

	test.each([
		'',
		'example.org',
		'1.2.3',
		'1.2.3.256',
		'01.2.3.4',
		'1::2::3',
		'1:2:3:4:5:6:7:8:9',
		'fe80::1%eth0'
	])('%s is none', (address) => expect(bytesOfAddress(address)).toBeUndefined());

	test('sixteen bytes of any kind come back as they went', () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
				const address = addressOf(reader(concat(new Uint8Array([6]), bytes)));
				expect(bytesOfAddress(address)).toEqual(concat(fromHex('06'), bytes));
			})
		);
	});
});
