/** What taking in costs: a PDF made by the browser itself, and a thousand Markdown files while the page is watched. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright/test';
import { expect, test, type Person } from '../e2e/world.ts';
import { report, spread } from './figures.ts';

const PAGES = 20;
const FILES = 1_000;

interface Watched {
	longest: number;
	over: number;
	frame: number;
}

/** Twenty printed pages, some four hundred words each: about what a report has. */
async function aPrintedReport(person: Person): Promise<Buffer> {
	const page = await person.context.newPage();
	const sentence = (n: number) =>
		`Sentence ${n} of the harbour report tells how the eastern quay was measured, by whom, and what the tide did to it.`;
	const paragraphs = (n: number) =>
		Array.from(
			{ length: 4 },
			(_, i) => `<p>${[0, 1, 2, 3, 4].map((j) => sentence(20 * n + 5 * i + j)).join(' ')}</p>`
		);
	const sheets = Array.from(
		{ length: PAGES },
		(_, n) =>
			`<section><h2>Chapter ${n + 1}</h2><p>Mooring number ${n + 1} is painted colour${n}x.</p>${paragraphs(n).join('')}</section>`
	);
	await page.setContent(`<style>section { break-after: page }</style>${sheets.join('')}`);
	const printed = await page.pdf({ format: 'A4' });
	await page.close();
	return printed;
}

async function choose(
	person: Person,
	files: Parameters<Locator['setInputFiles']>[0],
	said: string
): Promise<number> {
	const began = await person.page.evaluate(() => performance.now());
	await person.page.getByLabel('Files', { exact: true }).setInputFiles(files);
	await expect(person.page.locator('main')).toContainText(said, { timeout: 80_000 });
	return (await person.page.evaluate(() => performance.now())) - began;
}

test('a printed report', async ({ arrive }) => {
	const ada = await arrive('Ada');
	const buffer = await aPrintedReport(ada);
	await ada.visit('Knowledge');
	const times: number[] = [];
	for (let round = 1; round <= 3; round++) {
		// Another name and another byte at the end: the same file would be known already.
		const bytes = Buffer.concat([buffer, Buffer.from(`\n%${round}\n`)]);
		const file = { name: `report ${round}.pdf`, mimeType: 'application/pdf', buffer: bytes };
		times.push(await choose(ada, [file], `report ${round}.pdf`));
		await expect(ada.page.getByText('1 of 1 file added')).toBeVisible();
		await ada.page.getByRole('button', { name: 'Hide', exact: true }).click();
	}
	const answer = await ada.answerTo('What is mooring number 13 painted?');
	await expect(answer).toContainText('colour12x');
	await answer
		.getByRole('button', { name: /^Source 1/ })
		.first()
		.click();
	await expect(ada.page.getByRole('dialog', { name: 'Source' })).toContainText('page 13');
	report({
		what: `a PDF of ${PAGES} pages chosen → stored and listed (first with loading the reader)`,
		measured: spread(times, 'ms'),
		goal: '< 2 s'
	});
});

test('a thousand Markdown files', async ({ arrive }) => {
	const ada = await arrive('Ada');
	await ada.visit('Knowledge');
	await ada.page.evaluate(() => {
		const watched: Watched = { longest: 0, over: 0, frame: 0 };
		(globalThis as unknown as { watched: Watched }).watched = watched;
		// From the choice on: the list of a thousand paths is the test's own work.
		let chosen = Infinity;
		document.addEventListener('change', () => (chosen = performance.now()), { capture: true, once: true });
		new PerformanceObserver((list) => {
			for (const { startTime, duration } of list.getEntries()) {
				if (startTime < chosen) continue;
				watched.longest = Math.max(watched.longest, duration);
				if (duration > 50) watched.over++;
			}
		}).observe({ type: 'longtask' });
		let last = performance.now();
		const frame = (now: number): void => {
			if (last > chosen) watched.frame = Math.max(watched.frame, now - last);
			last = now;
			requestAnimationFrame(frame);
		};
		requestAnimationFrame(frame);
	});
	const text = readFileSync('README.md', 'utf8').slice(0, 4_000);
	// On the disk, as a person has them: handed over by the test they would have to pass through the page.
	const folder = mkdtempSync(join(tmpdir(), 'elmnet-notes-'));
	const files = Array.from({ length: FILES }, (_, i) => {
		const path = join(folder, `note ${i}.md`);
		writeFileSync(path, `# Note ${i}\n\nThe key of locker ${i} hangs on hook hook${i}x.\n\n${text}`);
		return path;
	});
	const took = await choose(
		ada,
		files,
		`${FILES.toLocaleString('en')} of ${FILES.toLocaleString('en')} files added`
	);
	rmSync(folder, { recursive: true });
	const watched = await ada.page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched);
	report({
		what: `${FILES.toLocaleString('en')} Markdown files of 4 KB chosen → stored, each its own encrypted record`,
		measured: `${took.toFixed(0)} ms`,
		goal: '–'
	});
	report({
		what: 'tasks of the page over 50 ms meanwhile, and the longest',
		measured: `${watched.over}, ${watched.longest.toFixed(0)} ms`,
		goal: '0'
	});
	report({
		what: 'longest time between two frames meanwhile',
		measured: `${watched.frame.toFixed(0)} ms`,
		goal: '–'
	});
});
