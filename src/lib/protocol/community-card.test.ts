/** What a directory hands out as cards of communities: believed by what it is, never by who hands it out. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { communityCardOf, communityNamed, type CardWish } from './community-card.fixture.ts';
import { openCommunityCard, openFoundCommunities } from './community-card.ts';
import { isRefusal, write } from './envelope.ts';
import type { Device } from './identity.ts';
import { LISTING_LIFETIME_MS, MAX_CARD_CHARS } from './limits.ts';
import { aDevice, counter, NOW } from './speaker.fixture.ts';

let [ann, bob, eve]: Device[] = [];
beforeAll(async () => {
	[ann, bob, eve] = await Promise.all([aDevice(1), aDevice(2), aDevice(3)]);
});

const cardOf = (by: Device | undefined, wish: Partial<CardWish> = {}) =>
	communityCardOf(by!, { cells: [7], now: NOW, ...wish });
const found = async (texts: readonly string[], cells = [7], now = NOW) =>
	(await openFoundCommunities(texts, cells, now, eve!.peer)).map(({ from, ts, body }) => ({
		by: from,
		...{ ts, name: body.name }
	}));

describe('of what a directory hands out', () => {
	test('a card counts once however often it comes, and an older one of it replayed changes nothing', async () => {
		const older = await cardOf(ann, { now: NOW - 60_000, body: { name: 'As it was' } });
		const newer = await cardOf(ann);
		for (const texts of [
			[older, newer, older],
			[newer, older, newer]
		])
			expect(await found(texts)).toEqual([{ by: ann!.peer, ts: NOW, name: 'Mushrooms' }]);
	});

	test('two who list one community are two claims, and one who lists two lists two', async () => {
		const all = [await cardOf(ann), await cardOf(bob), await cardOf(ann, { name: 'Mosses' })];
		expect((await found(all)).map(({ by, name }) => [by, name])).toEqual([
			[ann!.peer, 'Mushrooms'],
			[bob!.peer, 'Mushrooms'],
			[ann!.peer, 'Mosses']
		]);
	});

	test('what was not asked for, is the reader’s own, has ended or is of another kind is left out', async () => {
		const person = await write({
			kind: 'card',
			body: {
				...{ version: 1, name: 'A', relays: [], topics: [{ cell: 7, weight: 1 }] },
				inbox: { id: 'AAAAAAAAAAA', key: 'A'.repeat(43), exp: NOW }
			},
			...{ from: ann!, travel: 'kept', now: NOW, random: counter() }
		});
		const texts = [
			await cardOf(ann, { cells: [8] }),
			await cardOf(eve),
			await cardOf(bob, { now: NOW - LISTING_LIFETIME_MS - 1 }),
			person.text,
			'no card at all'
		];
		expect(await found(texts)).toEqual([]);
	});

	test('a name that looks like markup is a text like any other', async () => {
		const name = '<img src=x onerror=1>';
		expect(await found([await cardOf(ann, { body: { name } })])).toMatchObject([{ name }]);
	});
});

test('a link that leads elsewhere is refused: to another community, to the door of another, to nowhere', async () => {
	const doors = [
		{ peer: bob!.peer, inbox: { id: 'AAAAAAAAAAA', key: 'A'.repeat(43) }, relay: 'https://relay.example' }
	];
	for (const wish of [
		{ link: { community: communityNamed('another') } },
		{ link: { doors } },
		{ body: { link: 'AAAA' } }
	])
		expect(await openCommunityCard(await cardOf(ann, wish), NOW)).toMatchObject({ rejected: 'malformed' });
});

test('the most that a card may say fits into what a directory takes, with one door', async () => {
	const wide = '漢';
	const relay = `https://${'a'.repeat(192)}`;
	const door = { peer: ann!.peer, inbox: { id: 'AAAAAAAAAAA', key: 'A'.repeat(43) }, relay };
	const link = { name: wide.repeat(40), from: wide.repeat(40), clock: 2 ** 50, exp: 2 ** 50, doors: [door] };
	const cells = Array.from({ length: 16 }, (_, at) => 65_000 + at);
	const body = { name: wide.repeat(40), about: wide.repeat(280), members: 256 };
	const text = await cardOf(ann, { cells, link, body });
	expect(text.length).toBeLessThanOrEqual(MAX_CARD_CHARS);
	expect(isRefusal(await openCommunityCard(text, NOW))).toBe(false);
});

test('any letter changed, cut or added is refused with a word, and nothing is thrown', async () => {
	const text = await cardOf(ann);
	const changed = fc
		.tuple(fc.nat(text.length - 1), fc.constantFrom('A', 'z', '.', '', 'AA', '\u0000', '😀'))
		.map(([at, letter]) => text.slice(0, at) + letter + text.slice(at + 1))
		.filter((other) => other !== text);
	await fc.assert(
		fc.asyncProperty(changed, async (other) => {
			expect(isRefusal(await openCommunityCard(other, NOW))).toBe(true);
		}),
		{ numRuns: 60 }
	);
	// A body as hostile as the schema lets through, signed by its author.
	const links = fc.oneof(fc.base64String({ maxLength: 60 }), fc.json()).map((json) => ({
		link: Buffer.from(json).toString('base64url')
	}));
	await fc.assert(
		fc.asyncProperty(links, async (body) => {
			expect(isRefusal(await openCommunityCard(await cardOf(ann, { body }), NOW))).toBe(true);
		}),
		{ numRuns: 30 }
	);
});
