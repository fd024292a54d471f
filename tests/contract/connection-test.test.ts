/** The self-test in a real browser against the real server and coturn: each thing that can be wrong is named. */
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import type { CauseName, TestReport } from '#lib/net/connection-test-steps.ts';
import { launchOptions } from '../browser.ts';
import type { NetPage } from './net-page/main.ts';
import { buildNetPage, startTurn } from './net-page/serve.ts';
import { aServer, type TestServer } from './server.ts';

declare const window: { page: NetPage };

const SECRET = 'a secret of the test';
let built: Awaited<ReturnType<typeof buildNetPage>>;
let turn: Awaited<ReturnType<typeof startTurn>>;
let browser: Browser;

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

/** Closed when the test is over, the last that was opened first. */
async function aPage(
	{ onTestFinished }: TestContext,
	env: Record<string, string> = {},
	from = browser
): Promise<[Page, TestServer]> {
	const server = await aServer({ APP_DIR: built.folder, ...env });
	onTestFinished(() => server.close());
	const context = await from.newContext({ permissions: ['microphone'] });
	onTestFinished(() => context.close());
	const page = await context.newPage();
	await page.goto(server.url.href);
	await page.waitForFunction(() => document.title === 'ready');
	return [page, server];
}

const run = (page: Page, relayOnly = false): Promise<TestReport> =>
	page.evaluate((only) => window.page.selfTest(only), relayOnly);
const states = ({ steps }: TestReport) =>
	Object.fromEntries(steps.map(({ name, state }) => [name, state])) as Record<string, string>;
const withTurn = (secret = SECRET) => ({ TURN_URLS: turn.url, TURN_SECRET: secret });
const ALL = ['server', 'proof', 'candidates', 'loop', 'turn', 'mailbox'];

test('all is well: every step passes, with its time, and no cause is named', async (it) => {
	const [page] = await aPage(it, withTurn());
	const report = await run(page);
	expect(report.cause).toBeUndefined();
	expect(report.steps.map(({ name, state }) => [name, state])).toEqual(ALL.map((name) => [name, 'passed']));
	for (const { ms } of report.steps) expect(ms).toBeLessThan(10_000);
	expect(JSON.stringify(report)).not.toMatch(/\d+\.\d+\.\d+\.\d+/);
});

test('without TURN that step is skipped and nothing is wrong', async (it) => {
	const report = await run((await aPage(it))[0]);
	expect(states(report)).toMatchObject({ turn: 'skipped', loop: 'passed', mailbox: 'passed' });
	expect(report.cause).toBeUndefined();
});

test('relay only: no direct link is tried, TURN carries', async (it) => {
	const report = await run((await aPage(it, withTurn()))[0], true);
	expect(states(report)).toMatchObject({ candidates: 'skipped', loop: 'skipped', turn: 'passed' });
	expect(report.cause).toBeUndefined();
});

test('a server that is gone', async (it) => {
	const [page, server] = await aPage(it);
	await server.stop();
	const report = await run(page);
	expect(report.cause).toBe('server-down');
	expect(states(report)).toMatchObject({ server: 'failed', proof: 'skipped', mailbox: 'skipped' });
});

test('a browser without WebRTC', async (it) => {
	const [page] = await aPage(it);
	await page.evaluate(() => Reflect.deleteProperty(globalThis, 'RTCPeerConnection'));
	const report = await run(page);
	expect(report.cause).toBe('no-webrtc');
	expect(states(report)).toMatchObject({ candidates: 'failed', loop: 'skipped', mailbox: 'passed' });
});

test('a TURN server with another secret', async (it) => {
	const report = await run((await aPage(it, withTurn('not what coturn knows')))[0]);
	expect(report.cause).toBe('turn-refused');
	expect(states(report)).toMatchObject({ loop: 'passed', turn: 'failed' });
});

test('a mailbox that takes nothing', async (it) => {
	const report = await run((await aPage(it, { MAILBOX_BYTES: '1' }))[0]);
	expect(report.cause).toBe('mailbox-refused');
	expect(report.steps.at(-1)?.detail).toContain('quota');
});

test('a clock that goes wrong by minutes', async (it) => {
	const [page] = await aPage(it);
	const report = await page.evaluate(() => window.page.selfTest(false, 5 * 60_000));
	expect(report.cause).toBe('clock');
});

test('a device that may have no more sockets', async (it) => {
	const [page] = await aPage(it, { MAX_SOCKETS_PER_IDENTITY: '1' });
	await page.evaluate(async () => {
		await window.page.open({ relayOnly: false, added: [] });
		await window.page.online();
	});
	expect((await run(page)).cause).toBe('banned');
});

// Both end with the test's own patience, which they may as well have at once.
describe.concurrent('waited for in vain:', () => {
	test('a browser that may not send datagrams', async (it) => {
		const walled = await chromium.launch(
			launchOptions(
				'--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
				'--webrtc-ip-handling-policy=disable_non_proxied_udp'
			)
		);
		it.onTestFinished(() => walled.close());
		const { cause } = await run((await aPage(it, {}, walled))[0]);
		expect<(CauseName | undefined)[]>(['no-candidates', 'direct-blocked']).toContain(cause);
	});

	test('a TURN server that does not answer', async (it) => {
		const [page] = await aPage(it, { TURN_URLS: 'turn:127.0.0.1:9?transport=udp', TURN_SECRET: SECRET });
		expect((await run(page)).cause).toBe('turn-unreachable');
	});
});
