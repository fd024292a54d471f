/** Envelopes that are refused: one for each way in which an envelope can be wrong, and why. */
import { base64url, concat, utf8, type Bytes } from '#lib/protocol/bytes.ts';
import { certify } from '#lib/protocol/identity.ts';
import {
	binaryOf,
	certificateOf,
	make,
	payloadOf,
	without,
	type EnvelopeCase,
	type Json,
	type Odd
} from './envelope-cases.ts';
import { bytesFor, DAY, NOW, SECOND, type Somebody } from './people.ts';

const flip = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

/** The last letter of base64url carries bits that mean nothing: this sets one. */
export function withSpareBit(text: string): string {
	const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
	return text.slice(0, -1) + letters.charAt(letters.indexOf(text.slice(-1)) + 1);
}

export async function refusedEnvelopes(
	alice: Somebody,
	bob: Somebody,
	carol: Somebody
): Promise<EnvelopeCase[]> {
	const base = payloadOf(alice, bob);
	const cases: EnvelopeCase[] = [];
	const bad = (rejected: string, name: string, odd: Odd) =>
		cases.push({ ...make(name, alice, bob, base, odd), rejected });
	const put = (fields: Json) => ({ fields: { ...base, ...fields } });
	const body = (fields: Json) => put({ body: { ...(base['body'] as Json), ...fields } });
	badText(bad);
	badJson(bad, base);
	badSizes(cases, make('', alice, bob, base, {}).text ?? '', bob);
	badFields(bad, base, put, body);
	badTimes(bad, base, put, carol);
	await badCertificates(bad, alice, bob, carol, base);
	return cases;
}

type Bad = (rejected: string, name: string, odd: Odd) => void;

function badText(bad: Bad): void {
	bad('encoding', 'padding', { wire: (text) => `${text}==` });
	bad('encoding', 'plus and slash', { wire: (text) => `${text.slice(0, 8)}+/${text.slice(10)}` });
	bad('encoding', 'spare bits in the signature', { wire: withSpareBit });
	bad('encoding', 'spare bits in the payload', {
		json: (text) => withLength(text, Math.ceil((text.length + 9) / 3) * 3 + 1),
		wire: (text) => text.replace(/[^.]+/, withSpareBit)
	});
	bad('encoding', 'a space inside', { wire: (text) => text.replace('.', '. ').slice(0, -1) });
	bad('encoding', 'no dot', { wire: (text) => text.replace('.', '') });
	bad('encoding', 'two dots', { wire: (text) => `${text.slice(0, 10)}.${text.slice(10)}` });
	bad('encoding', 'no payload', { wire: (text) => text.replace(/^[^.]+/, '') });
	bad('encoding', 'no text', { wire: () => '' });
	bad('encoding', 'signature of 63 bytes', { signature: (bytes) => bytes.subarray(0, 63) });
	bad('signature', 'one bit of the signature changed', { signature: (bytes) => flip(bytes, 40) });
	bad('signature', 'one letter of the question changed', { wire: (text) => changeLetter(text) });
	bad('signature', 'signed for another kind', { domain: 'answer' });
	bad('signature', 'signed as a link proof', { domain: 'link' });
	bad('signature', 'signed without a domain', { payload: (bytes) => bytes, domain: '' });
}

/** The same with an unknown field that makes it so long. */
const withLength = (text: string, length: number) =>
	`${text.slice(0, -1)},"x":"${'a'.repeat(length - text.length - 7)}"}`;

/** "mushrooms" → "mushroomt", inside the base64url. */
function changeLetter(text: string): string {
	const [head = '', tail = ''] = text.split('.');
	const payload = Buffer.from(head, 'base64url').toString('utf8').replace('mushrooms', 'mushroomt');
	return `${base64url(utf8(payload))}.${tail}`;
}

function badJson(bad: Bad, base: Json): void {
	const json = (name: string, change: (text: string) => string) => bad('encoding', name, { json: change });
	json('white space between fields', (text) => text.replace(',"kind"', ', "kind"'));
	json('a line break at the end', (text) => `${text}\n`);
	json('a key given twice', (text) => text.replace('"seq":0', '"seq":0,"seq":0'));
	json('a key given twice, once escaped', (text) => text.replace('"seq":0', '"seq":0,"s\\u0065q":0'));
	json('an escape that is not needed', (text) => text.replace('mushrooms', '\\u006dushrooms'));
	json('an escaped slash', (text) => text.replace('mushrooms', '\\/mushrooms'));
	json('an escape in capitals', (text) => text.replace('mushrooms', '\\u000B'));
	json('a time as 1e3', (text) => text.replace('"seq":0', '"seq":1e3'));
	json('a count as 1.0', (text) => text.replace('"most":8', '"most":8.0'));
	json('a count as -0', (text) => text.replace('"seq":0', '"seq":-0'));
	json('a number beyond what can be counted', (text) => text.replace('"seq":0', '"seq":9007199254740993'));
	json('a number beyond any measure, in an unknown field', (text) =>
		text.replace('"seq":0', '"seq":0,"x":1e400')
	);
	json('half a surrogate pair', (text) => text.replace('mushrooms', '\\ud83c'));
	json('half a surrogate pair in an unknown field', (text) =>
		text.replace('"seq":0', '"seq":0,"x":"\\udc00"')
	);
	json('half a surrogate pair after an escaped backslash', (text) =>
		text.replace('mushrooms', '\\\\\\ud83c')
	);
	json('a byte order mark', (text) => `\ufeff${text}`);
	json('two values', (text) => `${text}{}`);
	json('cut short', (text) => text.slice(0, -1));
	json('nested seventeen deep', (text) =>
		text.replace('"seq":0', `"seq":0,"x":${'['.repeat(16)}${']'.repeat(16)}`)
	);
	json('nested twenty thousand deep', (text) => text.replace('"seq":0', `"seq":0,"x":${'['.repeat(20_000)}`));
	bad('encoding', 'bytes that are not UTF-8', { payload: (bytes) => flipTo(bytes, 0xff) });
	bad('encoding', 'UTF-8 longer than needed', { payload: (bytes) => overlong(bytes) });
	bad('malformed', 'an array', { json: () => '[]' });
	bad('malformed', 'null', { json: () => 'null' });
	bad('malformed', '2^53', { json: (text) => text.replace('"seq":0', '"seq":9007199254740992') });
	bad('malformed', 'a negative number', { fields: { ...base, seq: -1 } });
	bad('malformed', 'half a number', { fields: { ...base, ts: NOW + 0.5 } });
}

const flipTo = (bytes: Bytes, byte: number) => bytes.map((old, i) => (i === bytes.length - 10 ? byte : old));
/** The slash in two bytes. */
const overlong = (bytes: Bytes) =>
	concat(
		bytes.subarray(0, bytes.length - 20),
		new Uint8Array([0xc0, 0xaf]),
		bytes.subarray(bytes.length - 18)
	);

function badSizes(cases: EnvelopeCase[], good: string, bob: Somebody): void {
	const at = { now: NOW, reader: bob.peer };
	const bytes = binaryOf(good);
	const cut = (name: string, wire: Uint8Array) =>
		cases.push({ name, binary: base64url(wire), ...at, rejected: 'encoding' });
	cases.push({ name: 'text longer than any envelope', repeat: ['A', 87_470], ...at, rejected: 'oversize' });
	const claims = new Uint8Array([1, 0, 1, 0, 1, ...bytes.subarray(5)]);
	cases.push({
		name: 'binary that claims 65,537 bytes',
		binary: base64url(claims),
		...at,
		rejected: 'oversize'
	});
	cut('binary, one byte too many', concat(bytes, new Uint8Array(1)));
	cut('binary, one byte too few', bytes.subarray(0, bytes.length - 1));
	cut('binary of another form', new Uint8Array([2, ...bytes.subarray(1)]));
	cut('binary of nothing', new Uint8Array(0));
}

function badFields(bad: Bad, base: Json, put: (fields: Json) => Odd, body: (fields: Json) => Odd): void {
	for (const name of ['id', 'from', 'dev', 'cert', 'kind', 'ts', 'exp', 'seq', 'body'])
		bad('malformed', `without ${name}`, { fields: without(base, name) });
	bad('malformed', 'id of 15 bytes', put({ id: base64url(bytesFor('short', 15)) }));
	bad('malformed', 'id with spare bits', put({ id: withSpareBit(String(base['id'])) }));
	bad('malformed', 'sender in capitals', put({ from: String(base['from']).toUpperCase() }));
	bad('malformed', 'a reader that is no key', put({ to: 'bob' }));
	bad('malformed', 'to nobody, as null', put({ to: null }));
	bad('malformed', 'kind with a NUL', { fields: { ...base, kind: 'query\0' }, domain: 'query\0' });
	bad('malformed', 'kind in capitals', { ...put({ kind: 'Query' }), domain: 'Query' });
	bad('malformed', 'kind of 33 letters', put({ kind: 'q'.repeat(33) }));
	bad('unknown-kind', 'a kind of a newer version', put({ kind: 'rumour' }));
	bad('unknown-kind', 'a kind named as what every object has', put({ kind: 'constructor' }));
	bad('malformed', 'question too long', body({ text: 'x'.repeat(2_001) }));
	bad('malformed', 'question of no letters', body({ text: '' }));
	bad('malformed', 'question with a control character', body({ text: 'a\u0007b' }));
	bad('malformed', 'question that is a number', body({ text: 7 }));
	bad('malformed', 'more citations wanted than there may be', body({ most: 9 }));
	bad('malformed', 'a query to nobody, numbered', { fields: { ...without(base, 'to'), seq: 1 } });
	bad('malformed', 'kept, but numbered', {
		fields: { ...without(base, 'to'), kind: 'passage', seq: 1, body: { title: '', text: 'x', made: 0 } }
	});
	bad('malformed', 'a query to nobody', { fields: without(base, 'to') });
	bad(
		'malformed',
		'a card to somebody',
		put({
			kind: 'card',
			body: { version: 1, name: 'A', inbox: { id: 'AAAAAAAAAAA', key: 'A'.repeat(43), exp: 0 }, relays: [] }
		})
	);
	bad('malformed', 'a name of two lines', {
		fields: {
			...without(base, 'to'),
			kind: 'card',
			body: {
				version: 1,
				name: 'A\nB',
				inbox: { id: 'AAAAAAAAAAA', key: 'A'.repeat(43), exp: 0 },
				relays: []
			}
		}
	});
	bad('malformed', 'a relay with a password', {
		fields: {
			...without(base, 'to'),
			kind: 'card',
			body: {
				version: 1,
				name: 'A',
				inbox: { id: 'AAAAAAAAAAA', key: 'A'.repeat(43), exp: 0 },
				relays: ['https://a:b@c.example']
			}
		}
	});
	bad(
		'malformed',
		'versions the wrong way round',
		put({ kind: 'hello', body: { versions: { oldest: 2, newest: 1 }, card: `A.${'A'.repeat(86)}` } })
	);
}

function badTimes(bad: Bad, base: Json, put: (fields: Json) => Odd, carol: Somebody): void {
	bad('misaddressed', 'for somebody else', { reader: carol.peer });
	bad('expired', 'live, a moment after the slack', { now: NOW + 180 * SECOND + 1 });
	bad('expired', 'mail, a moment after its last', { ...put({ seq: 1, exp: NOW + DAY }), now: NOW + DAY + 1 });
	bad('not-yet', 'from a clock that is further ahead than the slack', { now: NOW - 120 * SECOND - 1 });
	bad('malformed', 'live for longer than a minute', put({ exp: NOW + 60 * SECOND + 1 }));
	bad('malformed', 'mail for longer than two weeks', put({ seq: 1, exp: NOW + 14 * DAY + 1 }));
	bad('malformed', 'ends before it begins', put({ exp: NOW - 1 }));
	bad('malformed', 'ends as it begins', put({ exp: NOW }));
	bad('malformed', 'kept for longer than a year', {
		fields: {
			...without(base, 'to'),
			kind: 'passage',
			exp: NOW + 366 * DAY + 1,
			body: { title: '', text: 'x', made: 0 }
		}
	});
}

async function badCertificates(
	bad: Bad,
	alice: Somebody,
	bob: Somebody,
	carol: Somebody,
	base: Json
): Promise<void> {
	const put = (cert: string) => ({ fields: { ...base, cert } });
	const { dev } = alice.device;
	bad('certificate', 'of another root', put(await certify(carol.root, dev, NOW, 1)));
	bad('certificate', 'of another device', put(await certify(alice.root, carol.device.dev, NOW, 1)));
	bad(
		'certificate',
		'that ended before this was written',
		put(await certify(alice.root, dev, NOW - 91 * DAY, 1))
	);
	bad(
		'certificate',
		'that begins after this was written',
		put(await certify(alice.root, dev, NOW + 3 * DAY, 1))
	);
	bad('certificate', 'of the sender in a letter of a third', {
		...put(alice.device.certificate),
		fields: { ...base, from: carol.peer }
	});
	bad('signature', 'signed by another device', { secret: carol.device.secret });
	bad('signature', 'signed by the root itself', { secret: alice.root });
	const long = certificateOf(alice.root, {
		root: alice.peer,
		dev,
		notBefore: NOW,
		notAfter: NOW + 90 * DAY + 1,
		seq: 1
	});
	bad('certificate', 'valid for more than ninety days', put(long));
	const weak = certificateOf(
		alice.root,
		{ root: alice.peer, dev: bob.device.dev, notBefore: NOW, notAfter: NOW + DAY, seq: 1 },
		'query'
	);
	bad('certificate', 'signed in another domain', {
		fields: { ...base, cert: weak, dev: bob.device.dev },
		secret: bob.device.secret
	});
}
