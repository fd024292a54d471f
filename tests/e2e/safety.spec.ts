/**
 * What keeps an identity from being lost or taken: the recovery phrase and the backup carry it to another browser, and the
 * passphrase locks every tab.
 */
import { writeFileSync } from 'node:fs';
import { axe, looks } from './axe.ts';
import {
	PASSPHRASE,
	identityOf,
	confirmPhrase,
	wordsIn,
	answerWords,
	backUp,
	chooseBackup,
	typePhrase,
	setPassphrase,
	lockScreen,
	unlock,
	knows
} from './safety.ts';
import { expect, test } from './world.ts';

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
