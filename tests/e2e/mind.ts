/** What people see and do in Settings where their agent's mind is chosen. */
import type { Locator } from 'playwright/test';
import type { Mirror } from './model-mirror.ts';
import { expect, type Person } from './world.ts';

export const TINY = 'SmolLM2 135M';
/** What the story model writes to these words, always. */
export const ONCE = 'Once upon a time';
export const STORY = ', there was a little girl named Lily. She loved to play outside in the park.';
export const CPU = 'On this device’s processor (CPU)';
export const GPU = 'On this device’s graphics (WebGPU)';
export const SERVER = 'A model server (OpenAI-compatible)';
/** Anything of an engine: its worker, its program. */
export const ofEngines = /webllm|wllama|cpu\.worker|static-embedder|outside\.worker/;

export const radio = ({ page }: Person, name: string): Locator =>
	page.getByRole('radiogroup', { name: 'Engine' }).getByRole('radio', { name, exact: true });
export const model = ({ page }: Person): Locator => page.getByRole('region', { name: 'Model', exact: true });
export const bar = ({ page }: Person, name = TINY): Locator =>
	page.getByRole('progressbar', { name: `Loading ${name}` });

export async function settings(person: Person): Promise<void> {
	await person.visit('Settings');
	await expect(person.page.getByRole('list', { name: 'What your device can do' })).toBeVisible();
}

export async function tried(person: Person): Promise<Locator> {
	const { page } = person;
	await page.getByText('Try it', { exact: true }).click();
	await page.getByRole('textbox', { name: 'Words to continue' }).fill(ONCE);
	await page.getByRole('button', { name: 'Try', exact: true }).click();
	return page.getByRole('region', { name: 'What it writes' });
}

export async function useMirror(person: Person, mirror: Mirror): Promise<void> {
	await settings(person);
	await radio(person, CPU).check();
	await person.page.getByText('Download from another place').click();
	await person.page.getByRole('textbox', { name: 'Mirror' }).fill(mirror.url);
	await person.page.getByRole('button', { name: 'Save mirror' }).click();
	await expect(model(person).getByText('Saved', { exact: true })).toBeVisible();
}

export async function agree(person: Person, name = TINY): Promise<void> {
	await person.page.getByRole('button', { name: `Load ${name}` }).click();
	const dialog = person.page.getByRole('dialog', { name: `Download ${name}?` });
	await dialog.getByRole('button', { name: 'Download' }).click();
	await expect(dialog).toBeHidden();
}
