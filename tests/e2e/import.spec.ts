/** Everything a person has: a folder of five hundred files, a tab that dies half way, and what another app shares. */
import type { Page } from 'playwright/test';
import { aFolder, BROKEN, RESULTS } from './import-folder.ts';
import { expect, test, type Person } from './world.ts';

/** As a person does who drags a folder from their desktop: the browser gives the page its entries. */
async function drop(page: Page, path: string): Promise<void> {
	// What takes files has to be there: a person sees it.
	await expect(page.getByRole('heading', { level: 1, name: 'Knowledge' })).toBeVisible();
	const session = await page.context().newCDPSession(page);
	const data = { items: [], files: [path], dragOperationsMask: 1 };
	for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
		await session.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
	await session.detach();
}

const panel = ({ page }: Person) => page.getByRole('region', { name: 'Adding files' });
const bar = ({ page }: Person) => page.getByRole('progressbar', { name: 'Import' });
const ended = (person: Person) => expect(bar(person)).toBeHidden({ timeout: 240_000 });

/** How many of this import are in, as the panel says. */
async function added(person: Person): Promise<number> {
	const [, said = '0'] = /([\d,]+) of [\d,]+ files? added/.exec(await panel(person).innerText()) ?? [];
	return Number(said.replaceAll(',', ''));
}

/** Every file and what became of it; the list is drawn as it is read. */
async function results(person: Person): Promise<Map<string, string>> {
	const list = person.page.getByRole('list', { name: 'Files of this import' });
	const more = list.getByRole('button', { name: 'Show more' });
	while ((await more.count()) > 0) {
		const before = await list.getByRole('listitem').count();
		await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
		await expect.poll(() => list.getByRole('listitem').count()).not.toBe(before);
	}
	const rows = await list
		.getByRole('listitem')
		.evaluateAll((elements) =>
			elements.map((row) => [...row.children].map((part) => (part.textContent ?? '').trim()))
		);
	return new Map(rows.map(([name = '', result = '']) => [name, result]));
}

test('a folder of five hundred mixed files: the tab dies half way, the next one goes on unasked, and every word is there', async ({
	arrive
}) => {
	test.setTimeout(600_000);
	const folder = aFolder(test.info().outputPath());
	expect(RESULTS.files).toBe(500);
	const ada = await arrive('Ada');
	await ada.visit('Knowledge');
	await drop(ada.page, folder);
	await expect(bar(ada)).toBeVisible();
	await expect.poll(() => added(ada), { timeout: 120_000 }).toBeGreaterThan(0);
	await ada.closeTab();

	await ada.openTab('/knowledge');
	await expect(bar(ada)).toBeVisible();
	await expect.poll(() => added(ada)).toBeGreaterThan(0);
	await ended(ada);
	await expect(panel(ada)).toContainText(
		`${RESULTS.sound} of ${RESULTS.sound + RESULTS.broken} files added, ${RESULTS.broken} not added`
	);
	const said = await results(ada);
	expect(said.size).toBe(RESULTS.sound + RESULTS.broken);
	for (const [name, why] of Object.entries(BROKEN))
		expect([name, said.get(`Harbour/${name}`)]).toEqual([name, expect.stringMatching(why)]);
	expect(said.get('Harbour/archive/three.zip/sub/two.txt')).toMatch(/^added/);

	await ada.page.getByRole('searchbox', { name: 'Search knowledge' }).fill('colourh17x');
	await expect(ada.page.getByRole('list', { name: 'Knowledge' })).toContainText('Page 17');
	await ada.page.getByRole('button', { name: 'Collections', exact: true }).click();
	await expect(ada.page.getByRole('dialog', { name: 'Collections' })).toContainText('Harbour');
	await ada.page.keyboard.press('Escape');

	const answer = await ada.answerTo('What is berth p12 painted?');
	await expect(answer).toContainText('colourp12x');
	await answer
		.getByRole('button', { name: /^Source 1: Report 12/ })
		.first()
		.click();
	await expect(ada.page.getByRole('dialog', { name: 'Source' })).toContainText('page 3');
	await ada.page.keyboard.press('Escape');

	await ada.visit('Knowledge');
	await drop(ada.page, folder);
	await expect(bar(ada)).toBeVisible();
	await ended(ada);
	await expect(panel(ada)).toContainText(
		`0 of ${RESULTS.sound + RESULTS.broken} files added, ${RESULTS.sound} already here, ${RESULTS.broken} not added`
	);
});

test('what another app shares is shown, added when the person says so, and keeps its address', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await ada.page.waitForFunction(() => navigator.serviceWorker?.controller !== null);
	const share = () =>
		ada.page.evaluate(async () => {
			const form = new FormData();
			form.append('title', 'On elms');
			form.append('text', 'The elm drops its leaves before the oak. https://trees.example/elm');
			form.append('files', new File(['# Lanterns\n\nThe lantern hangs in the porch.'], 'lantern.md'));
			await fetch('/share', { method: 'POST', body: form });
		});
	await share();
	await ada.go('/knowledge#shared');
	const dialog = ada.page.getByRole('dialog', { name: 'Shared with Elmnet' });
	await expect(dialog.getByRole('textbox', { name: 'Title' })).toHaveValue('On elms');
	await expect(dialog).toContainText('lantern.md');
	await expect(ada.page.getByRole('list', { name: 'Knowledge' })).toHaveCount(0);
	await dialog.getByRole('button', { name: 'Add', exact: true }).click();
	await expect(panel(ada)).toContainText('2 of 2 files added');
	const list = ada.page.getByRole('list', { name: 'Knowledge' });
	await expect(list).toContainText('On elms');
	await expect(list).toContainText('web page');
	await expect(await ada.answerTo('Where does the lantern hang?')).toContainText('porch');
	// Nothing of it lies where the worker keeps the app.
	const kept = await ada.page.evaluate(async () => {
		const urls: string[] = [];
		for (const name of await caches.keys())
			for (const { url } of await (await caches.open(name)).keys()) urls.push(url);
		return urls.filter((url) => url.includes('share'));
	});
	expect(kept).toEqual([]);

	await ada.go('/');
	await ada.go('/knowledge#shared');
	await expect(dialog).toContainText('share it again');
});
