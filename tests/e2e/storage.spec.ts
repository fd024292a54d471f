/** What takes space on this device, as a person sees it, and how it is given back; the backup's file from hand to hand. */
import { seen } from './axe.ts';
import { expect, test, type Person } from './world.ts';

const NOTE = 'The Lotus Garden on Kastanienallee serves hand-pulled noodles. It is closed on Mondays.';
const LONG = `The long story of the noodle. ${'It was rolled, pulled, folded and pulled again. '.repeat(400)}`;

async function openStorage(person: Person): Promise<void> {
	await person.visit('Settings');
	await person.page.getByRole('link', { name: 'What takes space' }).click();
	await expect(person.page.getByRole('heading', { name: 'Storage', level: 1 })).toBeVisible();
	await expect(person.page.getByRole('list', { name: 'What takes space' })).toBeVisible();
}
const line = (person: Person, kind: string) =>
	person.page
		.getByRole('list', { name: 'What takes space' })
		.getByRole('listitem')
		.filter({ has: person.page.getByText(kind, { exact: true }) });

test('the storage page says what takes space by kind, frees the index, and the largest item goes and comes back', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await ada.teach('Noodle bars', NOTE, 'Private');
	await ada.teach('History of the noodle', LONG, 'Private');
	await ada.answerTo('When is the Lotus Garden closed?');
	await openStorage(ada);
	await expect(line(ada, 'Knowledge')).toContainText('2 items');
	await expect(line(ada, 'Knowledge')).toContainText(/kB|byte/);
	await expect(line(ada, 'Conversations')).toContainText('1 conversation');
	await expect(line(ada, 'Models')).toContainText('None on this device');
	await expect(ada.page.getByText('No conversation is that old.')).toBeVisible();

	const largest = ada.page.getByRole('list', { name: 'Largest items' }).getByRole('listitem');
	await expect(largest.first()).toContainText('History of the noodle');
	await largest.first().getByRole('button', { name: 'Delete' }).click();
	await expect(largest).toHaveCount(1);
	await ada.page.getByRole('button', { name: 'Undo' }).click();
	await expect(largest).toHaveCount(2);

	// The index is saved a while after it was made; leaving the page saves it.
	const free = ada.page.getByRole('button', { name: 'Delete search index' });
	await expect(async () => {
		await ada.page.getByRole('button', { name: 'Look again' }).click();
		await expect(free).toBeVisible({ timeout: 1_000 });
	}).toPass();
	await free.click();
	await expect(ada.page.getByText('The search index is deleted.')).toBeVisible();
	await ada.page.reload();
	await ada.ready();
	const answer = await ada.answerTo('Which place has hand-pulled noodles?');
	await expect(answer).toContainText('hand-pulled noodles');
});

test('conversations nobody continued for long are counted, named and deleted for good after a yes', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await ada.teach('Noodle bars', NOTE, 'Private');
	await ada.answerTo('When is the Lotus Garden closed?');
	// Seen from four months later.
	await ada.page.clock.install({ time: Date.now() + 120 * 24 * 60 * 60_000 });
	await openStorage(ada);
	await expect(ada.page.getByText(/^1 conversation, /)).toBeVisible();
	await ada.page.getByRole('button', { name: 'Delete old conversations' }).click();
	const dialog = ada.page.getByRole('dialog', { name: 'Delete 1 conversation?' });
	await expect(dialog).toContainText('When is the Lotus Garden closed?');
	await dialog.getByRole('button', { name: 'Delete for good' }).click();
	await expect(ada.page.getByText('1 conversation deleted.')).toBeVisible();
	await expect(line(ada, 'Conversations')).toContainText('Nothing');
	await ada.visit('Ask');
	await expect(ada.page.getByRole('article', { name: 'Answer' })).toHaveCount(0);
});

test('the storage page can be used by anybody, on a phone and at night', async ({ arrive }) => {
	const ada = await arrive('Ada');
	await openStorage(ada);
	await expect(ada.page.getByText('There is no knowledge here yet.')).toBeVisible();
	await ada.teach('Noodle bars', NOTE, 'Private');
	await openStorage(ada);
	await seen(ada, 'storage');
});
