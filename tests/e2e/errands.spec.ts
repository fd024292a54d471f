/** The agent is sent with an errand: the plan before it goes, what was said, what came back and its count, and how it is ended. */
import { seen } from './axe.ts';
import { founds, joins, linkInto, opens } from './community.ts';
import { expect, test, type Person } from './world.ts';

const CHOIR = 'Mill Lane Choir';
const ARTICLE = 'https://choir.example/autumn,2026';

const errand = ({ page }: Person, words: string) =>
	page.getByRole('list', { name: 'Errands' }).getByRole('listitem').filter({ hasText: words }).first();
const said = ({ page }: Person, words: string) =>
	page.getByRole('list', { name: 'Posts' }).getByRole('article').filter({ hasText: words }).first();

/** By the button, or by name; ends with the plan on the screen. */
async function plans({ page }: Person, words: string, by: 'button' | 'palette' = 'button') {
	if (by === 'button') await page.getByRole('button', { name: 'Send my agent' }).click();
	else {
		await page.keyboard.press('Control+k');
		await page.getByRole('combobox', { name: 'What would you like to do?' }).fill('send my');
		await page.keyboard.press('Enter');
	}
	const dialog = page.getByRole('dialog', { name: 'Send my agent' });
	await dialog.getByRole('textbox', { name: 'What should it do?' }).fill(words);
	await dialog.getByRole('button', { name: 'Show the plan' }).click();
	return dialog;
}

async function replies(person: Person, to: string, words: string): Promise<void> {
	await said(person, to).getByRole('button', { name: 'Reply' }).first().click();
	await person.page.getByLabel('Your reply').fill(words);
	await person.page.getByRole('button', { name: 'Send', exact: true }).click();
	await expect(person.page.getByText(words)).toBeVisible();
}

test('an errand goes as planned, its answers come back counted, also after a reload; another is stopped and taken back', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await founds(ada, { name: CHOIR, about: 'Rehearsals and lifts.', joining: 'Whoever has a link' });
	const ben = await arrive('Ben');
	await joins(ben, await linkInto(ada), CHOIR);

	const dialog = await plans(
		ada,
		`Ask the group whether Thursday works, share ${ARTICLE} , tell me what they say`
	);
	const step = (name: string) => dialog.getByRole('group', { name }).getByRole('textbox', { name: 'Words' });
	await expect(step('Step 1: ask')).toHaveValue('Does Thursday work?');
	await expect(step('Step 2: share')).toHaveValue(ARTICLE);
	await seen(ada, 'errand-plan');
	await dialog.getByRole('button', { name: 'Send my agent' }).click();
	const first = errand(ada, 'whether Thursday works');
	await expect(first).toContainText('under way');

	await expect(said(ben, 'Does Thursday work?')).toContainText('question');
	await expect(said(ben, ARTICLE).getByRole('link', { name: ARTICLE })).toBeVisible();
	await ada.page.reload();
	await replies(ben, 'Does Thursday work?', 'Yes, gladly');
	await expect(first).toContainText('Counted by your agent: 1 yes');
	await expect(first.getByRole('list', { name: 'Answers' })).toContainText('“Yes, gladly”');
	await expect(first).toContainText('everybody has answered');
	await seen(ada, 'errands');
	await first.getByRole('listitem').filter({ hasText: 'Yes, gladly' }).getByRole('link').last().click();
	await expect(said(ada, 'Yes, gladly')).toBeVisible();

	const again = await plans(ada, 'Ask the group whether Friday is fine', 'palette');
	await again.getByRole('button', { name: 'Send my agent' }).click();
	await expect(said(ben, 'Is Friday fine?')).toBeVisible();
	const second = errand(ada, 'whether Friday is fine');
	await second.getByRole('button', { name: 'Stop' }).click();
	await expect(second).toContainText('stopped');
	await second.getByRole('button', { name: 'Take back what was posted' }).click();
	await expect(said(ben, 'Is Friday fine?')).toHaveCount(0);
	await expect(second).toContainText('taken back');
	await opens(ada, CHOIR);
});
