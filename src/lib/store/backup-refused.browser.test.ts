/** Backups that are not whole, of somebody else or of a version to come, and restores that were cut off. */
import { expect, test } from 'vitest';
import { aContact } from '../../../tests/contract/store-builders.ts';
import { random, stores } from '../../../tests/contract/store-opening.ts';
import { sealBackup } from './backup-format.ts';
import type { BackupReport } from './backup-report.ts';
import { bytesOf, entropyOf, fill, opened, OWN_SETTINGS } from './backup.fixture.ts';
import type { Store } from './store.ts';

const aStore = stores();
const how = { madeAt: 5_000, appVersion: '0.1.0', ownSettings: OWN_SETTINGS };
const own = { ownSettings: OWN_SETTINGS };
const write = async (store: Store): Promise<Blob> => (await store.backup.write(how)).blob;

test('whatever is done to the file, it is refused with the reason and not a byte of the store changes', async () => {
	const first = await aStore('first');
	await fill(first);
	const target = await aStore('target', { entropy: await entropyOf(first) });
	await target.contacts.put(aContact({ name: 'Ada here' }));
	const before = await bytesOf('target');
	const good = new Uint8Array(await (await write(first)).arrayBuffer());
	const refused = async (file: Blob): Promise<string> => {
		const report = await target.backup.restore(file, own);
		return 'refused' in report ? report.refused : 'taken';
	};
	const spots = Array.from({ length: 40 }, (_, n) => Math.floor((n * (good.length - 1)) / 39));
	for (const at of spots) {
		const bytes = good.slice();
		bytes[at] = (bytes[at] ?? 0) ^ 0x10;
		expect([at, await refused(new Blob([bytes]))]).toEqual([at, at < 12 ? 'not-a-backup' : 'damaged']);
		expect([at, await refused(new Blob([good.slice(0, at)]))]).toEqual([
			at,
			at < 12 ? 'not-a-backup' : 'damaged'
		]);
	}
	expect(await refused(new Blob([good, 'more']))).toBe('damaged');
	expect(await refused(new Blob(['no backup']))).toBe('not-a-backup');
	const stranger = await aStore('stranger');
	await fill(stranger);
	const theirs = await write(stranger);
	expect(await target.backup.restore(theirs, own)).toMatchObject({
		refused: 'other-identity',
		madeAt: 5_000,
		peer: expect.stringMatching(/^[0-9a-f]{64}$/) as string
	});
	expect(await bytesOf('target')).toEqual(before);
});

test('a kind of record that this version does not know is refused, and so is a file that ends before it says so', async () => {
	const store = await aStore('later');
	const entropy = await entropyOf(store);
	const inside = async (...lines: unknown[]): Promise<BackupReport> => {
		const { blob } = await store.backup.write(how);
		const head = {
			madeAt: 1,
			appVersion: '9.9',
			peer: JSON.parse((await blob.slice(17, 400).text()).replace(/}.*/s, '}')).peer
		};
		const given = async function* () {
			for (const line of lines) yield JSON.stringify(line);
		};
		return store.backup.restore(await sealBackup(head, entropy, random, given()), own);
	};
	const begin = ['begin', { device: '', records: 1 }];
	const contact = ['contacts', { id: 'x', value: aContact() }];
	expect(await inside(begin, contact, ['holograms', {}], ['end', { records: 2 }])).toMatchObject({
		refused: 'newer-version',
		appVersion: '9.9'
	});
	for (const lines of [
		[],
		[begin],
		[begin, contact],
		[begin, contact, ['end', { records: 2 }]],
		[contact, ['end', { records: 1 }]],
		[begin, ['end', { records: 0 }], contact],
		[begin, 'no pair', ['end', { records: 1 }]]
	])
		expect([lines.length, await inside(...lines)]).toEqual([lines.length, { refused: 'damaged' }]);
	expect(await store.contacts.list()).toEqual([]);
});

test('a restore that was cut off half way is completed by doing it again', async () => {
	const first = await aStore('first');
	await fill(first);
	const blob = await write(first);
	const entropy = await entropyOf(first);
	const whole = await aStore('whole', { entropy });
	await whole.backup.restore(blob, own);
	const wanted = await opened('whole');
	for (let stopAt = 1; stopAt <= 12; stopAt += 2) {
		const name = `half ${stopAt}`;
		const half = await aStore(name, { entropy });
		const stop = new AbortController();
		let batches = 0;
		const onProgress = () => void (++batches === stopAt && stop.abort());
		await half.backup.restore(blob, { ...own, onProgress, signal: stop.signal }).catch(() => undefined);
		await half.backup.restore(blob, own);
		expect([stopAt, await opened(name)]).toEqual([stopAt, wanted]);
	}
});
