/** Cards of communities, as topic directories hand them out: envelopes of this kind, and what a reader looks at beside. */
import { base64url } from '#lib/protocol/bytes.ts';
import { encodeCommunityLink, type CommunityLink } from '#lib/protocol/community-link.ts';
import { write, type Writing } from '#lib/protocol/envelope.ts';
import { LISTING_LIFETIME_MS } from '#lib/protocol/limits.ts';
import { foundedBy, linkBy, type Founded } from './communities.ts';
import { make, payloadOf, without, type EnvelopeCase, type Json } from './envelope-cases.ts';
import { bytesFor, DAY, NOW, SECOND, type Somebody } from './people.ts';
import { cardOf } from './routing.ts';

type Body = Writing<'community-card'>['body'];

const bodyOf = (by: Somebody, founded: Founded, link: Partial<CommunityLink> = {}): Body => ({
	community: founded.community,
	name: 'Mushrooms',
	about: 'Where they grow.',
	topics: [
		{ cell: 37, weight: 8 },
		{ cell: 65_535, weight: 7 }
	],
	...{ joining: 'approval', members: 10 },
	link: encodeCommunityLink({ ...linkBy(by, founded), ...link })
});

const signed = (name: string, by: Somebody, body: Body, lifetimeMs = LISTING_LIFETIME_MS) =>
	write<'community-card'>({
		...{ kind: 'community-card', body, travel: 'kept', from: by.device, now: NOW, lifetimeMs },
		random: () => bytesFor(`id community card ${name}`, 16)
	});

export async function listedEnvelopes(alice: Somebody): Promise<EnvelopeCase[]> {
	const whole = bodyOf(alice, await foundedBy(alice));
	const { about: _about, ...short } = whole;
	const cases: EnvelopeCase[] = [];
	for (const [name, body] of [
		['community-card', whole],
		['community-card that says no more than it must', short]
	] as const) {
		const { id, text, exp } = await signed(name, alice, body);
		const head = { id, from: alice.peer, dev: alice.device.dev, kind: 'community-card', ts: NOW };
		cases.push({ name, text, now: NOW + SECOND, said: { ...head, exp, seq: 0, body } });
	}
	return cases;
}

const times = <T>(count: number, of: (at: number) => T): T[] =>
	Array.from({ length: count }, (_, at) => of(at));

export async function refusedListed(alice: Somebody, bob: Somebody): Promise<EnvelopeCase[]> {
	const good: Json = { ...bodyOf(alice, await foundedBy(alice)) };
	const base = payloadOf(alice, bob);
	const wrong = (name: string, fields: Json, drop: readonly string[] = []): EnvelopeCase => {
		const payload = {
			...without(base, 'to'),
			kind: 'community-card',
			body: { ...without(good, ...drop), ...fields }
		};
		const made = make(`community-card: ${name}`, alice, bob, base, { fields: payload });
		return { ...made, rejected: 'malformed' };
	};
	return [
		wrong('a community of 31 bytes', { community: base64url(bytesFor('short', 31)) }),
		wrong('no name', { name: '' }),
		wrong('a name of two lines', { name: 'Mush\nrooms' }),
		wrong('a name that turns the direction', { name: 'Mush\u202erooms' }),
		wrong('too much said', { about: 'a'.repeat(281) }),
		wrong('no topics', { topics: [] }),
		wrong('seventeen topics', { topics: times(17, (cell) => ({ cell, weight: 1 })) }),
		wrong('a topic twice', { topics: times(2, () => ({ cell: 1, weight: 1 })) }),
		wrong('a way to join that there is not', { joining: 'knock' }),
		wrong('more members than there can be', { members: 257 }),
		wrong('a link that is no base64url', { link: 'https://relay.example/#c=AAAA' }),
		wrong('a link that is too long', { link: 'A'.repeat(2_049) }),
		wrong('no link', {}, ['link'])
	];
}

/** At `now` a reader opens `text`, or refuses it with `rejected`. */
export async function cardVectors(alice: Somebody, bob: Somebody) {
	const founded = await foundedBy(alice);
	const good = bodyOf(alice, founded);
	const { text } = await signed('good', alice, good);
	const soon = { exp: NOW + 60 * SECOND };
	const bad = async (name: string, by: Somebody, body: Body, rejected = 'malformed', now = NOW) => ({
		...{ name, text: (await signed(name, by, body)).text, now, rejected }
	});
	const long = await signed('for long', alice, good, LISTING_LIFETIME_MS + 1);
	const spoilt = `${text.slice(0, -87)}.${long.text.slice(-86)}`;
	return {
		valid: [
			{ name: 'as it is written', text, now: NOW },
			{ name: 'at its end', text, now: NOW + LISTING_LIFETIME_MS },
			{
				...{ name: 'until the end of its link', now: NOW + 60 * SECOND },
				text: (await signed('short link', alice, bodyOf(alice, founded, soon))).text
			}
		],
		invalid: [
			await bad('a link of another community', alice, {
				...good,
				community: base64url(bytesFor('another community'))
			}),
			await bad('a link to the door of another', bob, good),
			await bad('a link that does not decode', alice, { ...good, link: 'AAAA' }),
			await bad('a link that has run out', alice, bodyOf(alice, founded, soon), 'expired', NOW + 61 * SECOND),
			{ name: 'after its end', text, now: NOW + LISTING_LIFETIME_MS + 1, rejected: 'expired' },
			{ name: 'written to live too long', text: long.text, now: NOW, rejected: 'malformed' },
			{ name: 'read before it was written', text, now: NOW - DAY, rejected: 'not-yet' },
			{ name: 'a peer’s card in its place', text: await cardOf(alice), now: NOW, rejected: 'malformed' },
			{
				name: 'longer than a card',
				text: `${'A'.repeat(5_600)}.${'A'.repeat(86)}`,
				now: NOW,
				rejected: 'malformed'
			},
			{ name: 'badly signed', text: spoilt, now: NOW, rejected: 'signature' }
		]
	};
}
