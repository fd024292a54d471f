/** What people do with communities in the end-to-end tests, by role and name. */
import type { Locator } from 'playwright/test';
import { expect, type Person } from './world.ts';

export interface Founding {
	readonly name: string;
	readonly about: string;
	readonly joining: 'Whoever has a link' | 'An anchor lets them in';
}

/** Ends on the community's page. */
export async function founds(person: Person, { name, about, joining }: Founding): Promise<void> {
	await person.visit('Communities');
	await person.page.getByRole('button', { name: 'New community' }).click();
	const dialog = person.page.getByRole('dialog', { name: 'New community' });
	await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
	await dialog.getByRole('textbox', { name: 'What it is about' }).fill(about);
	await dialog
		.getByRole('radiogroup', { name: 'Who may join' })
		.getByRole('radio', { name: joining })
		.check();
	const mine = dialog.getByRole('textbox', { name: 'Your name' });
	if (await mine.isVisible()) await mine.fill(person.name);
	await dialog.getByRole('button', { name: 'Create' }).click();
	await expect(person.page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** A new link into the community on the page. */
export async function linkInto(person: Person): Promise<string> {
	await person.page.getByRole('button', { name: 'Invite', exact: true }).click();
	const dialog = person.page.getByRole('dialog', { name: /^Invite to / });
	await dialog.getByRole('button', { name: 'Make the link' }).click();
	const link = dialog.getByRole('textbox', { name: 'Invite link' });
	await expect(link).toHaveValue(/#c=/);
	await expect(dialog.getByRole('img', { name: 'QR code' })).toBeVisible();
	const value = await link.inputValue();
	await person.page.keyboard.press('Escape');
	return value;
}

/** Opens the link and says yes; ends on the community's page, whether let in or waiting. */
export async function joins(person: Person, link: string, name: string): Promise<void> {
	await person.page.goto(link);
	const dialog = person.page.getByRole('dialog', { name: 'Join community' });
	await expect(dialog).toContainText(name);
	const mine = dialog.getByRole('textbox', { name: 'Your name' });
	if (await mine.isVisible()) await mine.fill(person.name);
	await dialog.getByRole('button', { name: 'Join', exact: true }).click();
	await expect(person.page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** From the list. */
export async function opens(person: Person, name: string): Promise<void> {
	await person.visit('Communities');
	await listed(person, name).getByRole('link').click();
	await expect(person.page.getByRole('heading', { level: 1, name })).toBeVisible();
}

export const listed = (person: Person, name: string): Locator =>
	person.page.getByRole('list', { name: 'Communities' }).getByRole('listitem').filter({ hasText: name });

export async function turnsTo(person: Person, tab: string): Promise<void> {
	await person.page.getByRole('tablist', { name: 'Community' }).getByRole('tab', { name: tab }).click();
}

export const member = (person: Person, name: string): Locator =>
	person.page.getByRole('list', { name: 'Members' }).getByRole('listitem').filter({ hasText: name });

/** Under Posts, where the page is there already. */
export async function posts(person: Person, words: string): Promise<void> {
	await turnsTo(person, 'Posts');
	await person.page
		.getByRole('combobox', { name: 'Post' })
		.or(person.page.getByRole('textbox', { name: 'Post', exact: true }))
		.fill(words);
	await person.page.getByRole('button', { name: 'Post', exact: true }).click();
	await expect(posted(person, words)).toBeVisible();
}

export const posted = (person: Person, words: string): Locator =>
	person.page.getByRole('list', { name: 'Posts' }).getByRole('article').filter({ hasText: words });
