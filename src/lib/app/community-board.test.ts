import { describe, expect, test } from 'vitest';
import type { Found, Overview, Thread } from '#lib/agent/community/views.ts';
import { aClock, seeded, simpleQuotes } from '#lib/agent/means.fixture.ts';
import type { KeptCommunity, Reach, Visibility } from '#lib/agent/ports.ts';
import { World } from '#lib/agent/world.fixture.ts';
import type { Act } from '#lib/protocol/acts.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { answersByRule } from './community-answering.ts';
import { CommunityBoard } from './community-board.ts';
import { draftsFor, sourcesOf } from './community-drafts.ts';
import type { CommunitySummary } from './communities-api.ts';
import { aKept, anOverview, aReply, aThread, bea, cem, me } from './communities.fixture.ts';

const settled = async (): Promise<void> => {
	for (let i = 0; i < 50; i++) await Promise.resolve();
};

function aBoard(kept: KeptCommunity[], overviews: Map<string, Overview>) {
	const clock = aClock();
	const reach = new Map<PeerId, Reach>();
	const looks: string[] = [];
	let told: readonly CommunitySummary[] = [];
	let [have, known] = [1, 1];
	let tookMs = 0;
	const threads = new Map<string, Thread[]>();
	const board = new CommunityBoard({
		me,
		desk: {
			unread: async () => ({ entries: 2, mentions: 1 }),
			threads: async (id) => ({ threads: threads.get(id) ?? [], more: false })
		},
		society: {
			list: async () => kept,
			behind: async () => ({ have, known, heads: [] }),
			overview: async (id) => {
				looks.push(id);
				clock.turn(tookMs);
				return overviews.get(id);
			}
		},
		reach: (peer) => reach.get(peer) ?? 'none',
		now: clock.now,
		sleep: clock.sleep,
		tell: (all) => (told = all),
		looked: () => undefined
	});
	return {
		...{ board, clock, reach, looks, threads, told: () => told },
		holds: (now: number, of: number) => ([have, known] = [now, of]),
		takes: (ms: number) => (tookMs = ms)
	};
}

describe('the list of communities', () => {
	test('says who is there, what is unread and who waits, the one that changed last first', async () => {
		const anchored = anOverview('b', { mine: 'anchor', asking: [{ peer: cem, name: 'Cem', at: 1 }] });
		const { board, reach, told, threads } = aBoard(
			[aKept('a', { joinedAt: 5 }), aKept('b')],
			new Map([
				['a', anOverview('a')],
				['b', anchored]
			])
		);
		threads.set('b', [aThread(bea, 'x', { lastAt: 1_000 })]);
		reach.set(bea, 'direct');
		board.changed();
		await settled();
		expect(told().map(({ id }) => id)).toEqual(['b', 'a']);
		expect(told()[0]).toMatchObject({
			mine: 'anchor',
			members: 2,
			there: [bea],
			unread: 2,
			mentions: 1,
			asking: 1
		});
		expect(told()[1]).toMatchObject({ mine: 'member', asking: 0, complete: 1 });
		reach.set(bea, 'mailbox');
		board.reachChanged();
		expect(told()[0]!.there).toEqual([]);
	});

	test('is looked at a few times a second, however much comes, and only where something came', async () => {
		const { board, clock, looks, told } = aBoard(
			[aKept('a'), aKept('b')],
			new Map(['a', 'b'].map((id) => [id, anOverview(id)]))
		);
		board.changed();
		await settled();
		looks.length = 0;
		for (let i = 0; i < 100; i++) board.changed('a');
		await settled();
		expect(looks).toEqual([]);
		clock.turn(250);
		await settled();
		expect(looks).toEqual(['a']);
		expect(told().find(({ id }) => id === 'a')!.revision).toBe(100);
	});

	test('takes a tenth of the time, and where a look is slow is looked at after three seconds all the same', async () => {
		const { board, clock, looks, takes } = aBoard([aKept('a')], new Map([['a', anOverview('a')]]));
		for (const [tookMs, restMs] of [
			[100, 1_000],
			[4_000, 3_000]
		] as const) {
			takes(tookMs);
			board.changed('a');
			await settled();
			looks.length = 0;
			takes(0);
			board.changed('a');
			clock.turn(restMs - 1);
			await settled();
			expect(looks).toEqual([]);
			clock.turn(1);
			await settled();
			expect(looks).toEqual(['a']);
			clock.turn(250);
			await settled();
		}
	});

	test('tells how far a community just joined has come in, and that somebody is out', async () => {
		const overviews = new Map<string, Overview>();
		const kept = [aKept('a', { standing: 'asking' })];
		const { board, clock, told, holds } = aBoard(kept, overviews);
		board.changed();
		await settled();
		expect(told()[0]).toMatchObject({ name: 'Bakers', mine: 'asking', members: 0 });
		kept[0] = aKept('a');
		overviews.set('a', anOverview('a'));
		holds(25, 100);
		board.changed();
		clock.turn(250);
		await settled();
		expect(told()[0]).toMatchObject({ mine: 'member', complete: 0.25 });
		kept[0] = aKept('a', { standing: 'removed' });
		const before = told()[0]!.revision;
		board.changed();
		clock.turn(250);
		await settled();
		expect(told()[0]).toMatchObject({ mine: 'removed', complete: 1 });
		expect(told()[0]!.revision).toBeGreaterThan(before);
		kept.length = 0;
		board.changed();
		clock.turn(250);
		await settled();
		expect(told()).toEqual([]);
	});
});

/** A shelf with these on it, and what else decides which words leave. */
async function shelfOf(notes: readonly (readonly [string, Visibility])[]) {
	const { deps, teach } = await new World('community').add('Ada');
	for (const [text, visibility] of notes) teach(text, visibility);
	const { shelf, keyring, invites } = deps;
	return { shelf, keyring, invites };
}

describe('an answer by rule', () => {
	const forBakers: Visibility = { to: 'community', communities: ['c'] };
	const question = (text: string) => aThread(bea, text, { question: true });

	async function aRule(...notes: readonly (readonly [string, Visibility])[]) {
		const clock = aClock(1_800_000_100_000);
		const parts = await shelfOf(notes);
		const acts: Act[] = [];
		const answer = answersByRule({
			...parts,
			...{ me, quotes: simpleQuotes, now: clock.now },
			society: { act: async (_, act) => (acts.push(act), 'entry') }
		});
		return { answer, acts, clock };
	}

	test('says what the community may read, once, as the agent', async () => {
		const { answer, acts } = await aRule(['Sourdough rests twelve hours.', forBakers]);
		const asked = question('How long does sourdough rest?');
		const kept = aKept('c', { agentAnswers: true });
		await answer(kept, [asked]);
		await answer(kept, [asked]);
		expect(acts).toEqual([
			{ kind: 'reply', to: asked.id, text: 'Sourdough rests twelve hours.', byAgent: true }
		]);
	});

	test('says nothing where it is off, of what is private, to my own question, and where I have spoken', async () => {
		const rest = 'How long does sourdough rest?';
		const allowed = await aRule(['Sourdough rests twelve hours.', forBakers]);
		await allowed.answer(aKept('c'), [question(rest)]);
		const on = aKept('c', { agentAnswers: true });
		await allowed.answer(on, [
			aThread(me, rest, { question: true }),
			aThread(bea, rest),
			aThread(bea, rest, { question: true }, (id) => [aReply(id, me, 'Mine')])
		]);
		const { answer, acts } = await aRule(['Sourdough rests twelve hours.', { to: 'private' }]);
		await answer(on, [question(rest)]);
		expect([...allowed.acts, ...acts]).toEqual([]);
	});

	test('is given six times an hour at most', async () => {
		const { answer, acts, clock } = await aRule(['Sourdough rests twelve hours.', forBakers]);
		const kept = aKept('c', { agentAnswers: true });
		const questions = Array.from({ length: 9 }, () => question('How long does sourdough rest?'));
		await answer(kept, questions);
		expect(acts).toHaveLength(6);
		clock.turn(61 * 60_000);
		await answer(kept, questions);
		expect(acts).toHaveLength(9);
	});
});

const found = (entry: string, text: string, over: Partial<Found> = {}): Found => ({
	...{ entry, within: entry, kind: 'post', title: 'Rye', text, author: bea, name: 'Bea', at: 7, score: 2 },
	...over
});

describe('a draft', () => {
	test('quotes what the community said and what it may read of mine, and names the entries it rests on', async () => {
		const parts = await shelfOf([
			['Sourdough rests twelve hours.', { to: 'public' }],
			['My sourdough is secret.', { to: 'private' }]
		]);
		const thread = aThread(cem, 'How long does sourdough rest?', { question: true });
		const drafts = draftsFor({
			...parts,
			...{ me, quotes: simpleQuotes, engine: () => simpleQuotes, random: seeded('draft') },
			desk: { threads: async () => ({ threads: [thread], more: false }) },
			search: async () => [
				found('one', 'Sourdough of rye rests a day.'),
				found('two', 'Nothing to do with it.'),
				found('three', 'Sourdough itself.', { within: thread.id })
			]
		});
		const draft = await drafts.draftAnswer('c', thread.id);
		expect(draft.text).toContain('Sourdough rests twelve hours.');
		expect(draft.text).toContain('Sourdough of rye rests a day.');
		expect(draft.text).not.toContain('secret');
		expect(draft.text).not.toContain('Sourdough itself');
		expect(draft.sources.map(({ entry }) => entry)).toEqual(['one']);
	});
});

test('an entry as a source says whose it is, of which community, and leads to it', () => {
	expect(sourcesOf([found('one', 'Rye bread.')], 'c', 'Bakers')).toMatchObject([
		{
			...{ author: bea, authorName: 'Bea', title: 'Bakers: Rye', text: 'Rye bread.', madeAt: 7 },
			...{ verification: 'verified', community: { id: 'c', entry: 'one' }, relevance: 1 }
		}
	]);
});
