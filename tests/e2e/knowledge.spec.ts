/**
 * What a person knows: forms, collections, many at once, filters, and the search that opens the place it found. Longer than
 * others: all of it is done in one list, with the same rows and dialogs.
 */
import type { Locator } from 'playwright/test';
import { axe } from './axe.ts';
import { expect, test, type Person } from './world.ts';

const list = (person: Person): Locator => person.page.getByRole('list', { name: 'Knowledge' });
const row = (person: Person, title: string): Locator =>
	list(person).getByRole('listitem').filter({ hasText: title });
const button = (where: Locator | Person['page'], name: string): Locator =>
	where.getByRole('button', { name, exact: true });

/** Opens the Note dialog, in one of its forms. */
async function newNote(person: Person, form = 'Note'): Promise<Locator> {
	await person.visit('Knowledge');
	await button(person.page, 'Add note').click();
	const dialog = person.page.getByRole('dialog', { name: 'Note' });
	if (form !== 'Note') await dialog.getByRole('radio', { name: form, exact: true }).check();
	return dialog;
}

async function save(dialog: Locator): Promise<void> {
	await button(dialog, 'Save').click();
	await expect(dialog).toBeHidden();
}

/** Everything on the list is ticked. */
async function selectAll(person: Person, count: number): Promise<Locator> {
	await button(person.page, 'Select').click();
	const bar = person.page.getByRole('toolbar', { name: 'What is selected' });
	await button(bar, `Select all ${count} found`).click();
	await expect(bar.getByRole('status')).toHaveText(`${count} items selected`);
	return bar;
}

test('a review, a card and questions are written in forms, edited in them again, found and answered from', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	const review = await newNote(ada, 'Review');
	await button(review, 'Save').click();
	await expect(review.getByRole('alert')).toHaveText('Say what you review.');
	await review.getByRole('textbox', { name: 'What you review' }).fill('Golden Lotus');
	await review.getByRole('radio', { name: '4 of 5, good' }).check();
	await review
		.getByRole('textbox', { name: 'What you found' })
		.fill('The dumplings are folded by hand at noon.');
	await review.getByRole('textbox', { name: 'Cuisine' }).fill('Chinese');
	await button(review, 'Save').click();
	await expect(review.getByRole('alert')).toContainText('tick “First-hand: I was there”');
	await review.getByRole('checkbox', { name: 'First-hand: I was there' }).check();
	await save(review);

	const card = await newNote(ada, 'Contact card');
	await card.getByRole('textbox', { name: 'Name', exact: true }).fill('Bea Brandt');
	await card.getByRole('textbox', { name: 'Role' }).fill('Piano tuner');
	await card.getByRole('textbox', { name: 'Phone' }).fill('+49 30 5550100');
	await save(card);

	const faq = await newNote(ada, 'Questions and answers');
	await faq.getByRole('textbox', { name: 'Question' }).fill('Where do I park?');
	await faq.getByRole('textbox', { name: 'Answer' }).fill('Behind the mill, for two hours.');
	await button(faq, 'Add a question').click();
	await faq.getByRole('textbox', { name: 'Question' }).last().fill('Do you repair flutes?');
	await faq.getByRole('textbox', { name: 'Answer' }).last().fill('Only wooden ones.');
	await button(faq, 'Move question 2 up').click();
	await expect(faq.getByRole('textbox', { name: 'Question' }).first()).toHaveValue('Do you repair flutes?');
	await save(faq);
	await expect(list(ada).getByRole('listitem')).toHaveCount(3);

	// Back in the form, with all that was said in it.
	await button(row(ada, 'Golden Lotus'), 'Edit').click();
	const again = ada.page.getByRole('dialog', { name: 'Note' });
	await expect(again.getByRole('textbox', { name: 'Cuisine' })).toHaveValue('Chinese');
	await expect(again.getByRole('radio', { name: '4 of 5, good' })).toBeChecked();
	await again.getByRole('radiogroup', { name: 'Rating' }).getByText('5', { exact: true }).click();
	await again.getByRole('textbox', { name: 'Price range' }).fill('15 to 20 euros');
	await save(again);
	await expect(row(ada, 'Golden Lotus')).toContainText('Rating: 5 of 5');

	await expect(await ada.answerTo('Who folds dumplings by hand?')).toContainText('folded by hand at noon');
	await expect(await ada.answerTo('Where do I park?')).toContainText('Behind the mill');
	await expect(await ada.answerTo('What is the phone number of the piano tuner?')).toContainText('5550100');
});

test('a rough place is added only on the button, said in words, and can be removed; a refusal too', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	const review = await newNote(ada, 'Review');
	await button(review, 'Add rough place (about 5 km)').click();
	await expect(review).toContainText('The browser did not tell where you are.');
	await ada.context.grantPermissions(['geolocation']);
	await ada.context.setGeolocation({ latitude: 52.52, longitude: 13.405 });
	await button(review, 'Add rough place (about 5 km)').click();
	await expect(review).toContainText('a square of about 5 km (u33dc)');
	await button(review, 'Remove place').click();
	await expect(button(review, 'Add rough place (about 5 km)')).toBeVisible();
});

test('what is put into a collection is shared as the collection says; changing it, and deleting it, says what happens to what is in it', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	const { page } = ada;
	await ada.visit('Knowledge');
	await button(page, 'Collections').click();
	const collections = page.getByRole('dialog', { name: 'Collections' });
	await expect(collections).toContainText('There is none yet.');
	await button(collections, 'New collection').click();
	const made = page.getByRole('dialog', { name: 'New collection' });
	await made.getByRole('textbox', { name: 'Name of the collection' }).fill('Recipes');
	await made.getByRole('combobox', { name: 'Who may see what is put into it' }).selectOption('Contacts');
	await save(made);
	await button(collections, 'Done').click();

	const note = await newNote(ada);
	await note.getByRole('textbox', { name: 'Title' }).fill('Bread');
	await note.getByRole('textbox', { name: 'Text' }).fill('Rye bread needs two days.');
	await note.getByRole('combobox', { name: 'Collection' }).selectOption('Recipes');
	await expect(note.getByRole('combobox', { name: 'Who may see it' })).toHaveValue('contacts');
	await expect(note).toContainText('What is put into “Recipes” is shared like this: Contacts.');
	await save(note);
	await expect(row(ada, 'Bread')).toContainText('Contacts');
	await expect(row(ada, 'Bread')).toContainText('Recipes');

	// A choice of one's own is not taken back by a collection.
	const own = await newNote(ada);
	await own.getByRole('textbox', { name: 'Text' }).fill('Grandmother’s soup.');
	await own.getByRole('combobox', { name: 'Who may see it' }).selectOption('Private');
	await own.getByRole('combobox', { name: 'Collection' }).selectOption('Recipes');
	await expect(own.getByRole('combobox', { name: 'Who may see it' })).toHaveValue('private');
	await save(own);

	await button(page, 'Collections').click();
	await button(collections, 'Edit Recipes').click();
	const edited = page.getByRole('dialog', { name: 'Collection', exact: true });
	await edited.getByRole('combobox', { name: 'Who may see what is put into it' }).selectOption('Public');
	await edited.getByRole('checkbox', { name: 'Also for the 2 items in it' }).check();
	await save(edited);
	await button(collections, 'Done').click();
	await expect(list(ada).getByText('Public')).toHaveCount(2);

	await button(page, 'Collections').click();
	await button(collections, 'Delete Recipes').click();
	const asked = page.getByRole('dialog', { name: 'Delete the collection “Recipes”?' });
	await button(asked, 'Delete it and the 2 items in it').click();
	await button(collections, 'Done').click();
	await expect(page.getByText('Nothing here yet')).toBeVisible();
	await expect(page.getByText('Deleted “Recipes” and the 2 items in it.')).toBeVisible();
	await button(page, 'Undo').click();
	await expect(list(ada).getByText('Recipes')).toHaveCount(2);
	await button(page, 'Collections').click();
	await button(collections, 'Delete Recipes').click();
	await button(asked, 'Delete the collection only').click();
	await button(collections, 'Done').click();
	await expect(list(ada).getByRole('listitem')).toHaveCount(2);
	await expect(list(ada).getByText('Recipes')).toHaveCount(0);
	await page.reload();
	await ada.ready();
	await expect(list(ada).getByRole('listitem')).toHaveCount(2);
	await expect(list(ada).getByText('Recipes')).toHaveCount(0);
});

test('what is shared with many items at once can be asked for by a friend, and what is made private cannot, at once', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	const bea = await arrive('Bea');
	await bea.join(await ada.inviteLink({ withoutAsking: true }));
	await bea.visit('Peers');
	await expect(bea.peer('Ada')).toContainText('connected directly');
	await ada.teach('Mill', 'The old mill grinds spelt on Thursdays.', 'Private');
	await ada.teach('Boat', 'The ferry leaves from the eastern pier.', 'Private');
	await ada.teach('Key', 'The spare key hangs behind the blue door.', 'Private');
	// What her agent remembers of an answer is hers and stays.
	await bea.page.goto(new URL('/memory', bea.page.url()).href);
	await bea.page.getByRole('checkbox', { name: 'Remember what conversations taught' }).uncheck();
	const asked = 'When does the old mill grind spelt?';
	await expect(await bea.answerTo(asked)).not.toContainText('Thursdays');

	await ada.visit('Knowledge');
	const bar = await selectAll(ada, 3);
	await ada.page.getByRole('checkbox', { name: 'Select Key' }).uncheck();
	await expect(bar.getByRole('status')).toHaveText('2 items selected');
	await button(bar, 'Who may see it').click();
	const who = ada.page.getByRole('dialog', { name: 'Who may see these 2 items' });
	await who.getByRole('combobox', { name: 'Who may see it' }).selectOption('Contacts');
	await save(who);
	await expect(list(ada).getByText('Contacts')).toHaveCount(2);
	await expect(row(ada, 'Key')).toContainText('Private');
	await expect(await bea.answerTo(asked)).toContainText('grinds spelt on Thursdays');
	await expect(await bea.answerTo('Where does the ferry leave from?')).toContainText('eastern pier');
	await expect(await bea.answerTo('Where does the spare key hang?')).not.toContainText('blue door');

	// In place, in the item itself.
	await button(list(ada), 'Mill').click();
	const item = ada.page.getByRole('dialog', { name: 'Mill' });
	await item.getByRole('combobox', { name: 'Who may see it' }).selectOption('Public');
	const confirm = ada.page.getByRole('dialog', { name: 'Make this public?' });
	await button(confirm, 'Cancel').click();
	await expect(item.getByRole('combobox', { name: 'Who may see it' })).toHaveValue('contacts');
	await item.getByRole('combobox', { name: 'Who may see it' }).selectOption('Private');
	await expect(row(ada, 'Mill')).toContainText('Private');
	await expect(await bea.answerTo('On which day does the mill grind its spelt?')).not.toContainText(
		'grinds spelt'
	);
});

test('many are moved and deleted at once, by keyboard too, and brought back together', async ({ arrive }) => {
	const ada = await arrive('Ada');
	const { page } = ada;
	for (const title of ['One', 'Two', 'Three']) await ada.teach(title, `Note number ${title}.`, 'Private');
	const bar = await selectAll(ada, 3);
	await button(bar, 'Move to').click();
	const move = page.getByRole('dialog', { name: 'Move 3 items' });
	await move.getByRole('combobox', { name: 'Collection' }).selectOption('New collection…');
	await move.getByRole('textbox', { name: 'Name of the collection' }).fill('Numbers');
	await button(move, 'Move').click();
	await expect(move).toBeHidden();
	await expect(list(ada).getByText('Numbers')).toHaveCount(3);

	await button(page, 'Select').focus();
	await page.keyboard.press('Enter');
	await page.getByRole('checkbox', { name: 'Select One' }).focus();
	await page.keyboard.press('Space');
	await page.getByRole('checkbox', { name: 'Select Three' }).focus();
	await page.keyboard.press('Space');
	await button(bar, 'Delete').focus();
	await page.keyboard.press('Enter');
	await expect(list(ada).getByRole('listitem')).toHaveCount(1);
	await expect(page.getByText('2 items deleted.')).toBeVisible();
	await button(page, 'Undo').click();
	await expect(list(ada).getByRole('listitem')).toHaveCount(3);
});

const LONG = `# Garden\n\n${'Nothing of note grew here.\n\n'.repeat(60)}## Shade\n\nFerns and hostas like the north wall best.\n\n${'The rest was gravel.\n\n'.repeat(60)}`;

test('the search finds while one types, says where, and opens there; filters leave what they say', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	const { page } = ada;
	await ada.teach('Garden diary', LONG, 'Private');
	await ada.teach('Concert', 'The fern quartet plays on Friday.', 'Contacts');
	await ada.teach('Kitchen', 'The kettle is new.', 'Private');
	const box = page.getByRole('searchbox', { name: 'Search knowledge' });
	await box.pressSequentially('hosta nor');
	await expect(list(ada).getByRole('listitem')).toHaveCount(1);
	await expect(row(ada, 'Garden diary').locator('mark')).toHaveText(['hostas', 'north']);
	await expect(row(ada, 'Garden diary')).toContainText('Garden › Shade');
	await expect(page.getByText('1 item found for “hosta nor”')).toBeVisible();
	await button(list(ada), 'Garden diary').click();
	const item = page.getByRole('dialog', { name: 'Garden diary' });
	await expect(item.locator('mark')).toContainText('Ferns and hostas like the north wall best.');
	await expect(item.locator('mark')).toBeInViewport();
	await expect(item).toContainText('Garden › Shade');
	await button(item, 'Done').click();

	await box.fill('fern');
	await expect(list(ada).getByRole('listitem')).toHaveCount(2);
	await button(page, 'Filter').click();
	const filters = page.getByRole('group', { name: 'Filters' });
	await filters.getByRole('combobox', { name: 'Who may see it' }).selectOption('Contacts');
	await expect(list(ada).getByRole('listitem')).toHaveCount(1);
	await expect(page.getByText('1 item found for “fern” with these filters')).toBeVisible();
	await filters.getByRole('combobox', { name: 'Kind' }).selectOption('Reviews');
	await expect(page.getByText('Nothing found for “fern” with these filters')).toBeVisible();
	await button(page, 'Clear filters').click();
	await expect(list(ada).getByRole('listitem')).toHaveCount(2);
	await box.fill('');
	await filters.getByRole('combobox', { name: 'Changed' }).selectOption('Today');
	await expect(page.getByText('3 of 3 items')).toBeVisible();
	await box.fill('zither');
	await expect(page.getByText('No item has these words.')).toBeVisible();
	await button(page, 'Clear search').click();
	await expect(list(ada).getByRole('listitem')).toHaveCount(3);
});

for (const colorScheme of ['light', 'dark'] as const) {
	async function onAPhone(person: Person): Promise<void> {
		await person.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await person.page.setViewportSize({ width: 360, height: 780 });
		await person.visit('Knowledge');
	}

	test(`on a phone everything is reachable, nothing sticks out and axe finds nothing, ${colorScheme}`, async ({
		arrive
	}) => {
		const ada = await arrive('Ada');
		const { page } = ada;
		await onAPhone(ada);
		await axe(ada, 'empty');
		for (const title of ['One', 'Two', 'Three']) await ada.teach(title, `Note number ${title}.`, 'Contacts');
		await button(page, 'More').click();
		for (const name of ['Add folder', 'Paste', 'Collections', 'What can others learn?'])
			await expect(button(page, name)).toBeVisible();
		await button(page, 'Filter').click();
		const bar = await selectAll(ada, 3);
		await axe(ada, 'selecting');
		const nav = page.getByRole('navigation', { name: 'Main' });
		const [barBox, navBox] = [await bar.boundingBox(), await nav.boundingBox()];
		expect(barBox!.y + barBox!.height).toBeLessThanOrEqual(navBox!.y + 1);
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
		expect(await bar.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
		await button(bar, 'Who may see it').click();
		await axe(ada, 'who');
		await page.keyboard.press('Escape');
		await button(bar, 'Move to').click();
		await axe(ada, 'move');
	});

	test(`on a phone the windows fit and axe finds nothing in them, ${colorScheme}`, async ({ arrive }) => {
		const ada = await arrive('Ada');
		const { page } = ada;
		await onAPhone(ada);
		await ada.teach('Two', 'Note number two.', 'Contacts');
		await button(page, 'More').click();
		await button(page, 'Collections').click();
		await axe(ada, 'collections');
		await page.keyboard.press('Escape');
		await button(list(ada), 'Two').click();
		await axe(ada, 'item');
		await page.keyboard.press('Escape');
		for (const form of ['Review', 'Contact card', 'Questions and answers']) {
			const dialog = await newNote(ada, form);
			await axe(ada, form);
			expect(await dialog.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
			await button(dialog, 'Cancel').click();
		}
	});
}
