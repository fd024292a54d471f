/** Envelopes that open: every kind in every way it travels, and what lies just within the borders. */
import { base64url, sha256 } from '#lib/protocol/bytes.ts';
import { write, type Kind, type Writing } from '#lib/protocol/envelope.ts';
import { certify } from '#lib/protocol/identity.ts';
import { inviteId, inviteMac } from '#lib/protocol/invite.ts';
import { listedEnvelopes, refusedListed } from './community-cards.ts';
import { communityEnvelopes, refusedCommunity } from './community-envelopes.ts';
import {
	binaryOf,
	make,
	payloadOf,
	saidOf,
	without,
	type EnvelopeCase,
	type Json,
	type Odd
} from './envelope-cases.ts';
import { bytesFor, DAY, NOW, SECOND, type Somebody } from './people.ts';
import { refusedEnvelopes } from './refused-envelopes.ts';
import { refusedRouting, routingEnvelopes } from './routing.ts';

export async function envelopeVectors(alice: Somebody, bob: Somebody, carol: Somebody) {
	const valid = [
		...(await everyKind(alice, bob)),
		...(await atTheBorders(alice, bob)),
		...(await routingEnvelopes(alice, bob, carol)),
		...(await communityEnvelopes(alice, bob)),
		...(await listedEnvelopes(alice))
	];
	const invalid = [
		...(await refusedEnvelopes(alice, bob, carol)),
		...(await refusedRouting(alice, bob, carol)),
		...(await refusedCommunity(alice, bob)),
		...(await refusedListed(alice, bob))
	];
	return {
		about:
			'`open(wire, now, reader)` must give `said` (fields as listed, unknown ones dropped) or refuse with `rejected`. See README, "Opening".',
		valid,
		invalid
	};
}

async function everyKind(alice: Somebody, bob: Somebody): Promise<EnvelopeCase[]> {
	const cases: EnvelopeCase[] = [];
	const add = async <K extends Kind>(
		name: string,
		travel: Writing<K>['travel'],
		kind: K,
		body: Writing<K>['body']
	) => {
		const id = bytesFor(`id ${name}`, 16);
		const to = travel === 'kept' ? {} : { to: bob.peer };
		const seq = travel === 'mail' ? cases.length + 1 : 0;
		const envelope = await write<K>({
			kind,
			body,
			travel,
			from: alice.device,
			...to,
			...(seq > 0 ? { seq } : {}),
			now: NOW,
			random: () => id
		});
		const said = {
			id: envelope.id,
			from: alice.peer,
			dev: alice.device.dev,
			...to,
			kind,
			ts: NOW,
			exp: envelope.exp,
			seq,
			body
		};
		cases.push({ name, text: envelope.text, now: NOW + SECOND, reader: bob.peer, said });
		return envelope.text;
	};
	const card = await add('card', 'kept', 'card', {
		version: 3,
		name: 'Alice',
		about: 'Mushrooms, mosses and old maps.\nSlow to answer.',
		inbox: { ...alice.inbox, exp: NOW + 7 * DAY },
		relays: ['https://relay.example']
	});
	const words = 'Birch boletes stand under birches from July on. 🍄';
	const passage = await add('passage', 'kept', 'passage', {
		title: 'Walks',
		text: words,
		made: NOW - 30 * DAY
	});
	const secret = base64url(bytesFor('invite secret', 16));
	const invite = { id: inviteId(secret), mac: inviteMac(secret, bob.peer, alice.peer) };
	await add('hello, live', 'live', 'hello', { versions: { oldest: 1, newest: 1 }, card });
	await add('hello with an invite, mail', 'mail', 'hello', {
		versions: { oldest: 1, newest: 2 },
		card,
		invite
	});
	const re = base64url(bytesFor('something earlier', 16));
	await add('welcome', 'live', 'welcome', { version: 1, card, re });
	await add('query, live', 'live', 'query', { text: 'Which mushrooms grow under birches?', most: 8 });
	await add('query, mail', 'mail', 'query', { text: 'Für später: wo wächst Moos?', most: 1 });
	const quote = 'under birches';
	const start = words.indexOf(quote);
	await add('answer', 'live', 'answer', {
		re,
		part: 0,
		last: true,
		outcome: 'found',
		text: 'Boletes [1].',
		citations: [{ passage, hash: base64url(sha256(words)), quote, start, end: start + quote.length }]
	});
	await add('answer of nothing, mail', 'mail', 'answer', {
		re,
		part: 0,
		last: true,
		outcome: 'nothing',
		text: '',
		citations: []
	});
	await add('ack', 'live', 'ack', { re, state: 'delivered' });
	await add('ack with a reason', 'mail', 'ack', { re, state: 'refused', reason: 'My person said no.' });
	await add('bye', 'live', 'bye', { reason: 'leaving' });
	await add('bye for a version', 'live', 'bye', { reason: 'version', newest: 1 });
	return cases;
}

async function atTheBorders(alice: Somebody, bob: Somebody): Promise<EnvelopeCase[]> {
	const base = payloadOf(alice, bob);
	const mail = { ...base, seq: 7, exp: NOW + 14 * DAY };
	const kept = {
		...without(base, 'to'),
		kind: 'passage',
		exp: NOW + 366 * DAY,
		body: { title: '', text: 'x', made: 0 }
	};
	const oldCertificate = await certify(alice.root, alice.device.dev, NOW - 88.5 * DAY, 1);
	const good = (name: string, odd: Odd, said: Json) => ({ ...make(name, alice, bob, base, odd), said });
	const same = (name: string, fields: Json, odd: Odd = {}) => good(name, { ...odd, fields }, saidOf(fields));
	const plain = make('', alice, bob, base, {});
	return [
		good(
			'unknown fields are dropped',
			{ fields: { ...base, mood: 'sunny', body: { ...(base['body'] as Json), lang: 'en' } } },
			saidOf(base)
		),
		good(
			'a field called __proto__ is an unknown field',
			{ json: (text) => text.replace('{"id"', '{"__proto__":{"seq":5},"id"') },
			saidOf(base)
		),
		good(
			'unknown fields nested sixteen deep',
			{ fields: { ...base, deep: JSON.parse('['.repeat(15) + ']'.repeat(15)) } },
			saidOf(base)
		),
		same('text outside ASCII, a line break and a quote', {
			...base,
			body: { text: 'Grüße 🍄\n"hm" \\ / \u2028', most: 0 }
		}),
		same('live, at the end of the slack', base, { now: NOW + 180 * SECOND }),
		same('live, from a clock that is ahead by the slack', base, { now: NOW - 120 * SECOND }),
		same('mail, at its last moment', mail, { now: NOW + 14 * DAY }),
		same('kept, at its last moment', kept, { now: NOW + 366 * DAY }),
		same('mail whose certificate ended after it was written', {
			...mail,
			cert: oldCertificate,
			ts: NOW - DAY,
			exp: NOW + DAY
		}),
		same('kept is for everybody, whoever asks', kept),
		{
			name: 'binary form',
			binary: base64url(binaryOf(plain.text ?? '')),
			now: NOW,
			reader: bob.peer,
			said: saidOf(base)
		},
		{
			name: 'for somebody else, where nobody in particular reads',
			text: plain.text ?? '',
			now: NOW,
			said: saidOf(base)
		}
	];
}
