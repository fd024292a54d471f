/** A model server as a person sets it up: which of its models is used, where it lists them and where it does not. */
import { mount, tick, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { MindScreen } from '#lib/app/mind-screen.svelte.ts';
import type { EndpointCheck, MindState, NodeApi } from '#lib/app/node-api.ts';
import EndpointForm from './EndpointForm.svelte';

let end = (): void => undefined;
afterEach(() => end());

/** The form over a server that answers so, and what was chosen in it. */
async function checked(answer: EndpointCheck, before?: string) {
	const api = { checkEndpoint: async () => answer } as unknown as NodeApi;
	const choice = before === undefined ? { engine: 'quotes' } : { engine: 'http', url: 'a', model: before };
	const used: { url: string; model: string; key: string }[] = [];
	const component = mount(EndpointForm, {
		target: document.body,
		props: {
			mind: new MindScreen(api, { choice } as unknown as MindState),
			onuse: (choice: (typeof used)[number]) => void used.push(choice)
		}
	});
	end = () => void unmount(component);
	await tick();
	await page.getByLabelText('Server address').fill('localhost:8080');
	await page.getByRole('button', { name: 'Check', exact: true }).click();
	return used;
}

const named = () => page.getByRole('textbox', { name: 'Model', exact: true });
const use = () => page.getByRole('button', { name: 'Use this model' });

test('a server with a list: one of it is chosen, and none is typed', async () => {
	const used = await checked({ models: ['one', 'two'] });
	await page.getByRole('combobox', { name: 'Model' }).selectOptions('two');
	expect(named().query()).toBeNull();
	await use().click();
	expect(used).toEqual([{ url: 'localhost:8080', model: 'two', key: '' }]);
});

test.each([
	['without a list', { trouble: 'endpoint-answer', detail: 'no list of models' }],
	['with an empty list', { models: [] }]
] satisfies [string, EndpointCheck][])('a server %s: the name is typed', async (_, answer) => {
	const used = await checked(answer);
	await expect.element(page.getByRole('alert')).toBeVisible();
	await use().click();
	await userEvent.fill(named(), '   ');
	await use().click();
	expect(used).toEqual([]);
	await userEvent.fill(named(), ' my-model ');
	await use().click();
	expect(used).toEqual([{ url: 'localhost:8080', model: 'my-model', key: '' }]);
});

test('the name that was chosen before is there again', async () => {
	await checked({ models: [] }, 'my-model');
	await expect.element(named()).toHaveValue('my-model');
});

test('a server that is not there or lets nobody in is not to be used', async () => {
	await checked({ trouble: 'endpoint-cors', detail: '' });
	await expect.element(page.getByRole('alert')).toBeVisible();
	expect(named().query()).toBeNull();
	expect(use().query()).toBeNull();
});
