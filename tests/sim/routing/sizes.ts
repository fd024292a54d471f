/**
 * What the messages of a question weigh: real envelopes, signed and where private sealed, measured once. In bytes as they
 * travel over a link, sealed and padded; a server's frames as they are.
 */
import { newDevice, type PeerId } from '#lib/protocol/identity.ts';
import { write, type Kind, type Writing } from '#lib/protocol/envelope.ts';
import { inboxKeyOf, seal } from '#lib/protocol/sealed.ts';
import { base64url, utf8 } from '#lib/protocol/bytes.ts';
import { MAX_FIND_CELLS, MAX_FOUND_CARDS, SEEK_LIFETIME_MS } from '#lib/protocol/limits.ts';
import { chanceOf, whole } from './chance.ts';
import { BEGIN } from './setting.ts';
import type { Sent } from './tally.ts';

export interface Sizes extends Sent {
	card: number;
	attestation: number;
	/** An answer before sealing. */
	answerOpen: number;
}

const QUESTION = 'Where can I get vegan-friendly Chinese food near the station, open on Mondays?';
/** A passage is cut at 160 words, some 900 characters; most notes are shorter. */
const PASSAGE = 'A note about a place, with its name, what they serve and when they are open. '
	.repeat(7)
	.trim();

/** One of each message of a question, signed, and how large it is once sealed. */
export async function aQuestionsMessages() {
	const chance = chanceOf('sizes');
	const random = (length: number) => new Uint8Array(length).map(() => whole(chance, 256));
	const from = await newDevice(random(32), random, BEGIN);
	const reader = 'a'.repeat(64) as PeerId;
	const inbox = await inboxKeyOf(random(32));
	const say = <K extends Kind>(kind: K, body: Writing<K>['body'], to?: PeerId) =>
		write({ kind, body, from, travel: to ? 'live' : 'kept', ...(to ? { to } : {}), now: BEGIN, random });
	const id = base64url(random(16));
	const hash = base64url(random(32));
	const topics = [100, 300, 700].map((cell) => ({ cell, weight: 5 }));
	const where = {
		inbox: { id: base64url(random(8)), key: hash, exp: BEGIN },
		relays: ['https://relay.example.org']
	};
	const card = await say('card', { version: 3, name: 'Somebody', ...where, topics, languages: ['en'] });
	const until = BEGIN + SEEK_LIFETIME_MS;
	const seek = await say('seek', { question: id, cells: [100, 2_000, 3_000], until, ...where });
	const path = [reader];
	const probe = await say('probe', { seek: seek.text, hops: 2, budget: 2, path }, reader);
	const offer = await say('offer', { re: id, cells: [100], card: card.text, path }, reader);
	const query = await say('query', { text: QUESTION, most: 3, offer: id }, reader);
	const passage = await say('passage', { title: 'Places', text: PASSAGE, made: BEGIN });
	const quote = PASSAGE.slice(0, 200);
	const citation = { passage: passage.text, hash, quote, start: 0, end: quote.length };
	const answer = await say(
		'answer',
		{ re: id, part: 0, last: true, outcome: 'found', text: '', citations: [citation] },
		reader
	);
	const nothing = await say(
		'answer',
		{ re: id, part: 0, last: true, outcome: 'nothing', text: '', citations: [] },
		reader
	);
	const counts = topics.slice(0, 2).map(({ cell }) => ({ cell, good: 300, bad: 100 }));
	const attestation = await say('attestation', {
		about: reader,
		trust: { good: 300, bad: 100 },
		topics: counts
	});
	const sealed = async (bytes: Uint8Array<ArrayBuffer>) => (await seal(bytes, reader, inbox)).length;
	return { said: { probe, offer, query, answer, nothing }, kept: { card, attestation }, sealed };
}

export async function measureSizes(): Promise<Sizes> {
	const { said, kept, sealed } = await aQuestionsMessages();
	const find = JSON.stringify({ ask: 'find', n: 1, cells: Array(MAX_FIND_CELLS).fill(10_000) });
	return {
		probe: await sealed(said.probe.bytes),
		offer: await sealed(said.offer.bytes),
		put: await sealed(said.query.bytes),
		reply: await sealed(said.answer.bytes),
		nothing: await sealed(said.nothing.bytes),
		look: utf8(find).length,
		found: MAX_FOUND_CARDS * kept.card.text.length,
		card: kept.card.bytes.length,
		attestation: kept.attestation.bytes.length,
		answerOpen: said.answer.bytes.length
	};
}
