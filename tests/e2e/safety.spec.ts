/**
 * What keeps an identity from being lost or taken: the recovery phrase and the backup carry it to another browser, the
 * passphrase locks every tab, and a store that does not open leaves the person a choice and never a new identity.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright/test';
import { axe, looks } from './axe.ts';
import { expect, test, type Person } from './world.ts';

const PASSPHRASE = 'seven green boats sail';

/** Peer ID and did:key as Settings says them. */
async function identityOf(person: Person): Promise<readonly string[]> {
	await person.visit('Settings');
	const keys = person.page.locator('dd.key');
	await expect(keys).toHaveCount(2);
	return keys.allTextContents();
}

/** Reads the twelve words and shows three of them back. */
async function confirmPhrase(person: Person): Promise<readonly string[]> {
	const { page } = person;
	await person.visit('Settings');
	await page.getByRole('button', { name: 'Show recovery phrase' }).click();
	const dialog = page.getByRole('dialog', { name: 'Recovery phrase' });
	await dialog.getByRole('button', { name: 'Reveal' }).click();
	const words = await wordsIn(dialog);
	await dialog.getByRole('button', { name: 'Confirm' }).click();
	await answerWords(dialog, words);
	await expect(dialog.getByText('Confirmed: you have your recovery phrase.')).toBeVisible();
	await dialog.getByRole('button', { name: 'Done' }).click();
	return words;
}

async function wordsIn(dialog: Locator): Promise<readonly string[]> {
	const list = dialog.getByRole('list', { name: 'The twelve words, in order' });
	await expect(list).not.toContainText('•');
	return (await list.getByRole('listitem').allTextContents()).map((line) =>
		line.replace(/^\d+\s*/, '').trim()
	);
}

async function answerWords(dialog: Locator, words: readonly string[]): Promise<void> {
	const fields = dialog.getByRole('textbox', { name: /^Word \d+$/ });
	await expect(fields).toHaveCount(3);
	for (const field of await fields.all()) {
		const label = await field.evaluate((input: HTMLInputElement) => input.labels?.[0]?.textContent ?? '');
		await field.fill(words[Number(label.slice('Word '.length)) - 1] ?? '');
	}
	await dialog.getByRole('button', { name: 'Confirm' }).click();
}

/** Presses the button and takes the file it saves. */
async function backUp(person: Person): Promise<Buffer> {
	const { page } = person;
	await person.visit('Settings');
	await page.getByRole('button', { name: 'Back up' }).click();
	const dialog = page.getByRole('dialog', { name: 'Back up' });
	const saved = page.waitForEvent('download');
	await dialog.getByRole('button', { name: 'Make the file' }).click();
	const download = await saved;
	expect(download.suggestedFilename()).toMatch(/^elmnet-backup-\d{4}-\d\d-\d\d\.elmnet$/);
	await expect(dialog.getByRole('status')).toContainText('was handed to your browser');
	await dialog.getByRole('button', { name: 'Done' }).click();
	await expect(page.getByText(/Last backup now|Last backup \d+ seconds? ago/)).toBeVisible();
	return readFileSync(await download.path());
}

async function chooseBackup(page: Page, bytes: Buffer): Promise<Locator> {
	const dialog = page.getByRole('dialog', { name: 'Restore backup' });
	if (!(await dialog.isVisible())) await page.getByRole('button', { name: 'Restore backup' }).first().click();
	await dialog
		.getByLabel('Backup file')
		.setInputFiles({ name: 'mine.elmnet', mimeType: 'application/octet-stream', buffer: bytes });
	return dialog;
}

async function typePhrase(dialog: Locator, words: readonly string[], button: string): Promise<void> {
	await dialog.getByRole('textbox', { name: 'Recovery phrase' }).fill(words.join(' '));
	await dialog.getByRole('button', { name: button }).click();
}

async function setPassphrase({ page }: Person): Promise<void> {
	await page.getByRole('button', { name: 'Set passphrase' }).click();
	const dialog = page.getByRole('dialog', { name: 'Set passphrase' });
	await dialog.getByLabel('New passphrase', { exact: true }).fill(PASSPHRASE);
	await dialog.getByLabel('New passphrase again').fill(PASSPHRASE);
	await dialog.getByRole('button', { name: 'Set passphrase' }).click();
	await expect(dialog).toBeHidden({ timeout: 60_000 });
	await expect(page.getByText('Locked with a passphrase.')).toBeVisible();
}

const lockScreen = (page: Page): Locator => page.getByRole('heading', { name: 'Elmnet is locked' });

async function unlock(page: Page, passphrase: string): Promise<void> {
	await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
	await page.getByRole('button', { name: 'Unlock' }).click();
}

const knows = (person: Person, title: string): Locator =>
	person.page.getByRole('list', { name: 'Knowledge' }).getByText(title, { exact: true });

test('the phrase is asked for once there is something to lose; three words of it are asked back', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await ada.visit('Knowledge');
	await expect(ada.page.getByRole('note', { name: 'Safety' })).toHaveCount(0);
	await ada.teach('Bread', 'The bakery at the mill sells rye bread on Fridays.', 'Private');
	await ada.page
		.getByRole('note', { name: 'Safety' })
		.getByRole('link', { name: 'Show recovery phrase' })
		.click();

	const dialog = ada.page.getByRole('dialog', { name: 'Recovery phrase' });
	await expect(dialog).toContainText('Whoever has these twelve words is you');
	await expect(dialog.getByRole('list', { name: 'The twelve words, in order' })).toContainText('••••');
	await dialog.getByRole('button', { name: 'Reveal' }).click();
	const words = await wordsIn(dialog);
	expect(words).toHaveLength(12);
	await dialog.getByRole('button', { name: 'Confirm' }).click();
	await answerWords(
		dialog,
		Array.from({ length: 12 }, () => 'zoo')
	);
	await expect(dialog.getByRole('alert')).toContainText('Look at your paper again');
	await answerWords(dialog, words);
	await dialog.getByRole('button', { name: 'Done' }).click();
	await expect(ada.page.getByText(/You showed that you have it/)).toBeVisible();
	// The quiet line goes on to what comes next.
	await ada.visit('Knowledge');
	await expect(ada.page.getByRole('note', { name: 'Safety' })).toContainText('no backup');
	// Kept: also after a reload.
	await ada.go('/settings');
	await expect(ada.page.getByText(/You showed that you have it/)).toBeVisible();
});

test('phrase and backup bring everything to a second, clean browser; a changed byte is refused', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await ada.teach('Bread', 'The bakery at the mill sells rye bread on Fridays.', 'Private');
	await ada.teach('Lotus Garden', 'Hand-pulled noodles, closed on Mondays.', 'Contacts');
	const bea = await arrive('Bea');
	await bea.join(await ada.inviteLink({ withoutAsking: true }));
	await ada.visit('Peers');
	await expect(ada.peer('Bea')).toContainText('connected directly');
	await expect(await ada.answerTo('When does the bakery sell rye bread?')).toContainText('Fridays');
	const words = await confirmPhrase(ada);
	const identity = await identityOf(ada);
	const file = await backUp(ada);
	await ada.closeTab();

	const again = await arrive('Ada again');
	await again.page.getByRole('link', { name: 'I have a recovery phrase' }).click();
	const dialog = again.page.getByRole('dialog', { name: 'Restore from phrase' });
	await typePhrase(dialog, words.slice(1), 'Next');
	await expect(dialog.getByRole('alert')).toContainText('only 11 words');
	await typePhrase(dialog, words.with(4, 'elmnet'), 'Next');
	await expect(dialog.getByRole('alert')).toContainText('Word 5, “elmnet”');
	await typePhrase(dialog, words, 'Next');
	await expect(dialog).toContainText('holds nothing yet');
	await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
	await expect(again.page.getByRole('region', { name: 'Restored' })).toContainText('Your identity is back.');
	expect(await identityOf(again)).toEqual(identity);

	// Another byte at a third of the way, in the middle, at the end.
	for (const part of [0.3, 0.5, 1]) {
		const changed = Buffer.from(file);
		const at = Math.min(Math.floor(changed.length * part), changed.length - 1);
		changed[at] = (changed[at] ?? 0) ^ 1;
		await expect(await chooseBackup(again.page, changed)).toContainText(
			'This file was changed or is not whole'
		);
	}
	await expect(await chooseBackup(again.page, Buffer.from('Dear diary'))).toContainText(
		'This is not an Elmnet backup.'
	);
	const restore = await chooseBackup(again.page, file);
	await expect(restore.getByRole('list', { name: 'What the file holds' })).toContainText(
		'2 in the file: all new here'
	);
	await restore.getByRole('button', { name: 'Restore', exact: true }).click();
	await expect(again.page.getByRole('region', { name: 'Restored' })).toContainText('The backup is restored.');

	await again.visit('Knowledge');
	for (const title of ['Bread', 'Lotus Garden']) await expect(knows(again, title)).toBeVisible();
	await again.visit('Peers');
	await expect(again.peer('Bea')).toBeVisible();
	await again.visit('Ask');
	await again.page.getByRole('button', { name: 'Conversations', exact: true }).click();
	await expect(again.page.getByText('When does the bakery sell rye bread?').first()).toBeVisible();
	await expect(await again.answerTo('On which day does the mill bakery have rye bread?')).toContainText(
		'Fridays'
	);
});

test('a phrase in a browser that holds something says what it costs; its own phrase does nothing', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	const words = await confirmPhrase(ada);
	const file = await backUp(ada);
	const mine = await identityOf(ada);
	await ada.page.getByRole('button', { name: 'Restore from phrase' }).click();
	const own = ada.page.getByRole('dialog', { name: 'Restore from phrase' });
	await typePhrase(own, words, 'Next');
	await expect(own).toContainText('the identity you have here');
	await own.getByRole('button', { name: 'Done' }).click();
	expect(await identityOf(ada)).toEqual(mine);

	const bea = await arrive('Bea');
	await bea.teach('Tea', 'The tea house has oolong.', 'Private');
	await bea.visit('Settings');
	// A backup of somebody else leads to their phrase.
	const refused = await chooseBackup(bea.page, file);
	await expect(refused).toContainText('belongs to another identity');
	await refused.getByRole('button', { name: 'Restore from phrase' }).click();
	const dialog = bea.page.getByRole('dialog', { name: 'Restore from phrase' });
	await typePhrase(dialog, words, 'Next');
	await expect(dialog).toContainText('1 item of knowledge');
	const replace = dialog.getByRole('button', { name: 'Delete and restore' });
	await expect(replace).toBeDisabled();
	await dialog.getByRole('checkbox', { name: /^Delete 1 item of knowledge/ }).check();
	await replace.click();
	await expect(bea.page.getByRole('region', { name: 'Restored' })).toBeVisible();
	expect(await identityOf(bea)).toEqual(mine);
	await bea.visit('Knowledge');
	await expect(bea.page.getByText('Tea', { exact: true })).toHaveCount(0);
});

test('a passphrase locks all tabs, by hand and by itself; forgotten, the phrase opens', async ({
	arrive
}) => {
	test.setTimeout(180_000);
	const ada = await arrive('Ada');
	await ada.teach('Bread', 'The bakery at the mill sells rye bread on Fridays.', 'Private');
	const words = await confirmPhrase(ada);
	await setPassphrase(ada);
	await ada.page
		.getByRole('combobox', { name: 'Lock by itself' })
		.selectOption({ label: 'After 5 minutes without input' });

	const second = await ada.context.newPage();
	await second.goto(ada.page.url());
	await expect(second.getByText('Locked with a passphrase.')).toBeVisible();
	await ada.page.getByRole('button', { name: 'Lock now' }).click();
	for (const page of [ada.page, second]) await expect(lockScreen(page)).toBeVisible();
	await expect(ada.status).toContainText('Locked');
	// The way between the pages is there and opens nothing.
	await ada.visit('Knowledge');
	await expect(lockScreen(ada.page)).toBeVisible();

	await unlock(ada.page, 'seven green boots sail');
	await expect(ada.page.getByRole('alert')).toContainText('That is not the passphrase', { timeout: 60_000 });
	await unlock(ada.page, PASSPHRASE);
	await expect(knows(ada, 'Bread')).toBeVisible({ timeout: 60_000 });
	// The other tab follows by itself.
	await expect(lockScreen(second)).toHaveCount(0);
	await expect(second.getByText('Locked with a passphrase.')).toBeVisible();
	await second.close();

	// A reload asks again; so does a new tab, and the time without input is counted from there.
	await ada.page.reload();
	await expect(lockScreen(ada.page)).toBeVisible();
	await ada.page.clock.install();
	await unlock(ada.page, PASSPHRASE);
	await expect(knows(ada, 'Bread')).toBeVisible({ timeout: 60_000 });
	await ada.page.clock.fastForward('04:00');
	await ada.page.keyboard.press('Shift');
	await ada.page.clock.fastForward('04:00');
	await expect(knows(ada, 'Bread')).toBeVisible();
	await ada.page.clock.fastForward('05:30');
	await expect(lockScreen(ada.page)).toBeVisible();
	await ada.page.clock.resume();

	await ada.page.getByRole('button', { name: 'Forgot it? Use your recovery phrase' }).click();
	const others =
		'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about';
	await typePhrase(ada.page.getByRole('main'), others.split(' '), 'Open with the phrase');
	await expect(ada.page.getByRole('alert')).toContainText('belongs to another identity');
	await typePhrase(ada.page.getByRole('main'), words, 'Open with the phrase');
	await expect(ada.page.getByRole('region', { name: 'Restored' })).toContainText('opened everything again');
	await expect(ada.page.getByText('No passphrase:')).toBeVisible();
	await ada.visit('Knowledge');
	await expect(knows(ada, 'Bread')).toBeVisible();
});

/** Takes the wrapping key out of the database, as a broken disk or a half-made copy of a profile does. */
const loseKey = (page: Page): Promise<void> =>
	page.evaluate(
		() =>
			new Promise<void>((resolve, reject) => {
				const opening = indexedDB.open('elmnet');
				opening.onerror = () => reject(new Error('not opened'));
				opening.onsuccess = () => {
					const db = opening.result;
					const tx = db.transaction('keys', 'readwrite');
					tx.objectStore('keys').clear();
					tx.oncomplete = () => {
						db.close();
						resolve();
					};
					tx.onerror = () => reject(new Error('not cleared'));
				};
			})
	);

test('a store whose key is gone leaves a choice: raw export, the phrase, and only then a new start', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await ada.teach('Bread', 'The bakery at the mill sells rye bread on Fridays.', 'Private');
	const words = await confirmPhrase(ada);
	const identity = await identityOf(ada);
	await loseKey(ada.page);
	await ada.page.reload();
	await expect(ada.page.getByRole('heading', { name: 'Your agent could not open' })).toBeVisible();
	await expect(ada.page.getByRole('alert')).toContainText('cannot be read');
	const ways = ada.page.getByRole('list', { name: 'Ways on' });
	for (const name of ['Try again', 'Restore from phrase', 'Export raw', 'Start anew'])
		await expect(ways.getByRole('button', { name })).toBeVisible();
	await axe(ada, 'ways on');

	const saved = ada.page.waitForEvent('download');
	await ways.getByRole('button', { name: 'Export raw' }).click();
	const raw = readFileSync(await (await saved).path(), 'utf8');
	expect(raw).toContain('elmnet-raw-export');
	expect(raw).not.toContain('rye bread');

	// The last way is asked about twice; the first answer alone deletes nothing.
	await ways.getByRole('button', { name: 'Start anew' }).click();
	await ada.page
		.getByRole('dialog', { name: 'Start anew?' })
		.getByRole('button', { name: 'I understand' })
		.click();
	await ada.page
		.getByRole('dialog', { name: 'Really delete everything?' })
		.getByRole('button', { name: 'Cancel' })
		.click();

	await ways.getByRole('button', { name: 'Restore from phrase' }).click();
	await typePhrase(ada.page.getByRole('main'), words, 'Open with the phrase');
	await expect(ada.page.getByRole('region', { name: 'Restored' })).toContainText('opened everything again');
	expect(await identityOf(ada)).toEqual(identity);
	await ada.visit('Knowledge');
	await expect(knows(ada, 'Bread')).toBeVisible();
	// With all keys changed it still does.
	await ada.visit('Settings');
	await ada.page.getByRole('button', { name: 'Change keys' }).click();
	await expect(ada.page.getByText(/under the new key/)).toBeVisible();
	await ada.go('/knowledge');
	await expect(knows(ada, 'Bread')).toBeVisible();
});

test('restoring that was cut off half way makes no third identity', async ({ arrive }) => {
	const ada = await arrive('Ada');
	const words = await confirmPhrase(ada);
	const identity = await identityOf(ada);
	// A node whose store was deleted under it loads anew.
	await ada.page.evaluate(() => {
		localStorage.setItem('elmnet-replacing', 'yes');
		setTimeout(() => indexedDB.deleteDatabase('elmnet'));
	});
	await expect(ada.page.getByRole('heading', { name: 'Your agent could not open' })).toBeVisible();
	await ada.page.getByRole('button', { name: 'Restore from phrase' }).click();
	await typePhrase(ada.page.getByRole('main'), words, 'Open with the phrase');
	await expect(ada.page.getByRole('region', { name: 'Restored' })).toContainText('Your identity is back.');
	expect(await identityOf(ada)).toEqual(identity);
});

for (const { width, colorScheme } of looks)
	test(`axe finds nothing where safety is looked after, ${colorScheme}, ${width} px`, async ({ arrive }) => {
		test.setTimeout(180_000);
		const ada = await arrive('Ada');
		await ada.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await ada.page.setViewportSize({ width, height: 800 });
		const look = async (name: string): Promise<void> => {
			const overflow = await ada.page.evaluate(
				() => document.documentElement.scrollWidth - document.documentElement.clientWidth
			);
			expect(overflow, `${name} at ${width} px`).toBeLessThanOrEqual(0);
			await axe(ada, name);
			writeFileSync(
				test.info().outputPath(`${name.replaceAll(' ', '-')}.png`),
				await ada.page.screenshot({ animations: 'disabled', caret: 'hide' })
			);
		};
		await ada.teach('Bread', 'The bakery at the mill sells rye bread on Fridays.', 'Private');
		await look('Knowledge with its line');
		await ada.go('/settings');
		await expect(ada.page.getByText('No passphrase:')).toBeVisible();
		await look('Settings');
		for (const name of [
			'Show recovery phrase',
			'Restore from phrase',
			'Back up',
			'Restore backup',
			'Set passphrase'
		]) {
			await ada.page.getByRole('button', { name, exact: true }).click();
			const dialog = ada.page.getByRole('dialog');
			await expect(dialog).toBeVisible();
			if (name === 'Show recovery phrase') {
				await dialog.getByRole('button', { name: 'Reveal' }).click();
				await wordsIn(dialog);
			}
			if (name === 'Restore from phrase') await typePhrase(dialog, 'garlik '.repeat(12).split(' '), 'Next');
			await look(name);
			await ada.page.keyboard.press('Escape');
			await expect(dialog).toBeHidden();
		}
		await setPassphrase(ada);
		await look('Settings with a passphrase');
		await ada.page.getByRole('button', { name: 'Lock now' }).click();
		await expect(lockScreen(ada.page)).toBeVisible();
		await look('Locked');
		await ada.page.getByRole('button', { name: /Forgot it/ }).click();
		await expect(ada.page.getByRole('textbox', { name: 'Recovery phrase' })).toBeVisible();
		await look('Forgotten');
	});
