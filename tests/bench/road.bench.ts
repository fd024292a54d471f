/** The figures of the road: first load, first answer, joining, a peer's answer, import. One run, one machine. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright/test';
import { expect, test, type Person } from '../e2e/world.ts';
import { report, spread } from './figures.ts';

/** 1,000 notes' worth of text: every paragraph one passage of about 120 words, each with a fact of its own. */
function thousandPassages(): string[] {
	const words =
		'river elm autumn heron water stone bridge morning market bread lamp window garden road train ticket paper letter friend evening song table chair cup tea rain wind cloud field horse cart wheel mill flour oven smoke hill path forest bird nest egg spring'.split(
			' '
		);
	let seed = 20_261_120;
	const next = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648);
	return Array.from({ length: 1_000 }, (_, i) => {
		const filler = Array.from({ length: 100 }, () => words[next() % words.length]).join(' ');
		return `Locker number ${i} belongs to person${i}x and opens with token${i}y on weekdays. ${filler}.`;
	});
}

const oneNoteEach = () => thousandPassages().map((text, i) => textFile(`locker ${i}.txt`, text));
const oneFile = () => [textFile('lockers.txt', thousandPassages().join('\n\n'))];
const textFile = (name: string, text: string) => ({
	name,
	mimeType: 'text/plain',
	buffer: Buffer.from(text)
});

/** From the choice of the files until all of it is stored, listed and answers. */
async function importAll(ada: Person, files: ReturnType<typeof oneFile>): Promise<number> {
	await ada.visit('Knowledge');
	const began = await ada.page.evaluate(() => performance.now());
	await ada.page.getByLabel('Files').setInputFiles(files);
	const all = files.length === 1 ? '1 item' : `${files.length.toLocaleString('en')} items`;
	await expect(ada.page.locator('main')).toContainText(all, { timeout: 60_000 });
	return (await ada.page.evaluate(() => performance.now())) - began;
}

/** Asks in the page and measures there, from Enter to the first button that opens a source. */
async function timeToCitation(person: Person, question: string, sourceOf = ''): Promise<number> {
	await person.visit('Ask');
	await person.page.getByRole('textbox', { name: 'Ask your agent' }).fill(question);
	await person.page.evaluate((author) => {
		const page = globalThis as unknown as { cited: Promise<number> };
		page.cited = new Promise((resolve) => {
			document.addEventListener(
				'keydown',
				() => {
					const began = performance.now();
					const articles = () => [...document.querySelectorAll('[role=log] article')];
					const before = articles().length;
					const watch = new MutationObserver(() => {
						const latest = articles()[before];
						const buttons = [...(latest?.querySelectorAll('button') ?? [])];
						if (!buttons.some((button) => button.textContent.startsWith('Source '))) return;
						if (!(latest?.textContent ?? '').includes(author)) return;
						watch.disconnect();
						resolve(performance.now() - began);
					});
					watch.observe(document.body, { subtree: true, childList: true, characterData: true });
				},
				{ once: true, capture: true }
			);
		});
	}, sourceOf);
	await person.page.getByRole('textbox', { name: 'Ask your agent' }).press('Enter');
	const ms = await person.page.evaluate(() => (globalThis as unknown as { cited: Promise<number> }).cited);
	await expect(person.page.getByRole('article', { name: 'Answer' }).last()).toHaveAttribute(
		'data-state',
		'done'
	);
	return ms;
}

test('first load', async ({ browser, server }) => {
	const context = await browser.newContext();
	const page = await context.newPage();
	const scripts = new Map<string, number>();
	page.on('response', (response) => {
		const url = response.url();
		if (response.request().resourceType() !== 'script' && !url.endsWith('.js')) return;
		// The service worker's precache fetches what is not needed yet; it is not the page's load.
		if (response.request().serviceWorker()) return;
		void response.body().then(
			(body) => scripts.set(url, gzipSync(body, { level: 9 }).length),
			() => undefined
		);
	});
	await page.goto(server.url);
	await expect(page.getByRole('textbox', { name: 'Ask your agent' })).toBeVisible();
	const usable = await page.evaluate(() => performance.now());
	await page.waitForLoadState('networkidle');
	const kilobytes = [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0) / 1024;
	report({
		what: `JavaScript loaded before the first interaction, gzip (${scripts.size} files)`,
		measured: `${kilobytes.toFixed(1)} KB`,
		goal: '≤ 120 KB'
	});
	report({
		what: 'first visit: address entered → ask box usable',
		measured: `${usable.toFixed(0)} ms`,
		goal: '–'
	});
	await context.close();
});

test('own notes', async ({ arrive, browser }) => {
	const ada = await arrive('Ada');
	const importMs = await importAll(ada, oneNoteEach());
	const bea = await arrive('Bea');
	const oneMs = await importAll(bea, oneFile());
	const raw = await rawFts5(browser);
	report({ what: '1,000 passages imported from one file', measured: `${oneMs.toFixed(0)} ms`, goal: '–' });
	report({
		what: '1,000 passages imported as 1,000 files, each its own encrypted record',
		measured: `${importMs.toFixed(0)} ms`,
		goal: '–'
	});
	report({
		what: 'the same passages into raw FTS5: same wasm, one transaction, nothing stored or encrypted',
		measured: `${raw.toFixed(0)} ms`,
		goal: `ours is ${(oneMs / raw).toFixed(1)} × and ${(importMs / raw).toFixed(1)} × that`
	});
	const times: number[] = [];
	for (const i of [7, 123, 456, 789, 999])
		times.push(await timeToCitation(ada, `Who does locker number ${i} belong to, person${i}x?`));
	report({
		what: 'Enter → first cited answer from own notes, 1,000 passages',
		measured: spread(times, 'ms'),
		goal: '≤ 300 ms'
	});
});

test('a friend', async ({ arrive }) => {
	const ada = await arrive('Ada');
	await ada.teach(
		'Noodle bars',
		'The Lotus Garden on Kastanienallee serves hand-pulled noodles. It is closed on Mondays.',
		'Contacts'
	);
	const link = await ada.inviteLink({ withoutAsking: true });
	const bea = await arrive('Bea');
	await bea.page.goto(link);
	const dialog = bea.page.getByRole('dialog', { name: 'Join' });
	await dialog.getByRole('textbox', { name: 'Your name' }).fill('Bea');
	const began = Date.now();
	await dialog.getByRole('button', { name: 'Accept' }).click();
	await expect(bea.status).toHaveText(/1 peer/);
	report({ what: 'invite accepted → link ready', measured: `${Date.now() - began} ms`, goal: '≤ 10 s' });
	await bea.visit('Peers');
	await expect(bea.peer('Ada')).toContainText('connected directly');

	const times: number[] = [];
	for (let i = 0; i < 7; i++)
		times.push(await timeToCitation(bea, 'When is the Lotus Garden closed?', 'Ada'));
	report({
		what: "question → a peer's cited answer, direct link",
		measured: spread(times, 'ms'),
		goal: '≤ 2 s'
	});
	const raw = await rawRoundTrip(bea);
	const median = [...times].sort((a, b) => a - b)[3] ?? NaN;
	const rawMedian = [...raw].sort((a, b) => a - b)[Math.floor(raw.length / 2)] ?? NaN;
	report({
		what: 'raw data-channel round trip of the same bytes (2 KB out, 8 KB back)',
		measured: spread(raw, 'ms', 1),
		goal: `asking costs ${(median - rawMedian).toFixed(0)} ms more: seal, verify, search, quote, draw`
	});
});

/** Two RTCPeerConnections in the page: question-sized bytes out, answer-sized bytes back. */
function rawRoundTrip(person: Person): Promise<number[]> {
	return person.page.evaluate(async () => {
		const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
		a.onicecandidate = ({ candidate }) => candidate && void b.addIceCandidate(candidate);
		b.onicecandidate = ({ candidate }) => candidate && void a.addIceCandidate(candidate);
		const channel = a.createDataChannel('raw');
		b.ondatachannel = ({ channel: other }) => {
			const reply = new Uint8Array(8_192);
			other.onmessage = () => other.send(reply);
		};
		await a.setLocalDescription(await a.createOffer());
		await b.setRemoteDescription(a.localDescription!);
		await b.setLocalDescription(await b.createAnswer());
		await a.setRemoteDescription(b.localDescription!);
		await new Promise((resolve) => (channel.onopen = resolve));
		const times: number[] = [];
		for (let i = 0; i < 20; i++) {
			const began = performance.now();
			const heard = new Promise((resolve) => (channel.onmessage = resolve));
			channel.send(new Uint8Array(2_048));
			await heard;
			times.push(performance.now() - began);
		}
		a.close();
		b.close();
		return times;
	});
}

/** The bare index: the same SQLite build in a page of its own, rows in, one transaction. */
async function rawFts5(browser: Browser): Promise<number> {
	const folder = normalize('node_modules/@sqlite.org/sqlite-wasm/dist');
	const site = createServer((request, response) => {
		const name = new URL(request.url ?? '/', 'http://x').pathname.slice(1);
		if (name === '')
			return response.setHeader('content-type', 'text/html').end('<!doctype html><title>raw</title>');
		response.setHeader('content-type', name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript');
		const path = join(folder, normalize(name).replace(/^(\.\.[/\\])+/, ''));
		if (existsSync(path)) response.end(readFileSync(path));
		else response.writeHead(404).end();
	});
	await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
	const address = site.address();
	if (typeof address !== 'object' || !address) throw new Error('no address');
	const page = await browser.newPage();
	await page.goto(`http://127.0.0.1:${address.port}/`);
	const ms = await page.evaluate(async (texts) => {
		const sqlite = await (await import(`${location.origin}/index.mjs`)).default();
		const db = new sqlite.oo1.DB(':memory:');
		const began = performance.now();
		db.exec(
			"CREATE VIRTUAL TABLE passages USING fts5(title, text, tokenize = 'porter unicode61 remove_diacritics 2')"
		);
		db.exec('BEGIN');
		const insert = db.prepare('INSERT INTO passages VALUES (?, ?)');
		texts.forEach((text, i) => insert.bind([`locker ${i}`, text]).stepReset());
		insert.finalize();
		db.exec('COMMIT');
		return performance.now() - began;
	}, thousandPassages());
	await page.close();
	site.close();
	return ms;
}
