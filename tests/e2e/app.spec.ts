/** The app around the conversation: offline, a second tab, and pages anybody can use. */
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { axe, looks } from './axe.ts';
import { expect, Person, Server, test } from './world.ts';

const NOTE = 'The Lotus Garden on Kastanienallee serves hand-pulled noodles. It is closed on Mondays.';

test('after the first visit the app opens without the server and own knowledge still answers', async ({
	server,
	arrive
}) => {
	const ada = await arrive('Ada');
	await ada.teach('Noodle bars', NOTE, 'Private');
	await ada.answerTo('When is the Lotus Garden closed?');
	await ada.page.evaluate(() => navigator.serviceWorker.ready);
	await ada.page.reload();
	await ada.ready();
	await expect.poll(() => ada.page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
	await server.kill();
	for (const path of ['/knowledge', '/peers', '/communities', '/settings', '/limits', '/']) {
		await ada.page.goto(server.url + path);
		await ada.ready();
		await expect(ada.page.getByRole('heading', { level: 1 })).toBeAttached();
	}
	await expect(ada.status).toContainText(/offline/i);
	const answer = await ada.answerTo('Which place has hand-pulled noodles?');
	await expect(answer).toContainText('hand-pulled noodles');
	await expect(answer.getByRole('button', { name: 'Source 1: Noodle bars' }).first()).toBeVisible();
});

test('a second tab says so and works through the first; when the first closes, it takes over', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await ada.teach('Noodle bars', NOTE, 'Private');
	const first = ada.page;
	await ada.openTab();
	await expect(ada.page.locator('body')).toContainText(/second .*tab/i);
	const answer = await ada.answerTo('When is the Lotus Garden closed?');
	await expect(answer).toContainText('closed on Mondays');
	await ada.teach('Guitar', 'A guitar lesson costs 40 euros an hour.', 'Private');
	await first.close();
	await expect(ada.page.locator('body')).not.toContainText(/second .*tab/i, { timeout: 3_000 });
	const after = await ada.answerTo('How much is a guitar lesson?');
	await expect(after).toContainText('40 euros');
	await ada.visit('Knowledge');
	await expect(ada.page.getByRole('list', { name: 'Knowledge' }).getByRole('listitem')).toHaveCount(2);
});

test('a new version is offered in words and taken over on a click', async ({ browser }) => {
	const APP_DIR = mkdtempSync(join(tmpdir(), 'elmnet-app-'));
	cpSync('build', APP_DIR, { recursive: true });
	const server = await Server.start({ APP_DIR });
	const ada = await Person.arrive(browser, 'Ada', server.url);
	await ada.teach('Noodle bars', NOTE, 'Private');
	await ada.page.evaluate(async () => void (await navigator.serviceWorker.ready));
	await server.kill();
	// What a release changes, at the least: the worker's bytes.
	for (const packed of ['.br', '.gz']) rmSync(join(APP_DIR, `service-worker.js${packed}`), { force: true });
	appendFileSync(join(APP_DIR, 'service-worker.js'), '\n// the next version\n');
	await server.up();
	await ada.page.reload();
	await ada.ready();
	await expect(ada.page.getByText('A new version is ready.')).toBeVisible();
	const reloaded = ada.page.waitForEvent('load');
	await ada.page.getByRole('button', { name: 'Update' }).click();
	await reloaded;
	await ada.ready();
	await expect(ada.page.getByText('A new version is ready.')).toBeHidden();
	await ada.visit('Knowledge');
	await expect(ada.page.getByRole('list', { name: 'Knowledge' })).toContainText('Noodle bars');
	await ada.context.close();
	await server.end();
	rmSync(APP_DIR, { recursive: true });
});

test('installable, under a strict policy, and nothing but the own server is contacted', async ({
	server,
	arrive
}) => {
	const ada = await arrive('Ada');
	const foreign: string[] = [];
	ada.context.on('request', (request) => {
		const url = new URL(request.url());
		if (url.protocol.startsWith('http') && url.origin !== server.url) foreign.push(request.url());
	});
	await ada.teach('Noodle bars', NOTE, 'Private');
	await ada.answerTo('When is the Lotus Garden closed?');
	await ada.inviteLink();
	expect(foreign).toEqual([]);
	const policy = (await fetch(server.url)).headers.get('content-security-policy') ?? '';
	expect(policy).toContain("default-src 'none'");
	expect(policy).toContain("frame-ancestors 'none'");
	expect(policy).toContain("require-trusted-types-for 'script'");
	expect(policy).not.toContain('unsafe-inline');
	expect(policy).not.toContain("'unsafe-eval'");
	expect(await ada.page.evaluate(() => Object.keys(window).filter((key) => /node|elm/i.test(key)))).toEqual(
		[]
	);
});

const paths = ['/', '/knowledge', '/peers', '/communities', '/settings', '/limits'];

for (const { width, colorScheme } of looks)
	test(`axe finds nothing on any page, ${colorScheme}, ${width} px`, async ({ arrive }) => {
		const ada = await arrive('Ada');
		await ada.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await ada.page.setViewportSize({ width, height: 800 });
		await axe(ada, 'first visit');
		await ada.teach('Noodle bars', NOTE, 'Contacts');
		await ada.answerTo('When is the Lotus Garden closed?');
		for (const path of paths) {
			await ada.go(path);
			await axe(ada, path);
			// Nothing sticks out of a phone.
			const overflow = await ada.page.evaluate(
				() => document.documentElement.scrollWidth - document.documentElement.clientWidth
			);
			expect(overflow, `${path} at ${width} px`).toBeLessThanOrEqual(0);
		}
		await ada.go('/');
		const answer = ada.page.getByRole('article', { name: 'Answer' }).last();
		await answer
			.getByRole('button', { name: /^Source 1/ })
			.first()
			.click();
		await expect(ada.page.getByRole('dialog', { name: 'Source' })).toBeVisible();
		await axe(ada, 'Source');
		await ada.page.keyboard.press('Escape');
		await answer.getByRole('button', { name: 'Who was asked' }).click();
		await axe(ada, 'Route');
		await ada.go('/knowledge');
		await ada.page.getByRole('button', { name: 'Add note', exact: true }).first().click();
		await axe(ada, 'Note');
		await ada.page.keyboard.press('Escape');
		await ada.go('/peers');
		await ada.page.getByRole('button', { name: 'Invite', exact: true }).first().click();
		await ada.nameIfAsked();
		await expect(ada.page.getByRole('img', { name: 'QR code' })).toBeVisible();
		await axe(ada, 'Invite');
	});
