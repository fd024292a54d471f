/** Errands as this device keeps them. */
import { expect, test } from 'vitest';
import { NodeError } from '#lib/agent/ports.ts';
import { asks, ErrandWorld, inGroup, shares } from './errands.fixture.ts';
import { keptErrands, MAX_ERRANDS } from './errands-kept.ts';

test('what is kept and cannot be read is said to whoever asks, and read again by the next', async () => {
	const unheard: unknown[] = [];
	const hear = (reason: unknown): void => void unheard.push(reason);
	process.on('unhandledRejection', hear);
	let isLocked = true;
	const kept = keptErrands({
		get: () => (isLocked ? Promise.reject(new NodeError('storage-locked')) : Promise.resolve([])),
		put: async () => undefined
	});
	await expect(kept.change((all) => all)).rejects.toThrow(NodeError);
	await new Promise((resolve) => setTimeout(resolve));
	process.off('unhandledRejection', hear);
	expect(unheard).toEqual([]);
	isLocked = false;
	expect(await kept.change((all) => all)).toEqual([]);
});

test('what does not fit is not begun', async () => {
	const world = new ErrandWorld();
	const send = (steps: Parameters<ErrandWorld['send']>[0], waitMs: number | null = 1_000) =>
		world.errands.sendErrand({ text: '', steps, waitMs });
	await expect(send([])).rejects.toThrow(RangeError);
	await expect(send([asks(inGroup, ' ')])).rejects.toThrow(RangeError);
	await expect(send([asks(inGroup, 'x'.repeat(5_000))])).rejects.toThrow(RangeError);
	await expect(send(Array.from({ length: 9 }, () => asks(inGroup, 'x')))).rejects.toThrow(RangeError);
	await expect(send([asks(inGroup, 'x')], Number.NaN)).rejects.toThrow(RangeError);
	expect(await world.errands.errands()).toEqual([]);
});

test('of too many the oldest that ended are forgotten, and what is kept damaged is left out', async () => {
	const world = new ErrandWorld();
	for (let n = 0; n < MAX_ERRANDS + 3; n++) await world.send([shares(inGroup, `Number ${n}`)], null);
	const all = await world.errands.errands();
	expect([all.length, all.at(-1)!.steps[0]!.text]).toEqual([MAX_ERRANDS, 'Number 3']);
	const [good] = structuredClone(world.kept.get('errands')) as unknown[];
	world.kept.set('errands', [
		{ id: 7 },
		null,
		good,
		{ ...(good as object), steps: [{ where: { to: 'person', peer: 'x' } }] }
	]);
	world.errands = world.open();
	expect(await world.errands.errands()).toHaveLength(1);
});
