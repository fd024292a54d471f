import { beforeEach, describe, expect, test, vi } from 'vitest';
import { seeded } from '#lib/agent/means.fixture.ts';
import { aSource, anExchange, cleo, DAY, NOW } from '#lib/agent/claims.fixture.ts';
import { NodeError } from '#lib/agent/ports.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { memoryStore } from '#lib/store/in-memory.ts';
import { keepMemory, type MemoryKeeper } from './memory-keeper.ts';

const me = 'a'.repeat(64) as PeerId;
let now: number;
let n: number;
let store: ReturnType<typeof memoryStore>;
let memory: MemoryKeeper;
const reopened = () => keepMemory({ me, store, newId: () => `id-${n++}`, now: () => now });
const luigi = anExchange([aSource('Luigi closes on Monday.')]);
const shown = async () => (await memory.memory()).claims.map(({ text }) => text);

beforeEach(() => {
	[now, n] = [NOW, 0];
	store = memoryStore({ random: seeded('memory') });
	memory = reopened();
});

describe('memory', () => {
	test('learns once from an exchange, however often it is told, and finds it again after a reload', async () => {
		await memory.heard(luigi);
		await memory.heard(luigi);
		memory = reopened();
		await memory.heard(luigi);
		expect(await shown()).toEqual(['Luigi closes on Monday.']);
		expect(await memory.recall('When does Luigi close?')).toHaveLength(1);
		expect(await memory.recall('Who teaches the guitar?')).toEqual([]);
	});

	test('what a late answer adds is learnt too', async () => {
		await memory.heard(luigi);
		const late = aSource('Luigi is in Mill Street 4.', { n: 2, author: cleo });
		await memory.heard(anExchange([aSource('Luigi closes on Monday.'), late]));
		expect(await shown()).toEqual(['Luigi is in Mill Street 4.', 'Luigi closes on Monday.']);
	});

	test('a wrong answer takes back what came of it, and a changed mind teaches it again', async () => {
		await memory.heard(luigi);
		await memory.heard({ ...luigi, feedback: 'wrong' });
		expect(await shown()).toEqual([]);
		await memory.heard({ ...luigi, feedback: 'useful' });
		expect(await shown()).toEqual(['Luigi closes on Monday.']);
		expect((await memory.memory()).claims[0]!.holdsUntil).toBe(NOW + 120 * DAY);
	});

	test('what the person puts right is held against its author, once, and only where they changed something', async () => {
		const corrected: unknown[] = [];
		memory = keepMemory({
			...{ me, store, newId: () => `id-${n++}`, now: () => now },
			corrected: (exchange, author) => corrected.push([exchange, author])
		});
		await memory.heard(luigi);
		const { id, text } = (await memory.memory()).claims[0]!;
		await memory.editClaim(id, text);
		await memory.editClaim(id, ' ');
		expect(corrected).toEqual([]);
		await memory.editClaim(id, 'Luigi closes on Tuesday.');
		await memory.editClaim(id, 'Luigi closes on Wednesday.');
		expect(corrected).toEqual([[luigi.id, luigi.sources[0]!.author]]);
	});

	test('what was used stays longer', async () => {
		await memory.heard(luigi);
		const [claim] = (await memory.memory()).claims;
		now += 60 * DAY;
		const remembered = { learntAt: claim!.learntAt, claim: claim!.id };
		await memory.heard(anExchange([aSource('Luigi closes on Monday.', { remembered })], { id: 'e2' }));
		expect((await memory.memory()).claims[0]!.holdsUntil).toBe(now + 90 * DAY);
	});

	test('a sweep lets go of what has faded, in the store too; nothing faded is recalled before', async () => {
		await memory.heard(luigi);
		now += 91 * DAY;
		expect(await memory.recall('When does Luigi close?')).toEqual([]);
		await memory.sweep();
		expect(await store.claims.list()).toEqual([]);
	});
});

describe('with an embedder', () => {
	const house = anExchange([aSource('The small bakery at the corner sells fresh bread.')]);
	const loaves = 'The small bakery at the corner sells fresh loaves.';

	test('what means the same in another word is one claim; without one, or when it breaks, they stay two', async () => {
		const [same, broken] = [
			async (texts: readonly string[]) => texts.map(() => Float32Array.of(1, 0)),
			async () => Promise.reject(new NodeError('engine-unavailable'))
		];
		for (const [embed, left] of [
			[same, 1],
			[broken, 2]
		] as const) {
			store = memoryStore({ random: seeded('memory') });
			const embedder = () => ({ id: 'e', dimensions: 2, embed });
			memory = keepMemory({ me, store, newId: () => `id-${n++}`, now: () => now, embedder });
			await memory.heard(house);
			await memory.heard(anExchange([aSource(loaves, { author: cleo })], { id: 'e2' }));
			expect(await shown()).toHaveLength(left);
		}
	});
});

describe('the person', () => {
	test('switches it off: nothing is learnt and nothing recalled, and nothing is lost', async () => {
		await memory.heard(luigi);
		expect((await memory.setMemory(false)).on).toBe(false);
		await memory.heard(anExchange([aSource('Ben plays chess.')], { id: 'e2' }));
		expect(await memory.recall('When does Luigi close?')).toEqual([]);
		memory = reopened();
		expect(await memory.memory()).toMatchObject({ on: false, claims: [{ text: 'Luigi closes on Monday.' }] });
		await memory.setMemory(true);
		expect(await memory.recall('When does Luigi close?')).toHaveLength(1);
	});

	test('edits: the words are theirs, do not end, and are not learnt over by the exchange they came from', async () => {
		await memory.heard(luigi);
		const [claim] = (await memory.memory()).claims;
		await memory.editClaim(claim!.id, ' Luigi shuts early on Mondays ');
		await memory.editClaim(claim!.id, '   ');
		memory = reopened();
		await memory.heard(luigi);
		expect((await memory.memory()).claims).toMatchObject([
			{ text: 'Luigi shuts early on Mondays', edited: true, holdsUntil: null }
		]);
	});

	test('deletes: destroyed at once, brought back within the time, not learnt again from where it came', async () => {
		vi.useFakeTimers();
		await memory.heard(luigi);
		const [claim] = (await memory.memory()).claims;
		await memory.deleteClaim(claim!.id);
		expect(await store.claims.list()).toEqual([]);
		await memory.undeleteClaim(claim!.id);
		expect(await shown()).toEqual(['Luigi closes on Monday.']);
		await memory.deleteClaim(claim!.id);
		await memory.heard({ ...luigi, feedback: 'useful' });
		expect(await shown()).toEqual([]);
		vi.advanceTimersByTime(12_000);
		await memory.undeleteClaim(claim!.id);
		expect(await shown()).toEqual([]);
		vi.useRealTimers();
	});

	test('pins, and forgets everything at last', async () => {
		await memory.heard(luigi);
		const [claim] = (await memory.memory()).claims;
		expect((await memory.pinClaim(claim!.id, true)).claims[0]).toMatchObject({
			pinned: true,
			holdsUntil: null
		});
		expect(await memory.forgetMemory()).toMatchObject({ claims: [] });
		expect(await store.claims.list()).toEqual([]);
		expect(await memory.recall('Luigi')).toEqual([]);
	});
});
