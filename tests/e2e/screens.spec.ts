/**
 * The pictures of the README and of the install dialog, made from a real conversation of three people. Each run makes
 * them in test-results/screens; `UPDATE_SCREENSHOTS=1 npm test -- "end to end"` also puts them into static/screenshots.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test, type Person } from './world.ts';

async function picture(person: Person, name: string, size: { width: number; height: number }): Promise<void> {
	await person.page.setViewportSize(size);
	const path = `test-results/screens/${name}.png`;
	await person.page.evaluate(() => document.fonts.ready);
	await person.page.screenshot({ path, animations: 'disabled', caret: 'hide' });
	if (!process.env['UPDATE_SCREENSHOTS']) return;
	const shown = `static/screenshots/${name}.png`;
	mkdirSync(dirname(shown), { recursive: true });
	copyFileSync(path, shown);
}

const wide = { width: 1280, height: 800 };
const phone = { width: 360, height: 780 };

async function joins(host: Person, guest: Person): Promise<void> {
	await guest.join(await host.inviteLink({ withoutAsking: true }));
	await guest.visit('Peers');
	await expect(guest.peer(host.name)).toContainText('connected directly');
}

test('three people, one question: the pages as the README shows them', async ({ arrive }) => {
	const mira = await arrive('Mira');
	await mira.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
	const bea = await arrive('Bea');
	const yusuf = await arrive('Yusuf');
	await bea.teach(
		'Noodle bars',
		'Lotus Garden on Kastanienallee is my favourite Chinese restaurant: hand-pulled noodles and eleven vegan dishes. It is closed on Mondays.\n\nFor a birthday, book the big table by the window.',
		'Contacts'
	);
	await yusuf.teach(
		'Lunch diary',
		'Went to Tian Fu with the office, a Chinese restaurant by the station with vegan dishes marked on the menu. The mapo without meat was the best in town.',
		'Contacts'
	);
	await mira.teach(
		'Guitar lessons',
		'A lesson costs 40 euros an hour. Beginners get the first one free.',
		'Public'
	);
	await mira.teach(
		'Vegan cooking',
		'For vegan dan dan noodles I use tahini, chili oil and preserved mustard greens.',
		'Contacts'
	);
	await mira.teach(
		'House',
		'The spare key hangs behind the blue door. The fuse box is in the cellar.',
		'Private'
	);
	await joins(mira, bea);
	await joins(mira, yusuf);
	await mira.visit('Peers');
	await expect(mira.peer('Bea')).toContainText('connected directly');
	await expect(mira.peer('Yusuf')).toContainText('connected directly');

	// The welcome goes by itself; the pictures are of what stays.
	await expect(mira.page.getByText('is here.')).toHaveCount(0, { timeout: 40_000 });
	const answer = await mira.answerTo('Which Chinese restaurant has vegan dishes?');
	for (const words of ['eleven vegan dishes', 'vegan dishes marked on the menu'])
		await expect(answer).toContainText(words);
	await expect(answer).not.toContainText('The closest');
	await answer.getByRole('button', { name: 'Who was asked' }).click();
	await expect(mira.page.getByRole('region', { name: 'Route' })).toContainText('Bea');
	await picture(mira, 'ask-wide', wide);
	// While the page turns from wide to narrow the route moves to a sheet, and a key pressed then is nobody's.
	await mira.page.keyboard.press('Escape');
	await expect(mira.page.getByRole('region', { name: 'Route' })).toBeHidden();
	await mira.page.setViewportSize(phone);
	await picture(mira, 'ask-phone', phone);
	await mira.visit('Knowledge');
	await picture(mira, 'knowledge-wide', wide);
	await mira.visit('Peers');
	await mira.page.getByRole('button', { name: 'Invite', exact: true }).first().click();
	await expect(mira.page.getByRole('img', { name: 'QR code' })).toBeVisible();
	await picture(mira, 'peers-phone', phone);
});
