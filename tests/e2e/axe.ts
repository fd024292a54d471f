/** What axe says of a page, and how the page looks. */
import AxeBuilder from '@axe-core/playwright';
import type { Locator } from 'playwright/test';
import { expect, type Person } from './world.ts';

/** Contrast hangs on the theme and the layout on the width: each of both once. */
export const looks = [
	{ width: 360, colorScheme: 'dark' },
	{ width: 1280, colorScheme: 'light' }
] as const;

/** Fails with every violation on the person's page, and `where` it was looked for. */
export async function axe({ page }: Pick<Person, 'page'>, where: string): Promise<void> {
	// Our pages have no frames: axe may do all its work in the page itself, in half the time.
	const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
	expect(
		violations.map(
			({ id, nodes }) => `${where}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`
		)
	).toEqual([]);
}

/**
 * On a phone by night and wide by day, with a picture of each in test-results/screens: nothing that axe finds, nothing wider
 * than the screen. `shown`: what is brought into view first.
 */
export async function seen(person: Pick<Person, 'page'>, what: string, shown?: Locator): Promise<void> {
	const { page } = person;
	await page.emulateMedia({ reducedMotion: 'reduce' });
	for (const { width, colorScheme } of looks) {
		await page.setViewportSize({ width, height: 800 });
		await page.emulateMedia({ colorScheme });
		const name = `${what}-${width}-${colorScheme}`;
		await shown?.scrollIntoViewIfNeeded();
		await page.screenshot({ path: `test-results/screens/${name}.png` });
		await axe(person, name);
		const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		expect(wide, `${name} is not wider than the screen`).toBeLessThanOrEqual(0);
	}
}
