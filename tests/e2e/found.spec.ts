/** Being found: what somebody made public becomes topics on their card, each of which they may leave out; and it ends. */
import { seen } from './axe.ts';
import { expect, test, type Person } from './world.ts';

const NOTES: readonly (readonly [title: string, text: string])[] = [
	['Sourdough starter', 'Feed the sourdough starter with rye flour and bake the bread the next morning.'],
	['Rye bread', 'A rye bread of sourdough needs a hot oven, and an hour of baking.'],
	['Baking in summer', 'In summer the sourdough rises faster: bake the bread early in the day.']
];

const section = (person: Person) => person.page.getByRole('region', { name: 'Being found' });
const onOff = (person: Person) =>
	section(person).getByRole('checkbox', { name: 'Let people find me by what I made public' });
const words = (person: Person) => section(person).getByRole('group', { name: 'Words on your card' });

async function openSettings(person: Person): Promise<void> {
	await person.visit('Settings');
	await expect(onOff(person)).toBeVisible();
}

test('who has too little public is told what to do, and whoever switches nothing on is not found', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await openSettings(ada);
	await expect(onOff(ada)).not.toBeChecked();
	await expect(section(ada)).toContainText('You have made nothing public yet.');
	await expect(section(ada)).toContainText('at least three public items');
	await seen(ada, 'found-empty', section(ada));
	await section(ada).getByRole('link', { name: 'Go to Knowledge' }).click();
	await expect(ada.page.getByRole('heading', { name: 'Knowledge', level: 1 })).toBeVisible();
});

test('three public notes are topics on the card, one is left out, it stays so, and it ends', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	for (const [title, text] of NOTES) await ada.teach(title, text, 'Public');
	await ada.teach('Diary', 'My secret trampoline trampoline trampoline.', 'Private');
	await openSettings(ada);
	await expect(section(ada)).toContainText('3 public items');
	await onOff(ada).check();
	await expect(section(ada)).toContainText('You can be found now.');
	const word = words(ada).getByRole('checkbox', { name: 'sourdough' });
	await expect(word).toBeChecked();
	await expect(section(ada)).not.toContainText('trampoline');
	await expect(section(ada).getByRole('list', { name: 'Languages I speak' })).toContainText('English');

	await word.uncheck();
	await expect(section(ada).getByText('Saved.')).toBeVisible();
	await section(ada).getByRole('textbox', { name: 'Something I can do' }).fill('Bakes for neighbours');
	await section(ada).getByRole('button', { name: 'Add', exact: true }).click();
	await expect(section(ada).getByRole('list', { name: 'What I can do' })).toContainText(
		'Bakes for neighbours'
	);
	await seen(ada, 'found-on', section(ada));

	await ada.page.reload();
	await ada.ready();
	await expect(onOff(ada)).toBeChecked();
	await expect(word).not.toBeChecked();
	await expect(words(ada).getByRole('checkbox', { checked: true })).not.toHaveCount(0);
	await expect(section(ada).getByRole('list', { name: 'What I can do' })).toContainText(
		'Bakes for neighbours'
	);

	await onOff(ada).uncheck();
	await expect(section(ada)).toContainText('You are not found any more.');
	await expect(words(ada)).toHaveCount(0);
	await ada.page.reload();
	await ada.ready();
	await expect(onOff(ada)).not.toBeChecked();
});
