/** What my agent thinks of somebody, as the person meets it. */
import { seen } from './axe.ts';
import { expect, test } from './world.ts';

test('what my agent thinks of a contact is said in words and can be overruled, by anybody, on a phone and at night', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	const bea = await arrive('Bea');
	await bea.join(await ada.inviteLink({ withoutAsking: true }));
	await bea.visit('Peers');
	await expect(bea.peer('Ada')).toContainText('connected directly');
	await bea.peer('Ada').getByRole('button', { name: 'What my agent thinks' }).click();
	const dialog = bea.page.getByRole('dialog', { name: 'Reputation' });
	const limit = dialog.getByRole('radio', { name: 'Limit' });
	await limit.check();
	await expect(limit).toBeChecked();
	await seen(bea, 'reputation');
	await bea.page.keyboard.press('Escape');
	await bea.page.reload();
	await bea.ready();
	await bea.peer('Ada').getByRole('button', { name: 'What my agent thinks' }).click();
	await expect(limit).toBeChecked();
});
