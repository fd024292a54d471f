/** A community's frame, its members, invites and what it is about, over a node that answers as told. */
import '../../app.css';
import { mount, tick, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { CommunitySummary, Fault, Overview } from '#lib/app/communities-api.ts';
import type { NodeApi, NodeState } from '#lib/app/node-api.ts';
import { Peers } from '#lib/app/peers.svelte.ts';
import { Status } from '#lib/app/status.svelte.ts';
import Community from './Community.svelte';
import { anOverview, aSummary, entryNamed, ID, ME, peerNamed } from './community.fixture.ts';

let end = (): void => undefined;
afterEach(() => end());

interface Given {
	readonly overview?: Partial<Overview> | null;
	readonly summary?: Partial<CommunitySummary>;
	readonly api?: Partial<NodeApi>;
	readonly tab?: 'Members' | 'About';
}

async function shown({ overview = {}, summary = {}, api = {}, tab = 'Members' }: Given = {}) {
	const calls: unknown[] = [];
	const note =
		(name: string) =>
		async (...args: readonly unknown[]) =>
			void calls.push([name, ...args]);
	const me = { me: { peer: ME, did: '', name: 'Ada', role: 'leader' }, notices: [] } as unknown as NodeState;
	const node = {
		state: async () => me,
		communityThreads: async () => ({ threads: [], more: false }),
		community: async () => (overview ? anOverview(overview) : null),
		actInCommunity: note('act'),
		removeMember: note('remove'),
		setCommunity: note('set'),
		leaveCommunity: note('leave'),
		...api
	} as unknown as NodeApi;
	const status = new Status(node, me);
	const props = {
		id: ID,
		node,
		status,
		peers: new Peers(node, [], []),
		entry: undefined,
		onsend: () => void calls.push(['send'])
	};
	const component = mount(Community, {
		target: document.body,
		props: { ...props, summary: aSummary(summary) }
	});
	end = () => void unmount(component);
	await tick();
	if (overview) await page.getByRole('tab', { name: tab }).click();
	return calls;
}

const member = (name: string) =>
	page.getByRole('list', { name: 'Members' }).getByRole('listitem').filter({ hasText: name });

test('members are listed with their role and whether they are there; an anchor is told what making one means', async () => {
	const calls = await shown();
	await expect.element(member('Ada')).toHaveTextContent('you anchor');
	await expect.element(member('Ben')).toHaveTextContent('there now');
	await expect.element(member('Cleo')).not.toHaveTextContent('there now');
	// The last anchor stays one.
	expect(member('Ada').getByRole('button').elements()).toHaveLength(0);
	await member('Cleo').getByRole('button', { name: 'Make member' }).click();
	await member('Ben').getByRole('button', { name: 'Make anchor' }).click();
	const dialog = page.getByRole('dialog', { name: 'Make Ben an anchor?' });
	await expect.element(dialog).toHaveTextContent('change what everybody is, you too');
	await dialog.getByRole('button', { name: 'Make anchor' }).click();
	expect(calls).toEqual([
		['act', ID, { kind: 'role', peer: peerNamed('d'), role: 'member' }],
		['act', ID, { kind: 'role', peer: peerNamed('b'), role: 'anchor' }]
	]);
});

test('whoever may post sends their agent from here; a guest does not', async () => {
	const send = page.getByRole('button', { name: 'Send my agent' });
	const calls = await shown({ overview: { mine: 'member' }, summary: { mine: 'member' } });
	await send.click();
	expect(calls).toEqual([['send']]);
	end();
	await shown({ overview: { mine: 'guest' }, summary: { mine: 'guest' } });
	await expect.element(page.getByRole('tab', { name: 'Members' })).toBeVisible();
	expect(send.elements()).toHaveLength(0);
});

test('removing says what happens before it happens, and cancelling does nothing', async () => {
	const calls = await shown();
	await member('Ben').getByRole('button', { name: 'Remove' }).click();
	const dialog = page.getByRole('dialog', { name: 'Remove Ben?' });
	await expect.element(dialog).toHaveTextContent('nothing new reaches them');
	await dialog.getByRole('button', { name: 'Cancel' }).click();
	expect(calls).toEqual([]);
	await member('Ben').getByRole('button', { name: 'Remove' }).click();
	await dialog.getByRole('button', { name: 'Remove' }).click();
	expect(calls).toEqual([['remove', ID, peerNamed('b')]]);
});

test('whoever asks is let in or turned down, and what a member did is said by name, to anchors alone', async () => {
	const forked: Fault = { peer: peerNamed('b'), what: 'forked', times: 1, lastAt: Date.now() };
	const asking = [{ peer: peerNamed('e'), name: 'Dora', at: Date.now() }];
	const calls = await shown({ overview: { asking, faults: [forked] } });
	const faults = page.getByRole('list', { name: 'What anchors should know' });
	await expect.element(faults).toHaveTextContent('Ben signed two different entries for one place');
	await page.getByRole('button', { name: 'Let in' }).click();
	await page.getByRole('button', { name: 'Turn down' }).click();
	expect(calls).toEqual([
		['act', ID, { kind: 'role', peer: peerNamed('e'), role: 'member' }],
		['remove', ID, peerNamed('e')]
	]);
	end();
	await shown({ overview: { asking, faults: [forked], mine: 'member' }, summary: { mine: 'member' } });
	await expect.element(member('Ben')).toBeVisible();
	expect(page.getByRole('button', { name: /Let in|Remove|Invite/ }).elements()).toHaveLength(0);
	expect(faults.elements()).toHaveLength(0);
});

test('an invite is made for so many and so long; one made elsewhere says so, and one is revoked', async () => {
	const made: unknown[] = [];
	const invite = {
		entry: entryNamed('i'),
		by: ME,
		usesLeft: 2,
		until: Date.now() + 86_400_000,
		joins: [entryNamed('j')]
	};
	const calls = await shown({
		overview: { invites: [invite] },
		api: {
			async inviteToCommunity(_id, uses, days) {
				made.push([uses, days]);
				return 'http://localhost/#c=link';
			},
			communityLink: async () => null
		}
	});
	await page.getByRole('button', { name: 'Invite', exact: true }).click();
	const dialog = page.getByRole('dialog', { name: 'Invite to Mill Lane Choir' });
	await dialog.getByRole('spinbutton', { name: 'How many people' }).fill('0');
	await dialog.getByRole('button', { name: 'Make the link' }).click();
	await expect.element(dialog.getByRole('alert')).toHaveTextContent('Between 1 and 256 people');
	await dialog.getByRole('spinbutton', { name: 'How many people' }).fill('3');
	await dialog.getByRole('combobox', { name: 'How long' }).selectOptions('30 days');
	await dialog.getByRole('button', { name: 'Make the link' }).click();
	await expect
		.element(dialog.getByRole('textbox', { name: 'Invite link' }))
		.toHaveValue('http://localhost/#c=link');
	await expect.element(dialog.getByRole('img', { name: 'QR code' })).toBeVisible();
	expect(made).toEqual([[3, 30]]);
	await dialog.getByRole('button', { name: 'Show link' }).click();
	await expect.element(dialog.getByRole('alert')).toHaveTextContent('Made on another device');
	await dialog.getByRole('button', { name: 'Revoke' }).click();
	expect(calls).toEqual([['act', ID, { kind: 'revoke', invite: invite.entry, joins: [entryNamed('j')] }]]);
});

test('a box that could not be changed says what holds; the only anchor of others is told how to leave', async () => {
	const api = { setCommunity: () => Promise.reject(new Error('full')) };
	await shown({ tab: 'About', api });
	const mute = page.getByRole('checkbox', { name: 'Mute' });
	await mute.click();
	await expect.element(page.getByRole('alert')).toHaveTextContent('did not work');
	await expect.element(mute).not.toBeChecked();
	await page.getByRole('combobox', { name: 'Add a topic' }).fill('no topic that there is');
	await page.getByRole('button', { name: 'Add', exact: true }).click();
	await expect.element(page.getByText('Choose one from the list')).toBeVisible();
	await page.getByRole('button', { name: 'Leave' }).click();
	await expect
		.element(page.getByRole('dialog', { name: 'Leave Mill Lane Choir?' }))
		.toHaveTextContent('Make somebody else an anchor');
});

test('who is not in is told why, and what they can do', async () => {
	await shown({ overview: null, summary: { mine: 'asking' } });
	await expect.element(page.getByRole('heading', { name: 'Waiting to be let in' })).toBeVisible();
	end();
	const calls = await shown({ overview: { mine: 'none' }, summary: { mine: 'removed' } });
	await expect.element(page.getByText('an anchor removed you')).toBeVisible();
	await expect.element(member('Ben')).toBeVisible();
	await page.getByRole('button', { name: 'Remove from this device' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
	expect(calls).toEqual([]);
	end();
	await shown({ overview: null, summary: { mine: 'removed' } });
	await expect.element(page.getByText('You were not let in')).toBeVisible();
});
