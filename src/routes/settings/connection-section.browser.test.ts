/** Servers, privacy and wake-ups as they are set, over a node that answers as told. */
import '../../app.css';
import { mount, tick, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { ConnectionApi, ConnectionSettings, ServerLine } from '#lib/app/connection-api.ts';
import type { NodeApi, NodeState } from '#lib/app/node-api.ts';
import { Status } from '#lib/app/status.svelte.ts';
import ConnectionSection from './ConnectionSection.svelte';

let end = (): void => undefined;
afterEach(() => end());

const OWN: ServerLine = { url: 'https://elm.example', own: true, state: 'online' };
const OTHER: ServerLine = { url: 'https://oak.example:8443', own: false, state: 'connecting' };

async function shown(over: Partial<ConnectionSettings>, api: Partial<ConnectionApi> = {}) {
	const settings: ConnectionSettings = {
		servers: [OWN],
		privacy: 'direct',
		wake: 'unavailable',
		hosts: ['elm.example'],
		...over
	};
	const asked: unknown[] = [];
	const node = {
		connectionSettings: async () => settings,
		addServer: async (url: string) => void asked.push(['add', url]),
		removeServer: async (url: string) => void asked.push(['remove', url]),
		setPrivacy: async (privacy: string) => void asked.push(privacy),
		...api
	} as unknown as NodeApi;
	const status = new Status(node, { connection: { settings, test: null } } as unknown as NodeState);
	const component = mount(ConnectionSection, { target: document.body, props: { status } });
	end = () => void unmount(component);
	await tick();
	return { asked, status };
}

const server = (host: string) => page.getByRole('list', { name: 'Servers' }).getByText(host, { exact: true });

test('every server is named with its state; the page’s own cannot be removed', async () => {
	const { asked } = await shown({ servers: [OWN, { ...OTHER, state: 'offline', trouble: 'bad-proof' }] });
	await expect.element(server('elm.example')).toBeVisible();
	await expect.element(page.getByText('connected', { exact: true })).toBeVisible();
	await expect.element(page.getByText('The server does not accept your key')).toBeVisible();
	const remove = page.getByRole('button', { name: /^Remove/ });
	expect(remove.elements()).toHaveLength(1);
	await remove.click();
	expect(asked).toEqual([['remove', 'https://oak.example:8443']]);
	await expect.element(page.getByText('oak.example:8443 is removed.')).toBeVisible();
});

test('what was wrong with an address is said beside it, and gone with the next letter', async () => {
	await shown({}, { addServer: async () => 'too-many' });
	await page.getByText('Add a server').click();
	const box = page.getByRole('textbox', { name: 'Server address' });
	await box.fill('https://elm.example');
	await page.getByRole('button', { name: 'Add', exact: true }).click();
	await expect.element(page.getByText('4 servers at most.')).toBeVisible();
	await expect.element(box).toHaveAttribute('aria-invalid', 'true');
	await expect.element(box).toHaveValue('https://elm.example');
	await box.fill('https://elm.example/');
	expect(page.getByText('4 servers at most.').query()).toBeNull();
});

test('whom the browser contacts beside the servers is named, and that there is nobody too', async () => {
	const { status } = await shown({});
	await expect.element(page.getByText('Nothing outside this server is contacted.')).toBeVisible();
	const settings = status.connection?.settings;
	if (!settings) throw new Error('no settings');
	const hosts = ['elm.example', 'oak.example:8443', 'turn.example:3478'];
	status.connection = { settings: { ...settings, servers: [OWN, OTHER], hosts }, test: null };
	await expect.element(page.getByText(/also contacts turn\.example:3478, named by/)).toBeVisible();
});

test('hiding the address is one radio, with what it costs beside it', async () => {
	const { asked } = await shown({});
	const hide = page.getByRole('radio', { name: 'Relay only (hide my address)' });
	await expect.element(hide).toHaveAccessibleDescription(/slower/);
	await hide.click();
	expect(asked).toEqual(['relay-only']);
	await expect.element(page.getByText('Changed. Open links are made anew.')).toBeVisible();
});

const wakes = () => page.getByRole('checkbox', { name: 'Wake this device when mail comes' });

test('a server that wakes nobody is named as the reason, and the box cannot be ticked', async () => {
	await shown({});
	await expect.element(wakes()).toBeDisabled();
	await expect.element(page.getByText('The server sends no wake-ups')).toBeVisible();
});

test('without the permission nothing is set, and the words say where it is given', async () => {
	const set: boolean[] = [];
	await shown(
		{ wake: 'off' },
		{
			async setWake(on) {
				set.push(on);
				return on ? 'on' : 'off';
			}
		}
	);
	// Nobody is there to allow it: this browser denies it by itself.
	await wakes().click();
	await expect.element(page.getByText('You did not allow notifications')).toBeVisible();
	await expect.element(wakes()).not.toBeChecked();
	expect(set).toEqual([]);
});

test('a device that is woken can be let sleep', async () => {
	const set: boolean[] = [];
	await shown(
		{ wake: 'on' },
		{
			async setWake(on) {
				set.push(on);
				return 'off';
			}
		}
	);
	await expect.element(wakes()).toBeChecked();
	await wakes().click();
	expect(set).toEqual([false]);
	await expect.element(page.getByText('This device will not be woken any more.')).toBeVisible();
});
