/** A stranger at the door of a whole agent: what they are answered, what they leave behind, and who is named to a contact. */
import { describe, expect, test } from 'vitest';
import { base64url } from '../protocol/bytes.ts';
import { open, type Said } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import { MAX_PROBES } from '../protocol/limits.ts';
import {
	createBudget,
	ANSWERS_A_DAY,
	STRANGER_ANSWERS_A_DAY,
	STRANGER_BYTES_A_DAY,
	STRANGERS_ANSWERS_A_DAY
} from './budget.ts';
import type { SeenCard } from './ports.ts';
import { aCard, askedByStranger, aSeek, offerTo, says, toldTo } from './stranger.fixture.ts';
import { OF_A_STRANGER, UNASKED_OF_ALL } from './strangers.ts';
import { World, type Node } from './world.fixture.ts';

const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

/** Vera holds something on everything; Mallory is nobody she knows. */
async function aStranger(seed = 'stranger') {
	const world = new World(seed);
	const vera = await world.add('Vera', { holdings: { on: async (cells) => cells } });
	return { world, vera, mallory: await world.add('Mallory') };
}

/** Outcome and quoted passages of an answer, part by part. */
async function answerIn(told: readonly Said[], now: number) {
	const answers = told.flatMap((said) => (said.kind === 'answer' ? [said.body] : []));
	const passages = await Promise.all(
		answers.flatMap(({ citations }) => citations.map(({ passage }) => open(passage, now)))
	);
	return {
		outcomes: answers.map(({ outcome }) => outcome),
		texts: passages.map((one) => ('rejected' in one || one.kind !== 'passage' ? one : one.body.text))
	};
}

describe('a stranger’s question', () => {
	test('is answered from what is public alone, and nobody becomes a contact by it', async () => {
		const { world, vera, mallory } = await aStranger();
		vera.teach('Luigi closes on Monday.', 'public');
		vera.teach('Luigi is closed for contacts.', 'contacts');
		vera.teach('Luigi owes me ten.', 'private');
		vera.teach('Luigi is for Mallory.', { to: 'named', peers: [mallory.peer] });
		const told = await askedByStranger(mallory, vera, 'Where is Luigi?', world);
		expect(await answerIn(told, world.clock.now())).toEqual({
			...{ outcomes: ['found'], texts: ['Luigi closes on Monday.'] }
		});
		expect(await vera.stores.contacts.list()).toEqual([]);
		expect(vera.stores.outbox.all.size).toBe(0);
	});

	test('who does not offer does not answer: no offer, no question', async () => {
		const world = new World();
		const [vera, mallory] = [await world.add('Vera'), await world.add('Mallory')];
		vera.teach('Luigi closes on Monday.', 'public');
		expect(await offerTo(mallory, vera, world)).toBeUndefined();
		const body = { text: 'Luigi?', most: 8, offer: base64url(mallory.deps.random(16)) };
		expect(await says(mallory, vera, 'query', body, world)).toMatchObject({ rejected: 'stranger' });
		expect(world.pending).toEqual([]);
	});

	test('is heard once for an offer, and not once the offer is minutes old', async () => {
		const { world, vera, mallory } = await aStranger();
		vera.teach('Luigi closes on Monday.', 'public');
		const offer = (await offerTo(mallory, vera, world))!.id;
		const body = { text: 'Luigi?', most: 8, offer };
		expect(await says(mallory, vera, 'query', body, world)).toBe('stored');
		expect(await says(mallory, vera, 'query', body, world)).toMatchObject({ rejected: 'stranger' });
		const late = (await offerTo(mallory, vera, world))!.id;
		world.clock.turn(10 * MINUTE_MS);
		expect(await says(mallory, vera, 'query', { ...body, offer: late }, world)).toMatchObject({
			rejected: 'stranger'
		});
	});

	test('asked from another server is answered there: mail goes where they look from', async () => {
		const { world, vera, mallory } = await aStranger();
		expect(await vera.agent.relaysOf(mallory.peer)).toEqual([]);
		await offerTo(mallory, vera, world, { relays: ['https://far.example'] });
		expect(await vera.agent.relaysOf(mallory.peer)).toEqual(['https://far.example']);
	});

	test('of a tab that closed meanwhile is answered by mail', async () => {
		const { world, vera, mallory } = await aStranger();
		vera.teach('Luigi closes on Monday.', 'public');
		const offer = (await offerTo(mallory, vera, world))!.id;
		world.sleep(mallory);
		await says(mallory, vera, 'query', { text: 'Luigi?', most: 8, offer }, world);
		expect([...vera.stores.outbox.all.values()]).toMatchObject([{ kind: 'answer', state: 'sent' }]);
	});

	test('is answered nothing at all once they are blocked while it is answered', async () => {
		const { world, vera, mallory } = await aStranger();
		vera.teach('Luigi closes on Monday.', 'public');
		await world.befriend(vera, mallory);
		const contact = (await vera.stores.contacts.get(mallory.peer))!;
		await vera.stores.contacts.put({ ...contact, standing: 'removed' });
		vera.stores.shelf.afterSearch = () =>
			void vera.stores.contacts.put({ ...contact, standing: 'blocked', before: 'removed' });
		expect(await askedByStranger(mallory, vera, 'Luigi?', world)).toEqual([]);
		vera.stores.shelf.afterSearch = () => undefined;
		expect(await askedByStranger(mallory, vera, 'Luigi?', world)).toEqual([]);
	});
});

describe('a day of questions', () => {
	const [mallory, ben] = ['a'.repeat(64), 'b'.repeat(64)] as PeerId[] as [PeerId, PeerId];

	test('a stranger gets twenty answers, a contact what they always got', () => {
		const budget = createBudget();
		for (let i = 0; i < STRANGER_ANSWERS_A_DAY; i++) budget.spend(mallory, 'stranger', 100, 0);
		expect(budget.left(mallory, 'stranger', 0)).toBe(0);
		expect(budget.left(ben, 'stranger', 0)).toBe(STRANGER_BYTES_A_DAY);
		expect(budget.left(mallory, 'stranger', DAY_MS)).toBe(STRANGER_BYTES_A_DAY);
		for (let i = 0; i < ANSWERS_A_DAY - 1; i++) budget.spend(ben, 'contact', 100, 0);
		expect(budget.left(ben, 'contact', 0)).toBeGreaterThan(1_000_000);
	});

	test('ten thousand names get two hundred answers between them', () => {
		const budget = createBudget();
		let answered = 0;
		for (let i = 0; i < 10_000; i++) {
			const name = String(i).padStart(64, '0') as PeerId;
			if (budget.left(name, 'stranger', i) === 0) continue;
			answered++;
			budget.spend(name, 'stranger', 1_000, i);
		}
		expect(answered).toBe(STRANGERS_ANSWERS_A_DAY);
		expect(budget.left(ben, 'contact', 10_000)).toBeGreaterThan(0);
	});

	test('never more than forty kilobytes leave to one stranger, however much there is, and then it is declined', async () => {
		const { world, vera, mallory } = await aStranger();
		for (let i = 0; i < 12; i++) vera.teach(`Luigi ${i} ${'serves pasta and more '.repeat(140)}.`, 'public');
		const outcomes: string[] = [];
		let bytes = 0;
		for (let i = 0; i < 4; i++) {
			const told = await askedByStranger(mallory, vera, 'Luigi?', world);
			outcomes.push(...(await answerIn(told, world.clock.now())).outcomes);
			for (const said of told)
				if (said.kind === 'answer') bytes += JSON.stringify(said.body.citations).length;
			world.clock.turn(MINUTE_MS);
		}
		expect(bytes).toBeGreaterThan(0);
		expect(bytes).toBeLessThan(STRANGER_BYTES_A_DAY);
		expect(outcomes[0]).toBe('found');
		expect(outcomes.at(-1)).toBe('declined');
	});
});

describe('what is sent in a storm', () => {
	test('by seven strangers in a minute leaves no more than is let in: in the stores, in letters, on the way', async () => {
		const { world, vera } = await aStranger();
		const seen = new Set<string>();
		const admit = vera.stores.inboxStore.admit;
		vera.stores.inboxStore.admit = async (said) => {
			seen.add(said.id);
			return admit(said);
		};
		for (let i = 0; i < 7; i++) {
			const one = await world.add(`Storm ${i}`);
			for (let n = 0; n < OF_A_STRANGER + 1; n++) {
				const seek = await aSeek(one, world);
				await says(one, vera, 'probe', { seek, hops: 0, budget: 0, path: [] }, world);
			}
		}
		expect(seen.size).toBe(UNASKED_OF_ALL);
		// The router deals with eight of each.
		expect(world.pending.length).toBeLessThanOrEqual(UNASKED_OF_ALL);
		expect(vera.stores.outbox.all.size).toBe(0);
		expect(await vera.stores.inboxStore.unfinished()).toEqual([]);
		expect(vera.stores.ledger.all).toEqual([]);
		expect(await vera.stores.cards.list()).toEqual([]);
	});

	test('the same seek by two contacts brings one offer, and an inflated budget two probes', async () => {
		const world = new World('seek');
		const holds = { on: async (cells: readonly number[]) => cells };
		const [vera, ben, carl] = [
			await world.add('Vera', { holdings: holds }),
			await world.add('Ben'),
			await world.add('Carl')
		];
		const dana = await world.add('Dana');
		for (const one of [ben, carl]) await world.befriend(vera, one);
		const seek = await aSeek(dana, world);
		for (const from of [ben, carl])
			await says(from, vera, 'probe', { seek, hops: 1, budget: MAX_PROBES, path: [] }, world);
		// To whom told of it second, that nothing will come of it that way.
		expect(world.pending.map(({ to }) => to)).toEqual([dana.peer, carl.peer]);

		const knowsNothing = await world.add('Emil');
		for (let i = 0; i < 6; i++) await world.befriend(knowsNothing, await world.add(`Friend ${i}`));
		await world.befriend(knowsNothing, ben);
		world.pending.splice(0);
		const other = await aSeek(dana, world);
		const inflated = { seek: other, hops: 1, budget: MAX_PROBES, path: [] };
		expect(await says(ben, knowsNothing, 'probe', inflated, world)).toBe('stored');
		expect(world.pending.length).toBeLessThanOrEqual(2);
		expect(world.pending.every(({ to }) => to !== ben.peer && to !== dana.peer)).toBe(true);
	});

	test('a part that is wrong is blamed on the contact whose link brought it, through a relay on nobody', async () => {
		const world = new World();
		const [vera, ben, dana] = [await world.add('Vera'), await world.add('Ben'), await world.add('Dana')];
		await world.befriend(vera, ben);
		const seek = await aSeek(dana, world);
		const body = { seek, hops: 0, budget: 1, path: [ben.peer] };
		const { box } = await world.box(ben, vera, 'probe', body);
		expect(await vera.agent.receive(box, { over: 'relay' })).toMatchObject({ rejected: 'malformed' });
		expect(vera.blames).toEqual([]);
		expect(await vera.agent.receive(box, { over: 'link', peer: ben.peer })).toMatchObject({
			rejected: 'malformed'
		});
		expect(vera.blames).toEqual([{ peer: ben.peer, reason: 'malformed' }]);
		expect(vera.stores.ledger.all).toMatchObject([{ peer: ben.peer, kind: 'bad-envelope' }]);
	});
});

describe('a contact who asked in vain', () => {
	const ACCORDIONS = 901;

	async function aReferral(change: Partial<SeenCard> = {}, about: readonly number[] = [ACCORDIONS]) {
		const world = new World('referral');
		const ben = await world.add('Ben', { cellsOf: async () => about });
		const [anna, dana] = [await world.add('Anna'), await world.add('Dana')];
		await world.befriend(anna, ben);
		const topics = [
			{ cell: ACCORDIONS, weight: 15 },
			{ cell: 12, weight: 15 }
		];
		const text = await aCard(dana, world.clock.now(), { topics });
		const inbox = await dana.deps.keyring.inbox();
		await ben.stores.cards.put({
			...{ peer: dana.peer, text, version: 1, name: 'Dana', inbox, relays: [], topics },
			...{ capabilities: [], languages: [], certificateSeq: 1, seenAt: world.clock.now(), ...change }
		});
		return { world, anna, ben, dana };
	}

	async function saidTo(anna: Node, ben: Node, world: World): Promise<readonly Said['kind'][]> {
		const { box } = await world.box(anna, ben, 'query', { text: 'Who repairs accordions?', most: 8 });
		await ben.agent.receive(box, { over: 'link', peer: anna.peer });
		await world.idle();
		return (await toldTo(anna, world)).map(({ kind }) => kind);
	}

	test('is named somebody whose card claims it, instead of an answer', async () => {
		const { world, anna, ben } = await aReferral();
		expect(await saidTo(anna, ben, world)).toEqual(['referral']);
	});

	test('is told "nothing" where nobody’s card claims it', async () => {
		const { world, anna, ben } = await aReferral({}, [44]);
		expect(await saidTo(anna, ben, world)).toEqual(['answer']);
	});

	test('is named nobody who does not want to be found, nor who is limited, blocked, or long unseen', async () => {
		const unfound = await aReferral({ topics: [] });
		expect(await saidTo(unfound.anna, unfound.ben, unfound.world)).toEqual(['answer']);
		const limited = await aReferral();
		await limited.ben.stores.overrulings.put(limited.dana.peer, 'limit');
		expect(await saidTo(limited.anna, limited.ben, limited.world)).toEqual(['answer']);
		const blocked = await aReferral();
		await blocked.world.befriend(blocked.ben, blocked.dana);
		await blocked.ben.agent.block(blocked.dana.peer);
		expect(await saidTo(blocked.anna, blocked.ben, blocked.world)).toEqual(['answer']);
		const unseen = await aReferral();
		unseen.world.clock.turn(40 * DAY_MS);
		expect(await saidTo(unseen.anna, unseen.ben, unseen.world)).toEqual(['answer']);
	});

	test('is not named themselves, and a stranger is named nobody', async () => {
		const { world, ben, dana } = await aReferral();
		await world.befriend(dana, ben);
		expect(await saidTo(dana, ben, world)).toEqual(['answer']);
		const { world: other, ben: host, anna } = await aReferral();
		host.deps.holdings.on = async (cells) => cells;
		await host.agent.remove(anna.peer);
		other.pending.splice(0);
		const told = await askedByStranger(anna, host, 'Who repairs accordions?', other);
		expect(told.map(({ kind }) => kind)).toEqual(['answer']);
	});

	test('who has something is told it, and no name beside it', async () => {
		const { world, anna, ben } = await aReferral();
		ben.teach('Anna repairs accordions.', 'contacts');
		expect(await saidTo(anna, ben, world)).toEqual(['answer']);
	});
});
