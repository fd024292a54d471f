/** Who may say what about looking for somebody who knows, and what strangers may say at all: allowed, refused, and bounded. */
import { describe, expect, test } from 'vitest';
import { type Writing } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import { isJudged, maySay, type Spoken, type SpokenKind } from './policy.ts';
import type { Standing } from './ports.ts';
import { aCard, aSeek } from './stranger.fixture.ts';
import { type Node } from './world.fixture.ts';
import {
	MINUTE_MS,
	QUESTION,
	OFFER,
	isHeard,
	aDoor,
	heardBy,
	lookingFor,
	asked
} from './admission.fixture.ts';

describe('what each standing may say', () => {
	const routing: readonly SpokenKind[] = ['probe', 'offer', 'referral', 'gossip', 'introduction'];

	test('contacts everything of looking for others, the blocked nothing at all', () => {
		for (const kind of routing) {
			expect(maySay('accepted', kind), kind).toBe(true);
			expect(maySay('blocked', kind), kind).toBe(false);
		}
		expect(maySay('blocked', 'hello')).toBe(false);
	});

	test.each<Standing | undefined>(['asking', 'awaiting', 'removed', undefined])(
		'%s: neither gossip nor introductions',
		(standing) => {
			for (const kind of ['gossip', 'introduction'] as const) expect(maySay(standing, kind)).toBe(false);
			for (const kind of ['probe', 'offer', 'referral', 'query', 'answer'] as const)
				expect(maySay(standing, kind), kind).toBe(true);
		}
	);

	test('nothing of a stranger is taken without a look at it', () => {
		const kinds: readonly SpokenKind[] = ['hello', 'query', 'answer', 'ack', 'bye', ...routing];
		for (const kind of kinds)
			if (maySay(undefined, kind)) expect(isJudged(undefined, { kind, body: {} } as Spoken), kind).toBe(true);
	});
});

describe('a probe', () => {
	test('of a contact is heard, also where others passed it on before', async () => {
		const { world, ben, mallory, says } = await aDoor();
		const carl = await world.add('Carl');
		const seek = await aSeek(mallory, world, lookingFor);
		const judged = await says(ben, 'probe', { seek, hops: 0, budget: 3, path: [carl.peer] });
		expect(judged).toMatchObject({ seek: { text: seek } });
	});

	test('of a stranger is heard for what they look for themselves', async () => {
		const { world, mallory, says } = await aDoor();
		const seek = await aSeek(mallory, world, lookingFor);
		expect(isHeard(await says(mallory, 'probe', { seek, hops: 0, budget: 0, path: [] }))).toBe(true);
	});

	test('of a stranger is refused where it is another’s, or names who passed it on', async () => {
		const { world, ben, mallory, says } = await aDoor();
		const anothers = await aSeek(await world.add('Carl'), world, lookingFor);
		const refused = { refusal: { rejected: 'stranger' }, toBlame: false };
		expect(await says(mallory, 'probe', { seek: anothers, hops: 0, budget: 0, path: [] })).toMatchObject(
			refused
		);
		const own = await aSeek(mallory, world, lookingFor);
		const path = [ben.peer];
		expect(await says(mallory, 'probe', { seek: own, hops: 0, budget: 0, path })).toMatchObject(refused);
	});

	test('for somebody blocked is not heard, whoever brings it, and nobody is blamed', async () => {
		const { world, anna, ben, mallory, says } = await aDoor();
		await world.befriend(anna, mallory);
		const contact = (await anna.stores.contacts.get(mallory.peer))!;
		await anna.stores.contacts.put({ ...contact, standing: 'blocked' });
		const seek = await aSeek(mallory, world, lookingFor);
		expect(await says(ben, 'probe', { seek, hops: 0, budget: 0, path: [] })).toMatchObject({
			...{ refusal: { rejected: 'stranger' }, toBlame: false }
		});
	});

	test('signed by a device its asker has withdrawn is dropped, and its deliverer is not blamed', async () => {
		const { world, anna, ben, mallory, says } = await aDoor();
		await world.befriend(anna, mallory);
		const contact = (await anna.stores.contacts.get(mallory.peer))!;
		await anna.stores.contacts.put({ ...contact, certificateSeq: 5 });
		const seek = await aSeek(mallory, world, lookingFor);
		expect(await says(ben, 'probe', { seek, hops: 0, budget: 0, path: [] })).toEqual({
			...{ refusal: { rejected: 'revoked' }, toBlame: false }
		});
	});

	const forged: readonly [
		string,
		(all: { seek: string; ben: PeerId; carl: PeerId; anna: PeerId }) => object
	][] = [
		['a path with somebody twice', ({ carl }) => ({ path: [carl, carl] })],
		['a path with its sender', ({ ben }) => ({ path: [ben] })],
		['a path with its reader', ({ anna }) => ({ path: [anna] })],
		['more hops than there are', ({ carl }) => ({ path: [carl], hops: 3 })],
		['a seek with one changed letter', ({ seek }) => ({ seek: `${seek.slice(0, -6)}AAAAAA` })]
	];
	test.each(forged)('with %s is refused and its sender to blame', async (_what, change) => {
		const { world, anna, ben, mallory, says } = await aDoor();
		const carl = await world.add('Carl');
		const seek = await aSeek(mallory, world, lookingFor);
		const all = { seek, ben: ben.peer, carl: carl.peer, anna: anna.peer };
		const body = { seek, hops: 1, budget: 3, path: [], ...change(all) };
		expect(await says(ben, 'probe', body)).toMatchObject({ toBlame: true });
	});

	test('whose time is over is refused and nobody to blame', async () => {
		const { world, anna, ben, mallory, judge } = await aDoor();
		const seek = await aSeek(mallory, world, lookingFor);
		world.clock.turn(10 * MINUTE_MS);
		const late = await heardBy(anna, world, ben, 'probe', { seek, hops: 0, budget: 0, path: [] });
		expect(await judge(late)).toMatchObject({ refusal: { rejected: 'expired' }, toBlame: false });
	});
});

describe('an offer', () => {
	async function offers(from: Node, door: Awaited<ReturnType<typeof aDoor>>, change: object = {}) {
		const card = await aCard(from, door.world.clock.now());
		return door.says(from, 'offer', { re: QUESTION, cells: [7], card, path: [], ...change });
	}

	test('of anybody is heard for a question that is looked for', async () => {
		const door = await aDoor();
		for (const from of [door.ben, door.mallory])
			expect(await offers(from, door)).toMatchObject({ card: { from: from.peer } });
	});

	test('for a question never asked: a stranger’s is refused, a contact’s of no effect', async () => {
		const door = await aDoor();
		const never = { re: 'c'.repeat(21) + 'A' };
		expect(await offers(door.mallory, door, never)).toMatchObject({ refusal: { rejected: 'stranger' } });
		expect(await offers(door.ben, door, never)).toEqual({});
	});

	test('for cells that nobody asked for, with another’s card, or by way of the asker is refused and blamed', async () => {
		const door = await aDoor();
		const another = await aCard(door.ben, door.world.clock.now());
		for (const change of [{ cells: [9] }, { card: another }, { path: [door.anna.peer] }])
			expect(await offers(door.mallory, door, change)).toMatchObject({
				...{ refusal: { rejected: 'malformed' }, toBlame: true }
			});
	});
});

describe('a question', () => {
	const question = { text: 'Luigi?', most: 8 };

	test('of a stranger is heard with an offer that was made to them, once; sent again it is the same one', async () => {
		const { anna, world, mallory, judge, says } = await aDoor();
		const said = await heardBy(anna, world, mallory, 'query', { ...question, offer: OFFER });
		expect(isHeard(await judge(said))).toBe(true);
		expect(isHeard(await judge(said))).toBe(true);
		expect(await says(mallory, 'query', { ...question, offer: OFFER })).toMatchObject({
			...{ refusal: { rejected: 'stranger' }, toBlame: false }
		});
	});

	test('of a stranger without an offer, with a made-up one, or with another’s is refused', async () => {
		const door = await aDoor();
		const carl = await door.world.add('Carl');
		for (const [from, offer] of [
			[door.mallory, {}],
			[door.mallory, { offer: QUESTION }],
			[carl, { offer: OFFER }]
		] as const)
			expect(await door.says(from, 'query', { ...question, ...offer })).toMatchObject({
				...{ refusal: { rejected: 'stranger' }, toBlame: false }
			});
	});

	test('of a guest waits for my person, but for one with an offer', () => {
		const guest = { kind: 'query', body: question } as Spoken;
		expect(isJudged('asking', guest)).toBe(false);
		expect(isJudged('asking', { ...guest, body: { ...question, offer: OFFER } } as Spoken)).toBe(true);
	});
});

describe('what replies to me', () => {
	const answer = (re: string): Writing<'answer'>['body'] => ({
		re,
		part: 0,
		last: true,
		outcome: 'nothing',
		text: '',
		citations: []
	});

	test('an answer, a referral and a receipt of a stranger are heard for a question I put to them', async () => {
		const door = await aDoor();
		const { mallory, world } = door;
		const re = await asked(door, mallory);
		const card = await aCard(await world.add('Dana'), world.clock.now());
		expect(isHeard(await door.says(mallory, 'answer', answer(re)))).toBe(true);
		expect(isHeard(await door.says(mallory, 'ack', { re, state: 'delivered' }))).toBe(true);
		expect(await door.says(mallory, 'referral', { re, card })).toMatchObject({ card: {} });
	});

	test('and refused for one that I put to somebody else, or to nobody', async () => {
		const door = await aDoor();
		const { mallory, ben, world } = door;
		const card = await aCard(await world.add('Dana'), world.clock.now());
		for (const re of [await asked(door, ben), QUESTION]) {
			expect(isHeard(await door.says(mallory, 'answer', answer(re)))).toBe(false);
			expect(isHeard(await door.says(mallory, 'ack', { re, state: 'delivered' }))).toBe(false);
			expect(isHeard(await door.says(mallory, 'referral', { re, card }))).toBe(false);
		}
	});

	test('a referral of a contact to a question never put to them is refused; a second one too', async () => {
		const door = await aDoor();
		const card = await aCard(await door.world.add('Dana'), door.world.clock.now());
		expect(isHeard(await door.says(door.ben, 'referral', { re: QUESTION, card }))).toBe(false);
		const re = await asked(door, door.ben);
		expect(isHeard(await door.says(door.ben, 'referral', { re, card }))).toBe(true);
		await door.anna.stores.outbox.mark(re, 'answered');
		expect(isHeard(await door.says(door.ben, 'referral', { re, card }))).toBe(false);
	});

	test('a referral to its sender, to its reader, or with a forged card is refused and blamed', async () => {
		const door = await aDoor();
		const now = door.world.clock.now();
		const re = await asked(door, door.ben);
		const dana = await aCard(await door.world.add('Dana'), now);
		const cards = [await aCard(door.ben, now), await aCard(door.anna, now), `${dana.slice(0, -6)}AAAAAA`];
		for (const card of cards)
			expect(await door.says(door.ben, 'referral', { re, card })).toMatchObject({ toBlame: true });
	});
});

test('a stranger’s older device is not heard once a card of a newer one was met', async () => {
	const { world, anna, mallory, says } = await aDoor();
	const body = { seek: await aSeek(mallory, world, lookingFor), hops: 0, budget: 0, path: [] };
	expect(isHeard(await says(mallory, 'probe', body))).toBe(true);
	const inbox = await mallory.deps.keyring.inbox();
	await anna.stores.cards.put({
		...{ peer: mallory.peer, text: '', version: 3, name: 'Mallory', inbox, relays: [], topics: [] },
		...{ capabilities: [], languages: [], certificateSeq: 2, seenAt: world.clock.now() }
	});
	expect(await says(mallory, 'probe', body)).toMatchObject({ refusal: { rejected: 'revoked' } });
});
