/**
 * What three people do in a community: post while nobody is there and while offline, read it all later, write one note with
 * four hands, and ask what only the community knows.
 */
import { founds, joins, linkInto, opens, turnsTo } from './community.ts';
import { expect, test, type Person } from './world.ts';

const GARDEN = 'Birch Lane Garden';

const tab = (person: Person) => person.page.getByRole('tabpanel');

async function posts(person: Person, words: string): Promise<void> {
	await turnsTo(person, 'Posts');
	await person.page
		.getByRole('combobox', { name: 'Post' })
		.or(person.page.getByRole('textbox', { name: 'Post', exact: true }))
		.fill(words);
	await person.page.getByRole('button', { name: 'Post', exact: true }).click();
	await expect(said(person, words)).toBeVisible();
}

const said = (person: Person, words: string) =>
	person.page.getByRole('list', { name: 'Posts' }).getByRole('article').filter({ hasText: words });

const note = (person: Person) => person.page.getByRole('textbox', { name: 'Note: Plan for spring' });

test('posts of whoever was away or offline reach all, and a note written by two at once is the same for both', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await founds(ada, { name: GARDEN, about: 'Beds and bees.', joining: 'Whoever has a link' });
	const link = await linkInto(ada);
	const ben = await arrive('Ben');
	await joins(ben, link, GARDEN);
	await posts(ada, 'The hose is in the shed.');
	await turnsTo(ben, 'Posts');
	await expect(said(ben, 'The hose is in the shed.')).toBeVisible();

	// Cleo comes in by the same link while Ada is away.
	await ada.closeTab();
	const cleo = await arrive('Cleo');
	await joins(cleo, link, GARDEN);
	await turnsTo(ben, 'Posts');
	await posts(ben, 'Seeds are in the blue box.');
	// Offline, each for themselves.
	await ben.page.context().setOffline(true);
	await posts(ben, 'Ben was here alone.');
	await ben.page.context().setOffline(false);
	await ada.openTab('/communities');
	await opens(ada, GARDEN);
	for (const words of ['Seeds are in the blue box.', 'Ben was here alone.']) {
		await turnsTo(ada, 'Posts');
		await expect(said(ada, words)).toBeVisible();
		await turnsTo(cleo, 'Posts');
		await expect(said(cleo, words)).toBeVisible();
	}

	await turnsTo(ada, 'Notes');
	await ada.page.getByRole('button', { name: 'New note' }).click();
	const dialog = ada.page.getByRole('dialog', { name: 'New note' });
	await dialog.getByRole('textbox', { name: 'Title' }).fill('Plan for spring');
	await dialog.getByRole('button', { name: 'Create' }).click();
	await expect(note(ada)).toBeVisible();
	await turnsTo(ben, 'Notes');
	await tab(ben).getByRole('link', { name: 'Plan for spring' }).click();
	await expect(note(ben)).toBeVisible();
	await Promise.all([
		note(ada).pressSequentially('Beans go along the fence. ', { delay: 15 }),
		note(ben).pressSequentially('Water on Mondays. ', { delay: 15 })
	]);
	for (const person of [ada, ben]) {
		await expect(note(person)).toHaveValue(/Beans go along the fence\./);
		await expect(note(person)).toHaveValue(/Water on Mondays\./);
	}
	await expect(async () => expect(await note(ada).inputValue()).toBe(await note(ben).inputValue())).toPass();

	// What only the community knows answers a question, and its source opens the entry.
	await ben.visit('Ask');
	await ben.ask('Where are the seeds?');
	const answer = ben.page.getByRole('article', { name: 'Answer' }).last();
	await expect(answer).toContainText('blue box');
	await answer
		.getByRole('button', { name: /^Source 1/ })
		.first()
		.click();
	const source = ben.page.getByRole('dialog', { name: 'Source' });
	await expect(source).toContainText('Seeds are in the blue box.');
	await source.getByRole('link').click();
	await expect(said(ben, 'Seeds are in the blue box.')).toBeFocused();
});
