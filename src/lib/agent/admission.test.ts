/** Who may say what about looking for somebody who knows, and what strangers may say at all: allowed, refused, and bounded. */
import { describe, expect, test } from 'vitest';
import { open, type SaidOf, type Writing } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import type { Kind } from '../protocol/messages.ts';
import { admission, type Admitted, type Turned } from './admission.ts';
import { createCorrespondents, MOST_ASKERS } from './correspondents.ts';
import { isJudged, maySay, type Spoken, type SpokenKind } from './policy.ts';
import type { Standing } from './ports.ts';
import { letterOf } from './post.ts';
import { aCard, aSeek } from './stranger.fixture.ts';
import {
	createStrangers,
	ASKED_FOR_OF_ALL,
	MAILED_OF_ALL_A_DAY,
	OF_A_CONTACT,
	OF_A_STRANGER,
	UNASKED_OF_ALL
} from './strangers.ts';
import { World, type Node } from './world.fixture.ts';

const MINUTE_MS = 60_000;
const QUESTION = 'a'.repeat(21) + 'A';
const OFFER = 'b'.repeat(21) + 'A';
const CELLS = [7, 8];

const isHeard = (judged: Admitted | Turned): boolean => !('refusal' in judged);

/** Anna, who looks for something (QUESTION) and has made an offer (OFFER) to `offeredTo`; Ben she knows, Mallory nobody does. */
async function aDoor(offeredTo?: Node) {
	const world = new World('admission');
	const [anna, ben, mallory] = [await world.add('Anna'), await world.add('Ben'), await world.add('Mallory')];
	await world.befriend(anna, ben);
	const correspondents = createCorrespondents(anna.deps);
	const strangers = createStrangers();
	const deps = {
		...{ ...anna.deps, me: anna.peer },
		...{ correspondents: async () => correspondents, strangers: async () => strangers },
		loadedFinding: () => ({
			sought: (question: string) => (question === QUESTION ? CELLS : undefined),
			isOffered: (id: string, asker: PeerId) => id === OFFER && asker === (offeredTo ?? mallory).peer,
			isTold: () => false
		})
	};
	const judge = async (said: Spoken) => admission(said, await anna.stores.contacts.get(said.from), deps);
	/** `from` says it to Anna. */
	async function says<K extends SpokenKind>(
		from: Node,
		kind: K,
		body: Writing<K>['body'],
		change: Partial<Writing<K>> = {}
	) {
		const said = await heardBy(anna, world, from, kind, body, change);
		return judge(said as unknown as Spoken);
	}
	return { world, anna, ben, mallory, deps, judge, says, correspondents };
}

async function heardBy<K extends Kind>(
	reader: Node,
	world: World,
	from: Node,
	kind: K,
	body: Writing<K>['body'],
	change: Partial<Writing<K>> = {}
): Promise<SaidOf<K>> {
	const { envelope } = await world.box(from, reader, kind, body, change);
	const said = await open(envelope.bytes, world.clock.now());
	if ('rejected' in said) throw new Error(said.rejected);
	return said as unknown as SaidOf<K>;
}

const lookingFor = { question: QUESTION, cells: CELLS };

/** A query of Anna's to `to` that waits for an answer; its id. */
async function asked({ anna, world }: Awaited<ReturnType<typeof aDoor>>, to: Node): Promise<string> {
	const { envelope } = await world.box(anna, to, 'query', { text: 'Luigi?', most: 8 });
	await anna.stores.outbox.put(letterOf(envelope, to.peer, 'query', world.clock.now(), 'exchange'));
	return envelope.id;
}

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

describe('a storm', () => {
	/** As if opened: what is measured here is what is let in, not what opening costs. */
	async function crowd(world: World, many: number): Promise<readonly Node[]> {
		return Promise.all(Array.from({ length: many }, (_, i) => world.add(`Stranger ${i}`)));
	}

	/** Each of twelve says it so often: 10,000 in all. */
	const EVERY = 834;
	const MANY = 12;

	test('of 10,000 probes by a dozen strangers in a minute lets in some of each and 96 in all', async () => {
		const { world, anna, judge } = await aDoor();
		const strangers = await crowd(world, MANY);
		const said: SaidOf<'probe'>[] = [];
		for (const one of strangers)
			said.push(
				await heardBy(anna, world, one, 'probe', {
					...{ seek: await aSeek(one, world, lookingFor), hops: 0, budget: 0, path: [] }
				})
			);
		const heard = new Map<PeerId, number>();
		for (let i = 0; i < EVERY; i++)
			for (const one of said)
				if (isHeard(await judge({ ...one, id: `${i}` }))) heard.set(one.from, (heard.get(one.from) ?? 0) + 1);
		const all = [...heard.values()].reduce((sum, many) => sum + many, 0);
		expect(all).toBe(UNASKED_OF_ALL);
		expect(Math.max(...heard.values())).toBeLessThanOrEqual(OF_A_STRANGER);
		expect(heard.size).toBe(MANY);
		world.clock.turn(MINUTE_MS);
		const [first] = said;
		expect(isHeard(await judge({ ...first!, id: 'later' }))).toBe(true);
	});

	test('of 10,000 offers to a question that is looked for lets in 128, and of probes beside it none less', async () => {
		const { world, anna, judge } = await aDoor();
		const strangers = await crowd(world, MANY);
		let heard = 0;
		for (const one of strangers) {
			const card = await aCard(one, world.clock.now());
			const offer = await heardBy(anna, world, one, 'offer', { re: QUESTION, cells: [7], card, path: [] });
			for (let i = 0; i < EVERY; i++) if (isHeard(await judge({ ...offer, id: `${i}` }))) heard++;
		}
		expect(heard).toBe(ASKED_FOR_OF_ALL);
		const last = await world.add('Last');
		const seek = await aSeek(last, world, lookingFor);
		const probe = await heardBy(anna, world, last, 'probe', { seek, hops: 0, budget: 0, path: [] });
		expect(isHeard(await judge(probe))).toBe(true);
	});

	test('of 10,000 questions with a made-up offer lets in none, with one that was made a single one', async () => {
		const { world, anna, mallory, judge } = await aDoor();
		const body = { text: 'Luigi?', most: 8 };
		const madeUp = await heardBy(anna, world, mallory, 'query', { ...body, offer: QUESTION });
		const made = await heardBy(anna, world, mallory, 'query', { ...body, offer: OFFER });
		let heard = 0;
		for (let i = 0; i < 10_000; i++) {
			world.clock.turn(10);
			if (isHeard(await judge({ ...(i % 2 ? madeUp : made), id: `${i}` }))) heard++;
		}
		expect(heard).toBe(1);
	});

	test('of mail leaves no more than 500 letters of strangers in a day', async () => {
		const strangers = createStrangers();
		let [heard, now] = [0, 0];
		for (let i = 0; i < 10_000; i++, now += 8_000) if (strangers.ofAll('asked-for', true, now)) heard++;
		expect(heard).toBe(MAILED_OF_ALL_A_DAY);
		expect(strangers.ofAll('asked-for', false, now)).toBe(true);
		expect(strangers.ofAll('asked-for', true, 86_400_000)).toBe(true);
	});

	test('of a contact’s probes is cut at 64 a minute, and what they say else is heard all the same', async () => {
		const { world, anna, ben, mallory, judge } = await aDoor();
		const seek = await aSeek(mallory, world, lookingFor);
		const probe = await heardBy(anna, world, ben, 'probe', { seek, hops: 1, budget: 2, path: [] });
		let heard = 0;
		for (let i = 0; i < 1_000; i++) if (isHeard(await judge({ ...probe, id: `${i}` }))) heard++;
		expect(heard).toBe(OF_A_CONTACT);
		expect(isJudged('accepted', { kind: 'query', body: {} } as Spoken)).toBe(false);
	});

	test('of names is forgotten: counts are kept of 512 senders, and all together stay bounded', () => {
		const strangers = createStrangers();
		const name = (i: number) => String(i).padStart(64, '0') as PeerId;
		for (let i = 0; i < OF_A_STRANGER; i++) strangers.of(name(0), 'stranger', 0);
		expect(strangers.of(name(0), 'stranger', 0)).toBe(false);
		for (let i = 1; i <= 512; i++) strangers.of(name(i), 'stranger', 0);
		expect(strangers.of(name(0), 'stranger', 0)).toBe(true);
	});
});

describe('where mail goes', () => {
	test('to a contact as they say, to others as their card says, to an asker as they signed just now', async () => {
		const { world, anna, ben, mallory, correspondents } = await aDoor();
		const now = world.clock.now();
		const inbox = { id: 'old', key: 'old' };
		await anna.stores.cards.put({
			...{ peer: mallory.peer, text: '', version: 1, name: 'Mallory', inbox, relays: [], topics: [] },
			...{ capabilities: [], languages: [], certificateSeq: 1, seenAt: now }
		});
		expect(await correspondents.of(ben.peer)).toMatchObject({ name: 'Ben' });
		expect(await correspondents.of(mallory.peer)).toMatchObject({ name: 'Mallory', inbox });
		const seek = await open(await aSeek(mallory, world, lookingFor), now);
		if ('rejected' in seek || seek.kind !== 'seek') throw new Error('seek');
		correspondents.looks(seek);
		const { id } = await mallory.deps.keyring.inbox();
		expect(await correspondents.of(mallory.peer)).toMatchObject({
			...{ name: 'Mallory', inbox: { id }, relays: ['https://elm.example'] }
		});
		world.clock.turn(10 * MINUTE_MS);
		expect(await correspondents.of(mallory.peer)).toMatchObject({ inbox });
		expect(await correspondents.of('c'.repeat(64) as PeerId)).toBeUndefined();
		expect(await anna.stores.contacts.get(mallory.peer)).toBeUndefined();
	});

	test('a device that was withdrawn has no mail sent to it by what it looks for', async () => {
		const { world, anna, mallory, correspondents } = await aDoor();
		const inbox = { id: 'new', key: 'new' };
		await anna.stores.cards.put({
			...{ peer: mallory.peer, text: '', version: 2, name: 'Mallory', inbox, relays: [], topics: [] },
			...{ capabilities: [], languages: [], certificateSeq: 2, seenAt: world.clock.now() }
		});
		const seek = await open(await aSeek(mallory, world, lookingFor), world.clock.now());
		if ('rejected' in seek || seek.kind !== 'seek') throw new Error('seek');
		correspondents.looks(seek);
		expect(await correspondents.of(mallory.peer)).toMatchObject({ inbox });
	});

	test('of 600 who look, the 512 who looked last are known', async () => {
		const { world, mallory, correspondents } = await aDoor();
		const seek = await open(await aSeek(mallory, world, lookingFor), world.clock.now());
		if ('rejected' in seek || seek.kind !== 'seek') throw new Error('seek');
		const name = (i: number) => String(i).padStart(64, '0') as PeerId;
		for (let i = 0; i < 600; i++) correspondents.looks({ ...seek, from: name(i) });
		const known = await Promise.all(
			Array.from({ length: 600 }, async (_, i) => Number((await correspondents.of(name(i))) !== undefined))
		);
		expect(known.reduce((sum, one) => sum + one, 0)).toBe(MOST_ASKERS);
	});
});
