/** The stock `peerjs` client in two real pages, under the server's own content policy. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchOptions } from '../tests/browser.ts';
import { aDevice, aToken, idOf, temporaryFolder, testServer, type TestServer } from './testing.ts';

interface Connection {
	on(event: string, then: (value: unknown) => void): void;
	send(text: string): void;
}
interface StockPeer {
	on(event: string, then: (value: unknown) => void): void;
	connect(id: string, options: object): Connection;
}
declare global {
	interface Window {
		Peer: new (id: string, options: object) => StockPeer;
		peer: StockPeer;
		heard: Promise<unknown>;
	}
}

const app = temporaryFolder();
let server: TestServer;
let browser: Browser;
beforeAll(async () => {
	writeFileSync(join(app.path, 'index.html'), '<!doctype html><script src="/peerjs.min.js"></script>');
	copyFileSync('node_modules/peerjs/dist/peerjs.min.js', join(app.path, 'peerjs.min.js'));
	[server, browser] = await Promise.all([
		testServer({ APP_DIR: app.path }),
		chromium.launch(launchOptions())
	]);
});
afterAll(async () => {
	await browser.close();
	await server.close();
	app.remove();
});

/** Opens the stock client under `id`; resolves with the event that came first. */
const open = (page: Page, id: string, token: string): Promise<string> =>
	page.evaluate(
		([name, proof]) =>
			new Promise<string>((resolve) => {
				const options = {
					host: location.hostname,
					port: Number(location.port),
					path: '/',
					token: proof,
					config: { iceServers: [] }
				};
				window.peer = new window.Peer(name, options);
				window.peer.on('open', () => resolve('open'));
				window.peer.on('error', (error) => resolve((error as { type: string }).type));
				window.heard = new Promise((heard) =>
					window.peer.on('connection', (connection) => (connection as Connection).on('data', heard))
				);
			}),
		[id, token] as const
	);

async function aPage(): Promise<Page> {
	const context = await browser.newContext({ permissions: ['microphone'] });
	const page = await context.newPage();
	await page.goto(server.url);
	return page;
}

test('two stock clients with proof of key exchange data', async () => {
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const [a, b] = await Promise.all([aPage(), aPage()]);
	expect(await open(a, idOf(ann), await aToken(server, ann))).toBe('open');
	expect(await open(b, idOf(bob), await aToken(server, bob))).toBe('open');
	await a.evaluate((id) => {
		const connection = window.peer.connect(id, { serialization: 'raw', reliable: true });
		connection.on('open', () => connection.send('good day'));
	}, idOf(bob));
	expect(await b.evaluate(() => window.heard)).toBe('good day');
});

test('a stock client learns in its own words that an id is not its own, or that a peer is absent', async () => {
	const [ann, bob] = await Promise.all([aDevice(), aDevice()]);
	const [a, squatter] = await Promise.all([aPage(), aPage()]);
	expect(await open(squatter, idOf(bob), await aToken(server, ann))).toBe('unavailable-id');
	expect(await open(a, idOf(ann), await aToken(server, ann))).toBe('open');
	const error = a.evaluate(
		(id) =>
			new Promise((resolve) => {
				window.peer.on('error', (trouble) => resolve((trouble as { type: string }).type));
				window.peer.connect(id, { serialization: 'raw' });
			}),
		idOf(bob)
	);
	expect(await error).toBe('peer-unavailable');
});
