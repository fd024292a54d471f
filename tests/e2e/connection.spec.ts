/** Servers, addresses and wake-ups as a person meets them: the test that names the cause, the choices, and the words. */
import { mkdirSync } from 'node:fs';
import type { Locator, Page } from 'playwright/test';
import { axe } from './axe.ts';
import { expect, Person, Server, test } from './world.ts';

const NOTE =
	'The Lotus Garden on Kastanienallee serves hand-pulled noodles and eleven vegan dishes. It is closed on Mondays.';

/** What is not loaded yet comes from this device, also when the server is gone. */
async function startTest({ page }: Person): Promise<Locator> {
	await page.getByRole('button', { name: 'Test connection' }).click();
	return page.getByRole('region', { name: 'Connection test' });
}

const step = (region: Locator, name: string): Locator =>
	region.getByRole('list', { name: 'Steps' }).getByRole('listitem').filter({ hasText: name });

const servers = (page: Page): Locator => page.getByRole('list', { name: 'Servers' }).getByRole('listitem');

async function addServer({ page }: Person, address: string): Promise<void> {
	const form = page.locator('details').filter({ hasText: 'Add a server' });
	// By the keyboard: sections above may still be filling, and what moves under a pointer is not clicked.
	if ((await form.getAttribute('open')) === null) await form.locator('summary').press('Enter');
	await page.getByRole('textbox', { name: 'Server address' }).fill(address);
	await form.getByRole('button', { name: 'Add', exact: true }).click();
}

/** Everything the list of peers ever said on this page. */
async function noteWhatPeersSay({ page }: Person): Promise<() => Promise<string>> {
	await page.evaluate(() => {
		const said = new Set<string>();
		const look = () =>
			document
				.querySelectorAll('ul[aria-label="Peers"] li')
				.forEach((row) => said.add(row.textContent ?? ''));
		look();
		new MutationObserver(look).observe(document.body, {
			subtree: true,
			childList: true,
			characterData: true
		});
		(globalThis as unknown as { said: Set<string> }).said = said;
	});
	return () => page.evaluate(() => [...(globalThis as unknown as { said: Set<string> }).said].join('\n'));
}

test('the connection test goes all the way, and its report holds no address and no key', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await ada.context.grantPermissions(['clipboard-read', 'clipboard-write', 'microphone']);
	await ada.visit('Peers');
	const region = await startTest(ada);
	for (const name of [
		'Server reachable',
		'Proof of your key accepted',
		'Own addresses for direct links',
		'Link to yourself through the server',
		'Mailbox, there and back'
	])
		await expect(step(region, name)).toContainText('passed', { timeout: 30_000 });
	await expect(step(region, 'TURN server')).toContainText('skipped');
	await expect(region).toContainText('Everything works from here.');

	await region.getByRole('button', { name: 'Copy report' }).click();
	await expect(region).toContainText('Report copied');
	const report = await ada.page.evaluate(() => navigator.clipboard.readText());
	expect(report).toMatch(/^1\. Server reachable: passed, \d/m);
	expect(report).toMatch(/^Version: \d/m);
	expect(report).toContain('Cause: none.');
	await ada.visit('Settings');
	const key = await ada.page.locator('dd.key').first().innerText();
	expect(report).not.toContain(key);
	expect(report.replace(/^Browser:.*$/m, '')).not.toMatch(/\d+\.\d+\.\d+\.\d+|[0-9a-f]{32}|\.local\b/);
});

test('a second tab runs the test through the first', async ({ arrive }) => {
	const ada = await arrive('Ada');
	const first = ada.page;
	await ada.openTab('/peers');
	const region = await startTest(ada);
	await expect(region).toContainText('Everything works from here.', { timeout: 30_000 });
	await expect(step(region, 'Mailbox, there and back')).toContainText('passed');
	await first.close();
});

test('the server dies: the status line leads to the test, which names it; then all is well again', async ({
	server,
	arrive
}) => {
	const ada = await arrive('Ada');
	await ada.keptForLater();
	await server.kill();
	await expect(ada.status).toContainText(/offline/i);
	await ada.status.getByRole('link', { name: 'Test connection' }).click();
	const region = ada.page.getByRole('region', { name: 'Connection test' });
	await expect(step(region, 'Server reachable')).toContainText('failed', { timeout: 30_000 });
	await expect(step(region, 'Mailbox, there and back')).toContainText('not tried after what failed before');
	await expect(region).toContainText('The server does not answer.');
	await server.up();
	await expect(ada.status).not.toContainText(/offline/i);
	await region.getByRole('button', { name: 'Test again' }).click();
	await expect(region).toContainText('Everything works from here.', { timeout: 30_000 });
});

test('with a second server the first may die: a friend who comes back is found there and answers', async ({
	server,
	arrive
}) => {
	test.setTimeout(150_000);
	const second = await Server.start({ ALLOWED_ORIGINS: server.url });
	try {
		const ada = await arrive('Ada');
		await ada.teach('Noodle bars', NOTE, 'Contacts');
		const bea = await arrive('Bea');
		await bea.join(await ada.inviteLink({ withoutAsking: true }));
		await bea.visit('Peers');
		await expect(bea.peer('Ada')).toContainText('connected directly');
		for (const person of [ada, bea]) {
			await person.keptForLater();
			await person.visit('Settings');
			await expect(servers(person.page)).toHaveCount(1);
			await addServer(person, second.url);
			await expect(servers(person.page).nth(1)).toContainText('connected', { timeout: 30_000 });
		}
		await server.kill();
		await expect(servers(bea.page).nth(0)).toContainText('not reachable');
		// A new tab has no link yet: it must find Ada where both still are.
		await bea.page.reload();
		await bea.ready();
		await expect(bea.status).not.toContainText(/offline/i, { timeout: 30_000 });
		await bea.visit('Peers');
		await expect(bea.peer('Ada')).toContainText('connected', { timeout: 30_000 });
		const answer = await bea.answerTo('When is the Lotus Garden closed?');
		await expect(answer).toContainText('closed on Mondays');
	} finally {
		await second.end();
	}
});

test('what is no address of a server is refused in words, a server is named with its state and can be removed', async ({
	server,
	arrive
}) => {
	const second = await Server.start({ ALLOWED_ORIGINS: server.url });
	const ada = await arrive('Ada');
	await ada.visit('Settings');
	await expect(ada.page.getByText('Nothing outside this server is contacted.')).toBeVisible();
	await addServer(ada, 'http://elm.example');
	await expect(ada.page.getByRole('alert').filter({ hasText: 'not the address of a server' })).toBeVisible();
	await addServer(ada, server.url);
	await expect(ada.page.getByRole('alert').filter({ hasText: 'in the list already' })).toBeVisible();
	await addServer(ada, second.url);
	const host = new URL(second.url).host;
	await expect(servers(ada.page).nth(1)).toContainText(host);
	await expect(servers(ada.page).nth(1)).toContainText('connected');
	// It is still there for a new tab, and gone when it was removed.
	await ada.page.reload();
	await ada.ready();
	await ada.page.getByRole('button', { name: `Remove ${host}` }).click();
	await expect(servers(ada.page)).toHaveCount(1);
	await second.end();
});

test('relay only, chosen before the first connection: through the server, never directly', async ({
	arrive
}) => {
	const ada = await arrive('Ada');
	await ada.teach('Noodle bars', NOTE, 'Contacts');
	const link = await ada.inviteLink({ withoutAsking: true });
	const heard = [await noteWhatPeersSay(ada)];
	const bea = await arrive('Bea');
	await bea.page.goto(link);
	const dialog = bea.page.getByRole('dialog', { name: 'Join' });
	await dialog.getByRole('textbox', { name: 'Your name' }).fill('Bea');
	await dialog.getByRole('checkbox', { name: 'Hide my address' }).check();
	heard.push(await noteWhatPeersSay(bea));
	await dialog.getByRole('button', { name: 'Accept' }).click();
	await expect(dialog).toBeHidden();
	await bea.visit('Peers');
	await expect(bea.peer('Ada')).toContainText('through the server');
	await expect(ada.peer('Bea')).toContainText('through the server');
	const answer = await bea.answerTo('When is the Lotus Garden closed?');
	await expect(answer).toContainText('closed on Mondays');
	await answer.getByRole('button', { name: 'Who was asked' }).click();
	const route = bea.page.getByRole('region', { name: 'Route' });
	await expect(route).toContainText('through the server');
	await expect(route).not.toContainText('directly');
	await bea.page.keyboard.press('Escape');
	for (const said of heard) expect(await said()).not.toContain('directly');

	await bea.visit('Settings');
	const choices = bea.page.getByRole('radiogroup', { name: 'Privacy' });
	await expect(choices.getByRole('radio', { name: 'Relay only (hide my address)' })).toBeChecked();
	await choices.getByRole('radio', { name: 'Direct' }).check();
	await bea.visit('Peers');
	await expect(bea.peer('Ada')).toContainText('connected directly');
});

test('wake-ups become one quiet notification, which says nothing of who or what', async ({
	server,
	arrive
}) => {
	const ada = await arrive('Ada');
	await ada.context.grantPermissions(['notifications', 'microphone']);
	await ada.keptForLater();
	const session = await ada.context.newCDPSession(ada.page);
	const registered = new Promise<string>((resolve) =>
		session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
			const ours = registrations.find(({ scopeURL }) => scopeURL.startsWith(server.url));
			if (ours) resolve(ours.registrationId);
		})
	);
	await session.send('ServiceWorker.enable');
	const registrationId = await registered;
	for (const data of ['', 'what somebody put there'])
		await session.send('ServiceWorker.deliverPushMessage', { origin: server.url, registrationId, data });
	const shown = () =>
		ada.page.evaluate(async () => {
			const registration = await navigator.serviceWorker.ready;
			const notices = await registration.getNotifications();
			return notices.map(({ title, body, silent }) => ({ title, body, silent }));
		});
	const quiet = { title: 'Mail is waiting', body: 'Open Elmnet to fetch it.', silent: true };
	await expect.poll(shown).toEqual([quiet]);
});

for (const scheme of ['light', 'dark'] as const)
	test(`the test and the settings of the connection read well and pass axe, ${scheme}, on both widths`, async ({
		arrive
	}) => {
		const ada = await arrive('Ada');
		await ada.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
		mkdirSync('test-results/screens', { recursive: true });
		await ada.visit('Peers');
		const region = await startTest(ada);
		await expect(region.getByRole('button', { name: 'Copy report' })).toBeVisible({ timeout: 30_000 });
		await look(ada, region, `connection-test-${scheme}`);
		await ada.visit('Settings');
		const settings = ada.page.getByRole('region', { name: 'Connection' });
		await ada.page.locator('summary').filter({ hasText: 'Add a server' }).click();
		await look(ada, settings, `connection-settings-${scheme}`);
	});

async function look({ page }: Person, what: Locator, name: string): Promise<void> {
	for (const [width, height] of [
		[1280, 800],
		[360, 780]
	] as const) {
		await page.setViewportSize({ width, height });
		await expect(what).toBeVisible();
		await what.screenshot({ path: `test-results/screens/${name}-${width}.png`, animations: 'disabled' });
		await axe({ page }, name);
		const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
		expect(tooWide, `${name} fits ${width} px`).toBe(false);
	}
}

test('a full mailbox is said on the answer, on the route and on their row; when they are back all arrives', async ({
	browser
}) => {
	test.setTimeout(120_000);
	const server = await Server.start({ MAILBOX_MESSAGES: '2' });
	const ada = await Person.arrive(browser, 'Ada', server.url);
	await ada.teach('Noodle bars', NOTE, 'Contacts');
	const bea = await Person.arrive(browser, 'Bea', server.url);
	await bea.join(await ada.inviteLink({ withoutAsking: true }));
	await bea.visit('Peers');
	await expect(bea.peer('Ada')).toContainText('connected directly');
	await ada.closeTab();
	await expect(bea.peer('Ada')).toContainText('offline');
	await bea.answerTo('When is the Lotus Garden closed?');
	await bea.answerTo('Who has hand-pulled noodles?');
	const third = await bea.answerTo('Who serves eleven vegan dishes?');
	await expect(third).toContainText('could not be left with Ada yet: their mailbox is full');
	await expect(third).not.toContainText('Left your question');
	await third.getByRole('button', { name: 'Who was asked' }).click();
	await expect(bea.page.getByRole('region', { name: 'Route' })).toContainText('their mailbox is full');
	await bea.page.keyboard.press('Escape');
	await bea.visit('Peers');
	await expect(bea.peer('Ada')).toContainText('their mailbox is full');
	await ada.openTab();
	await expect(bea.peer('Ada')).toContainText('connected directly');
	await expect(bea.peer('Ada')).not.toContainText('mailbox is full');
	await bea.visit('Ask');
	await expect(third).toContainText('eleven vegan dishes');
	await expect(third).not.toContainText('mailbox is full');
	await ada.context.close();
	await bea.context.close();
	expect([...ada.errors, ...bea.errors]).toEqual([]);
	await server.end();
});
