/** Every part of a community as it looks, and what is held back from whoever is busy until they look for it. */
import { seen } from './axe.ts';
import { founds, joins, linkInto, member, posted, posts, turnsTo } from './community.ts';
import { expect, test } from './world.ts';

const FLOCK = 'Fen Edge Birders';

test('each part of a community can be used by anybody; what is said to all is held back from who is busy, with the reason', async ({
	arrive
}) => {
	const [ada, ben] = [await arrive('Ada'), await arrive('Ben')];
	await founds(ada, { name: FLOCK, about: 'Walks and counts.', joining: 'Whoever has a link' });
	await joins(ben, await linkInto(ada), FLOCK);
	await posts(ada, 'A heron stood at the weir this morning.');
	await seen(ada, 'community-posts');

	const { page } = ada;
	await turnsTo(ada, 'Notes');
	await page.getByRole('button', { name: 'New note' }).click();
	await page.getByRole('dialog', { name: 'New note' }).getByRole('textbox', { name: 'Title' }).fill('Counts');
	await page.keyboard.press('Enter');
	await page.getByRole('textbox', { name: 'Note: Counts' }).fill('Heron 1\nKingfisher 2');
	await seen(ada, 'community-note');

	await turnsTo(ada, 'Files');
	const text = { name: 'counts.txt', mimeType: 'text/plain', buffer: Buffer.from('Heron 1') };
	await page.getByLabel('Files to add').setInputFiles(text);
	await expect(page.getByRole('list', { name: 'Files' }).getByRole('listitem')).toContainText('counts.txt');
	await seen(ada, 'community-files');

	await turnsTo(ada, 'Events');
	await page.getByRole('button', { name: 'New event' }).click();
	const dialog = page.getByRole('dialog', { name: 'Event' });
	await dialog.getByRole('textbox', { name: 'Title' }).fill('Dawn walk');
	await seen(ada, 'community-event');
	await dialog.getByLabel('Begins').fill('2027-05-01T05:30');
	await dialog.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByRole('list', { name: 'Events' })).toContainText('Dawn walk');
	await seen(ada, 'community-events');

	await turnsTo(ada, 'Members');
	await expect(member(ada, 'Ben')).toBeVisible();
	await ada.visit('Settings');
	await page
		.getByRole('region', { name: 'Being there' })
		.getByRole('combobox', { name: 'Contacts see me as' })
		.selectOption('Busy');
	await posts(ben, 'Lapwings are back on the common.');
	await ada.visit('Communities');
	const held = page.getByRole('group').filter({ hasText: 'Held back: 1 entry' });
	await held.getByText('Held back: 1 entry').click();
	await expect(held).toContainText('held back: you are busy');
	await seen(ada, 'held-back');
	await held.getByRole('link', { name: `Open what Ben wrote in ${FLOCK}` }).click();
	await expect(posted(ada, 'Lapwings are back on the common.')).toBeVisible();
});
