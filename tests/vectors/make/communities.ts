/** Entries of a community that open and that are refused, its links, and the proofs of who was given one. */
import { base64url, fromBase64url, hex, sha256, utf8 } from '#lib/protocol/bytes.ts';
import { encodeCommunityLink, joinProof, type CommunityLink } from '#lib/protocol/community-link.ts';
import { publicKeyOf } from '#lib/protocol/ed25519.ts';
import { writeEntry, type Entry } from '#lib/protocol/entry.ts';
import type { Act } from '#lib/protocol/acts.ts';
import { without, wireText, type Json } from './envelope-cases.ts';
import { bytesFor, DAY, NOW, SECOND, signRaw, type Somebody } from './people.ts';
import { cardOf } from './routing.ts';

const INVITE_SECRET = bytesFor('community invite secret');
const inviteKey = hex(publicKeyOf(INVITE_SECRET));

export interface Founded {
	readonly community: string;
	readonly founding: Entry;
	readonly invite: Entry;
}

export async function foundedBy(alice: Somebody): Promise<Founded> {
	const card = await cardOf(alice);
	const nonce = base64url(bytesFor('community nonce', 16));
	const founding = await writeEntry(alice.device, {
		...{ community: undefined, seq: 1, prev: '', at: NOW - DAY, clock: 0 },
		act: { kind: 'found', name: 'Mushrooms', about: 'Where they grow.', joining: 'open', card, nonce }
	});
	const { community } = founding;
	const invite = await writeEntry(alice.device, {
		...{ community, seq: 2, prev: founding.id, at: NOW - DAY, clock: 1 },
		act: { kind: 'invite', key: inviteKey, uses: 5, until: NOW + 7 * DAY }
	});
	return { community, founding, invite };
}

export async function joinOf(bob: Somebody, community: string, invite: Entry): Promise<Entry> {
	const proof = await joinProof(base64url(INVITE_SECRET), community, bob.peer);
	return writeEntry(bob.device, {
		...{ community, seq: 1, prev: '', at: NOW - SECOND, clock: 2 },
		act: { kind: 'join', invite: invite.id, proof, card: await cardOf(bob) }
	});
}

export const postOf = (alice: Somebody, community: string, seq: number, prev: string): Promise<Entry> =>
	writeEntry(alice.device, {
		...{ community, seq, prev, at: NOW - SECOND, clock: 3 },
		act: { kind: 'post', title: 'Boletes', text: 'Under birches from July on. 🍄' }
	});

export interface EntryCase {
	readonly name: string;
	readonly text: string;
	readonly now: number;
	/** All fields but `text`. */
	readonly entry?: Json;
	readonly rejected?: string;
}

const hash = (name: string): string => base64url(sha256(name));

/** One of each act, with all that it may say. */
const everyAct = (bob: Somebody, card: string, proof: string, invite: string): readonly Act[] => {
	const entry = hash('an entry');
	const [mentions, files] = [[bob.peer], [hash('a file')]];
	return [
		{ kind: 'invite', key: inviteKey, uses: 256, until: NOW },
		{
			...{
				kind: 'describe',
				name: 'Mosses',
				about: '',
				joining: 'approval',
				norms: 'Be kind.\nPick little.'
			},
			...{ topics: [{ cell: 37, weight: 15 }], listed: true }
		},
		{ kind: 'describe' },
		{ kind: 'revoke', invite, joins: [entry] },
		{ kind: 'join', invite, proof, card },
		{ kind: 'role', peer: bob.peer, role: 'guest' },
		{ kind: 'remove', peer: bob.peer, heads: [{ dev: bob.device.dev, seq: 0 }] },
		{ kind: 'leave' },
		{ kind: 'card', card },
		{ kind: 'epoch', n: 1, check: hash('a key') },
		{ kind: 'post', title: '', text: 'Where?', question: true, mentions, files },
		{ kind: 'reply', to: entry, text: 'There.', byAgent: true, sources: [entry], mentions, files },
		{ kind: 'amend', entry, text: 'Here.' },
		{ kind: 'amend', entry },
		{ kind: 'react', entry, with: '👩‍🌾', on: true },
		{ kind: 'page', title: 'Finds', page: entry },
		{ kind: 'edit', page: entry, update: 'AAA' },
		{
			kind: 'file',
			name: 'boletus.jpg',
			type: 'image/jpeg',
			size: 20 * 1024 * 1024,
			pieces: [hash('a piece')]
		},
		{
			...{ kind: 'event', event: entry, title: 'Walk', text: 'Bring a basket.', place: 'At the mill' },
			...{
				start: '2027-03-28T02:30',
				end: '2027-03-28T23:59',
				zone: 'Europe/Berlin',
				wholeDay: false,
				cancelled: true
			}
		},
		{ kind: 'event', title: 'Fair', start: '2028-02-29T00:00', zone: 'UTC', wholeDay: true },
		{ kind: 'pin', entry, on: true },
		{ kind: 'hide', entry, on: true, why: 'Not about mushrooms' },
		{ kind: 'summary', title: 'Boletes', text: 'They like birches.', sources: [entry], confidence: 80 }
	];
};

const fieldsOf = ({ text: _text, ...entry }: Entry): Json => entry;

async function goodEntries(alice: Somebody, bob: Somebody, founded: Founded): Promise<EntryCase[]> {
	const { community, founding, invite } = founded;
	const join = await joinOf(bob, community, invite);
	const known = (name: string, entry: Entry, now = NOW): EntryCase => ({
		...{ name, text: entry.text, now, entry: fieldsOf(entry) }
	});
	const cases = [known('found', founding), known('join, the first of its log', join)];
	const proof = await joinProof(base64url(INVITE_SECRET), community, bob.peer);
	for (const [at, act] of everyAct(bob, await cardOf(bob), proof, invite.id).entries()) {
		const entry = await writeEntry(alice.device, {
			...{ community, seq: 2 + at, prev: hash(`before ${at}`), at: NOW, clock: at, act }
		});
		cases.push(known(`${act.kind} (${at + 1})`, entry));
	}
	const last = { community, seq: Number.MAX_SAFE_INTEGER, prev: hash('before'), at: NOW, clock: 2 ** 40 };
	const entry = await writeEntry(alice.device, { ...last, act: { kind: 'leave' } });
	cases.push(known('from a clock that is ahead by the slack', entry, NOW - 120 * SECOND));
	cases.push(known('years later, long after its certificate', entry, NOW + 3_000 * DAY));
	return cases;
}

function badEntries(alice: Somebody, bob: Somebody, { community, founding }: Founded): EntryCase[] {
	const base: Json = {
		...{ community, cert: alice.device.certificate, seq: 2, prev: founding.id, at: NOW, clock: 1 },
		act: { kind: 'post', text: 'Under birches.' }
	};
	const cases: EntryCase[] = [];
	const signed = (json: string, domain = 'entry', secret = alice.device.secret): string => {
		const payload = utf8(json);
		return wireText(payload, signRaw(domain, payload, secret));
	};
	const bad = (name: string, rejected: string, text: string, now = NOW): void =>
		void cases.push({ name, text, now, rejected });
	const fields = (name: string, rejected: string, change: Json): void =>
		bad(name, rejected, signed(JSON.stringify({ ...base, ...change })));
	const act = (name: string, of: Json): void => fields(name, 'malformed', { act: of });
	const entry = hash('an entry');

	bad('signed by another device', 'signature', signed(JSON.stringify(base), 'entry', bob.device.secret));
	bad('signed as a message', 'signature', signed(JSON.stringify(base), 'query'));
	bad('a letter after the payload', 'encoding', `${signed(JSON.stringify(base))}A`);
	bad('no dot', 'encoding', 'A'.repeat(100));
	bad('white space in the payload', 'encoding', signed(JSON.stringify(base, null, ' ')));
	bad('a key twice', 'encoding', signed(JSON.stringify(base).replace('{', '{"seq":2,')));
	bad('longer than an entry is', 'oversize', `${'A'.repeat(43_700)}.${'A'.repeat(86)}`);
	bad('written in the future', 'not-yet', signed(JSON.stringify(base)), NOW - 121 * SECOND);
	fields('written before its certificate', 'certificate', { at: NOW - 13 * DAY });
	fields('of a certificate that names nobody', 'certificate', { cert: `AAAA.${'A'.repeat(86)}` });
	fields('of no community', 'malformed', { community: '' });
	fields('of a community of 31 bytes', 'malformed', { community: base64url(bytesFor('short', 31)) });
	fields('the first of its log after another', 'malformed', { seq: 1 });
	fields('the second of its log after none', 'malformed', { prev: '' });
	fields('numbered 0', 'malformed', { seq: 0, prev: '' });
	fields('an act that there is not', 'unknown-kind', { act: { kind: 'shout' } });
	fields('an act called constructor', 'unknown-kind', { act: { kind: 'constructor' } });
	act('a post of nothing', { kind: 'post', text: '' });
	act('a post that is too long', { kind: 'post', text: 'a'.repeat(8_001) });
	act('seventeen mentions', {
		kind: 'post',
		text: 'a',
		mentions: Array.from({ length: 17 }, () => bob.peer)
	});
	act('a reply to nothing', { kind: 'reply', text: 'a' });
	act('a role that there is not', { kind: 'role', peer: bob.peer, role: 'king' });
	act('an invite for nobody', { kind: 'invite', key: inviteKey, uses: 0, until: NOW });
	act('an invite for everybody', { kind: 'invite', key: inviteKey, uses: 257, until: NOW });
	act('epoch 0', { kind: 'epoch', n: 0, check: hash('a key') });
	act('a file of 2 GB', { kind: 'file', name: 'a', type: '', size: 2 ** 31, pieces: [] });
	act('a file in 513 pieces', {
		...{ kind: 'file', name: 'a', type: '', size: 1 },
		pieces: Array.from({ length: 513 }, () => entry)
	});
	act('a file with a name of two lines', { kind: 'file', name: 'a\nb', type: '', size: 1, pieces: [] });
	act('an edit that is too long', { kind: 'edit', page: entry, update: 'A'.repeat(27_311) });
	act('an event at a time that there is not', {
		kind: 'event',
		title: 'a',
		start: '2027-02-30 25:00',
		zone: 'UTC'
	});
	act('an event in a zone that is a path', {
		kind: 'event',
		title: 'a',
		start: '2027-02-28T10:00',
		zone: '../etc'
	});
	act('more than sure', { kind: 'summary', title: 'a', text: 'a', sources: [], confidence: 101 });
	act('hidden by a text', { kind: 'hide', entry, on: 'yes' });
	return cases;
}

/** A link to the door of who made it. */
export const linkBy = (maker: Somebody, { community, invite }: Founded): CommunityLink => ({
	...{
		v: 1,
		community,
		name: 'Mushrooms',
		invite: invite.id,
		secret: base64url(INVITE_SECRET),
		clock: 7,
		exp: NOW + 7 * DAY
	},
	doors: [{ peer: maker.peer, inbox: maker.inbox, relay: 'https://relay.example' }]
});

function links(alice: Somebody, founded: Founded) {
	const link = linkBy(alice, founded);
	const json = JSON.parse(Buffer.from(encodeCommunityLink(link), 'base64url').toString()) as Json;
	const bad = (name: string, of: Json, rejected = 'malformed') => ({
		...{ name, encoded: base64url(utf8(JSON.stringify(of))), rejected }
	});
	const [door] = link.doors;
	return {
		valid: [{ name: 'a link with one door', encoded: encodeCommunityLink(link), link }],
		invalid: [
			bad('no doors', { ...json, doors: [] }),
			bad('four doors', { ...json, doors: [door, door, door, door] }),
			bad('a door in no network', { ...json, doors: [{ ...door, relay: 'javascript:alert(1)' }] }),
			bad('of another version', { ...json, v: 2 }),
			bad('without a secret', without(json, 'secret')),
			bad('without a clock', without(json, 'clock')),
			{ name: 'too long', encoded: 'A'.repeat(2_049), rejected: 'oversize' },
			{ name: 'no base64url', encoded: '###', rejected: 'malformed' }
		]
	};
}

export async function communityVectors(alice: Somebody, bob: Somebody, carol: Somebody) {
	const founded = await foundedBy(alice);
	const proof = await joinProof(base64url(INVITE_SECRET), founded.community, bob.peer);
	const flipped = fromBase64url(proof);
	flipped[0] = (flipped[0] ?? 0) ^ 1;
	const claim = { key: inviteKey, community: founded.community, author: bob.peer, proof };
	return {
		about:
			'`openEntry(text, now)` must give `entry` or refuse with `rejected`; a link decodes to `link` or is refused; a join’s `proof` holds or does not; a card of `cards` opens for a reader at `now` or is refused. See README, "Communities".',
		valid: await goodEntries(alice, bob, founded),
		invalid: badEntries(alice, bob, founded),
		links: links(alice, founded),
		proofs: {
			valid: [{ name: 'Bob was given the link', ...claim }],
			invalid: [
				{ name: 'Carol shows Bob’s', ...claim, author: carol.peer },
				{ name: 'of another community', ...claim, community: hash('another') },
				{ name: 'by another key', ...claim, key: alice.device.dev },
				{ name: 'one bit off', ...claim, proof: base64url(flipped) },
				{ name: 'no proof at all', ...claim, proof: '' }
			]
		}
	};
}
