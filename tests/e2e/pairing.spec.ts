/** Two people in one room with no server at all: two codes go from hand to hand, and their agents ask each other. */
import { writeFileSync } from 'node:fs';
import { chromium, type Locator } from 'playwright/test';
import { launchOptions } from '../browser.ts';
import { axe, looks } from './axe.ts';
import { expect, test, type Person } from './world.ts';
import { filmOf } from './film.ts';

const SHARED = 'The Lotus Garden on Kastanienallee serves hand-pulled noodles and is closed on Mondays.';

async function open(person: Person): Promise<Locator> {
	await person.visit('Peers');
	await person.page.getByRole('button', { name: 'Pair without a server' }).click();
	return person.page.getByRole('dialog', { name: 'Pair without a server' });
}

async function begin(person: Person, way: 'Show my code' | 'Enter their code'): Promise<Locator> {
	const dialog = await open(person);
	await expect(dialog.getByRole('button', { name: way })).toBeVisible();
	const name = dialog.getByRole('textbox', { name: 'Your name' });
	if (await name.isVisible()) await name.fill(person.name);
	await dialog.getByRole('button', { name: way }).click();
	return dialog;
}

async function codeIn(dialog: Locator): Promise<string> {
	const box = dialog.getByRole('textbox', { name: 'Your code' });
	await expect(box).toHaveValue(/^elm-pair-1\./);
	return box.inputValue();
}

async function enter(dialog: Locator, code: string): Promise<void> {
	await dialog.getByRole('textbox', { name: 'Their code' }).fill(code);
	await dialog.getByRole('button', { name: 'Continue' }).click();
}

/** The code to compare, as this side shows it. */
async function linkedWith(dialog: Locator, name: string): Promise<string> {
	await expect(dialog.getByText(`You and ${name} are linked.`)).toBeVisible();
	return dialog.getByRole('group', { name: 'Code' }).innerText();
}

async function pair(first: Person, second: Person): Promise<void> {
	const atFirst = await begin(first, 'Show my code');
	const atSecond = await begin(second, 'Enter their code');
	await enter(atSecond, await codeIn(atFirst));
	await enter(atFirst, await codeIn(atSecond));
	expect(await linkedWith(atFirst, second.name)).toBe(await linkedWith(atSecond, first.name));
	await atFirst.getByRole('button', { name: 'They match' }).click();
	await atSecond.getByRole('button', { name: 'Done' }).click();
}

test('with the server gone, two pair by texts alone; a question is answered over their link and cited', async ({
	server,
	arrive
}) => {
	const ada = await arrive('Ada');
	await ada.teach('Noodle bars', SHARED, 'Contacts');
	const bea = await arrive('Bea');
	for (const person of [ada, bea]) await person.keptForLater();
	await server.kill();
	await expect(ada.status).toContainText('offline');
	await expect(bea.status).toContainText('offline');

	await pair(ada, bea);
	await expect(bea.peer('Ada')).toContainText('connected directly');
	await expect(ada.peer('Bea')).toContainText('connected directly');
	await expect(ada.peer('Bea')).toContainText('code compared');

	const answer = await bea.answerTo('Where can I find hand-pulled noodles?');
	await expect(answer).toContainText('hand-pulled noodles');
	await answer.getByRole('button', { name: 'Source 1: Noodle bars' }).first().click();
	await expect(bea.page.getByRole('dialog', { name: 'Source' })).toContainText(/verified/i);
	await bea.page.keyboard.press('Escape');

	// Back, the server finds two contacts who know where to meet.
	await server.up();
	await expect(ada.status).toContainText('Online', { timeout: 40_000 });
	await ada.page.reload();
	await ada.ready();
	await ada.visit('Peers');
	await expect(ada.peer('Bea')).toContainText('connected directly', { timeout: 40_000 });
});

test('a code that does not fit is refused in words that say what to do', async ({ arrive }) => {
	// Nine codes, each with its own gathering of addresses.
	test.slow();
	const [ada, bea] = [await arrive('Ada'), await arrive('Bea')];
	const atAda = await begin(ada, 'Show my code');
	const offer = await codeIn(atAda);
	const said = (dialog: Locator, words: string | RegExp) =>
		expect(dialog.getByRole('alert')).toContainText(words);

	await enter(atAda, offer);
	await said(atAda, 'That is your own code');
	const atBea = await begin(bea, 'Enter their code');
	await enter(atBea, 'hello');
	await said(atBea, 'not a pairing code');
	await enter(atBea, offer.replace('elm-pair-1', 'elm-pair-2'));
	await said(atBea, 'another version of Elmnet');
	await enter(atBea, offer.slice(0, -20));
	await said(atBea, 'not whole');
	const middle = offer.length / 2;
	const other = offer[middle] === 'A' ? 'B' : 'A';
	await enter(atBea, offer.slice(0, middle) + other + offer.slice(middle + 1));
	await said(atBea, 'changed on the way');

	// An hour later by her clock.
	await bea.page.evaluate((hour) => {
		const now = Date.now.bind(Date);
		Date.now = () => now() + hour;
	}, 3_600_000);
	await enter(atBea, offer);
	await said(atBea, 'has run out');
	await bea.page.reload();
	await bea.ready();

	const again = await begin(bea, 'Show my code');
	await enter(again, offer);
	await said(again, 'One of you should choose “Enter their code”');
	await again.getByRole('button', { name: 'Begin again' }).click();
	await again.getByRole('button', { name: 'Enter their code' }).click();
	// All that was refused used nothing up.
	await enter(again, offer);
	await enter(atAda, await codeIn(again));
	await linkedWith(atAda, 'Bea');
	await linkedWith(again, 'Ada');
});

test('a code held in front of the camera is taken, on a page that was loaded without a network', async ({
	server,
	arrive
}, info) => {
	const ada = await arrive('Ada');
	const atAda = await begin(ada, 'Show my code');
	const picture = info.outputPath('code.y4m');
	writeFileSync(picture, filmOf(await codeIn(atAda)));
	const seeing = await chromium.launch(
		launchOptions(
			'--use-fake-ui-for-media-stream',
			'--use-fake-device-for-media-stream',
			`--use-file-for-fake-video-capture=${picture}`
		)
	);
	const bea = await arrive('Bea', { elsewhere: seeing });
	await bea.context.grantPermissions(['camera', 'microphone']);
	await bea.keptForLater();
	await server.kill();
	await bea.page.reload();
	await bea.ready();
	const atBea = await begin(bea, 'Enter their code');
	await atBea.getByRole('button', { name: 'Scan with the camera' }).click();
	await enter(atAda, await codeIn(atBea));
	await linkedWith(atBea, 'Ada');
	await linkedWith(atAda, 'Bea');
	await bea.context.close();
	await seeing.close();
});

test('every step is accessible, wide and narrow, by light and in the dark', async ({ arrive }) => {
	// Six pictures, each looked through by axe.
	test.slow();
	const [ada, bea] = [await arrive('Ada'), await arrive('Bea')];
	await ada.page.emulateMedia({ reducedMotion: 'reduce' });
	const look = async (name: string) => {
		for (const { width, colorScheme } of looks) {
			await ada.page.setViewportSize({ width, height: 800 });
			await ada.page.emulateMedia({ colorScheme });
			await ada.page.screenshot({ path: `test-results/screens/pair-${name}-${width}-${colorScheme}.png` });
			await axe(ada, name);
			const wide = await ada.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
			expect(wide, `${name} at ${width} is not wider than the screen`).toBeLessThanOrEqual(0);
		}
	};
	const dialog = await open(ada);
	await look('choice');
	// By keyboard alone: the name has the focus, Enter takes the first way.
	await ada.page.keyboard.type('Ada');
	await ada.page.keyboard.press('Enter');
	const code = await codeIn(dialog);
	await enter(dialog, 'hello');
	await expect(dialog.getByRole('alert')).toBeVisible();
	await look('first');
	const atBea = await begin(bea, 'Enter their code');
	await enter(atBea, code);
	await enter(dialog, await codeIn(atBea));
	await linkedWith(dialog, 'Bea');
	await look('linked');
});
