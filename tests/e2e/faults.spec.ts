/** What goes wrong around a node, and what its person is told. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright/test';
import { expect, test, type Person } from './world.ts';

async function befriended(arrive: (name: string) => Promise<Person>): Promise<{ ada: Person; bea: Person }> {
	const ada = await arrive('Ada');
	await ada.teach(
		'Noodle bars',
		'The Lotus Garden serves hand-pulled noodles and is closed on Mondays.',
		'Contacts'
	);
	const link = await ada.inviteLink({ withoutAsking: true });
	const bea = await arrive('Bea');
	await bea.join(link);
	await bea.visit('Peers');
	await expect(bea.peer('Ada')).toContainText('connected directly');
	return { ada, bea };
}

test('the server dies: open links go on answering, the status says so, and all is well again by itself', async ({
	server,
	arrive
}) => {
	const { ada, bea } = await befriended(arrive);
	await Promise.all([ada.keptForLater(), bea.keptForLater()]);
	// In the middle of a question, and once more after it.
	const [during] = await Promise.all([bea.ask('When is the Lotus Garden closed?'), server.kill()]);
	await expect(bea.status).toContainText(/offline/i, { timeout: 3_000 });
	await expect(during).toContainText('closed on Mondays');
	const answer = await bea.answerTo('Who serves hand-pulled noodles?');
	await expect(answer).toContainText('hand-pulled noodles');
	await expect(answer.getByRole('button', { name: 'Source 1: Noodle bars' }).first()).toBeVisible();
	await server.up();
	await expect(bea.status).not.toContainText(/offline/i, { timeout: 10_000 });
	await bea.visit('Peers');
	await expect(bea.peer('Ada')).toContainText('connected directly');
});

test('a friend who closes the tab is shown as offline, a question for them waits, and they are back after reopening', async ({
	arrive
}) => {
	const { ada, bea } = await befriended(arrive);
	await ada.closeTab();
	await expect(bea.peer('Ada')).toContainText('offline', { timeout: 5_000 });
	const answer = await bea.answerTo('When is the Lotus Garden closed?');
	await expect(answer).toContainText(/left your question/i);
	await ada.openTab();
	await expect(answer).toContainText('closed on Mondays');
	await bea.visit('Peers');
	await expect(bea.peer('Ada')).toContainText('connected directly');
});

test('stop ends the search for an answer and keeps what was asked', async ({ arrive }) => {
	const { ada, bea } = await befriended(arrive);
	// A friend whose tab hangs: it neither answers nor leaves.
	const session = await ada.context.newCDPSession(ada.page);
	await session.send('Debugger.enable');
	await session.send('Debugger.pause');
	void ada.page.evaluate(() => 0).catch(() => 0);
	const answer = await bea.ask('When is the Lotus Garden closed?');
	await bea.page.getByRole('button', { name: 'Stop' }).click();
	await expect(answer).toHaveAttribute('data-state', 'stopped');
	await expect(bea.page.getByRole('log', { name: 'Conversation' })).toContainText(
		'When is the Lotus Garden closed?'
	);
	await session.send('Debugger.resume');
	await session.send('Debugger.disable');
});

test('a blocked friend gets nothing more, and an unblocked one does again', async ({ arrive }) => {
	const { ada, bea } = await befriended(arrive);
	await ada.visit('Peers');
	await ada.peer('Bea').getByRole('button', { name: 'Block' }).click();
	await expect(ada.peer('Bea').getByRole('button', { name: 'Unblock' })).toBeVisible();
	const refused = await bea.answerTo('When is the Lotus Garden closed?');
	await expect(refused).not.toContainText('closed on Mondays');
	await ada.peer('Bea').getByRole('button', { name: 'Unblock' }).click();
	await bea.visit('Peers');
	await expect(bea.peer('Ada')).toContainText('connected directly');
	const answer = await bea.answerTo('And when is the Lotus Garden closed?');
	await expect(answer).toContainText('closed on Mondays');
});

test('a declined guest is told so, and sees nothing', async ({ arrive }) => {
	const ada = await arrive('Ada');
	await ada.teach('Noodle bars', 'The Lotus Garden serves hand-pulled noodles.', 'Contacts');
	const link = await ada.inviteLink();
	const bea = await arrive('Bea');
	await bea.join(link);
	await ada.page
		.getByRole('alertdialog', { name: 'Allow this peer?' })
		.getByRole('button', { name: 'Decline' })
		.click();
	await expect(bea.page.locator('body')).toContainText(/declined/i);
	const answer = await bea.answerTo('Who serves hand-pulled noodles?');
	await expect(answer).not.toContainText('Lotus');
});

test('a revoked or used invite, and one that was cut short, are refused in words', async ({ arrive }) => {
	const ada = await arrive('Ada');
	const used = await ada.inviteLink({ withoutAsking: true });
	const bea = await arrive('Bea');
	await bea.join(used);
	await bea.visit('Peers');
	await expect(bea.peer('Ada')).toContainText('connected directly');

	const cleo = await arrive('Cleo');
	await expect(await cleo.knock(used)).toContainText(/already used/i);

	await ada.page.getByRole('button', { name: 'Invite', exact: true }).first().click();
	const dialog = ada.page.getByRole('dialog', { name: 'Invite' });
	const revoked = await dialog.getByRole('textbox', { name: 'Invite link' }).inputValue();
	await dialog
		.getByRole('list', { name: 'Open invites' })
		.getByRole('button', { name: 'Revoke' })
		.first()
		.click();
	await ada.page.keyboard.press('Escape');
	const dora = await arrive('Dora');
	await expect(await dora.knock(revoked)).toContainText(/revoked/i);

	const emil = await arrive('Emil');
	await emil.page.goto(used.slice(0, -9));
	await expect(emil.page.getByRole('dialog', { name: 'Join' })).toContainText(/not whole/i);
	expect(emil.page.url()).not.toContain('#i=');
});

test('a 50 MB text file is imported with progress while the page stays usable', async ({ arrive }) => {
	test.setTimeout(240_000);
	const ada = await arrive('Ada');
	await ada.visit('Knowledge');
	const line =
		'Every autumn the elm by the river drops its leaves before the oak does, and the heron comes back. ';
	const big = Buffer.from(
		`${line.repeat(30)}\n\n`.repeat(Math.ceil((50 * 1024 * 1024) / (line.length * 30 + 2)))
	);
	const path = join(test.info().outputPath(), 'river.txt');
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, big);
	await ada.page.getByLabel('Files').setInputFiles(path);
	await expect(ada.page.getByRole('progressbar', { name: 'Import' })).toBeVisible();
	// The main thread answers while the import runs.
	const waited = await ada.page.evaluate(async () => {
		let longest = 0;
		for (let i = 0; i < 20; i++) {
			const began = performance.now();
			await new Promise((resolve) => setTimeout(resolve, 0));
			longest = Math.max(longest, performance.now() - began);
		}
		return longest;
	});
	expect(waited).toBeLessThan(1_000);
	await expect(ada.page.getByRole('list', { name: 'Knowledge' })).toContainText('river', {
		timeout: 200_000
	});
	await expect(ada.page.getByRole('progressbar', { name: 'Import' })).toBeHidden({ timeout: 200_000 });
	const answer = await ada.answerTo('What does the elm by the river do in autumn?');
	await expect(answer).toContainText('drops its leaves');
});

test('files that are no text are refused by name and reason, the others are taken', async ({ arrive }) => {
	const ada = await arrive('Ada');
	await ada.visit('Knowledge');
	await ada.page.getByLabel('Files').setInputFiles([
		{
			name: 'photo.txt',
			mimeType: 'text/plain',
			buffer: Buffer.from([0x89, 0x50, 0, 0, 1, 2, 3, 0, 0, 0xff, 0xfe, 0])
		},
		{ name: 'empty.md', mimeType: 'text/markdown', buffer: Buffer.alloc(0) },
		{
			name: 'guitar.md',
			mimeType: 'text/markdown',
			buffer: Buffer.from('# Lessons\n\nA guitar lesson costs 40 euros an hour.')
		}
	]);
	await expect(ada.page.locator('main')).toContainText(/photo\.txt/);
	await expect(ada.page.locator('main')).toContainText(/empty\.md/);
	await expect(ada.page.getByRole('list', { name: 'Knowledge' })).toContainText('Lessons');
	const answer = await ada.answerTo('How much is a guitar lesson?');
	await expect(answer).toContainText('40 euros');
});

test('a browser without storage says so, with a next step', async ({ browser, server }) => {
	const context = await browser.newContext();
	await context.addInitScript(() => Object.defineProperty(globalThis, 'indexedDB', { value: undefined }));
	const page = await context.newPage();
	await page.goto(server.url);
	await expect(page.locator('body')).toContainText(/storage|store/i);
	await expect(page.getByRole('button', { name: /again/i })).toBeVisible();
	await context.close();
});

test('a full device: the note is not acknowledged, the words stay in the dialog', async ({
	server,
	arrive
}) => {
	const quota = async (page: Page, quotaSize?: number) => {
		const session = await page.context().newCDPSession(page);
		const size = quotaSize === undefined ? {} : { quotaSize };
		await session.send('Storage.overrideQuotaForOrigin', { origin: server.url, ...size });
	};
	// Before the first visit: the browser remembers for a while how much room it saw.
	const ada = await arrive('Ada', { before: (page) => quota(page, 700_000) });
	await ada.visit('Knowledge');
	await ada.page.getByRole('button', { name: 'Add note', exact: true }).first().click();
	const dialog = ada.page.getByRole('dialog', { name: 'Note' });
	await dialog.getByRole('textbox', { name: 'Title' }).fill('Second');
	await dialog.getByRole('textbox', { name: 'Text' }).fill('the elm by the river '.repeat(45_000));
	await dialog.getByRole('button', { name: 'Save' }).click();
	await expect(dialog).toContainText(/full/i);
	await expect(dialog.getByRole('textbox', { name: 'Title' })).toHaveValue('Second');
	await ada.page.reload();
	await ada.ready();
	await expect(ada.page.locator('main')).not.toContainText('Second');
});
