/** A relayed link by what the server hands out: two browsers, coturn on loopback, and no way but through it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { deviceClock } from '#lib/net/device-clock.ts';
import { RelayClient } from '#lib/net/relay-client.ts';
import { newDevice } from '#lib/protocol/identity.ts';
import { launchOptions } from '../browser.ts';
import { startTurn } from './net-page/serve.ts';
import { aServer } from './server.ts';

const SECRET = 'a secret of the test';
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
let turn: Awaited<ReturnType<typeof startTurn>>;
let browser: Browser;
let blank: Server;

beforeAll(async () => {
	[turn, browser] = await Promise.all([startTurn(SECRET), chromium.launch(launchOptions())]);
	blank = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<p>blank</p>'));
	await new Promise<void>((resolve) => blank.listen(0, '127.0.0.1', resolve));
}, 60_000);
afterAll(async () => {
	await browser?.close();
	blank?.close();
	await turn?.close();
});

/** What a device that proved its key is told by our server, which knows the secret, or believes so. */
async function told(secret: string): Promise<RTCIceServer[]> {
	const server = await aServer({ TURN_URLS: turn.url, TURN_SECRET: secret });
	const device = await newDevice(random(32), random, Date.now());
	const parts = { server: server.url, device, clock: deviceClock, chance: Math.random };
	const client = new RelayClient({ ...parts, openSocket: (url) => new WebSocket(url) });
	const ice = new Promise<RTCIceServer[]>((resolve) =>
		client.onIce.add((servers) =>
			resolve(
				servers.map(
					({ urls, ...rest }) => JSON.parse(JSON.stringify({ ...rest, urls: [...urls] })) as RTCIceServer
				)
			)
		)
	);
	client.open();
	const servers = await ice;
	client.close();
	await server.close();
	return servers;
}

async function aPage(): Promise<Page> {
	const page = await (await browser.newContext({ permissions: ['microphone'] })).newPage();
	await page.goto(`http://localhost:${(blank.address() as AddressInfo).port}`);
	return page;
}

interface End {
	connection: RTCPeerConnection;
	opened: Promise<RTCDataChannel>;
	/** Everything gathered, and what the relay server answered where it refused. */
	gathered(): Promise<{ sdp: string; refusals: number[] }>;
}
declare const window: { end: End };

/** In the page: a connection that may use relays alone. */
const open = (page: Page, iceServers: RTCIceServer[], offers: boolean): Promise<void> =>
	page.evaluate(
		({ iceServers, offers }) => {
			const connection = new RTCPeerConnection({ iceServers, iceTransportPolicy: 'relay' });
			const refusals: number[] = [];
			connection.addEventListener('icecandidateerror', (event) => refusals.push(event.errorCode));
			const opened = new Promise<RTCDataChannel>((resolve) => {
				const listen = (channel: RTCDataChannel) =>
					channel.addEventListener('open', () => resolve(channel), { once: true });
				if (offers) listen(connection.createDataChannel('x'));
				else connection.addEventListener('datachannel', ({ channel }) => listen(channel));
			});
			const gathered = async () => {
				await connection.setLocalDescription();
				while (connection.iceGatheringState !== 'complete')
					await new Promise((resolve) =>
						connection.addEventListener('icegatheringstatechange', resolve, { once: true })
					);
				return { sdp: connection.localDescription?.sdp ?? '', refusals };
			};
			window.end = { connection, opened, gathered };
		},
		{ iceServers, offers }
	);
const gathered = (page: Page) => page.evaluate(() => window.end.gathered());
const take = (page: Page, type: 'offer' | 'answer', sdp: string) =>
	page.evaluate((said) => window.end.connection.setRemoteDescription(said), { type, sdp });
const kindsIn = (sdp: string) => [...new Set([...sdp.matchAll(/ typ (\w+)/g)].map(([, kind]) => kind))];

/** Kinds of the two candidates that carry the link. */
const carried = (page: Page) =>
	page.evaluate(async () => {
		await window.end.opened;
		const report = await window.end.connection.getStats();
		const all = [...(report as unknown as Map<string, Record<string, unknown>>).values()];
		const transport = all.find(({ type }) => type === 'transport');
		const pair = report.get(String(transport?.['selectedCandidatePairId'])) as Record<string, string>;
		const kind = (id: string | undefined) =>
			(report.get(id ?? '') as Record<string, string>)['candidateType'];
		return [kind(pair['localCandidateId']), kind(pair['remoteCandidateId'])];
	});

test('with the server’s credentials two who may use relays alone are linked, and relays carry both ways', async () => {
	const [one, two] = [await aPage(), await aPage()];
	await open(one, await told(SECRET), true);
	await open(two, await told(SECRET), false);
	const offer = await gathered(one);
	await take(two, 'offer', offer.sdp);
	const answer = await gathered(two);
	await take(one, 'answer', answer.sdp);
	expect([kindsIn(offer.sdp), kindsIn(answer.sdp)]).toEqual([['relay'], ['relay']]);
	expect(await carried(one)).toEqual(['relay', 'relay']);
	expect(await carried(two)).toEqual(['relay', 'relay']);
	const heard = two.evaluate(async () => {
		const channel = await window.end.opened;
		return new Promise<unknown>((resolve) => (channel.onmessage = ({ data }) => resolve(data)));
	});
	await one.evaluate(async () => (await window.end.opened).send('by the long way'));
	expect(await heard).toBe('by the long way');
}, 60_000);

test('credentials made with another secret get no relay, and the relay says that it refused', async () => {
	const page = await aPage();
	await open(page, await told('not the secret of that relay'), true);
	const { sdp, refusals } = await gathered(page);
	expect(kindsIn(sdp)).toEqual([]);
	expect(refusals).toContain(401);
}, 60_000);
