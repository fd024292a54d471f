/**
 * A hostile member floods the live carrier while an honest one has the community open: the longest pause of the honest page,
 * when an honest post is shown there meanwhile, what the page holds afterwards, and whether its anchor is told who it was.
 */
import type { Page } from 'playwright/test';
import { founds, joins, linkInto, posted, posts, turnsTo } from '../e2e/community.ts';
import { expect, test, type Person } from '../e2e/world.ts';
import { report } from './figures.ts';
import { becomeHostile, flood, linked } from './hostile-channels.ts';
import { floodsOf, ownFlood } from './hostile-floods.ts';

const GARDEN = 'Birch Lane Garden';

interface Pauses {
	/** Milliseconds: of one task, and between two frames. */
	task: number;
	frame: number;
}

const watch = (page: Page): Promise<void> =>
	page.evaluate(() => {
		const pauses: Pauses = { task: 0, frame: 0 };
		Object.assign(globalThis, { pauses });
		new PerformanceObserver((list) => {
			for (const { duration } of list.getEntries()) pauses.task = Math.max(pauses.task, duration);
		}).observe({ type: 'longtask' });
		let last = performance.now();
		const frame = (now: number): void => {
			pauses.frame = Math.max(pauses.frame, now - last);
			last = now;
			requestAnimationFrame(frame);
		};
		requestAnimationFrame(frame);
	});

/** The longest since it was asked last. */
const longest = (page: Page): Promise<Pauses> =>
	page.evaluate(() => {
		const { pauses } = globalThis as unknown as { pauses: Pauses };
		const seen = { ...pauses };
		Object.assign(pauses, { task: 0, frame: 0 });
		return seen;
	});

async function heapOf({ page }: Person): Promise<number> {
	const session = await page.context().newCDPSession(page);
	await session.send('HeapProfiler.collectGarbage');
	const { usedSize } = await session.send('Runtime.getHeapUsage');
	await session.detach();
	return usedSize / 1024 / 1024;
}

async function phraseOf(person: Person): Promise<readonly string[]> {
	const { page } = person;
	await person.visit('Settings');
	await page.getByRole('button', { name: 'Show recovery phrase' }).click();
	const dialog = page.getByRole('dialog', { name: 'Recovery phrase' });
	await dialog.getByRole('button', { name: 'Reveal' }).click();
	const list = dialog.getByRole('list', { name: 'The twelve words, in order' });
	await expect(list).not.toContainText('•');
	const lines = await list.getByRole('listitem').allTextContents();
	return lines.map((line) => line.replace(/^\d+\s*/, '').trim());
}

test('floods of a hostile member', async ({ arrive }) => {
	test.setTimeout(480_000);
	const [ada, ben] = await Promise.all([arrive('Ada'), arrive('Ben')]);
	await founds(ada, { name: GARDEN, about: 'Beds and bees.', joining: 'Whoever has a link' });
	const link = await linkInto(ada);
	await joins(ben, link, GARDEN);
	await posts(ben, 'Here I am.');
	await turnsTo(ada, 'Posts');
	await expect(posted(ada, 'Here I am.')).toBeVisible();
	const community = new URL(ada.page.url()).hash.slice(1);
	const mallory = await arrive('Mallory 0');
	const words = await phraseOf(mallory);
	await watch(ada.page);

	const heaps = [await heapOf(ada)];
	const floods = await floodsOf(community);
	for (const [at, made] of [...floods, undefined].entries()) {
		const { what, isUnnamed, ...said } = made ?? (await ownFlood(community, words));
		// The last one writes what is genuine, under a name that is in.
		const culprit =
			made === undefined
				? mallory
				: await arrive(`Mallory ${at + 1}`, { before: (page) => becomeHostile(page) });
		if (culprit === mallory) {
			await mallory.closeTab();
			mallory.page = await mallory.context.newPage();
			await becomeHostile(mallory.page);
		}
		await joins(culprit, link, GARDEN);
		// What the one before tried in the end has taken places that come back one a second.
		await expect
			.poll(() => linked(culprit.page), { message: `${what}: linked with both`, timeout: 60_000 })
			.toBe(2);
		await longest(ada.page);
		const flooding = flood(culprit.page, said);
		const began = Date.now();
		await posts(ben, `Meanwhile ${at}.`);
		await expect(posted(ada, `Meanwhile ${at}.`)).toBeVisible();
		const shownMs = Date.now() - began;
		const count = await flooding;
		const { task, frame } = await longest(ada.page);
		await turnsTo(ada, 'Members');
		const named = ada.page.getByRole('list', { name: 'What anchors should know' });
		if (!isUnnamed) await expect(named).toContainText(culprit.name);
		const faults = (await named.getByRole('listitem').allTextContents()).filter((line) =>
			line.includes(culprit.name)
		);
		await turnsTo(ada, 'Posts');
		await culprit.context.close();
		heaps.push(await heapOf(ada));
		report({
			what: `hostile, ${what} (${count.toLocaleString('en')} said): longest task, longest time between two frames, honest post shown`,
			measured: `${task.toFixed(0)} ms, ${frame.toFixed(0)} ms, ${(shownMs / 1_000).toFixed(1)} s; heap ${heaps.at(-1)!.toFixed(0)} MB; named ${faults.length > 0}`,
			goal: '≤ 100 ms, –, ≤ 10 s'
		});
		expect.soft(shownMs, what).toBeLessThan(10_000);
	}
});
