/** Place as a hint, as people meet it: asked for before it leaves, as coarse as they chose, listed and taken back. */
import type { Page } from 'playwright/test';
import { seen } from './axe.ts';
import { expect, test, type Person } from './world.ts';

const BRANDENBURG_GATE = { latitude: 52.516275, longitude: 13.377704 };
const ELBE = { latitude: 53.543, longitude: 9.966 };
const QUESTION = 'Which vegan Chinese food is near me?';

/** Everything that the page turned into bytes: what is signed and sent is among it. */
async function recorded(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const said: string[] = [];
		Object.assign(window, { said });
		const encode = TextEncoder.prototype.encode;
		TextEncoder.prototype.encode = function (text?: string) {
			if (text !== undefined && text.length < 100_000) said.push(text);
			return encode.call(this, text);
		};
	});
}

const saidBy = ({ page }: Person): Promise<readonly string[]> =>
	page.evaluate(() => (window as unknown as { said: string[] }).said);

/** The places of the questions that were signed and sent. */
async function placesSent(person: Person): Promise<readonly (string | undefined)[]> {
	const sent = new Map<string, string | undefined>();
	for (const text of await saidBy(person)) {
		if (!text.startsWith('{') || !text.includes('"kind":"query"')) continue;
		const { id, body } = JSON.parse(text) as { id: string; body?: { place?: string } };
		if (body) sent.set(id, body.place);
	}
	return [...sent.values()];
}

async function review(person: Person, name: string, at: typeof ELBE): Promise<void> {
	const { page, context } = person;
	await context.grantPermissions(['geolocation']);
	await context.setGeolocation(at);
	// A page that has just heard where it is may be told the same again.
	await person.go('/knowledge');
	await page.getByRole('button', { name: 'Add note', exact: true }).first().click();
	const dialog = page.getByRole('dialog', { name: 'Note' });
	await dialog.getByRole('radio', { name: 'Review', exact: true }).check();
	await dialog.getByRole('textbox', { name: 'What you review' }).fill(name);
	await dialog.getByRole('radio', { name: '5 of 5, excellent' }).check();
	await dialog.getByRole('textbox', { name: 'What you found' }).fill('Vegan Chinese food, very good.');
	await dialog.getByRole('checkbox', { name: 'First-hand: I was there' }).check();
	await dialog.getByRole('button', { name: 'Add rough place (about 5 km)' }).click();
	await expect(dialog.getByText(/^Rough place added/)).toBeVisible();
	await dialog.getByRole('combobox', { name: 'Who may see it' }).selectOption({ label: 'Contacts' });
	await dialog.getByRole('button', { name: 'Save' }).click();
	await expect(dialog).toBeHidden();
}

/** Types and presses Enter, without waiting for an answer. */
async function put(person: Person, question: string): Promise<void> {
	await person.visit('Ask');
	const box = person.page.getByRole('textbox', { name: 'Ask your agent' });
	await box.fill(question);
	await box.press('Enter');
}

const card = ({ page }: Person) => page.getByRole('group', { name: 'This asks for what is near you.' });
const answers = ({ page }: Person) =>
	page.getByRole('log', { name: 'Conversation' }).getByRole('article', { name: 'Answer' });

test('a question for what is near waits for its person’s word; what leaves is coarse, and what is near is answered first', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	const bea = await arrive('Bea', { before: recorded });
	await review(ada, 'Jade Garden', ELBE);
	await review(ada, 'Golden Lotus', BRANDENBURG_GATE);
	await bea.join(await ada.inviteLink({ withoutAsking: true }));
	await bea.visit('Peers');
	await expect(bea.peer('Ada')).toContainText('connected directly');

	await test.step('the person is asked first, and nothing has left', async () => {
		await put(bea, QUESTION);
		await expect(card(bea)).toBeFocused();
		await expect(card(bea)).toContainText(QUESTION);
		await expect(answers(bea)).toHaveCount(0);
		expect(await placesSent(bea)).toEqual([]);
	});

	await test.step('not asked at all, the question stands in the box again', async () => {
		await bea.page.keyboard.press('Escape');
		await expect(card(bea)).toBeHidden();
		await expect(bea.page.getByRole('textbox', { name: 'Ask your agent' })).toHaveValue(QUESTION);
		await expect(bea.page.getByRole('textbox', { name: 'Ask your agent' })).toBeFocused();
	});

	await test.step('where the browser says no, that is said with what to do, and nothing is asked', async () => {
		await bea.page.keyboard.press('Enter');
		await card(bea).getByRole('button', { name: 'Share for this question' }).click();
		await expect(
			card(bea).getByText(/browser did not tell where you are.*ask without, or choose/)
		).toBeVisible();
		await expect(card(bea).getByRole('link', { name: 'Choose a place in Settings' })).toBeVisible();
		await seen(bea, 'near-refused', card(bea).getByRole('status'));
		await expect(answers(bea)).toHaveCount(0);
	});

	await test.step('asked without, no place leaves', async () => {
		await card(bea).getByRole('button', { name: 'Ask without' }).click();
		await expect(answers(bea).last()).toHaveAttribute('data-state', 'done');
		expect(await placesSent(bea)).toEqual([undefined]);
	});

	await bea.context.grantPermissions(['geolocation']);
	await bea.context.setGeolocation(BRANDENBURG_GATE);
	await test.step('shared once, the square leaves and nothing finer; what is near is the first answer', async () => {
		await put(bea, QUESTION);
		await card(bea).getByRole('combobox', { name: 'How exact' }).selectOption({ label: 'about 20 to 40 km' });
		await card(bea).getByRole('button', { name: 'Share for this question' }).click();
		await expect(answers(bea)).toHaveCount(2);
		const answer = answers(bea).last();
		await expect(answer).toHaveAttribute('data-state', 'done');
		expect(await placesSent(bea)).toEqual([undefined, 'u33d']);
		const sources = answer.getByRole('button', { name: /^Source 1: / });
		await expect(sources.first()).toHaveAccessibleName(/Golden Lotus/);
		const said = (await saidBy(bea)).join('\n');
		expect(said).toContain('"u33d"');
		expect(said).not.toMatch(/"u33d[0-9b-hjkmnp-z]|52\.51|13\.37/);
	});

	await test.step('it was for this question alone', async () => {
		await put(bea, QUESTION);
		await expect(card(bea)).toBeVisible();
		await card(bea).getByRole('button', { name: 'Always for such questions' }).click();
		await expect(answers(bea)).toHaveCount(3);
		await expect(answers(bea).last()).toHaveAttribute('data-state', 'done');
		await put(bea, QUESTION);
		await expect(answers(bea)).toHaveCount(4);
		await expect(answers(bea).last()).toHaveAttribute('data-state', 'done');
		expect(await placesSent(bea)).toEqual([undefined, 'u33d', 'u33d', 'u33d']);
	});

	await test.step('a question for something else says no place', async () => {
		await bea.answerTo('Who knows the Jade Garden?');
		expect((await placesSent(bea)).at(-1)).toBeUndefined();
	});

	await test.step('it is listed in Settings, taken back there, and asked for again', async () => {
		await bea.visit('Settings');
		const section = bea.page.getByRole('region', { name: 'Your rough place' });
		await expect(section).toContainText('Kept: a square of about 20 to 40 km around 52.5° N, 13.5° E');
		await expect(section.getByRole('radio', { name: 'Always tell it those who are asked' })).toBeChecked();
		await expect(section.getByRole('checkbox', { name: 'Say it on my card' })).not.toBeChecked();
		await section.getByRole('button', { name: 'Forget my place' }).click();
		await expect(section).toContainText('No place is kept.');
		await expect(section.getByRole('radio', { name: 'Ask me each time' })).toBeChecked();
		await bea.page.reload();
		await bea.ready();
		await expect(section).toContainText('No place is kept.');
		await put(bea, QUESTION);
		await expect(card(bea)).toBeVisible();
	});
});

test('a place is set by hand without any permission, made coarser, and a refused one is said in words', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await review(ada, 'Golden Lotus', BRANDENBURG_GATE);
	await ada.context.clearPermissions();
	await ada.visit('Settings');
	const section = ada.page.getByRole('region', { name: 'Your rough place' });
	await section.getByRole('button', { name: 'Ask this browser' }).click();
	await expect(section.getByRole('alert')).toContainText('choose a place below');
	await expect(section.getByRole('radio', { name: /^Always tell it/ })).toBeDisabled();
	await section
		.getByRole('combobox', { name: 'Or near a place you reviewed' })
		.selectOption({ label: 'Golden Lotus' });
	await expect(section).toContainText('You chose it as near “Golden Lotus”.');
	await section.getByRole('combobox', { name: 'How exact' }).selectOption({ label: 'about 150 km' });
	await expect(section).toContainText('Kept: a square of about 150 km');
	await section.getByRole('radio', { name: 'Never tell it, and do not ask me' }).check();
	await section.getByRole('checkbox', { name: 'Say it on my card' }).check();
	await expect(section.getByRole('status')).toHaveText('Saved.');
	await seen(ada, 'place-settings', section.getByRole('radiogroup'));
	await ada.page.reload();
	await ada.ready();
	await expect(section.getByRole('checkbox', { name: 'Say it on my card' })).toBeChecked();
	await put(ada, QUESTION);
	await expect(answers(ada).last()).toHaveAttribute('data-state', 'done');
	await expect(card(ada)).toBeHidden();
});
