/** What my agent thinks of somebody, as the person meets it. */
import { axe, looks } from './axe.ts';
import { expect, test } from './world.ts';

test('what my agent thinks of a contact is said in words and can be overruled, by anybody, on a phone and at night', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	const bea = await arrive('Bea');
	await bea.join(await ada.inviteLink({ withoutAsking: true }));
	await bea.visit('Peers');
	await expect(bea.peer('Ada')).toContainText('connected directly');
	await bea.page.emulateMedia({ reducedMotion: 'reduce' });
	await bea.peer('Ada').getByRole('button', { name: 'What my agent thinks' }).click();
	const dialog = bea.page.getByRole('dialog', { name: 'Reputation' });
	const limit = dialog.getByRole('radio', { name: 'Limit' });
	await limit.check();
	await expect(limit).toBeChecked();
	for (const { width, colorScheme } of looks) {
		await bea.page.setViewportSize({ width, height: 800 });
		await bea.page.emulateMedia({ colorScheme });
		const name = `reputation-${width}-${colorScheme}`;
		await bea.page.screenshot({ path: `test-results/screens/${name}.png` });
		await axe(bea, name);
		const wide = await bea.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		expect(wide, `${name} is not wider than the screen`).toBeLessThanOrEqual(0);
	}
	await bea.page.keyboard.press('Escape');
	await bea.page.reload();
	await bea.ready();
	await bea.peer('Ada').getByRole('button', { name: 'What my agent thinks' }).click();
	await expect(limit).toBeChecked();
});
