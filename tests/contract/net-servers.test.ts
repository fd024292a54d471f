/** Nodes in real browsers under the app's policy: added servers through their worker, and addresses that do not leave. */
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { PeerId } from '#lib/protocol/identity.ts';
import { launchOptions } from '../browser.ts';
import type { NetPage } from './net-page/main.ts';
import { buildNetPage, startTurn } from './net-page/serve.ts';
import { aServer, type TestServer } from './server.ts';

declare const window: { page: NetPage };

const SECRET = 'a secret of the test';
let built: Awaited<ReturnType<typeof buildNetPage>>;
let turn: Awaited<ReturnType<typeof startTurn>>;
let browser: Browser;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
	[built, turn, browser] = await Promise.all([
		buildNetPage(),
		startTurn(SECRET),
		chromium.launch(launchOptions())
	]);
}, 120_000);
afterAll(async () => {
	await browser?.close();
	await turn?.close();
	await built?.remove();
});
afterEach(async () => {
	for (const close of closing.splice(0).reverse()) await close();
});

async function server(env: Record<string, string> = {}): Promise<TestServer> {
	const made = await aServer({ APP_DIR: built.folder, NEW_SOCKETS_PER_SECOND: '1000', ...env });
	closing.push(() => made.close());
	return made;
}
const withTurn = () => ({ TURN_URLS: turn.url, TURN_SECRET: SECRET });

interface Node {
	readonly page: Page;
	readonly peer: PeerId;
	/** What the page said to any broker. */
	readonly said: readonly string[];
	readonly refused: readonly string[];
}

async function node(at: TestServer, added: readonly TestServer[] = [], relayOnly = false): Promise<Node> {
	const context = await browser.newContext({ permissions: ['microphone'] });
	closing.push(() => context.close());
	const page = await context.newPage();
	const said: string[] = [];
	const refused: string[] = [];
	page.on('websocket', (socket) => {
		if (socket.url().includes('/peerjs'))
			socket.on('framesent', ({ payload }) => void said.push(String(payload)));
	});
	page.on(
		'console',
		(message) => message.text().includes('Content Security Policy') && refused.push(message.text())
	);
	await page.goto(at.url.href);
	await page.waitForFunction(() => document.title === 'ready');
	const options = { relayOnly, added: added.map(({ url }) => url.origin) };
	const peer = await page.evaluate((given) => window.page.open(given), options);
	await page.evaluate(() => window.page.online());
	return { page, peer, said, refused };
}

const reach = ({ page }: Node, { peer }: Node, homes: readonly TestServer[], how: 'direct' | 'relay') =>
	page.evaluate(([who, at, over]) => window.page.reach(who, at, over), [
		peer,
		homes.map(({ url }) => url.origin),
		how
	] as const);

async function talks(from: Node, to: Node, byte: number): Promise<void> {
	await from.page.evaluate(([who, what]) => window.page.say(who, what), [to.peer, byte] as const);
	expect(await to.page.evaluate(() => window.page.heard())).toBe(byte);
}

const addresses = ({ said }: Node) =>
	said.filter((text) => / typ (?:host|srflx|prflx)/.test(text) || /c=IN IP4 (?!0\.0\.0\.0)/.test(text));

test('a page of one server dials and is dialled through another one that it added, and breaks no rule of its policy', async () => {
	const first = await server();
	const second = await server({ ALLOWED_ORIGINS: first.url.origin });
	const a = await node(first, [second]);
	const b = await node(second);
	await Promise.all([reach(a, b, [second], 'direct'), reach(b, a, [first, second], 'direct')]);
	await talks(a, b, 1);
	await talks(b, a, 2);
	expect([...a.refused, ...b.refused]).toEqual([]);
});

test('the shared server dies: the link stays, and without one, words go by the server that is left', async () => {
	const first = await server();
	const second = await server({ ALLOWED_ORIGINS: first.url.origin });
	const [a, b] = [await node(first, [second]), await node(first, [second])];
	const homes = [first, second];
	await Promise.all([reach(a, b, homes, 'direct'), reach(b, a, homes, 'direct')]);
	await first.stop();
	await talks(a, b, 3);
	// Links made anew have only the second server to be made through.
	await a.page.evaluate(() => {
		window.page.setRelayOnly(true);
		window.page.setRelayOnly(false);
	});
	await Promise.all([reach(a, b, homes, 'direct'), reach(b, a, homes, 'direct')]);
	await talks(b, a, 4);
});

test('relay only: the link goes over TURN, and no address of this device leaves, dialling or dialled', async () => {
	const at = await server(withTurn());
	// Of two, one dials and the other one answers.
	const hidden = [await node(at, [], true), await node(at, [], true)] as const;
	await Promise.all([reach(...hidden, [at], 'direct'), reach(hidden[1], hidden[0], [at], 'direct')]);
	await talks(...hidden, 5);
	for (const one of hidden) {
		expect(one.said.some((text) => text.includes(' typ relay'))).toBe(true);
		expect(addresses(one)).toEqual([]);
	}
	// The check itself sees addresses where they are.
	const open = [await node(at), await node(at)] as const;
	await Promise.all([reach(...open, [at], 'direct'), reach(open[1], open[0], [at], 'direct')]);
	for (const one of open) expect(addresses(one)).not.toEqual([]);
});

test('relay only without TURN: no link at all, nothing said to the broker, sealed words through the server', async () => {
	const at = await server();
	const [hidden, open] = [await node(at, [], true), await node(at)];
	await Promise.all([reach(hidden, open, [at], 'relay'), reach(open, hidden, [at], 'relay')]);
	await talks(hidden, open, 6);
	await talks(open, hidden, 7);
	expect(hidden.said.filter((text) => /OFFER|ANSWER|CANDIDATE/.test(text))).toEqual([]);
});

test('chosen while linked: the open link is closed at once, and words go another way', async () => {
	const at = await server();
	const [a, b] = [await node(at), await node(at)];
	await Promise.all([reach(a, b, [at], 'direct'), reach(b, a, [at], 'direct')]);
	const before = a.said.length;
	await a.page.evaluate(() => window.page.setRelayOnly(true));
	await Promise.all([reach(a, b, [at], 'relay'), reach(b, a, [at], 'relay')]);
	await talks(a, b, 8);
	expect(a.said.slice(before).filter((text) => /OFFER|ANSWER|CANDIDATE/.test(text))).toEqual([]);
});
