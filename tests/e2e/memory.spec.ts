/** What conversations taught, and what others could learn. */
import { axe } from './axe.ts';
import { expect, test, type Person } from './world.ts';

async function befriend(host: Person, guest: Person): Promise<void> {
	await guest.join(await host.inviteLink({ withoutAsking: true }));
	await guest.visit('Peers');
	await expect(guest.peer(host.name)).toContainText('connected directly');
}

const memories = (person: Person) => person.page.getByRole('list', { name: 'Memory' });
const toMemory = async (person: Person): Promise<void> => {
	await person.visit('Settings');
	await person.page.getByRole('link', { name: 'Memory' }).click();
	await expect(person.page.getByRole('heading', { level: 1, name: 'Memory' })).toBeVisible();
};

test('what a friend said is remembered with their name, and answers when they are gone', async ({
	arrive
}) => {
	const mira = await arrive('Mira');
	const bea = await arrive('Bea');
	await bea.teach(
		'Noodle bars',
		'The Lotus Garden on Kastanienallee serves hand-pulled noodles. It is closed on Mondays.',
		'Contacts'
	);
	await befriend(bea, mira);
	await toMemory(mira);
	await expect(mira.page.getByRole('heading', { name: 'Nothing remembered yet' })).toBeVisible();

	const question = 'I am vegetarian. Which place serves hand-pulled noodles?';
	await expect(await mira.answerTo(question)).toContainText('hand-pulled noodles');
	await bea.context.close();

	await toMemory(mira);
	await expect(memories(mira).getByRole('listitem')).toHaveCount(2);
	const noodles = memories(mira).getByRole('listitem').filter({ hasText: 'hand-pulled' });
	await expect(noodles).toContainText('Bea');
	await expect(noodles).toContainText('fades in 90 days');
	await expect(memories(mira).getByRole('listitem').filter({ hasText: 'vegetarian' })).toContainText(
		'You said'
	);
	await axe(mira, 'memory');

	await mira.page.reload();
	await mira.ready();
	await mira.visit('Ask');
	await mira.page.getByRole('button', { name: 'New conversation' }).click();
	const again = await mira.answerTo('Which place serves hand-pulled noodles?');
	await expect(again).toContainText('The Lotus Garden on Kastanienallee serves hand-pulled noodles.');
	await expect(again).toContainText('remembered from');
	await again.getByRole('button', { name: 'Source 1: Noodle bars' }).first().click();
	const source = mira.page.getByRole('dialog', { name: 'Source' });
	await expect(source).toContainText('Bea');
	await expect(source).toContainText('verified');
	await expect(source).toContainText('remembered from');
	await mira.page.keyboard.press('Escape');

	await toMemory(mira);
	await noodles.getByRole('button', { name: 'Where from' }).click();
	const where = mira.page.getByRole('dialog', { name: 'Where from' });
	await expect(where.locator('mark')).toContainText('hand-pulled');
	await axe(mira, 'where from');
	await where.getByRole('button', { name: 'Open the conversation' }).click();
	await expect(mira.page.getByRole('log', { name: 'Conversation' })).toContainText('I am vegetarian.');
});

test('what the person said of themselves is theirs to switch off, find, keep, edit, bring back and forget', async ({
	arrive
}) => {
	const mira = await arrive('Mira');
	const { page } = mira;
	await mira.answerTo('Remember that the spare key hangs behind the blue door. I am vegetarian.');
	const anew = async (): Promise<void> => {
		await mira.visit('Ask');
		await page.getByRole('button', { name: 'New conversation' }).click();
	};
	const question = 'Where does the spare key hang?';
	await anew();
	await expect(await mira.answerTo(question)).toContainText('The spare key hangs behind the blue door');

	await toMemory(mira);
	const row = (words: string) => memories(mira).getByRole('listitem').filter({ hasText: words });
	const toggle = page.getByRole('checkbox', { name: 'Remember what conversations taught' });
	await toggle.uncheck();
	await expect(page.getByText('Switched off')).toBeVisible();
	await anew();
	await expect(await mira.answerTo(question)).toContainText("I don't know");
	await toMemory(mira);
	await toggle.check();

	await row('spare key').getByRole('button', { name: 'Keep' }).click();
	await expect(row('spare key')).toContainText('kept');
	const search = page.getByRole('searchbox', { name: 'Search memory' });
	await search.fill('vegetarian');
	await expect(memories(mira).getByRole('listitem')).toHaveCount(1);
	await search.fill('');
	await row('vegetarian').getByRole('button', { name: 'Edit' }).click();
	await page.getByRole('textbox', { name: 'What to remember' }).fill('I am vegan now.');
	await axe(mira, 'edit');
	await page.getByRole('button', { name: 'Save' }).click();
	await row('vegan').getByRole('button', { name: 'Delete' }).click();
	await expect(row('vegan')).toHaveCount(0);
	await page.getByRole('button', { name: 'Undo' }).click();
	await page.reload();
	await mira.ready();
	await expect(row('I am vegan now.')).toHaveCount(1);
	await page.setViewportSize({ width: 360, height: 780 });
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
	await page.emulateMedia({ colorScheme: 'dark' });
	await axe(mira, 'memory on a phone, dark');
	await page.getByRole('button', { name: 'Forget everything' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Forget everything' }).click();
	await expect(page.getByRole('heading', { name: 'Nothing remembered yet' })).toBeVisible();
});

test('a note that is shared appears in the preview with its topic and its question, for those it is shared with and nobody else', async ({
	arrive
}) => {
	const mira = await arrive('Mira');
	const bea = await arrive('Bea');
	await mira.teach('Guitar lessons', 'A guitar lesson costs 40 euros. I teach near the station.', 'Private');
	await mira.teach('House', 'The spare key hangs behind the blue door.', 'Private');
	await befriend(mira, bea);

	await mira.visit('Knowledge');
	const learn = mira.page.getByRole('button', { name: 'What can others learn?' });
	const preview = mira.page.getByRole('dialog', { name: 'Preview' });
	const seenBy = (label: string) =>
		preview.getByRole('combobox', { name: 'As seen by' }).selectOption({ label });
	await learn.click();
	await seenBy('Bea');
	await expect(preview).toContainText('Your agent would tell them that it knows nothing.');
	await mira.page.keyboard.press('Escape');

	const item = mira.page
		.getByRole('list', { name: 'Knowledge' })
		.getByRole('listitem')
		.filter({ hasText: 'Guitar' });
	await item.getByRole('button', { name: 'Edit' }).click();
	const note = mira.page.getByRole('dialog', { name: 'Note' });
	await note.getByRole('combobox', { name: 'Who may see it' }).selectOption({ label: 'Contacts' });
	await note.getByRole('button', { name: 'Save' }).click();
	await expect(note).toBeHidden();

	await learn.click();
	await expect(preview).toContainText('Your agent would tell them that it knows nothing.');
	await seenBy('Bea');
	await expect(preview.getByRole('list', { name: 'What they could learn' })).toContainText('Guitar lessons');
	await expect(preview.getByRole('list', { name: 'Topics' })).toContainText('Guitar lessons');
	const question = preview.getByRole('button', { name: 'How much does a guitar lesson cost?' });
	await expect(question).toBeVisible();
	await expect(preview).not.toContainText('spare key');
	await question.click();
	const said = preview.getByRole('region', { name: 'What your agent would say' });
	await expect(said).toContainText('A guitar lesson costs 40 euros.');
	const box = preview.getByRole('textbox', { name: 'Ask as Bea' });
	await box.fill('Where does the spare key hang?');
	await box.press('Enter');
	await expect(said).toContainText('Your agent would say that it knows nothing.');
	await axe(mira, 'preview');
	for (const width of [360, 1280]) {
		await mira.page.setViewportSize({ width, height: 800 });
		expect(await mira.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
	}
	await mira.page.keyboard.press('Escape');

	// The promise kept: the friend is told the very words.
	await expect(await bea.answerTo('How much does a guitar lesson cost?')).toContainText(
		'A guitar lesson costs 40 euros.'
	);
	await expect(await bea.answerTo('Where does the spare key hang?')).not.toContainText('blue door');
});
