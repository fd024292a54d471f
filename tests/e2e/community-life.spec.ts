/**
 * The life of a community of five: one founds it, three come in by its link, the fifth while the founder is away. They post
 * while nobody is there and while offline, write one note with six hands, and ask what only the community knows; whoever is
 * removed is told so and reads nothing more.
 */
import { founds, joins, linkInto, listed, member, opens, posted, posts, turnsTo } from './community.ts';
import { expect, test, type Person } from './world.ts';

const GARDEN = 'Birch Lane Garden';
const SAID = [
	'The hose is in the shed.',
	'Seeds are in the blue box.',
	'Ben dug alone.',
	'Cleo sowed alone.'
];

/** What of it a person sees under Posts, from top to bottom. */
async function order({ page }: Person): Promise<readonly (string | undefined)[]> {
	const articles = await page.getByRole('list', { name: 'Posts' }).getByRole('article').allTextContents();
	return articles.map((article) => SAID.find((words) => article.includes(words)));
}

/** The page is loaded without a line, so that no channel from before stands either. */
async function offline({ page }: Person): Promise<void> {
	await page.context().setOffline(true);
	await page.reload();
}

const note = ({ page }: Person) => page.getByRole('textbox', { name: 'Note: Plan for spring' });

test('five post while away and offline and see the same, write a note together, ask, and part with one of them', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await founds(ada, { name: GARDEN, about: 'Beds and bees.', joining: 'Whoever has a link' });
	const link = await linkInto(ada);
	const [ben, cleo, dan, eve] = await Promise.all([
		arrive('Ben'),
		arrive('Cleo'),
		arrive('Dan'),
		arrive('Eve')
	]);
	await Promise.all([ben, cleo, dan].map((person) => joins(person, link, GARDEN)));
	await posts(ada, SAID[0]!);
	for (const person of [ben, cleo, dan]) {
		await turnsTo(person, 'Posts');
		await expect(posted(person, SAID[0]!)).toBeVisible();
	}

	// By now a link names others as doors: the fifth comes in by one while its maker is away.
	const later = await linkInto(ada);
	await ada.closeTab();
	await joins(eve, later, GARDEN);
	await turnsTo(eve, 'Posts');
	await expect(posted(eve, SAID[0]!)).toBeVisible();
	await posts(ben, SAID[1]!);
	await Promise.all(
		[ben, cleo].map(async (person, at) => {
			await person.keptForLater();
			await offline(person);
			await posts(person, SAID[2 + at]!);
			await person.page.context().setOffline(false);
		})
	);
	await ada.openTab('/communities');
	await opens(ada, GARDEN);
	await turnsTo(ada, 'Posts');
	const five = [ada, ben, cleo, dan, eve];
	for (const person of five)
		for (const words of SAID) await expect(posted(person, words), `${person.name}: ${words}`).toBeVisible();
	const adas = await order(ada);
	expect(adas).toHaveLength(SAID.length);
	for (const person of five) await expect.poll(() => order(person), person.name).toEqual(adas);

	const three = [ada, ben, cleo] as const;
	const typed = ['Beans go along the fence. ', 'Water on Mondays. ', 'Mind the bees. '];
	await turnsTo(ada, 'Notes');
	await ada.page.getByRole('button', { name: 'New note' }).click();
	const dialog = ada.page.getByRole('dialog', { name: 'New note' });
	await dialog.getByRole('textbox', { name: 'Title' }).fill('Plan for spring');
	await dialog.getByRole('button', { name: 'Create' }).click();
	for (const person of [ben, cleo]) {
		await turnsTo(person, 'Notes');
		await person.page.getByRole('tabpanel').getByRole('link', { name: 'Plan for spring' }).click();
	}
	for (const person of three) await expect(note(person)).toBeVisible();
	await Promise.all(three.map((person, at) => note(person).pressSequentially(typed[at]!, { delay: 15 })));
	for (const person of three)
		for (const words of typed) await expect(note(person)).toHaveValue(new RegExp(words.trim()));
	await expect
		.poll(async () => new Set(await Promise.all(three.map((person) => note(person).inputValue()))).size)
		.toBe(1);

	// What only the community knows answers a question, and its source opens the entry.
	const answer = await eve.ask('Where are the seeds?');
	await expect(answer).toContainText('blue box');
	const first = answer.getByRole('button', { name: /^Source 1/ }).first();
	await first.click();
	const source = eve.page.getByRole('dialog', { name: 'Source' });
	await expect(source).toContainText(SAID[1]!);
	await source.getByRole('link').click();
	await expect(posted(eve, SAID[1]!)).toBeFocused();

	await turnsTo(ada, 'Members');
	await member(ada, 'Dan').getByRole('button', { name: 'Remove' }).click();
	const sure = ada.page.getByRole('dialog', { name: 'Remove Dan?' });
	await expect(sure).toContainText('nothing new reaches them');
	await sure.getByRole('button', { name: 'Remove' }).click();
	await expect(dan.page.getByText('an anchor removed you')).toBeVisible();
	await expect(member(ada, 'Dan')).toHaveCount(0);
	await turnsTo(ada, 'Posts');
	await posts(ada, 'The key lies under the pot.');
	await turnsTo(ben, 'Posts');
	await turnsTo(cleo, 'Posts');
	for (const person of [ben, cleo, eve])
		await expect(posted(person, 'The key lies under the pot.')).toBeVisible();
	// He may read what he has, and opens it anew: nothing was added.
	await dan.page.reload();
	await expect(posted(dan, SAID[0]!)).toBeVisible();
	await expect(posted(dan, 'The key lies under the pot.')).toHaveCount(0);
	await dan.visit('Communities');
	await expect(listed(dan, GARDEN)).toContainText('not a member any more');
	await ada.visit('Communities');
	await expect(listed(ada, GARDEN)).toContainText('4 members');
});
