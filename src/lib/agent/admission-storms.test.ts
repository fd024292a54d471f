/** However many say it: what storms of strangers and contacts leave behind, and where mail goes. */
import { describe, expect, test } from 'vitest';
import { open, type SaidOf } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import { MOST_ASKERS } from './correspondents.ts';
import { isJudged, type Spoken } from './policy.ts';
import { aCard, aSeek } from './stranger.fixture.ts';
import {
	createStrangers,
	ASKED_FOR_OF_ALL,
	MAILED_OF_ALL_A_DAY,
	OF_A_CONTACT,
	OF_A_STRANGER,
	UNASKED_OF_ALL
} from './strangers.ts';
import { type World, type Node } from './world.fixture.ts';
import { MINUTE_MS, QUESTION, OFFER, isHeard, aDoor, heardBy, lookingFor } from './admission.fixture.ts';

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
