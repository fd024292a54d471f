/** Two makes of browser, one network: Firefox beside Chromium, by the server and without it. */
import { firefox, type Browser } from 'playwright/test';
import { firefoxLaunchOptions } from '../browser.ts';
import { expect, test, type Person } from './world.ts';

const NOODLES =
	'The Lotus Garden on Kastanienallee serves hand-pulled noodles and eleven vegan dishes. It is closed on Mondays.';
const GUITAR = 'A guitar lesson with me costs forty euros an hour, and beginners get the first one free.';

let fox: Browser;

test.beforeAll(async () => {
	const options = firefoxLaunchOptions();
	if (!options)
		throw new Error('No Firefox on this machine. Install it (Debian: apt-get install firefox-esr).');
	fox = await firefox.launch(options);
});

test.afterAll(async () => fox?.close());

async function asksBoth(ada: Person, bea: Person): Promise<void> {
	const atBea = await bea.answerTo('Where can I find hand-pulled noodles?');
	await expect(atBea).toContainText('hand-pulled noodles');
	await expect(atBea.getByRole('button', { name: 'Source 1: Noodle bars' })).toBeVisible();
	const atAda = await ada.answerTo('What does a guitar lesson cost?');
	await expect(atAda).toContainText('forty euros');
	await expect(atAda.getByRole('button', { name: 'Source 1: Guitar lessons' })).toBeVisible();
}

async function linked(one: Person, other: Person): Promise<void> {
	await one.visit('Peers');
	await expect(one.peer(other.name)).toContainText('connected directly');
}

test('Firefox joins by invite, is linked directly with Chromium, and each answers the other', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await ada.teach('Noodle bars', NOODLES, 'Contacts');
	const link = await ada.inviteLink({ withoutAsking: true });
	const bea = await arrive('Bea', { elsewhere: fox });
	await bea.teach('Guitar lessons', GUITAR, 'Contacts');
	await bea.join(link);
	await linked(bea, ada);
	await linked(ada, bea);
	await asksBoth(ada, bea);
});

for (const first of ['Chromium', 'Firefox'] as const)
	test(`with no server, ${first} shows the first code and the other answers it`, async ({
		server,
		arrive
	}) => {
		const ada = await arrive('Ada', first === 'Firefox' ? { elsewhere: fox } : {});
		await ada.teach('Noodle bars', NOODLES, 'Contacts');
		const bea = await arrive('Bea', first === 'Firefox' ? {} : { elsewhere: fox });
		await bea.teach('Guitar lessons', GUITAR, 'Contacts');
		for (const person of [ada, bea]) await person.keptForLater();
		await server.kill();
		const dialogs = [];
		for (const person of [ada, bea]) {
			await person.visit('Peers');
			await person.page.getByRole('button', { name: 'Pair without a server' }).click();
			const dialog = person.page.getByRole('dialog', { name: 'Pair without a server' });
			await dialog.getByRole('textbox', { name: 'Your name' }).fill(person.name);
			dialogs.push(dialog);
		}
		const [atAda, atBea] = dialogs;
		if (!atAda || !atBea) throw new Error('two dialogs');
		await atAda.getByRole('button', { name: 'Show my code' }).click();
		await atBea.getByRole('button', { name: 'Enter their code' }).click();
		for (const [from, to] of [
			[atAda, atBea],
			[atBea, atAda]
		] as const) {
			const code = from.getByRole('textbox', { name: 'Your code' });
			await expect(code).toHaveValue(/^elm-pair-1\./);
			await to.getByRole('textbox', { name: 'Their code' }).fill(await code.inputValue());
			await to.getByRole('button', { name: 'Continue' }).click();
		}
		for (const dialog of [atAda, atBea]) await dialog.getByRole('button', { name: 'Done' }).click();
		await linked(ada, bea);
		await linked(bea, ada);
		await asksBoth(ada, bea);
	});
