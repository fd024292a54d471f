import { describe, expect, test } from 'vitest';
import { FakeDirectory } from '#lib/agent/directory.fixture.ts';
import { aMember, settle, type MemberNode } from '#lib/agent/community/society.fixture.ts';
import { seeded, simpleQuotes } from '#lib/agent/means.fixture.ts';
import { openCodebook } from '#lib/agent/routing/codebook.ts';
import { World } from '#lib/agent/world.fixture.ts';
import { MAX_LISTINGS } from '#lib/protocol/limits.ts';
import type { CarrierRoom } from '#lib/net/carrier.ts';
import { pageClientOf } from '#lib/net/update-screen.ts';
import { PageTexts } from './community-page-text.ts';
import { changedTo, goesOn, nowOf, textAt, versionsOf } from './community-page-text.ts';
import type { PageReader } from './community-page-reader.ts';
import type { PageJob, PageJobs } from './community-page-messages.ts';
import { keepCommunities, type Communities } from './communities.ts';
import type { CommunityNotice, CommunitySummary, PageCursor, Transfer } from './communities-api.ts';

/** The page worker's work beside the test. */
function reader(): PageReader {
	const pages = new PageTexts();
	const watch = (): void => undefined;
	const jobs: { readonly [Job in PageJob]: (asks: PageJobs[Job]['asks']) => PageJobs[Job]['gives'] } = {
		now: ({ page, edits, client }) => nowOf(pages.of(page, edits, watch), client),
		versions: ({ edits }) => versionsOf(edits, watch),
		textAt: ({ edits, edit }) => textAt(edits, edit, watch),
		goesOn: ({ page, edits, update, client }) => goesOn(pages.of(page, edits, watch), update, client),
		changedTo: ({ page, edits, text, client }) => changedTo(pages.of(page, edits, watch), text, client)
	};
	return { ask: async (job, asks) => jobs[job](asks), close: () => undefined };
}

interface Told {
	communities: readonly CommunitySummary[];
	notices: readonly CommunityNotice[];
	transfers: readonly Transfer[];
	cursors: readonly PageCursor[];
}

interface Person {
	readonly node: MemberNode;
	readonly api: Communities;
	readonly told: Told;
	/** With whom there is more to do. */
	readonly tied: readonly string[];
	readonly wanted: () => readonly string[];
	/** What the gate was told of which community. */
	readonly gated: readonly string[];
	/** What is open to carry live. */
	readonly rooms: readonly CarrierRoom[];
}

async function aPerson(
	world: World,
	name: string,
	directory = new FakeDirectory(world.clock)
): Promise<Person> {
	const kept: { api?: Communities } = {};
	const node = await aMember(world, name, {
		communitySources: async (question) => kept.api?.sources(question) ?? []
	});
	const told: Told = { communities: [], notices: [], transfers: [], cursors: [] };
	const tied: string[] = [];
	const gated: string[] = [];
	const rooms: CarrierRoom[] = [];
	let wanted: readonly string[] = [];
	const { deps } = node;
	const api = keepCommunities({
		me: node.peer,
		dev: node.device.dev,
		client: pageClientOf(node.device.dev),
		society: await node.agent.communities(),
		desk: node.desk,
		store: node.store,
		reader: reader(),
		carriers: async () => ({
			open: (room) => {
				rooms.push(room);
				return { add: () => undefined, present: () => undefined, peers: [], close: () => undefined };
			},
			close: () => undefined
		}),
		keyring: deps.keyring,
		quotes: simpleQuotes,
		engine: () => simpleQuotes,
		shelf: deps.shelf,
		invites: deps.invites,
		contacts: deps.contacts,
		directory: directory.of(node.peer),
		embedder: () => undefined,
		random: seeded(name),
		reach: (peer) => deps.mesh.reach(peer),
		onReach: () => undefined,
		on: (listener) => void node.agent.on(listener),
		want: (fellows) => (wanted = fellows.map(({ peer }) => peer)),
		origin: 'https://elm.example',
		now: () => world.clock.now(),
		sleep: (ms) => world.clock.sleep(ms),
		tell: (part, value) => Object.assign(told, { [part]: value }),
		notify: () => undefined,
		gate: {
			judged: async () => new Map(),
			opened: async (id) => void gated.push(`opened ${id}`),
			forget: async (id) => void gated.push(`forget ${id}`)
		},
		tied: (peer) => void tied.push(peer),
		stored: () => undefined
	});
	kept.api = api;
	return { node, api, told, tied, gated, rooms, wanted: () => wanted };
}

/** Time enough for what was said to be heard, looked at and told. */
async function passes(world: World, ms = 6_000): Promise<void> {
	for (let at = 0; at < ms; at += 1_000) {
		await settle(world);
		world.clock.turn(1_000);
	}
	await settle(world);
}

async function aPair(): Promise<{ world: World; ada: Person; bea: Person; id: string }> {
	const world = new World('communities');
	const ada = await aPerson(world, 'Ada');
	const bea = await aPerson(world, 'Bea');
	const id = await ada.api.foundCommunity({ name: 'Bakers', about: 'Bread.', joining: 'open' });
	const link = await ada.api.inviteToCommunity(id, 4, 7);
	expect(link).toMatch(/^https:\/\/elm\.example\/#c=/);
	expect(await bea.api.readCommunityLink(link)).toMatchObject({ community: id, name: 'Bakers' });
	expect(await bea.api.joinCommunity(link)).toBe(id);
	await passes(world);
	return { world, ada, bea, id };
}

describe('two people in a community', () => {
	test('are listed to each other, want links, and see what the other posts with a notice', async () => {
		const { world, ada, bea, id } = await aPair();
		expect(bea.told.communities).toMatchObject([
			{ id, name: 'Bakers', mine: 'member', members: 2, complete: 1 }
		]);
		expect(ada.told.communities).toMatchObject([{ id, mine: 'anchor', members: 2 }]);
		expect([ada.wanted(), bea.wanted()]).toEqual([[bea.node.peer], [ada.node.peer]]);
		await ada.api.actInCommunity(id, {
			...{ kind: 'post', text: 'Rye wants a hot oven.', mentions: [bea.node.peer] }
		});
		await passes(world);
		expect(bea.told.notices).toMatchObject([{ community: id, title: 'Bakers', name: 'Ada', why: 'mention' }]);
		expect(bea.told.communities[0]).toMatchObject({ unread: expect.any(Number), mentions: 1 });
		const { threads } = await bea.api.communityThreads(id, { most: 5 });
		expect(threads[0]).toMatchObject({ text: 'Rye wants a hot oven.', name: 'Ada' });
		await bea.api.markCommunityRead(id, threads[0]!.lastClock);
		await passes(world, 1_000);
		expect(bea.told.notices).toEqual([]);
		expect(bea.told.communities[0]).toMatchObject({ unread: 0, mentions: 0 });
		expect(ada.told.notices).toEqual([]);
	});

	test('have more to do with each other for every reply, whoever wrote it', async () => {
		const { world, ada, bea, id } = await aPair();
		const to = await ada.api.actInCommunity(id, { kind: 'post', text: 'How hot for rye?', mentions: [] });
		await passes(world);
		await bea.api.actInCommunity(id, { kind: 'reply', to, text: 'Very.', mentions: [] });
		await passes(world);
		expect(ada.tied).toEqual([bea.node.peer]);
		expect(bea.tied).toEqual([ada.node.peer]);
	});

	test('write one page, read its versions and put one back', async () => {
		const { world, ada, bea, id } = await aPair();
		const page = await ada.api.actInCommunity(id, { kind: 'page', title: 'Rye' });
		const write = async ({ api, node }: Person, text: string): Promise<void> => {
			const edits = await node.desk.edits(id, page);
			const client = pageClientOf(node.device.dev);
			for (const update of changedTo(
				new PageTexts().of('p', edits, () => undefined),
				text,
				client
			))
				expect(await api.editCommunityPage(id, page, update)).toBe(true);
			await passes(world);
		};
		await write(ada, 'Flour and water.');
		await write(bea, 'Flour, salt and water.');
		expect(await ada.api.communityPage(id, page)).toMatchObject({
			text: 'Flour, salt and water.',
			leftOut: 0
		});
		const versions = await ada.api.pageVersions(id, page);
		expect(versions.map(({ name }) => name)).toEqual(['Bea', 'Ada']);
		expect(await bea.api.pageVersion(id, page, versions[1]!.edit)).toBe('Flour and water.');
		await bea.api.restorePage(id, page, versions[1]!.edit);
		await passes(world);
		expect((await ada.api.communityPage(id, page)).text).toBe('Flour and water.');
		expect(await ada.api.searchCommunity(id, 'flour')).toMatchObject([{ kind: 'page', within: page }]);
	});

	test('share a file that comes piece by piece from who is there', async () => {
		const { world, ada, bea, id } = await aPair();
		const file = new File([new Uint8Array(90_000).fill(7)], 'oven.png', { type: 'image/png' });
		const entry = await ada.api.shareFile(id, file);
		await passes(world);
		const fetching = bea.api.communityFile(id, entry);
		await passes(world, 3_000);
		const blob = await fetching;
		expect([blob.size, blob.type]).toEqual([90_000, 'image/png']);
		expect(bea.told.transfers).toMatchObject([{ file: entry, state: 'done', done: 90_000 }]);
	});

	test('a question is answered from what was said there, with its author and a way to the entry', async () => {
		const { world, ada, bea, id } = await aPair();
		const entry = await ada.api.actInCommunity(id, {
			...{ kind: 'post', title: 'Ovens', text: 'Rye bread wants an oven of 250 degrees.' }
		});
		await passes(world);
		const exchange = await bea.node.ask('How hot an oven does rye bread want?');
		expect(exchange.sources).toMatchObject([
			{
				...{ author: ada.node.peer, authorName: 'Ada', title: 'Bakers: Ovens', verification: 'verified' },
				community: { id, entry }
			}
		]);
	});

	test('one leaves and forgets: nothing of it is listed any more, and no link is wanted', async () => {
		const { world, ada, bea, id } = await aPair();
		await bea.api.leaveCommunity(id, true);
		await passes(world);
		expect(bea.told.communities).toEqual([]);
		expect(bea.wanted()).toEqual([]);
		expect(ada.told.communities[0]).toMatchObject({ members: 1 });
		await bea.api.markCommunityRead(id, 1);
		expect(bea.gated, 'also by a page that is still open').toEqual([`forget ${id}`]);
	});
});

test('who damages what is carried live is shown to the anchor at once, without a new entry', async () => {
	const { world, ada, bea, id } = await aPair();
	await passes(world);
	const { revision } = ada.told.communities[0]!;
	ada.rooms.at(-1)!.onFault(bea.node.peer, 'carrier');
	await passes(world);
	expect(ada.told.communities[0]!.revision).toBeGreaterThan(revision);
	expect((await ada.api.community(id))?.faults).toMatchObject([{ peer: bea.node.peer, what: 'carrier' }]);
});

test('who hands on what is forged is shown to the anchor at once, without a new entry', async () => {
	const { world, ada, bea, id } = await aPair();
	await passes(world);
	const { revision } = ada.told.communities[0]!;
	const genuine = (await ada.node.store.entries(id)).at(-1)!;
	const forged = `${genuine.slice(0, -1)}${genuine.endsWith('A') ? 'Q' : 'A'}`;
	const { box } = await world.box(bea.node, ada.node, 'entries', { community: id, entries: [forged] });
	await ada.node.agent.receive(box, { over: 'link', peer: bea.node.peer });
	await passes(world);
	expect(ada.told.communities[0]!.revision).toBeGreaterThan(revision);
	expect((await ada.api.community(id))?.faults).toMatchObject([{ peer: bea.node.peer, what: 'signature' }]);
});

test('who lists more communities than the servers take is told so of the one that is not listed', async () => {
	const world = new World('full');
	const directory = new FakeDirectory(world.clock);
	const ada = await aPerson(world, 'Ada', directory);
	const mine = directory.of(ada.node.peer);
	for (let other = 0; other < MAX_LISTINGS; other++) await mine.list(`other ${other}`, 'card', [3]);
	const id = await ada.api.foundCommunity({ name: 'Bakers', about: 'Bread.', joining: 'approval' });
	const topics = [{ cell: 7, weight: 15 }];
	await passes(world);
	const { revision } = ada.told.communities[0]!;
	await ada.api.actInCommunity(id, { kind: 'describe', topics, listed: true });
	await passes(world, 11_000);
	expect(await ada.api.community(id)).toMatchObject({ listed: true, listingFull: true });
	expect(ada.told.communities[0]!.revision, 'listed, and then full').toBeGreaterThan(revision + 1);
	await mine.list('other 0', undefined, []);
	await passes(world, 66_000);
	expect(await ada.api.community(id)).toMatchObject({ listed: true, listingFull: false });
});

test('a listed community is found by a stranger’s interest, and by its link they ask to come in', async () => {
	const world = new World('listed');
	const directory = new FakeDirectory(world.clock);
	const ada = await aPerson(world, 'Ada', directory);
	const bea = await aPerson(world, 'Bea', directory);
	const id = await ada.api.foundCommunity({ name: 'Bakers', about: 'Bread.', joining: 'approval' });
	const { topics } = await openCodebook();
	const { cell } = topics.find(({ name }) => name === 'Bread making')!;
	await ada.api.actInCommunity(id, { kind: 'describe', topics: [{ cell, weight: 15 }], listed: true });
	await passes(world);
	const { communities } = await bea.api.findCommunities('sourdough bread');
	expect(communities).toMatchObject([{ community: id, name: 'Bakers', byName: 'Ada', mine: 'no' }]);
	const { link } = communities[0]!;
	expect(await bea.api.readCommunityLink(link)).toMatchObject({ community: id, by: ada.node.peer });
	await bea.api.joinCommunity(link);
	await passes(world);
	const seen = await ada.api.community(id);
	expect(seen?.asking).toMatchObject([{ peer: bea.node.peer, name: 'Bea' }]);
	expect(seen?.invites.map(({ forListing }) => forListing)).toEqual([true]);
	await ada.api.actInCommunity(id, { kind: 'describe', listed: false });
	await passes(world);
	expect((await bea.api.findCommunities('Bread making')).communities).toEqual([]);
});
