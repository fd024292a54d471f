/** What is said between members, and between contacts: envelopes of these kinds that open, and for each field one that is refused. */
import { base64url, sha256, utf8 } from '#lib/protocol/bytes.ts';
import { write, type Kind, type Writing } from '#lib/protocol/envelope.ts';
import { make, payloadOf, without, type EnvelopeCase, type Json } from './envelope-cases.ts';
import { foundedBy, joinOf, postOf, type Founded } from './communities.ts';
import { bytesFor, NOW, SECOND, type Somebody } from './people.ts';

const KEY = bytesFor('epoch key');
const PIECE = utf8('A picture of a boletus.');
const pieceHash = base64url(sha256(PIECE));

interface Bodies {
	readonly [kind: string]: Json;
}

async function bodies(
	{ community, founding, invite }: Founded,
	alice: Somebody,
	bob: Somebody
): Promise<Bodies> {
	const join = await joinOf(bob, community, invite);
	const post = await postOf(alice, community, 3, invite.id);
	const digest = base64url(sha256(utf8(`${alice.device.dev}:3\n`)));
	return {
		knock: { community, join: join.text },
		keys: { community, founding: founding.text, n: 1, key: base64url(KEY) },
		heads: { community, digest, heads: [{ dev: alice.device.dev, seq: 3 }], epoch: 1 },
		entries: { community, entries: [invite.text, post.text] },
		fetch: { community, piece: pieceHash },
		piece: { community, piece: pieceHash, bytes: base64url(PIECE) },
		words: { text: 'Does Thursday work?', byAgent: true, re: base64url(bytesFor('id words before', 16)) },
		presence: { state: 'busy', energy: 40, focus: 'Reading', doing: 'Answering' }
	};
}

export async function communityEnvelopes(alice: Somebody, bob: Somebody): Promise<EnvelopeCase[]> {
	const cases: EnvelopeCase[] = [];
	const said = await bodies(await foundedBy(alice), alice, bob);
	const add = async (
		kind: Kind,
		travel: 'live' | 'mail',
		body: Json,
		name = kind as string
	): Promise<void> => {
		const id = bytesFor(`id ${name} ${travel}`, 16);
		const seq = travel === 'mail' ? 200 + cases.length : 0;
		const envelope = await write({
			// What is wrong with one would show as a vector that does not open.
			...{ kind, body: body as Writing<Kind>['body'], travel, from: alice.device, now: NOW },
			...{ to: bob.peer, random: () => id, ...(seq > 0 && { seq }) }
		});
		const head = { id: envelope.id, from: alice.peer, dev: alice.device.dev, to: bob.peer, kind, ts: NOW };
		const whole = { ...head, exp: envelope.exp, seq, body };
		cases.push({
			name: `${name}, ${travel}`,
			text: envelope.text,
			now: NOW + SECOND,
			reader: bob.peer,
			said: whole
		});
	};
	for (const kind of ['knock', 'keys', 'entries', 'words'] as const) {
		await add(kind, 'live', said[kind] ?? {});
		await add(kind, 'mail', said[kind] ?? {});
	}
	for (const kind of ['heads', 'fetch', 'piece', 'presence'] as const)
		await add(kind, 'live', said[kind] ?? {});
	await add('heads', 'live', without(said['heads'] ?? {}, 'heads'), 'heads that are the same as ever');
	await add('piece', 'live', without(said['piece'] ?? {}, 'bytes'), 'piece that is not there');
	await add('words', 'mail', { text: 'Yes.' }, 'words alone');
	await add('presence', 'live', { state: 'away' }, 'presence alone');
	return cases;
}

const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

export async function refusedCommunity(alice: Somebody, bob: Somebody): Promise<EnvelopeCase[]> {
	const cases: EnvelopeCase[] = [];
	const base = payloadOf(alice, bob);
	const good = await bodies(await foundedBy(alice), alice, bob);
	const wrong = (kind: string, name: string, fields: Json, drop: readonly string[] = []): void => {
		const body = { ...without(good[kind] ?? {}, ...drop), ...fields };
		const made = make(`${kind}: ${name}`, alice, bob, base, { fields: { ...base, kind, body } });
		cases.push({ ...made, rejected: 'malformed' });
	};
	const hash = pieceHash;
	for (const kind of ['knock', 'keys', 'heads', 'entries', 'fetch', 'piece'])
		wrong(kind, 'a community of 31 bytes', { community: base64url(bytesFor('short', 31)) });
	wrong('knock', 'a join that is no signed text', { join: 'let me in' });
	wrong('knock', 'no join', {}, ['join']);
	wrong('keys', 'a founding entry without signature', { founding: 'AAAA' });
	wrong('keys', 'half an epoch', { n: 1.5 });
	wrong('keys', 'a key of 16 bytes', { key: base64url(bytesFor('key', 16)) });
	wrong('heads', 'no digest', {}, ['digest']);
	wrong('heads', 'a log that is no key', { heads: [{ dev: 'alice', seq: 1 }] });
	wrong('heads', 'more logs than there can be', { heads: times(641, { dev: alice.device.dev, seq: 1 }) });
	wrong('heads', 'a negative epoch', { epoch: -1 });
	wrong('entries', 'none', { entries: [] });
	wrong('entries', '65', { entries: times(65, `AAAA.${'A'.repeat(86)}`) });
	wrong('entries', 'one with white space', { entries: [`AA AA.${'A'.repeat(86)}`] });
	wrong('fetch', 'a piece with spare bits', { piece: `${hash.slice(0, -1)}B` });
	wrong('piece', 'longer than a piece is', { bytes: 'A'.repeat(54_616) });
	wrong('piece', 'bytes that are no base64url', { bytes: 'A+/=' });
	wrong('words', 'nothing said', { text: '' });
	wrong('words', 'too much said', { text: 'a'.repeat(4_001) });
	wrong('words', 'a line that rings the bell', { text: 'ding\u0007' });
	wrong('words', 'by a text instead of an agent', { byAgent: 'yes' });
	wrong('presence', 'a state that there is not', { state: 'asleep' });
	wrong('presence', 'more energy than there is', { energy: 101 });
	wrong('presence', 'a focus of two lines', { focus: 'one\ntwo' });
	const mailed = { ...base, kind: 'heads', seq: 1, exp: NOW + 3_600 * SECOND, body: good['heads'] };
	cases.push({ ...make('heads: as mail', alice, bob, base, { fields: mailed }), rejected: 'malformed' });
	return cases;
}
