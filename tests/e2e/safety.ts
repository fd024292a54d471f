/** What people do to keep their identity, and with what they have kept. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright/test';
import { expect, type Person } from './world.ts';

export const PASSPHRASE = 'seven green boats sail';

/** Peer ID and did:key as Settings says them. */
export async function identityOf(person: Person): Promise<readonly string[]> {
	await person.visit('Settings');
	const keys = person.page.locator('dd.key');
	await expect(keys).toHaveCount(2);
	return keys.allTextContents();
}

/** Reads the twelve words and shows three of them back. */
export async function confirmPhrase(person: Person): Promise<readonly string[]> {
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

export async function wordsIn(dialog: Locator): Promise<readonly string[]> {
	const list = dialog.getByRole('list', { name: 'The twelve words, in order' });
	await expect(list).not.toContainText('•');
	return (await list.getByRole('listitem').allTextContents()).map((line) =>
		line.replace(/^\d+\s*/, '').trim()
	);
}

export async function answerWords(dialog: Locator, words: readonly string[]): Promise<void> {
	const fields = dialog.getByRole('textbox', { name: /^Word \d+$/ });
	await expect(fields).toHaveCount(3);
	for (const field of await fields.all()) {
		const label = await field.evaluate((input: HTMLInputElement) => input.labels?.[0]?.textContent ?? '');
		await field.fill(words[Number(label.slice('Word '.length)) - 1] ?? '');
	}
	await dialog.getByRole('button', { name: 'Confirm' }).click();
}

/** Presses the button and takes the file it saves. */
export async function backUp(person: Person): Promise<Buffer> {
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

export async function chooseBackup(page: Page, bytes: Buffer): Promise<Locator> {
	const dialog = page.getByRole('dialog', { name: 'Restore backup' });
	if (!(await dialog.isVisible())) await page.getByRole('button', { name: 'Restore backup' }).first().click();
	await dialog
		.getByLabel('Backup file')
		.setInputFiles({ name: 'mine.elmnet', mimeType: 'application/octet-stream', buffer: bytes });
	return dialog;
}

export async function typePhrase(dialog: Locator, words: readonly string[], button: string): Promise<void> {
	await dialog.getByRole('textbox', { name: 'Recovery phrase' }).fill(words.join(' '));
	await dialog.getByRole('button', { name: button }).click();
}

export async function setPassphrase({ page }: Person): Promise<void> {
	await page.getByRole('button', { name: 'Set passphrase' }).click();
	const dialog = page.getByRole('dialog', { name: 'Set passphrase' });
	await dialog.getByLabel('New passphrase', { exact: true }).fill(PASSPHRASE);
	await dialog.getByLabel('New passphrase again').fill(PASSPHRASE);
	await dialog.getByRole('button', { name: 'Set passphrase' }).click();
	await expect(dialog).toBeHidden({ timeout: 60_000 });
	await expect(page.getByText('Locked with a passphrase.')).toBeVisible();
}

export const lockScreen = (page: Page): Locator => page.getByRole('heading', { name: 'Elmnet is locked' });

export async function unlock(page: Page, passphrase: string): Promise<void> {
	await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
	await page.getByRole('button', { name: 'Unlock' }).click();
}

export const knows = (person: Person, title: string): Locator =>
	person.page.getByRole('list', { name: 'Knowledge' }).getByText(title, { exact: true });
