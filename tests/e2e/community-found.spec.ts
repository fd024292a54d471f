/** A community in the topic directory: listed by its anchor, found by a stranger's interest, and let in by whoever lists it. */
import type { Locator } from 'playwright/test';
import { seen } from './axe.ts';
import { founds, member, turnsTo } from './community.ts';
import { expect, test, type Person } from './world.ts';

const BEES = 'Hillside Beekeepers';
const LISTED = 'Listed: people can find this community by its topics';

const findDialog = (person: Person): Locator => person.page.getByRole('dialog', { name: 'Find a community' });

/** Once more until the listing has reached the server, which happens beside the screen. */
async function finds(person: Person, interest: string): Promise<Locator> {
	const dialog = findDialog(person);
	const results = dialog.getByRole('list', { name: 'Communities that were found' });
	await dialog.getByRole('textbox', { name: 'What are you interested in?' }).fill(interest);
	await expect(async () => {
		await dialog.getByRole('button', { name: 'Find', exact: true }).click();
		await expect(results).toBeVisible({ timeout: 2_000 });
	}).toPass({ timeout: 20_000 });
	return results;
}

test('Ada lists her community by a topic, a stranger finds it by what they are interested in and is let in, and then it is not listed any more', async ({
	server,
	arrive
}) => {
	const [ada, bea] = [await arrive('Ada'), await arrive('Bea')];
	await founds(ada, { name: BEES, about: 'Swarms, honey and hives.', joining: 'An anchor lets them in' });
	await turnsTo(ada, 'About');
	const box = ada.page.getByRole('checkbox', { name: LISTED });
	await expect(box).toBeDisabled();
	await ada.page.getByRole('combobox', { name: 'Add a topic' }).fill('Beekeeping');
	await ada.page.getByRole('button', { name: 'Add', exact: true }).click();
	await expect(box).toBeEnabled();
	await box.check();
	await expect(box).toBeChecked();
	await expect(box).toHaveAccessibleDescription(/a link by which they ask to come in/);
	await seen(ada, 'community-found-switch');

	await bea.visit('Communities');
	await bea.page.getByRole('button', { name: 'Find a community' }).click();
	const results = await finds(bea, 'honey bees and hives');
	await expect(findDialog(bea)).toContainText('Looked for: Beekeeping · Sugar and honey');
	await expect(results).toContainText(BEES);
	await expect(results).toContainText('Listed by Ada');
	await seen(bea, 'community-found-dialog');
	await results.getByRole('button', { name: `Ask to join ${BEES}` }).click();
	const join = bea.page.getByRole('dialog', { name: 'Join community' });
	await expect(join).toContainText(BEES);
	const name = join.getByRole('textbox', { name: 'Your name' });
	if (await name.isVisible()) await name.fill('Bea');
	await join.getByRole('button', { name: 'Join', exact: true }).click();
	await expect(bea.page.getByRole('heading', { level: 1, name: BEES })).toBeVisible();

	await turnsTo(ada, 'Members');
	const asking = ada.page.getByRole('list', { name: 'Asking to come in' });
	await expect(asking).toContainText('Bea');
	await asking.getByRole('button', { name: 'Let in' }).click();
	await turnsTo(bea, 'Members');
	await expect(member(bea, 'Ada')).toContainText('anchor');

	await turnsTo(ada, 'About');
	await box.uncheck();
	const cleo = await arrive('Cleo', { path: '/communities' });
	await cleo.page.getByRole('button', { name: 'Find a community' }).click();
	const dialog = findDialog(cleo);
	await dialog.getByRole('textbox', { name: 'What are you interested in?' }).fill('Beekeeping');
	await expect(async () => {
		await dialog.getByRole('button', { name: 'Find', exact: true }).click();
		await expect(dialog.getByRole('status')).toContainText('Nobody who is there now lists', {
			timeout: 2_000
		});
	}).toPass({ timeout: 20_000 });
	await server.kill();
	await expect(async () => {
		await dialog.getByRole('button', { name: 'Find', exact: true }).click();
		await expect(dialog.getByRole('status')).toContainText('You are offline', { timeout: 4_000 });
	}).toPass({ timeout: 20_000 });
});
