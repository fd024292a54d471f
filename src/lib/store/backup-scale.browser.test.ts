import { expect, test } from 'vitest';
import { anId, anItem, cut } from '../../../tests/contract/store-builders.ts';
import { stores } from '../../../tests/contract/store-opening.ts';
import { entropyOf } from './backup.fixture.ts';
import type { Entry } from './items.ts';

const aStore = stores();

const PASSAGES = 10_000;
const ITEMS = 1_000;
/** About 113 words, as a passage has. */
const passage = (n: number): string =>
	Array.from({ length: 113 }, (_, w) => ((n * 131 + w * 7_919) % 50_021).toString(36)).join(' ') + '.';

function* notes(): Generator<Entry> {
	for (let n = 0; n < ITEMS; n++) {
		const text = Array.from({ length: PASSAGES / ITEMS }, (_, p) => passage(n * 10 + p)).join(' ');
		yield { item: anItem({ id: anId(`note ${n}`), title: `Note ${n}`, text }), spans: cut(text) };
	}
}

const heap = (): number =>
	(performance as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0;

test('10,000 passages are written and restored in seconds and in little memory', async ({ annotate }) => {
	const first = await aStore('large');
	await first.items.putMany(notes());
	const before = heap();
	let most = 0;
	const onProgress = (): void => void (most = Math.max(most, heap() - before));
	const times: number[] = [performance.now()];
	const { blob, records } = await first.backup.write({ madeAt: 1, appVersion: 'x', onProgress });
	times.push(performance.now());
	const second = await aStore('second', { entropy: await entropyOf(first) });
	times.push(performance.now());
	await second.backup.inspect(blob, { onProgress });
	times.push(performance.now());
	await second.backup.restore(blob, { onProgress });
	times.push(performance.now());
	const took = times.slice(1).map((at, n) => Math.round(at - (times[n] ?? 0)));
	const [write = 0, , inspect = 0, restore = 0] = took;
	await annotate(
		`${records} records, ${(blob.size / 1e6).toFixed(1)} MB: written in ${write} ms, checked in ${inspect} ms, ` +
			`restored in ${restore} ms, at most ${(most / 1e6).toFixed(0)} MB more memory`
	);
	expect(await second.items.list()).toHaveLength(ITEMS);
	expect((await second.items.get(anId('note 999')))?.text).toBe(
		(await first.items.get(anId('note 999')))?.text
	);
	// Generous: the machine is shared, and what is garbage goes when it likes. It is about what grows with the square.
	for (const ms of [write, inspect, restore]) expect(ms).toBeLessThan(30_000);
	expect(most).toBeLessThan(200e6);
});
