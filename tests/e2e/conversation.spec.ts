/**
 * The conversation as a person keeps it: found again, named, deleted and brought back, taken along; asked anew, edited,
 * followed up. Longer than others: the stories begin from the same two conversations, and read the same log.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright/test';
import { axe, looks } from './axe.ts';
import { expect, test, type Person } from './world.ts';

const NOTES = [
	['Bakery', 'The bakery on Elm Street opens at seven in the morning. It sells rye bread and poppy rolls.'],
	['Guitar', 'A guitar lesson costs 40 euros an hour. Beginners get the first lesson free.']
] as const;

async function taught(arrive: (name: string) => Promise<Person>): Promise<Person> {
	const ada = await arrive('Ada');
	for (const [title, words] of NOTES) await ada.teach(title, words, 'Private');
	return ada;
}

const log = (page: Page): Locator => page.getByRole('log', { name: 'Conversation' });
const answers = (page: Page): Locator => log(page).getByRole('article', { name: 'Answer' });
const box = (page: Page): Locator => page.getByRole('textbox', { name: 'Ask your agent' });
const sheet = (page: Page): Locator => page.getByRole('dialog', { name: 'Conversations' });
const rows = (page: Page): Locator =>
	sheet(page).getByRole('list', { name: 'Conversations' }).getByRole('listitem');
const asked = (page: Page): Promise<string[]> => log(page).locator('.asked').allInnerTexts();

async function openList({ page }: Person): Promise<Locator> {
	if (!(await sheet(page).isVisible()))
		await page.getByRole('button', { name: 'Conversations', exact: true }).click();
	await expect(sheet(page)).toBeVisible();
	return sheet(page);
}

async function startAnew({ page }: Person): Promise<void> {
	await page.getByRole('button', { name: 'New conversation' }).click();
	await expect(answers(page)).toHaveCount(0);
}

async function twoConversations(person: Person): Promise<void> {
	await person.answerTo('When does the bakery open?');
	await startAnew(person);
	await person.answerTo('How much is a guitar lesson?');
}

test('conversations are kept, found by their words, opened, and are there after a reload', async ({
	arrive
}) => {
	const ada = await taught(arrive);
	await ada.visit('Ask');
	const list = await openList(ada);
	await expect(list).toContainText('Nothing asked yet');
	await ada.page.keyboard.press('Escape');
	await expect(list).toBeHidden();
	await twoConversations(ada);
	await openList(ada);
	await expect(rows(ada.page)).toHaveCount(2);
	await expect(rows(ada.page).first()).toContainText(/How much is a guitar lesson\?.*1 question\s*Open/s);
	await list.getByRole('searchbox', { name: 'Search conversations' }).fill('seven morning');
	await expect(rows(ada.page)).toHaveCount(1);
	await expect(rows(ada.page)).toContainText('opens at seven in the morning');
	await rows(ada.page).getByRole('button', { name: 'When does the bakery open?', exact: true }).click();
	await expect(answers(ada.page)).toContainText(['opens at seven']);
	await ada.page.reload();
	await ada.ready();
	expect(await asked(ada.page)).toEqual([expect.stringContaining('When does the bakery open?')]);
	await openList(ada);
	await expect(list.getByRole('button', { name: 'When does the bakery open?', exact: true })).toHaveAttribute(
		'aria-current',
		'true'
	);
});

test('a conversation is renamed, deleted, brought back, and deleted for good with the tab', async ({
	arrive
}) => {
	const ada = await taught(arrive);
	await twoConversations(ada);
	const list = await openList(ada);
	await list.getByRole('button', { name: 'Rename When does the bakery open?' }).click();
	const title = list.getByRole('textbox', { name: 'Title' });
	await expect(title).toBeFocused();
	await title.fill('Bakery');
	await title.press('Enter');
	await expect(list.getByRole('button', { name: 'Bakery', exact: true })).toBeVisible();
	await expect(list.getByRole('button', { name: 'Rename Bakery' })).toBeFocused();
	await list.getByRole('button', { name: 'Delete Bakery' }).click();
	await expect(rows(ada.page)).toHaveCount(1);
	await ada.page.getByRole('button', { name: 'Undo' }).click();
	await expect(rows(ada.page)).toHaveCount(2);
	await expect(list.getByRole('button', { name: 'Bakery', exact: true })).toBeVisible();

	// The one on the screen, with the list closed before the time is up.
	await list.getByRole('button', { name: 'Delete How much is a guitar lesson?' }).click();
	await expect(answers(ada.page)).toHaveCount(0);
	await list.getByRole('button', { name: 'Close' }).click();
	await ada.page.getByRole('button', { name: 'Undo' }).click();
	await expect(answers(ada.page)).toContainText(['40 euros']);

	await openList(ada);
	await list.getByRole('button', { name: 'Delete Bakery' }).click();
	await expect(rows(ada.page)).toHaveCount(1);
	const page = ada.page;
	await ada.openTab();
	await page.close();
	await expect(ada.page.locator('body')).not.toContainText(/second .*tab/i);
	await openList(ada);
	await expect(rows(ada.page)).toHaveCount(1);
	await expect(ada.page.getByText('Bakery', { exact: true })).toHaveCount(0);
});

test('what can be undone can be undone for ten seconds and not longer', async ({ arrive }) => {
	const ada = await taught(arrive);
	await ada.answerTo('When does the bakery open?');
	const list = await openList(ada);
	await list.getByRole('button', { name: /^Delete / }).click();
	await expect(list).toContainText('Nothing asked yet');
	const undo = ada.page.getByRole('button', { name: 'Undo' });
	await expect(undo).toBeVisible();
	await expect(undo).toBeHidden({ timeout: 15_000 });
	await ada.page.reload();
	await ada.ready();
	await openList(ada);
	await expect(list).toContainText('Nothing asked yet');
});

test('a conversation goes into a Markdown file with its sources', async ({ arrive }) => {
	const ada = await taught(arrive);
	await ada.answerTo('When does the bakery open?');
	await ada.answerTo('How much is a guitar lesson?');
	const list = await openList(ada);
	const coming = ada.page.waitForEvent('download');
	await list.getByRole('button', { name: 'Export When does the bakery open?' }).click();
	const file = await coming;
	expect(file.suggestedFilename()).toBe('when-does-the-bakery-open.md');
	const markdown = readFileSync(await file.path(), 'utf8');
	expect(markdown).toMatch(/^# When does the bakery open\?\n/);
	expect(markdown).toMatch(
		/## 1\. When does the bakery open\?\n[\s\S]*> “The bakery .*opens at seven.*” \[1\]/
	);
	expect(markdown).toMatch(/- \[1\] \*\*Bakery\*\*, Your note, .*\d{4}.*: “.*opens at seven/);
	expect(markdown).toMatch(/## 2\. How much is a guitar lesson\?[\s\S]*40 euros/);
});

test('asking again and editing make versions; each is reached, and what followed it with it', async ({
	arrive
}) => {
	const ada = await taught(arrive);
	const { page } = ada;
	await ada.answerTo('When does the bakery open?');
	await ada.answerTo('How much is a guitar lesson?');
	await answers(page).first().getByRole('button', { name: 'Ask again' }).click();
	await expect(answers(page)).toHaveCount(1);
	await expect(answers(page)).toHaveAttribute('data-state', 'done');
	const versions = page.getByRole('group', { name: 'Versions' });
	await expect(versions).toContainText('2 of 2');
	await expect(versions.getByRole('button', { name: 'Later version' })).toBeDisabled();

	await page.getByRole('button', { name: 'Edit question' }).click();
	const edit = log(page).getByRole('textbox', { name: 'Edit question' });
	await expect(edit).toBeFocused();
	await expect(edit).toHaveValue('When does the bakery open?');
	await edit.press('Escape');
	await expect(edit).toBeHidden();
	await expect(page.getByRole('button', { name: 'Edit question' })).toBeFocused();
	await page.getByRole('button', { name: 'Edit question' }).click();
	await edit.fill('What does the bakery sell?');
	await log(page).getByRole('button', { name: 'Ask', exact: true }).click();
	await expect(versions).toContainText('3 of 3');
	await expect(answers(page)).toContainText(['poppy rolls']);

	const earlier = versions.getByRole('button', { name: 'Earlier version' });
	await earlier.click();
	await expect(versions).toContainText('2 of 3');
	await expect(earlier).toBeFocused();
	await page.keyboard.press('ArrowLeft');
	await expect(versions).toContainText('1 of 3');
	expect(await asked(page)).toEqual([
		expect.stringContaining('When does the bakery open?'),
		expect.stringContaining('How much is a guitar lesson?')
	]);
	await expect(versions.getByRole('button', { name: 'Later version' })).toBeFocused();
	await page.reload();
	await ada.ready();
	await expect(versions).toContainText('1 of 3');
	await expect(answers(page)).toHaveCount(2);
});

test('after seven questions a line says which no longer help to understand the next', async ({ arrive }) => {
	const ada = await taught(arrive);
	const line = ada.page.getByText('Questions above are no longer used to understand follow-ups.');
	for (let n = 0; n < 6; n++) await ada.answerTo('How much is a guitar lesson?');
	await expect(line).toHaveCount(0);
	await ada.answerTo('When does the bakery open?');
	await expect(line).toHaveCount(1);
	const order = await log(ada.page).evaluate((element) =>
		[...element.children].map((child) => (child.matches('.divider') ? 'line' : child.tagName))
	);
	expect(order.slice(0, 4)).toEqual(['DIV', 'ARTICLE', 'line', 'DIV']);
});

test('everything is reached from the keyboard, by name and by key', async ({ arrive }) => {
	const ada = await taught(arrive);
	const { page } = ada;
	await ada.answerTo('When does the bakery open?');
	const commands = page.getByRole('dialog', { name: 'Commands' });
	const command = async (typed: string) => {
		await page.keyboard.press('Control+k');
		await expect(commands.getByRole('combobox')).toBeFocused();
		await page.keyboard.type(typed);
		await expect(commands.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
		await page.keyboard.press('Enter');
		await expect(commands).toBeHidden();
	};
	await command('again');
	await expect(page.getByRole('group', { name: 'Versions' })).toContainText('2 of 2');
	await expect(answers(page)).toHaveAttribute('data-state', 'done');
	await command('edit');
	await expect(page.getByRole('textbox', { name: 'Edit question' })).toBeFocused();
	await page.keyboard.press('Escape');
	await command('show conv');
	await expect(sheet(page)).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(sheet(page)).toBeHidden();
	await command('theme: dark');
	await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
	const coming = page.waitForEvent('download');
	await command('export');
	await coming;
	await command('knowledge');
	await expect(page.getByRole('heading', { level: 1, name: 'Knowledge' })).toBeVisible();
	await command('new conversation');
	await expect(box(page)).toBeFocused();
	await expect(answers(page)).toHaveCount(0);

	await page.keyboard.press('Control+k');
	await expect(commands.getByRole('combobox')).toBeFocused();
	await page.keyboard.type('zzz');
	await expect(commands).toContainText('No command has these words');
	await page.keyboard.press('Escape');

	await ada.answerTo('How much is a guitar lesson?');
	await box(page).focus();
	await page.keyboard.press('ArrowUp');
	await expect(page.getByRole('textbox', { name: 'Edit question' })).toHaveValue(
		'How much is a guitar lesson?'
	);
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'Edit question' }).blur();
	await page.keyboard.press('?');
	const shortcuts = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
	for (const key of ['/', '?', 'K', '↑', '←', 'Esc', 'Shift']) await expect(shortcuts).toContainText(key);
});

test('what was typed and not asked survives a reload and a change of page', async ({ arrive }) => {
	const ada = await taught(arrive);
	await ada.visit('Ask');
	await box(ada.page).pressSequentially('When does the');
	await ada.visit('Peers');
	await ada.visit('Ask');
	await expect(box(ada.page)).toHaveValue('When does the');
	await ada.page.reload();
	await ada.ready();
	await expect(box(ada.page)).toHaveValue('When does the');
	await box(ada.page).press('End');
	await box(ada.page).pressSequentially(' bakery open?');
	await box(ada.page).press('Enter');
	await expect(answers(ada.page)).toContainText(['opens at seven']);
	await ada.page.reload();
	await ada.ready();
	await expect(box(ada.page)).toHaveValue('');
});

test('a second tab opens, asks, renames and searches through the first, and both show the same', async ({
	arrive
}) => {
	const ada = await taught(arrive);
	await twoConversations(ada);
	const first = ada.page;
	await ada.openTab();
	const list = await openList(ada);
	await list.getByRole('searchbox', { name: 'Search conversations' }).fill('bakery');
	await list.getByRole('button', { name: 'When does the bakery open?', exact: true }).click();
	await expect(answers(ada.page)).toContainText(['opens at seven']);
	await expect(answers(first)).toContainText(['opens at seven']);
	await list.getByRole('button', { name: 'Rename When does the bakery open?' }).click();
	await list.getByRole('textbox', { name: 'Title' }).fill('Bakery');
	await list.getByRole('button', { name: 'Save' }).click();
	await list.getByRole('button', { name: 'Close' }).click();
	await answers(ada.page).getByRole('button', { name: 'Ask again' }).click();
	for (const page of [ada.page, first])
		await expect(page.getByRole('group', { name: 'Versions' })).toContainText('2 of 2');
	await first.getByRole('button', { name: 'Conversations', exact: true }).click();
	await expect(sheet(first).getByRole('button', { name: 'Bakery', exact: true })).toBeVisible();
});

test('a question nobody can answer gets "I don\'t know" with what was searched', async ({ arrive }) => {
	const ada = await taught(arrive);
	const nothing = await ada.answerTo('Who repairs zither strings?');
	await expect(nothing).toContainText(/I don't know: I found nothing about this in your notes/);
});

for (const { width, colorScheme } of looks)
	test(`axe finds nothing in conversations, versions, commands, ${colorScheme}, ${width} px`, async ({
		arrive
	}) => {
		const ada = await taught(arrive);
		const { page } = ada;
		const picture = async (name: string): Promise<void> => {
			mkdirSync('test-results/conversation', { recursive: true });
			const path = `test-results/conversation/${name}-${width}-${colorScheme}.png`;
			await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
			await axe(ada, name);
			const overflow = await page.evaluate(
				() => document.documentElement.scrollWidth - document.documentElement.clientWidth
			);
			expect(overflow, `${name} at ${width} px`).toBeLessThanOrEqual(0);
		};
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await page.setViewportSize({ width, height: 800 });
		await twoConversations(ada);
		await answers(page).getByRole('button', { name: 'Ask again' }).click();
		await expect(page.getByRole('group', { name: 'Versions' })).toContainText('2 of 2');
		await picture('versions');
		await page.getByRole('button', { name: 'Edit question' }).click();
		await picture('edit');
		await page.keyboard.press('Escape');
		const list = await openList(ada);
		await list.getByRole('searchbox').fill('bakery');
		await expect(rows(page)).toHaveCount(1);
		await picture('search');
		await list.getByRole('searchbox').fill('');
		await list.getByRole('button', { name: 'Rename When does the bakery open?' }).click();
		await picture('rename');
		await page.keyboard.press('Escape');
		await list.getByRole('button', { name: 'Delete When does the bakery open?' }).click();
		await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
		await picture('deleted');
		await list.getByRole('button', { name: 'Close' }).click();
		await page.keyboard.press('Control+k');
		await expect(page.getByRole('combobox')).toBeFocused();
		await picture('commands');
		await page.keyboard.press('Escape');
		await page.keyboard.press('?');
		await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
		await picture('shortcuts');
	});
