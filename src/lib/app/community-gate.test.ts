import { expect, test } from 'vitest';
import { fieldOf } from '#lib/agent/routing/cells.ts';
import { memorySettings } from '#lib/store/in-memory.ts';
import { bea, cem } from './communities.fixture.ts';
import { openGate, OPENED, type GateDeps } from './community-gate.ts';
import { interestsOf } from './community-interests.ts';

const DAY = 24 * 60 * 60_000;
const NOW = 1_800_000_000_000;
/** Topics: two of one field, and one far from both. */
const [BREAD, CAKE, TAX] = [160, 161, 800];
const said = (text: string, by = bea) => ({ id: text, community: 'c', by, text });
const cells: Readonly<Record<string, readonly number[]>> = { cake: [CAKE], tax: [TAX], hello: [] };

function aGate(over: Partial<GateDeps> = {}) {
	const world = { now: NOW };
	const settings = memorySettings();
	const gate = openGate({
		settings,
		own: () => undefined,
		topics: async () => [BREAD],
		cellsOf: async (text) => cells[text] ?? [],
		nameOf: async (cell) => (cell === CAKE ? 'Cakes' : undefined),
		ties: async () => new Map([[cem, 6]]),
		now: () => world.now,
		...over
	});
	/** Somebody said this in a community they joined long ago. */
	const on = async (text: string, by = bea, muted = false, joinedAt = NOW - 100 * DAY) =>
		(await gate.judged([said(text, by)], { muted, joinedAt })).get(text);
	return { gate, world, settings, on };
}

test('the topics of this test are what it says', () => {
	expect(fieldOf(BREAD)).toBe(fieldOf(CAKE));
	expect(fieldOf(TAX)).not.toBe(fieldOf(CAKE));
});

test('what is near a topic of mine is told, with its name; what is far is held back', async () => {
	const { on } = aGate();
	expect(await on('cake')).toEqual({ because: 'topic', topic: 'Cakes' });
	expect(await on('tax')).toEqual({ held: 'far' });
});

test('what nobody can tell the topic of is told, and everything where my topics are not known', async () => {
	expect(await aGate().on('hello')).toEqual({});
	expect(await aGate({ topics: async () => [] }).on('tax')).toEqual({});
	const broken = aGate({ topics: () => Promise.reject(new Error('not loaded')) });
	expect(await broken.on('tax')).toBeUndefined();
});

test('while I am busy, at something, or have it muted, nothing for all is told, whatever it is about', async () => {
	const busy = aGate({ own: () => ({ state: 'busy', focus: 'packing' }) });
	expect(await busy.on('cake', cem)).toEqual({ held: 'busy' });
	expect(await busy.on('cake', cem, true)).toEqual({ held: 'muted' });
	const packing = aGate({ own: () => ({ state: 'available', focus: 'packing' }) });
	expect(await packing.on('cake')).toEqual({ held: 'focus' });
	expect(await aGate({ own: () => ({ state: 'away' }) }).on('cake')).toMatchObject({ because: 'topic' });
});

test('what somebody says whom I talk with often is told, also where it is far from my topics', async () => {
	expect(await aGate().on('tax', cem)).toEqual({ because: 'often' });
});

test('where I came in or looked this week everything is told, and for longer where I looked often', async () => {
	const { gate, world, on, settings } = aGate();
	expect(await on('tax', bea, false, NOW - DAY)).toEqual({ because: 'opened' });
	for (let times = 0; times < 4; times++) {
		await gate.opened('c');
		world.now += DAY;
	}
	expect(await on('tax')).toEqual({ because: 'opened' });
	world.now += 10 * DAY;
	expect(await on('tax')).toEqual({ because: 'opened' });
	world.now += 20 * DAY;
	expect(await on('tax')).toEqual({ held: 'far' });
	await settings.put(OPENED, { c: 'often', d: null });
	expect(await on('tax')).toEqual({ held: 'far' });
});

test('reading on in one place is one opening', async () => {
	const { gate, world, settings } = aGate();
	for (let minute = 0; minute < 5; minute++) {
		await gate.opened('c');
		world.now += 60_000;
	}
	expect(await settings.get(OPENED)).toEqual({ c: { times: 1, at: NOW } });
});

test('a community that is forgotten leaves neither its id nor when it was opened', async () => {
	const { gate, settings } = aGate();
	await gate.opened('d');
	const opening = gate.opened('c');
	await gate.forget('c');
	await opening;
	expect(await settings.get(OPENED)).toEqual({ d: { times: 1, at: NOW } });
});

test('my topics are those of my card and of the titles of my notes, read again where they changed', async () => {
	let items = [{ title: 'cake' }];
	let reads = 0;
	const topics = interestsOf({
		self: () => ({ topics: [{ cell: BREAD, weight: 5 }] }),
		items: () => items,
		cellsOf: async (text) => (reads++, cells[text] ?? [])
	});
	expect(await topics()).toEqual([BREAD, CAKE]);
	await topics();
	expect(reads).toBe(1);
	items = [{ title: 'tax' }];
	expect(await topics()).toEqual([BREAD, TAX]);
});
