/** A model on its way: who is asked for it, before the first byte; cut off, taken up, and no trace of it when it is gone. */
import { readFileSync } from 'node:fs';
import { startMirror, storyModel, testData } from './model-mirror.ts';
import { TINY, STORY, CPU, radio, model, bar, settings, tried, useMirror, agree } from './mind.ts';
import { expect, test } from './world.ts';

test('before the first byte the hosts are named; cancelled there, nothing was contacted', async ({
	server,
	arrive
}) => {
	const ada = await arrive('Ada');
	const contacted = new Set<string>();
	await ada.context.route(
		(url) => url.origin !== server.url && url.protocol.startsWith('http'),
		(route) => {
			contacted.add(new URL(route.request().url()).host);
			return route.abort('connectionrefused');
		}
	);
	await settings(ada);
	await radio(ada, CPU).check();
	await ada.page.getByRole('button', { name: `Load ${TINY}` }).click();
	const dialog = ada.page.getByRole('dialog', { name: `Download ${TINY}?` });
	await expect(dialog).toContainText('huggingface.co');
	await expect(dialog).toContainText('145 MB');
	await expect(dialog).toContainText('free');
	await dialog.getByRole('button', { name: 'Cancel' }).click();
	await expect(dialog).toBeHidden();
	expect([...contacted]).toEqual([]);
	await agree(ada);
	await expect.poll(() => [...contacted]).toEqual(['huggingface.co']);
	await ada.page.getByRole('button', { name: 'Cancel' }).click();
	await expect(bar(ada)).toHaveCount(0);
	await expect(model(ada)).toContainText('Quotes answer now.');
});

const PART = 16 * 2 ** 20;

test('a download from a mirror: cancelled, taken up where it stopped, loaded, and it writes', async ({
	arrive
}) => {
	const mirror = await startMirror((path) =>
		path.endsWith('.gguf') ? storyModel(PART * 2 + 100_000) : undefined
	);
	const ada = await arrive('Ada');
	await useMirror(ada, mirror);
	mirror.hold(PART * 2);
	await ada.page.getByRole('button', { name: `Load ${TINY}` }).click();
	await expect(ada.page.getByRole('dialog', { name: `Download ${TINY}?` })).toContainText(mirror.host);
	await ada.page.getByRole('dialog').getByRole('button', { name: 'Download' }).click();
	await expect(bar(ada)).toBeVisible();
	await expect(model(ada)).toContainText(/\d+ of 33\.7 MB · Nothing has come for a while/);
	await ada.page.getByRole('button', { name: 'Cancel' }).click();
	await expect(bar(ada)).toHaveCount(0);
	await expect(model(ada)).toContainText('here already');
	mirror.release();
	mirror.asked.length = 0;
	await ada.page.getByRole('button', { name: `Load ${TINY}` }).click();
	await expect(model(ada)).toContainText(`${TINY} answers now.`);
	// What was whole was not fetched again.
	expect(mirror.asked.filter((line) => line.includes('bytes=0-') && !line.endsWith('bytes=0-0'))).toEqual([]);
	await expect(await tried(ada)).toContainText(STORY);
	await ada.page.getByRole('button', { name: `Delete ${TINY}` }).click();
	await expect(model(ada)).toContainText(/Deleted SmolLM2 135M: 3\d(\.\d)? MB freed\./);
	await ada.context.close();
	await mirror.end();
});

test('a tab closed while loading: nothing goes on by itself, and it is said what happened', async ({
	arrive
}) => {
	const mirror = await startMirror((path) => (path.endsWith('.gguf') ? storyModel() : undefined));
	const ada = await arrive('Ada');
	await useMirror(ada, mirror);
	mirror.hold(0);
	await agree(ada);
	await expect(bar(ada)).toBeVisible();
	await expect.poll(() => mirror.asked.length).toBeGreaterThan(0);
	await ada.closeTab();
	const before = mirror.asked.length;
	await ada.openTab('/settings');
	await expect(model(ada).getByRole('alert')).toContainText(
		`The tab was closed while ${TINY} was being downloaded.`
	);
	expect(mirror.asked.length).toBe(before);
	// Not before: a tab that is just closing would still take it in.
	mirror.release();
	await ada.page.getByRole('button', { name: 'Try again' }).click();
	await ada.page.getByRole('dialog').getByRole('button', { name: 'Download' }).click();
	await expect(model(ada)).toContainText(`${TINY} answers now.`);
	await ada.context.close();
	await mirror.end();
});

test('search by meaning: its small model is loaded with the same consent, and switched off again', async ({
	arrive
}) => {
	const potion = (name: string): Buffer => readFileSync(testData(`models/potion-base-2M/${name}`));
	const mirror = await startMirror((path) =>
		/\/(model\.safetensors|tokenizer\.json)$/.test(path) ? potion(path.split('/').at(-1)!) : undefined
	);
	const ada = await arrive('Ada');
	await useMirror(ada, mirror);
	await agree(ada, 'Potion 2M');
	const row = ada.page
		.getByRole('list', { name: 'Search by meaning' })
		.getByRole('listitem')
		.filter({ hasText: 'Potion 2M' });
	await expect(row).toContainText('In use');
	await ada.page.getByRole('button', { name: 'Switch off' }).click();
	await expect(row).not.toContainText('In use');
	await expect(model(ada)).toContainText('Off: notes are found by their words.');
	await ada.context.close();
	await mirror.end();
});
