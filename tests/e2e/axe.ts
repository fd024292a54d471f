/** What axe says of a page. */
import AxeBuilder from '@axe-core/playwright';
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
