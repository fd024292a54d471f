/** The stock `peerjs` client, one at each of two servers: it dials `<id>@<host>` as if that were any id. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { neighbours, type NamedServer } from '../../signaling/federation-testing.ts';
import { aDevice, aToken, idOf, temporaryFolder } from '../../signaling/testing.ts';
import { launchOptions } from '../browser.ts';

interface Connection {
	readonly peer: string;
	on(event: string, then: (value: unknown) => void): void;
	send(value: unknown): void;
	close(): void;
}
interface StockPeer {
	on(event: string, then: (value: unknown) => void): void;
	connect(id: string, options: object): Connection;
}
interface StockWindow {
	Peer: new (id: string, options: object) => StockPeer;
	peer: StockPeer;
	connection: Connection;
	/** Who called, and what was said first. */
	called: Promise<readonly [string, unknown]>;
	/** The type of the first error. */
	failed: Promise<string>;
}

const app = temporaryFolder();
let here: NamedServer;
let there: NamedServer;
let browser: Browser;
beforeAll(async () => {
	writeFileSync(join(app.path, 'index.html'), '<!doctype html><script src="/peerjs.min.js"></script>');
	copyFileSync('node_modules/peerjs/dist/peerjs.min.js', join(app.path, 'peerjs.min.js'));
	[here, there] = (await neighbours(2, { APP_DIR: app.path })) as [NamedServer, NamedServer];
	browser = await chromium.launch(launchOptions());
});
afterAll(async () => {
	await browser.close();
	await Promise.all([here.close(), there.close()]);
	app.remove();
});

/** A page at `server` with a stock client under a device's id, open. */
async function aClient(server: NamedServer): Promise<{ page: Page; id: string; address: string }> {
	const device = await aDevice();
	const context = await browser.newContext({ permissions: ['microphone'] });
	const page = await context.newPage();
	await page.goto(server.url);
	await page.evaluate(
		([id, token]) =>
			new Promise<void>((opened) => {
				const page = window as unknown as StockWindow;
				const options = {
					host: location.hostname,
					port: Number(location.port),
					path: '/',
					token,
					config: { iceServers: [] }
				};
				page.peer = new page.Peer(id, options);
				page.peer.on('open', () => opened());
				page.failed = new Promise((failed) =>
					page.peer.on('error', (error) => failed((error as { type: string }).type))
				);
				page.called = new Promise((called) =>
					page.peer.on('connection', (connection) => {
						page.connection = connection as Connection;
						page.connection.on('data', (said) => called([page.connection.peer, said]));
					})
				);
			}),
		[idOf(device), await aToken(server, device)] as const
	);
	return { page, id: idOf(device), address: `${idOf(device)}@${server.host}` };
}

/** Dials and says something; resolves with what comes back. */
const dial = (page: Page, address: string, words: string): Promise<unknown> =>
	page.evaluate(
		([id, said]) =>
			new Promise((answered) => {
				const page = window as unknown as StockWindow;
				page.connection = page.peer.connect(id, { reliable: true });
				page.connection.on('open', () => page.connection.send(said));
				page.connection.on('data', answered);
			}),
		[address, words] as const
	);

const said = (page: Page) => page.evaluate(() => (window as unknown as StockWindow).called);
const say = (page: Page, words: string): Promise<void> =>
	page.evaluate((words) => (window as unknown as StockWindow).connection.send(words), words);

test.each(['here', 'there'])(
	'from %s, a device at the other server is dialled, heard and answered',
	async (place) => {
		const [from, to] = place === 'here' ? [here, there] : [there, here];
		const [ann, bob] = await Promise.all([aClient(from), aClient(to)]);
		const answer = dial(ann.page, bob.address, 'good day');
		expect(await said(bob.page)).toEqual([ann.address, 'good day']);
		await say(bob.page, 'and to you');
		expect(await answer).toBe('and to you');
	}
);

test('a device that is not at the other server is unavailable, in the stock client’s own words', async () => {
	const [ann, bob] = [await aClient(here), await aDevice()];
	void dial(ann.page, `${idOf(bob)}@${there.host}`, 'anybody?').catch(() => undefined);
	expect(await ann.page.evaluate(() => (window as unknown as StockWindow).failed)).toBe('peer-unavailable');
});

test('so is one at a server that nobody named', async () => {
	const [ann, bob] = [await aClient(here), await aClient(there)];
	void dial(ann.page, `${bob.id}@elm.example`, 'anybody?').catch(() => undefined);
	expect(await ann.page.evaluate(() => (window as unknown as StockWindow).failed)).toBe('peer-unavailable');
});
