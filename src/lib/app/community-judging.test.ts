/** What is new while the gate takes its time: what the person did meanwhile counts. */
import { expect, test } from 'vitest';
import type { Thread } from '#lib/agent/community/views.ts';
import type { KeptCommunity } from '#lib/agent/ports.ts';
import { aKept, aThread, bea, me } from './communities.fixture.ts';
import type { CommunityNotice } from './communities-api.ts';
import type { Verdict } from './community-gate.ts';
import { keepJudging } from './community-judging.ts';
import { CommunityNotices } from './community-notices.ts';

const NOW = 1_800_000_100_000;
const ticks = () => new Promise((resolve) => setImmediate(resolve));

function aJudging() {
	const world = { kept: [aKept('c')] as readonly KeptCommunity[], told: [] as readonly CommunityNotice[] };
	const asked: string[][] = [];
	const answers: (() => void)[] = [];
	const notified: string[] = [];
	const judging = keepJudging({
		notices: new CommunityNotices(me, (all) => (world.told = all)),
		gate: {
			judged: (said) => {
				asked.push(said.map(({ text }) => text));
				return new Promise<ReadonlyMap<string, Verdict>>((resolve) => answers.push(() => resolve(new Map())));
			}
		},
		society: { list: async () => world.kept },
		now: () => NOW,
		notify: ({ text }) => void notified.push(text)
	});
	const comes = async (...threads: readonly Thread[]) => {
		judging.came({ community: 'c', title: 'Bakers', muted: false, threads, isNew: () => true });
		await ticks();
	};
	/** The gate says of the next that nothing is against it. */
	const passes = async () => {
		answers.shift()!();
		await ticks();
	};
	return { world, judging, asked, notified, comes, passes };
}

test('what was read while the gate judged it interrupts nobody and is not listed', async () => {
	const { world, judging, notified, comes, passes } = aJudging();
	const [one, two] = [aThread(bea, 'One'), aThread(bea, 'Two')];
	await comes(one, two);
	judging.read('c', one.clock);
	await passes();
	expect(notified).toEqual(['Two']);
	expect(world.told.map(({ text }) => text)).toEqual(['Two']);
});

test('what waits behind it goes as well when it is read', async () => {
	const { judging, asked, notified, comes, passes } = aJudging();
	await comes(aThread(bea, 'One'));
	const two = aThread(bea, 'Two');
	await comes(two);
	judging.read('c', two.clock);
	await passes();
	expect(asked.flat()).toEqual(['One']);
	expect(notified).toEqual([]);
});

test('what was muted meanwhile is held back', async () => {
	const { world, notified, comes, passes } = aJudging();
	await comes(aThread(bea, 'One'));
	world.kept = [aKept('c', { muted: true })];
	await passes();
	expect(notified).toEqual([]);
	expect(world.told).toMatchObject([{ text: 'One', held: 'muted' }]);
});

test.each([
	['left and forgot', []],
	['left', [aKept('c', { standing: 'left' })]]
])('of a community that the person %s meanwhile nothing is told', async (_did, kept) => {
	const { world, notified, comes, passes } = aJudging();
	await comes(aThread(bea, 'One'));
	world.kept = kept;
	await passes();
	expect([notified, world.told]).toEqual([[], []]);
});

test('forgotten and come into again, it is told nothing of what came before', async () => {
	const { world, judging, notified, comes, passes } = aJudging();
	await comes(aThread(bea, 'One'));
	judging.forget('c');
	await passes();
	expect([notified, world.told]).toEqual([[], []]);
});

test('what is for the person does not wait for the gate', async () => {
	const { notified, comes } = aJudging();
	await comes(aThread(bea, 'For all'), aThread(bea, 'For Ada', { mentions: [me] }));
	expect(notified).toEqual(['For Ada']);
});

test('of a flood the newest wait and are judged, and all are counted', async () => {
	const { world, asked, comes, passes } = aJudging();
	for (let i = 0; i < 200; i++) await comes(aThread(bea, `Post ${i}`));
	await passes();
	await passes();
	expect(asked.map(({ length }) => length)).toEqual([1, 60]);
	expect(asked[1]!.at(-1)).toBe('Post 199');
	expect(world.told).toMatchObject([{ why: 'many', count: 200, text: 'Post 199' }]);
});
