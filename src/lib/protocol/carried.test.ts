/** Anything at all where a seek, an offer's card, an attestation or gossip should stand: refused with a word, never thrown at. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { base64url, fromBase64url, fromUtf8, utf8 } from './bytes.ts';
import { isToBlame, openAttestation, openCard, openGossip } from './carried.ts';
import { isRefusal, open, write, type Bodies, type Envelope, type Kind, type Writing } from './envelope.ts';
import { sign, type Device, type PeerId } from './identity.ts';
import {
	MAX_CARD_CHARS,
	MAX_GOSSIP_ATTESTATIONS,
	MAX_GOSSIP_CARDS,
	MAX_HOPS,
	MAX_SEEK_CHARS,
	SEEK_LIFETIME_MS
} from './limits.ts';
import { openOffer, openProbe, openSeek, pathTrouble } from './seek.ts';
import { aDevice, counter, NOW } from './speaker.fixture.ts';

const QUESTION = base64url(new Uint8Array(16).fill(9));
const random = counter();
let [alice, bob, carol]: Device[] = [];
let [card, seek, attestation]: Envelope[] = [];

beforeAll(async () => {
	[alice, bob, carol] = await Promise.all([aDevice(1), aDevice(2), aDevice(3)]);
	card = await cardOf(who(alice));
	const body = { question: QUESTION, cells: [1, 2], until: NOW + SEEK_LIFETIME_MS, ...where };
	seek = await write({ kind: 'seek', body, from: who(alice), travel: 'kept', now: NOW, random });
	attestation = await write({
		kind: 'attestation',
		body: { about: who(carol).peer, trust: { good: 100, bad: 0 } },
		...{ from: who(alice), travel: 'kept', now: NOW, random }
	});
});

const who = <T>(one: T | undefined): T => {
	if (one === undefined) throw new Error('not made yet');
	return one;
};

const where = { inbox: { id: 'AAAAAAAAAAA', key: 'A'.repeat(43), exp: NOW }, relays: [] };

const cardOf = (from: Device, body: Partial<Writing<'card'>['body']> = {}) =>
	write({
		kind: 'card',
		body: { version: 1, name: 'A', ...where, ...body },
		...{ from, travel: 'kept', now: NOW, random }
	});

const WORD = /^(oversize|encoding|malformed|certificate|signature|expired|not-yet)$/;
const openers = [
	['seek', (text: string) => openSeek(text, NOW)],
	['card', (text: string) => openCard(text, NOW)],
	['attestation', (text: string) => openAttestation(text, NOW)]
] as const;
const envelopeOf = (kind: string) => who({ seek, card, attestation }[kind]);

describe.each(openers)('a %s', (kind, opener) => {
	test('with any letter changed, cut or added is refused with a word', async () => {
		const { text } = envelopeOf(kind);
		const change = fc.tuple(fc.nat(text.length - 1), fc.constantFrom('A', 'z', '_', '.', '', 'AA', '\u0000'));
		await fc.assert(
			fc.asyncProperty(change, async ([at, letters]) => {
				const changed = text.slice(0, at) + letters + text.slice(at + 1);
				if (changed === text) return;
				expect(await opener(changed)).toMatchObject({ rejected: expect.stringMatching(WORD) as unknown });
			}),
			{ numRuns: 150 }
		);
	});

	test('with any value in any field, well signed, opens within its bounds or is refused with a word', async () => {
		const payload = JSON.parse(fromUtf8(envelopeOf(kind).bytes.subarray(5, -64))) as Fields;
		const fields = Object.keys(payload['body'] as Fields).map((name) => `body.${name}`);
		const name = fc.constantFrom(...Object.keys(payload), ...fields);
		await fc.assert(
			fc.asyncProperty(name, odd, async (field, value) => {
				const said = await opener(await resigned(kind, payload, field, value));
				if (isRefusal(said)) return void expect(said.rejected).toMatch(WORD);
				if (!('seek' in said)) return void expect(said.kind).toBe(kind);
				const { ts, body } = said.seek;
				expect(body.until - ts).toBeLessThanOrEqual(SEEK_LIFETIME_MS);
				expect(said.text.length).toBeLessThanOrEqual(MAX_SEEK_CHARS);
			}),
			{ numRuns: 150 }
		);
	});

	test('is not opened as one of the others', async () => {
		for (const [other, opens] of openers)
			if (other !== kind) expect(await opens(envelopeOf(kind).text)).toMatchObject({ rejected: 'malformed' });
	});
});

type Fields = Record<string, unknown>;

const odd = fc.oneof(
	fc.jsonValue({ maxDepth: 3 }),
	fc.integer({ min: NOW - 200_000, max: NOW + 200_000 }),
	fc.constantFrom(
		1e308,
		-1,
		2 ** 53,
		0.5,
		'',
		'a'.repeat(9_500),
		'__proto__',
		[],
		{},
		null,
		true,
		[1, 1],
		[65_536]
	)
);

/** Signed by alice's device, whatever it says. */
async function resigned(kind: string, payload: Fields, field: string, value: unknown): Promise<string> {
	const [outer = '', inner] = field.split('.');
	const body = payload['body'] as Fields;
	const changed = { ...payload, [outer]: inner === undefined ? value : { ...body, [inner]: value } };
	const bytes = utf8(JSON.stringify(changed));
	return `${base64url(bytes)}.${base64url(await sign(who(alice).secret, kind, bytes))}`;
}

describe('probes', () => {
	const peers = () =>
		[who(alice).peer, who(bob).peer, who(carol).peer, 'd'.repeat(64), 'e'.repeat(64)] as PeerId[];

	test('whatever way one says it came, what is heard leads no further than three hops and to nobody twice', () => {
		const at = fc.nat(4);
		const way = fc.record({
			asker: at,
			sender: at,
			reader: at,
			path: fc.array(at, { maxLength: MAX_HOPS }),
			hops: fc.nat(MAX_HOPS)
		});
		const peer = (index: number) => who(peers()[index]);
		fc.assert(
			fc.property(way, (some) => {
				const path = some.path.map(peer);
				const ends = { asker: peer(some.asker), sender: peer(some.sender), reader: peer(some.reader) };
				const trouble = pathTrouble({ path, hops: some.hops }, ends);
				if (trouble) return void expect(trouble.rejected).toBe('malformed');
				// A letter from oneself is refused before anything of it is read.
				if (ends.sender === ends.reader) return;
				const told = [ends.asker, ...path, ...(ends.sender === ends.asker ? [] : [ends.sender]), ends.reader];
				expect(new Set(told).size).toBe(told.length);
				expect(told.length - 1 + some.hops).toBeLessThanOrEqual(MAX_HOPS);
			}),
			{ numRuns: 2_000 }
		);
	});

	test('one with a seek that is spoilt, stale or no seek at all is refused as a whole', async () => {
		const from = who(carol).peer;
		const probe = (text: string, now = NOW) =>
			openProbe({ from, body: { seek: text, hops: 0, budget: 0, path: [] } }, now, who(bob).peer);
		const { text } = who(seek);
		expect(await probe(text)).toMatchObject({ seek: { from: who(alice).peer }, text });
		expect(await probe(text, NOW + SEEK_LIFETIME_MS + 120_001)).toMatchObject({ rejected: 'expired' });
		expect(await probe(`${text.slice(0, -2)}AA`)).toHaveProperty('rejected');
		expect(await probe(who(card).text)).toMatchObject({ rejected: 'malformed' });
	});
});

test('any offer at all, from anybody: what is heard has the offerer’s own card and cells that were asked for', async () => {
	const own = (await cardOf(who(bob))).text;
	const body = fc.record({
		re: fc.constant(QUESTION),
		cells: fc.array(fc.nat(4), { minLength: 1, maxLength: 6 }),
		card: fc.constantFrom(own, who(card).text, who(seek).text, '', 'x.y'),
		path: fc.array(fc.constantFrom(who(alice).peer, who(bob).peer, who(carol).peer), { maxLength: 4 })
	});
	const asked = { asker: who(alice).peer, cells: [1, 2] };
	await fc.assert(
		fc.asyncProperty(body, async (some) => {
			const said = await openOffer({ from: who(bob).peer, body: some }, asked, NOW);
			if (isRefusal(said)) return void expect(said.rejected).toMatch(WORD);
			expect(said.from).toBe(who(bob).peer);
			expect(some.cells.every((cell) => asked.cells.includes(cell))).toBe(true);
		}),
		{ numRuns: 60 }
	);
});

test('any gossip at all: every part is heard, refused or of no news, and the good parts are heard beside the bad', async () => {
	const part = fc.oneof(
		fc.constantFrom(who(card).text, who(seek).text, who(attestation).text, `${who(card).text}A`),
		fc.string({ maxLength: 40 })
	);
	const [sender, reader] = [who(alice).peer, who(bob).peer];
	const body = fc.record({
		cards: fc.array(part, { maxLength: MAX_GOSSIP_CARDS }),
		attestations: fc.array(part, { maxLength: MAX_GOSSIP_ATTESTATIONS })
	});
	await fc.assert(
		fc.asyncProperty(body, async (some) => {
			const heard = await openGossip({ from: sender, body: some }, NOW, reader);
			expect(heard.cards.length).toBe(some.cards.includes(who(card).text) ? 1 : 0);
			expect(heard.attestations.length).toBe(some.attestations.includes(who(attestation).text) ? 1 : 0);
			const good = [...some.cards.filter((text) => text === who(card).text)];
			good.push(...some.attestations.filter((text) => text === who(attestation).text));
			expect(heard.refused.length + good.length).toBe(some.cards.length + some.attestations.length);
			for (const { rejected } of heard.refused) expect(rejected).toMatch(WORD);
		}),
		{ numRuns: 40 }
	);
});

test('what only time can have spoilt is nobody’s fault; everything else is the deliverer’s', async () => {
	const late = await openCard(who(card).text, NOW + 400 * 24 * 3_600_000);
	const early = await openCard(who(card).text, NOW - 24 * 3_600_000);
	const spoilt = await openCard(`${who(card).text.slice(0, -4)}AAAA`, NOW);
	const blamed = [late, early, spoilt].map((said) => isRefusal(said) && isToBlame(said));
	expect(blamed).toEqual([false, false, true]);
});

test('the largest card fits where cards are carried, and the largest seek where seeks are', async () => {
	const relays = Array<string>(4).fill(`https://${'a'.repeat(192)}`);
	const largest = await cardOf(who(alice), {
		...{ version: Number.MAX_SAFE_INTEGER, name: '€'.repeat(40), about: '€'.repeat(280) },
		relays,
		topics: Array.from({ length: 16 }, (_, at) => ({ cell: 65_535 - at, weight: 15 })),
		capabilities: Array(8).fill('€'.repeat(32)),
		languages: Array(8).fill('abc-Abcd-123'),
		place: 'u33db'
	});
	expect(largest.text.length).toBeLessThanOrEqual(MAX_CARD_CHARS);
	const body = {
		...{ question: QUESTION, cells: Array<number>(6).fill(65_535), until: NOW + 1, place: 'u33db' },
		...{ inbox: { ...where.inbox, exp: Number.MAX_SAFE_INTEGER }, relays }
	};
	const full = await write({ kind: 'seek', body, from: who(alice), travel: 'kept', now: NOW, random });
	expect(full.text.length).toBeLessThanOrEqual(MAX_SEEK_CHARS);
});

test('mutated probes, offers, referrals, gossip and introductions never throw and are refused with a word', async () => {
	const [text, to] = [who(card).text, who(bob).peer];
	const bodies: { [K in Kind]?: Bodies[K] } = {
		probe: { seek: who(seek).text, hops: 1, budget: 6, path: [] },
		offer: { re: QUESTION, cells: [1], card: text, path: [] },
		referral: { re: QUESTION, card: text },
		gossip: { cards: [text], attestations: [who(attestation).text] },
		introduction: { introduction: QUESTION, card: text }
	};
	const all = await Promise.all(
		(['probe', 'offer', 'referral', 'gossip', 'introduction'] as const).map((kind) =>
			write({
				kind,
				body: who(bodies[kind]) as never,
				from: who(alice),
				to,
				travel: 'live',
				now: NOW,
				random
			})
		)
	);
	const change = fc.tuple(
		fc.constantFrom(...all),
		fc.nat(20_000),
		fc.integer({ min: 1, max: 255 }),
		fc.boolean()
	);
	await fc.assert(
		fc.asyncProperty(change, async ([{ bytes }, place, by, cut]) => {
			const at = place % bytes.length;
			const changed = cut ? bytes.subarray(0, at) : bytes.map((byte, i) => (i === at ? byte ^ by : byte));
			expect(await open(changed, NOW, to)).toMatchObject({
				rejected: expect.stringMatching(WORD) as unknown
			});
		}),
		{ numRuns: 300 }
	);
	for (const { text: whole } of all)
		expect(fromBase64url(whole.split('.')[0] ?? '').length).toBeGreaterThan(0);
});
