import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { base64url, fromUtf8, utf8, type Bytes } from './bytes.ts';
import { isRefusal, open, textForm, write, type Envelope } from './envelope.ts';
import { sign, type Device } from './identity.ts';
import {
	LIVE_LIFETIME_MS,
	MAX_CERTIFICATE_CHARS,
	MAX_PAYLOAD_BYTES,
	MAX_SIGNED_PASSAGE_CHARS
} from './limits.ts';
import { aDevice, counter, NOW } from './speaker.fixture.ts';

let alice: Device;
let bob: Device;
let question: Envelope;
beforeAll(async () => {
	[alice, bob] = await Promise.all([aDevice(1), aDevice(2)]);
	question = await ask('Where do boletes grow?');
});

const random = counter();
const ask = (text: string) =>
	write({
		kind: 'query',
		body: { text, most: 8 },
		from: alice,
		to: bob.peer,
		travel: 'live',
		now: NOW,
		random
	});

/** A payload that alice signs as it stands. */
async function signed(kind: string, json: string): Promise<string> {
	const payload = utf8(json);
	return `${base64url(payload)}.${base64url(await sign(alice.secret, kind, payload))}`;
}

const payloadOf = (envelope: Envelope) => fromUtf8(envelope.bytes.subarray(5, -64));

describe('writing', () => {
	test('both forms say the same', async () => {
		expect(textForm(question.bytes)).toBe(question.text);
		expect(await open(question.bytes, NOW, bob.peer)).toEqual(await open(question.text, NOW, bob.peer));
	});

	test('what would not be accepted is our mistake and throws', async () => {
		const good = {
			kind: 'query',
			body: { text: 'x', most: 1 },
			from: alice,
			to: bob.peer,
			now: NOW,
			random
		} as const;
		const { to: _to, ...toNobody } = good;
		await expect(write({ ...good, travel: 'kept' })).rejects.toThrow(RangeError);
		await expect(write({ ...toNobody, travel: 'live' })).rejects.toThrow(RangeError);
		await expect(write({ ...good, travel: 'mail' })).rejects.toThrow(RangeError);
		await expect(write({ ...good, travel: 'live', seq: 1 })).rejects.toThrow(RangeError);
		await expect(write({ ...good, travel: 'live', lifetimeMs: 0 })).rejects.toThrow(RangeError);
		await expect(write({ ...good, travel: 'live', lifetimeMs: 0.5 })).rejects.toThrow(RangeError);
		await expect(write({ ...good, travel: 'live', body: { text: '', most: 1 } })).rejects.toThrow();
		await expect(write({ ...good, travel: 'live', body: { text: '\ud800', most: 1 } })).rejects.toThrow();
	});

	test('a lifetime is never longer than the kind allows', async () => {
		const body = { text: 'x', most: 1 };
		const long = {
			kind: 'query',
			body,
			from: alice,
			to: bob.peer,
			travel: 'live',
			now: NOW,
			random
		} as const;
		expect((await write({ ...long, lifetimeMs: 1e12 })).exp).toBe(NOW + LIVE_LIFETIME_MS);
		expect((await write({ ...long, lifetimeMs: 5_000 })).exp).toBe(NOW + 5_000);
	});

	test('the longest passage, in letters of three bytes, still fits into a citation', async () => {
		const body = { title: '€'.repeat(200), text: '€'.repeat(4_000), made: NOW };
		const passage = await write({ kind: 'passage', body, from: alice, travel: 'kept', now: NOW, random });
		expect(passage.text.length).toBeLessThan(MAX_SIGNED_PASSAGE_CHARS);
		const hash = base64url(new Uint8Array(32));
		const citation = { passage: passage.text, hash, quote: body.text, start: 0, end: 4_000 };
		const answer = await write({
			kind: 'answer',
			body: { re: question.id, part: 0, last: true, outcome: 'found', text: '', citations: [citation] },
			from: alice,
			to: bob.peer,
			travel: 'mail',
			seq: 1,
			now: NOW,
			random
		});
		expect(isRefusal(await open(answer.bytes, NOW, bob.peer))).toBe(false);
	});

	test('a body beyond the payload throws and is not cut', async () => {
		const passage = `${'A'.repeat(20_000)}.${'A'.repeat(86)}`;
		const citation = { passage, hash: 'A'.repeat(43), quote: 'x', start: 0, end: 1 };
		const body = {
			re: question.id,
			part: 0,
			last: true,
			outcome: 'found',
			text: '',
			citations: Array(4).fill(citation)
		};
		const writing = {
			kind: 'answer',
			body,
			from: alice,
			to: bob.peer,
			travel: 'live',
			now: NOW,
			random
		} as never;
		await expect(write(writing)).rejects.toThrow('too many');
	});

	test('a certificate is shorter than what is allowed for one', () => {
		expect(alice.certificate.length * 5).toBeLessThan(MAX_CERTIFICATE_CHARS);
	});
});

describe('opening never throws and never believes', () => {
	const refused = async (wire: Uint8Array | string) => isRefusal(await open(wire, NOW, bob.peer));

	test('random bytes and random texts', async () => {
		await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), refused));
		await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), refused));
		const shaped = fc.tuple(
			fc.uint8Array({ maxLength: 300 }),
			fc.uint8Array({ minLength: 64, maxLength: 64 })
		);
		await fc.assert(
			fc.asyncProperty(shaped, ([head, tail]) => refused(`${base64url(head)}.${base64url(tail)}`))
		);
	});

	test('a good envelope with any one byte changed, in binary and in text', async () => {
		for (let at = 0; at < question.bytes.length; at++) {
			const changed = question.bytes.slice();
			changed[at] = (changed[at] ?? 0) ^ (1 << (at & 7));
			expect(await refused(changed), `byte ${at}`).toBe(true);
		}
		for (let at = 0; at < question.text.length; at++) {
			const letter = question.text[at] === 'A' ? 'B' : 'A';
			expect(
				await refused(question.text.slice(0, at) + letter + question.text.slice(at + 1)),
				`letter ${at}`
			).toBe(true);
		}
	});

	test('a good envelope cut anywhere, or with something behind it', async () => {
		for (let at = 0; at < question.bytes.length; at += 3)
			expect(await refused(question.bytes.subarray(0, at))).toBe(true);
		for (let at = 0; at < question.text.length; at += 3)
			expect(await refused(question.text.slice(0, at))).toBe(true);
		expect(await refused(`${question.text}A`)).toBe(true);
	});

	test('any JSON at all, well signed', async () => {
		const value = fc.oneof(
			fc.jsonValue({ maxDepth: 6 }),
			fc.object({
				key: fc.constantFrom('id', 'from', 'dev', 'cert', '__proto__', 'constructor', 'body', 'kind')
			})
		);
		await fc.assert(
			fc.asyncProperty(value, async (some) => refused(await signed('query', JSON.stringify(some) ?? 'null'))),
			{ numRuns: 200 }
		);
	});

	test('any value in any field, well signed: what opens has kept every bound', async () => {
		const good = JSON.parse(payloadOf(question)) as Record<string, unknown>;
		const odd = fc.oneof(
			fc.jsonValue({ maxDepth: 3 }),
			fc.constantFrom(1e308, -1, 2 ** 53, 0.1, '', 'a'.repeat(70_000), '__proto__', [], {}, null, true)
		);
		const field = fc.constantFrom(...Object.keys(good), 'body.text', 'body.most');
		await fc.assert(
			fc.asyncProperty(field, odd, async (name, value) => {
				const [outer = '', inner] = name.split('.');
				const body = good['body'] as Record<string, unknown>;
				const changed = { ...good, [outer]: inner === undefined ? value : { ...body, [inner]: value } };
				const kind =
					typeof changed['kind'] === 'string' && /^[a-z-]+$/.test(changed['kind'])
						? changed['kind']
						: 'query';
				const said = await open(await signed(kind, JSON.stringify(changed)), NOW, bob.peer);
				if (isRefusal(said)) return;
				expect(said.kind).toBe('query');
				expect(said.exp - said.ts).toBeLessThanOrEqual(14 * 24 * 3_600_000);
			}),
			{ numRuns: 300 }
		);
	});

	test('JSON as deep as a payload can hold', async () => {
		const depth = MAX_PAYLOAD_BYTES / 2 - 500;
		const deep = payloadOf(question).replace(
			'"seq":0',
			`"seq":0,"x":${'['.repeat(depth)}${']'.repeat(depth)}`
		);
		expect(await open(await signed('query', deep), NOW, bob.peer)).toMatchObject({ rejected: 'encoding' });
	});

	test('a hundred megabytes are refused unread', async () => {
		const huge = new Uint8Array(100_000_000);
		huge[0] = 1;
		expect(await open(huge, NOW)).toEqual({ rejected: 'oversize' });
	});
});

test('nothing that came in is handed on: unknown fields are gone and prototypes are plain', async () => {
	const json = payloadOf(question)
		.replace('"body":{', '"body":{"__proto__":{"polluted":1},"extra":[1],')
		.replace('{"id"', '{"__proto__":{"polluted":1},"id"');
	const said = await open(await signed('query', json), NOW, bob.peer);
	if (isRefusal(said)) throw new Error(said.detail);
	expect(Object.keys(said).sort()).toEqual(
		['body', 'bytes', 'certificate', 'dev', 'exp', 'from', 'id', 'kind', 'seq', 'to', 'ts'].sort()
	);
	expect(Object.keys(said.body)).toEqual(['text', 'most']);
	expect(Object.getPrototypeOf(said.body)).toBe(Object.prototype);
	expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('an envelope lent in a pooled buffer opens the same', async () => {
	const pooled = Buffer.from(question.bytes);
	const said = await open(pooled, NOW, bob.peer);
	if (isRefusal(said)) throw new Error(said.detail);
	expect(said.bytes satisfies Bytes).toEqual(question.bytes);
	expect(said.bytes.buffer).not.toBe(pooled.buffer);
});
