/** A store that does not open leaves the person a choice, and never a new identity. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright/test';
import { axe } from './axe.ts';
import { identityOf, confirmPhrase, typePhrase, knows } from './safety.ts';
import { expect, test } from './world.ts';

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
