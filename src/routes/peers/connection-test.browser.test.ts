/** The connection test as it is seen and heard, over a node that says how far it has come. */
import '../../app.css';
import { mount, tick, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { CauseName, TestReport, TestRun, TestStep } from '#lib/app/connection-api.ts';
import type { NodeApi, NodeState } from '#lib/app/node-api.ts';
import { Status } from '#lib/app/status.svelte.ts';
import { connection } from '#lib/ui/text/connection.ts';
import ConnectionTest from './ConnectionTest.svelte';

let end = (): void => undefined;
afterEach(() => end());

const aRun = (over: Partial<TestRun>): TestRun => ({
	steps: [],
	cause: undefined,
	running: false,
	startedAt: 1,
	...over
});
const passed = (name: TestStep['name']): TestStep => ({ name, state: 'passed', ms: 12 });

/** The test on the screen, and how its node goes on. */
async function shown(earlier: TestRun | null = null) {
	let started = 0;
	let fail: (error: Error) => void = () => undefined;
	const api = {
		testConnection() {
			started += 1;
			return new Promise<TestReport>((_, reject) => (fail = reject));
		}
	} as unknown as NodeApi;
	const state = { connection: earlier && { settings: null, test: earlier } };
	const status = new Status(api, state as unknown as NodeState);
	const component = mount(ConnectionTest, {
		target: document.body,
		props: { status, onclose: () => undefined }
	});
	end = () => void unmount(component);
	await tick();
	return {
		started: () => started,
		fail: () => fail(new Error('gone')),
		async tell(run: TestRun) {
			status.connection = { settings: null, test: run };
			await tick();
		}
	};
}

const line = (name: string) => page.getByRole('listitem').filter({ hasText: name });

test('it starts by itself, names all steps at once, and what an earlier test found is not shown as this one’s', async () => {
	const node = await shown(aRun({ cause: 'banned', steps: [passed('server')] }));
	expect(node.started()).toBe(1);
	await expect.element(page.getByRole('region', { name: 'Connection test' })).toBeVisible();
	await expect.element(page.getByText('Testing…')).toBeVisible();
	expect(page.getByRole('listitem').elements()).toHaveLength(6);
	await expect.element(line('Server reachable')).toHaveTextContent('not yet');
	expect(document.body.textContent).not.toContain(connection.test.causes.banned.what);
});

test('a settled step is said once to whoever listens, and the outcome after it', async () => {
	const node = await shown();
	await node.tell(aRun({ running: true, steps: [passed('server'), { name: 'proof', state: 'running' }] }));
	const [heard] = document.querySelectorAll('.unseen[role="status"]');
	expect(heard?.textContent).toBe('Server reachable: passed, 12 ms');
	await node.tell(aRun({ steps: [passed('server'), passed('proof')] }));
	expect(heard?.textContent).toBe('');
	await expect.element(page.getByText('Everything works from here.')).toBeVisible();
	await expect.element(page.getByRole('button', { name: 'Copy report' })).toBeVisible();
});

test('a step is said to be skipped for what it was: nothing named, not wanted, or not tried after a failure', async () => {
	const node = await shown();
	const steps: TestStep[] = [
		passed('server'),
		passed('proof'),
		{ name: 'candidates', state: 'skipped', detail: 'relay only' },
		{ name: 'loop', state: 'failed' },
		{ name: 'turn', state: 'skipped', detail: 'no TURN server is named' },
		passed('mailbox')
	];
	await node.tell(aRun({ steps }));
	await expect.element(line('TURN server')).toHaveTextContent('whoever hosts the server named none');
	await expect.element(line('Own addresses')).toHaveTextContent('your address is hidden');
	await node.tell(
		aRun({
			cause: 'server-down',
			steps: [
				{ name: 'server', state: 'failed' },
				{ name: 'turn', state: 'skipped' },
				{ name: 'mailbox', state: 'skipped' }
			]
		})
	);
	for (const name of ['TURN server', 'Mailbox, there and back'])
		await expect.element(line(name)).toHaveTextContent('not tried after what failed before');
});

test.each(Object.keys(connection.test.causes) as CauseName[])(
	'the cause %s is said in words with a next step',
	async (cause) => {
		const node = await shown();
		await node.tell(aRun({ cause }));
		const { what, next } = connection.test.causes[cause];
		await expect.element(page.getByText(what)).toBeVisible();
		await expect.element(page.getByText(next)).toBeVisible();
	}
);

test('again starts one more test, and not while one runs', async () => {
	const node = await shown();
	const again = page.getByRole('button', { name: 'Test again' });
	await again.click({ force: true });
	expect(node.started()).toBe(1);
	await node.tell(aRun({ cause: 'clock' }));
	await again.click();
	expect(node.started()).toBe(2);
	await expect.element(page.getByText('Testing…')).toBeVisible();
});

test('a test whose tab is gone says that it could not run', async () => {
	const node = await shown();
	node.fail();
	await expect.element(page.getByText('The test itself could not run.')).toBeVisible();
});
