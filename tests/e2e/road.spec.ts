/** The main job on real parts: teach, invite, ask, get a cited answer; and what must never happen on the way. */
import { writeFileSync } from 'node:fs';
import { chromium } from 'playwright/test';
import { launchOptions } from '../browser.ts';
import { filmOf } from './film.ts';
import { expect, test, type Person } from './world.ts';

const SHARED =
	'The Lotus Garden on Kastanienallee serves hand-pulled noodles and eleven vegan dishes. It is closed on Mondays.';
const PRIVATE = 'The safe in the cellar opens with 4417 and the spare key hangs behind the blue door.';

async function befriend(host: Person, guest: Person): Promise<void> {
	const link = await host.inviteLink();
	await guest.join(link);
	await host.allow();
	await guest.visit('Peers');
	await expect(guest.peer(host.name)).toContainText('connected directly');
	await host.visit('Peers');
	await expect(host.peer(guest.name)).toContainText('connected directly');
}

test('a first visitor gets a cited answer from their own note', async ({ arrive }) => {
	const ada = await arrive('Ada');
	await ada.teach('Noodle bars', SHARED, 'Private');
	const answer = await ada.answerTo('When is the Lotus Garden closed?');
	await expect(answer).toContainText('closed on Mondays');
	await answer.getByRole('button', { name: 'Source 1: Noodle bars' }).first().click();
	const source = ada.page.getByRole('dialog', { name: 'Source' });
	await expect(source.locator('mark')).toContainText('closed on Mondays');
	await ada.page.keyboard.press('Escape');

	const nothing = await ada.answerTo('What is the capital of Mongolia?');
	await expect(nothing).toContainText('I found nothing about this in your notes');
	await expect(nothing.getByRole('button', { name: /^Source/ })).toHaveCount(0);
});

test('a friend invited by link gets the shared note cited and verified, never the private one', async ({
	server,
	arrive
}) => {
	const ada = await arrive('Ada');
	await ada.teach('Noodle bars', SHARED, 'Contacts');
	await ada.teach('House', PRIVATE, 'Private');
	const bea = await arrive('Bea');
	await befriend(ada, bea);

	const answer = await bea.answerTo('Where can I find hand-pulled noodles?');
	await expect(answer).toContainText('hand-pulled noodles');
	await answer.getByRole('button', { name: 'Source 1: Noodle bars' }).first().click();
	const source = bea.page.getByRole('dialog', { name: 'Source' });
	await expect(source).toContainText('Ada');
	await expect(source).toContainText(/verified/i);
	await expect(source.locator('mark').first()).toContainText('hand-pulled noodles');
	await bea.page.keyboard.press('Escape');
	await answer.getByRole('button', { name: 'Who was asked' }).click();
	await expect(
		bea.page.getByRole('region', { name: 'Route' }).getByRole('listitem').filter({ hasText: 'Ada' })
	).toBeVisible();

	const refused = await bea.answerTo('What opens the safe in the cellar and where is the spare key?');
	await expect(refused).not.toContainText('4417');
	await expect(refused).toContainText('none knew');
	expect(await bea.page.content()).not.toContain('4417');

	// Everything survives reloads on both sides.
	await bea.page.reload();
	await bea.ready();
	await bea.visit('Ask');
	await expect(bea.page.getByRole('log', { name: 'Conversation' })).toContainText('hand-pulled noodles');
	await ada.page.reload();
	await ada.ready();
	await bea.visit('Peers');
	await expect(bea.peer('Ada')).toContainText('connected directly');
	const again = await bea.answerTo('Which place has eleven vegan dishes?');
	await expect(again).toContainText('eleven vegan dishes');

	for (const secret of ['Lotus Garden', '4417', 'hand-pulled', 'Noodle bars', 'cellar'])
		expect(server.traces().includes(secret), `the server never sees "${secret}"`).toBe(false);
});

test('an invite is there at once; the name said afterwards is in its link', async ({ arrive }) => {
	const ada = await arrive('Ada');
	await ada.visit('Peers');
	await ada.page.getByRole('button', { name: 'Invite', exact: true }).first().click();
	const dialog = ada.page.getByRole('dialog', { name: 'Invite' });
	const link = dialog.getByRole('textbox', { name: 'Invite link' });
	await expect(link).toHaveValue(/#i=/);
	const before = await link.inputValue();
	await dialog.getByRole('textbox', { name: 'Your name' }).fill('Ada');
	await dialog.getByRole('textbox', { name: 'Your name' }).press('Enter');
	await expect(link).not.toHaveValue(before);

	const bea = await arrive('Bea');
	await bea.page.goto(await link.inputValue());
	await expect(bea.page.getByRole('dialog', { name: 'Join' })).toContainText('Ada invites you');
	expect(bea.page.url()).not.toContain('#i=');
});

test('invited while the host is away, a guest leaves a question and gets the answer later', async ({
	server,
	arrive
}) => {
	const ada = await arrive('Ada');
	await ada.teach('Noodle bars', SHARED, 'Contacts');
	const link = await ada.inviteLink();
	await ada.closeTab();

	const cleo = await arrive('Cleo');
	await cleo.join(link);
	const answer = await cleo.answerTo('Where can I find hand-pulled noodles?');
	await expect(answer).toContainText(/asleep|left/i);
	await cleo.page.reload();
	await cleo.ready();

	await ada.openTab();
	await ada.allow();
	const late = cleo.page
		.getByRole('log', { name: 'Conversation' })
		.getByRole('article', { name: 'Answer' })
		.last();
	await expect(late).toContainText('hand-pulled noodles');
	await late.getByRole('button', { name: 'Source 1: Noodle bars' }).first().click();
	await expect(cleo.page.getByRole('dialog', { name: 'Source' })).toContainText(/verified/i);
	expect(server.traces().includes('hand-pulled')).toBe(false);
});

test('where direct links are blocked, the answer comes through the relay, unreadable there', async ({
	server,
	arrive
}) => {
	// As behind a firewall that lets no UDP out.
	const walled = await chromium.launch(launchOptions('--webrtc-ip-handling-policy=disable_non_proxied_udp'));
	const ada = await arrive('Ada');
	await ada.teach('Noodle bars', SHARED, 'Contacts');
	const bea = await arrive('Bea', { elsewhere: walled });
	const link = await ada.inviteLink({ withoutAsking: true });
	await bea.join(link);
	await bea.visit('Peers');
	await expect(bea.peer('Ada')).toContainText('connected through the server');
	const answer = await bea.answerTo('Where can I find hand-pulled noodles?');
	await expect(answer).toContainText('hand-pulled noodles');
	expect(server.traces().includes('hand-pulled')).toBe(false);
	await bea.context.close();
	await walled.close();
});

test('a code held in front of the camera joins like the link', async ({ arrive }, info) => {
	const ada = await arrive('Ada');
	const link = await ada.inviteLink({ withoutAsking: true });
	const picture = info.outputPath('code.y4m');
	writeFileSync(picture, filmOf(link));
	const seeing = await chromium.launch(
		launchOptions(
			'--use-fake-ui-for-media-stream',
			'--use-fake-device-for-media-stream',
			`--use-file-for-fake-video-capture=${picture}`
		)
	);
	const bea = await arrive('Bea', { elsewhere: seeing });
	await bea.context.grantPermissions(['camera', 'microphone']);
	await bea.visit('Peers');
	await bea.page.getByRole('button', { name: 'Join by link or code' }).click();
	await bea.page.getByRole('button', { name: 'Scan with the camera' }).click();
	const dialog = bea.page.getByRole('dialog', { name: 'Join' });
	await dialog.getByRole('textbox', { name: 'Your name' }).fill('Bea');
	await dialog.getByRole('button', { name: 'Accept' }).click();
	await expect(bea.peer('Ada')).toContainText('connected directly');
	await bea.context.close();
	await seeing.close();
});
