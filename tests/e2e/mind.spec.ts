/** The mind, as a person chooses it: what the device can do, a model from a file or on a server, and away again. */
import { axe, looks } from './axe.ts';
import { startModelServer } from '../contract/openai-server.ts';
import { startMirror, storyModel, testData } from './model-mirror.ts';
import {
	TINY,
	STORY,
	CPU,
	GPU,
	SERVER,
	ofEngines,
	radio,
	model,
	bar,
	settings,
	tried,
	useMirror
} from './mind.ts';
import { expect, test } from './world.ts';

test('the device is described in words, each lack with what helps', async ({ arrive }) => {
	const ada = await arrive('Ada');
	await settings(ada);
	await expect(ada.page.getByRole('heading', { name: 'What your device can do' })).toBeVisible();
	const lines = ada.page.getByRole('list', { name: 'What your device can do' }).getByRole('listitem');
	for (const name of [
		'Secure origin',
		'WebGPU',
		'shader-f16',
		'Memory',
		'Storage',
		'Camera',
		'Built-in model',
		'WebAssembly'
	])
		await expect(lines.filter({ hasText: name }).first()).toBeVisible();
	await expect(lines.filter({ hasText: 'Secure origin' })).toContainText('Yes');
	await expect(lines.filter({ hasText: 'WebAssembly' })).toContainText('processor');
	// No graphics processor in this browser: said, with the remedy.
	await expect(lines.filter({ hasText: 'WebGPU' }).first()).toContainText('graphics acceleration');
});

test('the engines are radios with names that stay; models that cannot run say why before any download', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await settings(ada);
	await expect(ada.page.getByRole('heading', { name: 'Model', exact: true })).toBeVisible();
	for (const name of ['Quotes, no model', GPU, CPU, 'The browser’s built-in model', SERVER])
		await expect(radio(ada, name)).toBeVisible();
	await expect(radio(ada, 'Quotes, no model')).toBeChecked();
	await expect(model(ada)).toContainText('Quotes answer now.');
	await radio(ada, GPU).check();
	await expect(model(ada)).toContainText('Needs WebGPU, which this browser does not offer.');
	await expect(model(ada).getByRole('button', { name: 'Load Llama 3.2 1B' })).toHaveCount(0);
	await radio(ada, CPU).check();
	const first = model(ada).getByRole('list', { name: 'Models' }).getByRole('listitem').first();
	await expect(first).toContainText('Recommended');
	await expect(first).toContainText(/\d+(\.\d)? MB to download · takes .* of memory · Apache-2\.0/);
	await radio(ada, 'The browser’s built-in model').check();
	// Whether it brings one along is the browser's matter; which of the two, is said.
	await expect(model(ada)).toContainText(/This browser has (no model of its own|one and has not downloaded)/);
});

test('nothing of an engine is loaded or stored before one is chosen', async ({ arrive }) => {
	const loaded: string[] = [];
	const ada = await arrive('Ada', {
		before: async (page) => {
			page.context().on('request', (request) => {
				if (ofEngines.test(request.url())) loaded.push(request.url());
			});
		}
	});
	await ada.teach('Noodle bars', 'The Lotus Garden is closed on Mondays.', 'Private');
	await ada.answerTo('When is the Lotus Garden closed?');
	await settings(ada);
	for (const name of [GPU, CPU, SERVER]) await radio(ada, name).check();
	await ada.page.evaluate(() => navigator.serviceWorker.ready);
	expect(loaded).toEqual([]);
	const kept = await ada.page.evaluate(async () => {
		const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
		return (await Promise.all(caches_.map((cache) => cache.keys()))).flat().map(({ url }) => url);
	});
	expect(kept.length).toBeGreaterThan(5);
	expect(kept.filter((url) => ofEngines.test(url))).toEqual([]);
});

test('a model file of one’s own: opened, tried, there after a reload, deleted with what it freed', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await settings(ada);
	await radio(ada, CPU).check();
	await ada.page
		.getByLabel('Model file (GGUF)')
		.setInputFiles(testData('models/stories260K/stories260K.gguf'));
	await expect(model(ada)).toContainText('stories260K answers now.');
	await expect(await tried(ada)).toContainText(STORY);
	await expect(model(ada)).toContainText(/\d+ tokens, .* tokens\/s/);
	await ada.page.reload();
	await ada.ready();
	await settings(ada);
	await expect(radio(ada, CPU)).toBeChecked();
	await expect(model(ada)).toContainText('stories260K answers now.');
	await expect(await tried(ada)).toContainText(STORY);
	await ada.page.getByRole('button', { name: 'Delete stories260K' }).click();
	await expect(model(ada)).toContainText(/Deleted stories260K: 1(\.\d)? MB freed\./);
	await expect(model(ada)).toContainText('Quotes answer now.');
	await expect(ada.page.getByRole('button', { name: 'Load stories260K' })).toHaveCount(0);
});

test('a file that is no model is refused in words, and the answer to a question stands as before', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await settings(ada);
	await radio(ada, CPU).check();
	const file = { name: 'letter.gguf', mimeType: '', buffer: Buffer.from('Dear Ada, this is not a model.') };
	await ada.page.getByLabel('Model file (GGUF)').setInputFiles(file);
	await expect(model(ada).getByRole('alert')).toContainText('damaged');
	await expect(model(ada)).toContainText('Quotes answer now.');
});

test('a model server: down, closed to this page, without the model, and then answering', async ({
	arrive
}) => {
	const server = await startModelServer();
	const ada = await arrive('Ada');
	await settings(ada);
	await radio(ada, SERVER).check();
	const check = ada.page.getByRole('button', { name: 'Check', exact: true });
	await ada.page.getByRole('textbox', { name: 'Server address' }).fill(server.url);

	await server.stop();
	await check.click();
	await expect(model(ada).getByRole('alert')).toContainText('Nothing answers at this address.');
	await expect(model(ada).getByRole('alert')).toContainText('ollama serve');

	await server.start();
	server.behave({ cors: false });
	await check.click();
	const origin = new URL(ada.page.url()).origin;
	await expect(model(ada).getByRole('alert')).toContainText('does not let this page in');
	await expect(model(ada).getByRole('alert')).toContainText(`OLLAMA_ORIGINS=${origin} ollama serve`);
	await expect(model(ada).getByRole('alert')).toContainText('lms server start --cors');

	server.behave();
	await check.click();
	await ada.page.getByRole('combobox', { name: 'Model' }).selectOption('scripted');
	server.behave({ models: [{ id: 'another' }] });
	await ada.page.getByRole('button', { name: 'Use this model' }).click();
	await expect(model(ada).getByRole('alert')).toContainText('does not have this model');
	await expect(model(ada).getByRole('alert')).toContainText('ollama pull scripted');

	server.behave();
	await ada.page.getByRole('button', { name: 'Try again' }).click();
	await expect(model(ada)).toContainText(`scripted at ${new URL(server.url).host} answers now.`);
	await expect(model(ada).getByRole('alert')).toHaveCount(0);
	await expect(await tried(ada)).not.toBeEmpty();
	await ada.context.close();
	await server.stop();
});

test('a model server that keeps no list: its model is called by its name', async ({ arrive }) => {
	const server = await startModelServer({ listless: true });
	const ada = await arrive('Ada');
	await settings(ada);
	await radio(ada, SERVER).check();
	await ada.page.getByRole('textbox', { name: 'Server address' }).fill(server.url);
	await ada.page.getByRole('button', { name: 'Check', exact: true }).click();
	await ada.page.getByRole('textbox', { name: 'Model', exact: true }).fill('scripted');
	await ada.page.getByRole('button', { name: 'Use this model' }).click();
	await expect(model(ada)).toContainText(`scripted at ${new URL(server.url).host} answers now.`);
	await expect(await tried(ada)).not.toBeEmpty();
	await ada.context.close();
	await server.stop();
});

test('through a second tab: chosen there, loaded in the first, tried in both', async ({ arrive }) => {
	const ada = await arrive('Ada');
	await ada.openTab('/settings');
	await expect(ada.page.locator('body')).toContainText(/second .*tab/i);
	await settings(ada);
	await radio(ada, CPU).check();
	await ada.page
		.getByLabel('Model file (GGUF)')
		.setInputFiles(testData('models/stories260K/stories260K.gguf'));
	await expect(model(ada)).toContainText('stories260K answers now.');
	await expect(await tried(ada)).toContainText(STORY);
});

for (const { width, colorScheme } of looks)
	test(`axe finds nothing in any part of Settings, ${colorScheme}, ${width} px`, async ({ arrive }) => {
		test.setTimeout(300_000);
		const mirror = await startMirror(() => storyModel());
		mirror.hold(0);
		const gone = await startModelServer();
		await gone.stop();
		const ada = await arrive('Ada');
		await ada.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await ada.page.setViewportSize({ width, height: 800 });
		const look = async (where: string): Promise<void> => {
			await axe(ada, where);
			const overflow = await ada.page.evaluate(
				() => document.documentElement.scrollWidth - document.documentElement.clientWidth
			);
			expect(overflow, `${where} at ${width} px`).toBeLessThanOrEqual(0);
			const name = `${where.replaceAll(' ', '-')}-${colorScheme}-${width}`;
			await ada.page.screenshot({
				path: `test-results/mind/${name}.png`,
				fullPage: true,
				animations: 'disabled'
			});
		};
		await useMirror(ada, mirror);
		await look('cpu');
		await ada.page.getByRole('button', { name: `Load ${TINY}` }).click();
		await look('download');
		await ada.page.getByRole('dialog').getByRole('button', { name: 'Download' }).click();
		await expect(bar(ada)).toBeVisible();
		await look('loading');
		await ada.page.reload();
		await ada.ready();
		await expect(model(ada).getByRole('alert')).toBeVisible();
		await look('died');
		await radio(ada, SERVER).check();
		await ada.page.getByRole('textbox', { name: 'Server address' }).fill(gone.url);
		await ada.page.getByRole('button', { name: 'Check', exact: true }).click();
		await expect(model(ada)).toContainText('Nothing answers at this address.');
		await look('server');
		await radio(ada, CPU).check();
		await ada.page
			.getByLabel('Model file (GGUF)')
			.setInputFiles(testData('models/stories260K/stories260K.gguf'));
		await expect(model(ada)).toContainText('stories260K answers now.');
		await tried(ada);
		await look('ready');
		await ada.context.close();
		await mirror.end();
	});
