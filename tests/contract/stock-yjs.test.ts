/** Two stock y-webrtc providers in two browsers that share nothing, under the server's own content policy. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDevice, aToken } from '../../signaling/testing.ts';
import { launchOptions } from '../browser.ts';
import { aServer, type TestServer } from './server.ts';

/** What the page below makes of the stock packages. */
interface Shared {
	open(room: string, token: string, password: string | undefined): void;
	write(key: string, value: string): void;
	/** Resolves when the document says so. */
	until(key: string, value: string): Promise<void>;
	type(at: number, text: string): void;
	text(): string;
	untilText(text: string): Promise<void>;
	/** Peers with an open data channel. */
	untilPeers(count: number): Promise<void>;
}
declare global {
	interface Window {
		shared: Shared;
	}
}

const PAGE = `
import { Doc } from 'yjs';
import { WebrtcProvider } from 'y-webrtc';
const doc = new Doc();
const map = doc.getMap('map');
const text = doc.getText('text');
let provider;
const until = (target, event, holds) =>
	new Promise((resolve) => {
		const look = () => {
			if (!holds()) return;
			target.off(event, look);
			resolve();
		};
		target.on(event, look);
		look();
	});
window.shared = {
	open: (room, token, password) => {
		const url = 'ws://' + location.host + '/y-webrtc?token=' + token;
		provider = new WebrtcProvider(room, doc, {
			signaling: [url],
			password: password ?? null,
			peerOpts: { config: { iceServers: [] } }
		});
	},
	write: (key, value) => void map.set(key, value),
	until: (key, value) => until(doc, 'update', () => map.get(key) === value),
	type: (at, words) => text.insert(at, words),
	text: () => text.toString(),
	untilText: (words) => until(doc, 'update', () => text.toString() === words),
	untilPeers: async (count) => {
		// There is no room before its key is made of the password.
		await provider.key;
		await until(provider, 'peers', () => [...provider.room.webrtcConns.values()].filter((conn) => conn.connected).length === count);
	}
};
`;

let folder: string;
let server: TestServer;
let browser: Browser;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'elmnet-yjs-'));
	await writeFile(join(folder, 'page.js'), PAGE);
	await writeFile(join(folder, 'index.html'), '<!doctype html><script src="/shared.js"></script>');
	await build({
		configFile: false,
		logLevel: 'error',
		root: process.cwd(),
		resolve: {
			alias: Object.fromEntries(
				['yjs', 'y-webrtc'].map((name) => [name, join(process.cwd(), 'node_modules', name)])
			)
		},
		define: { global: 'globalThis', 'process.env.NODE_DEBUG': 'undefined' },
		build: {
			outDir: folder,
			emptyOutDir: false,
			minify: false,
			lib: { entry: join(folder, 'page.js'), formats: ['iife'], name: 'page', fileName: () => 'shared.js' }
		}
	});
	[server, browser] = await Promise.all([aServer({ APP_DIR: folder }), chromium.launch(launchOptions())]);
});
afterAll(async () => {
	await browser.close();
	await server.close();
	await rm(folder, { recursive: true, force: true });
});

/**
 * A browser of its own: nothing but the server lies between it and the next. One after the other: two stock clients that
 * announce themselves in the same moment may each wait for the other's answer, and do not try again.
 */
async function aPage(room: string, password?: string): Promise<Page> {
	const context = await browser.newContext({ permissions: ['microphone'] });
	const page = await context.newPage();
	await page.goto(`http://localhost:${server.url.port}`);
	const token = await aToken({ url: `http://localhost:${server.url.port}` }, await aDevice());
	await page.evaluate(([name, proof, word]) => window.shared.open(name, proof, word), [
		room,
		token,
		password
	] as const);
	return page;
}

const published = async (): Promise<number> => {
	const text = await (await fetch(new URL('/metrics', server.url))).text();
	return Number(/^elmnet_topic_published_total (\d+)$/m.exec(text)?.[1]);
};

test('two documents become one through our server, both ways', async () => {
	const [ann, bob] = [await aPage('garden'), await aPage('garden')];
	await ann.evaluate(() => window.shared.write('tree', 'elm'));
	await bob.evaluate(() => window.shared.until('tree', 'elm'));
	await bob.evaluate(() => window.shared.type(0, 'good '));
	await ann.evaluate(() => window.shared.untilText('good '));
	await Promise.all([
		ann.evaluate(() => window.shared.type(5, 'day')),
		bob.evaluate(() => window.shared.write('bird', 'owl'))
	]);
	await bob.evaluate(() => window.shared.untilText('good day'));
	await ann.evaluate(() => window.shared.until('bird', 'owl'));
	expect(await published()).toBeGreaterThan(3);
});

test('with a password the server carries what it cannot read; another password is another room in effect', async () => {
	const ann = await aPage('sealed', 'between us');
	const bob = await aPage('sealed', 'between us');
	const eve = await aPage('sealed', 'a guess');
	await ann.evaluate(() => window.shared.write('secret', 'spring'));
	await bob.evaluate(() => window.shared.until('secret', 'spring'));
	await bob.evaluate(() => window.shared.untilPeers(1));
	await eve.evaluate(() => window.shared.untilPeers(0));
});

test('a third one who comes later is brought up to date, and the server away for a moment does no harm', async () => {
	const [ann, bob] = [await aPage('later'), await aPage('later')];
	await ann.evaluate(() => window.shared.write('a', '1'));
	await bob.evaluate(() => window.shared.until('a', '1'));
	await server.stop();
	await bob.evaluate(() => window.shared.write('b', '2'));
	await ann.evaluate(() => window.shared.until('b', '2'));
	await server.start();
	const cat = await aPage('later');
	await cat.evaluate(() => window.shared.until('b', '2'));
});
