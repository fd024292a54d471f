/** Sending the agent, the plan of it, and what came back, over a node that answers as told. */
import '../../app.css';
import { mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { NodeError } from '#lib/agent/ports.ts';
import type { ErrandToSend, ShownErrand } from '#lib/app/errands-api.ts';
import type { ItemSummary, NodeApi, NodeChange, PeerSummary, Visibility } from '#lib/app/node-api.ts';
import { aSummary, entryNamed, ID, peerNamed } from './community.fixture.ts';
import ErrandDialog from './ErrandDialog.svelte';
import Errands from './Errands.svelte';

let end = (): void => undefined;
afterEach(() => end());

const BEN = peerNamed('b');
const note = { id: 'rye', title: 'Rye bread', visibility: { to: 'private' } } as ItemSummary;

function dialogOver(api: Partial<NodeApi> = {}, here?: string) {
	const sent: ErrandToSend[] = [];
	const ends: string[] = [];
	const node = {
		sendErrand: async (errand: ErrandToSend) => {
			sent.push(errand);
			return 'id';
		},
		item: async () => ({ ...note, text: 'Flour and water.' }),
		...api
	} as unknown as NodeApi;
	const component = mount(ErrandDialog, {
		target: document.body,
		props: {
			...{ node, here, items: [note] },
			communities: [aSummary(), aSummary({ id: 'd'.repeat(43), name: 'Allotments', mine: 'guest' })],
			contacts: [{ peer: BEN, name: 'Ben' } as PeerSummary],
			onsent: () => void ends.push('sent'),
			onclose: () => void ends.push('closed')
		}
	});
	end = () => void unmount(component);
	return { sent, ends };
}

const dialog = page.getByRole('dialog', { name: 'Send my agent' });
const what = dialog.getByRole('textbox', { name: 'What should it do?' });
const step = (name: string) => dialog.getByRole('group', { name });
const show = () => dialog.getByRole('button', { name: 'Show the plan' }).click();
const send = () => dialog.getByRole('button', { name: 'Send my agent' }).click();

test('the plan shows every word and whom it goes to; what is changed there is what is sent', async () => {
	const { sent, ends } = dialogOver({}, ID);
	await what.fill('Ask the group whether Thursday works, share this article with Ben, tell me what they say');
	await dialog.getByRole('textbox', { name: 'Something of yours to share (optional)' }).fill('rye');
	await dialog.getByRole('button', { name: 'Rye bread' }).click();
	await expect.element(dialog.getByText('Only you can see it so far')).toBeVisible();
	await show();
	const asks = step('Step 1: ask');
	await expect.element(asks.getByRole('textbox', { name: 'Words' })).toHaveValue('Does Thursday work?');
	await expect.element(asks.getByRole('combobox', { name: 'To whom' })).toHaveDisplayValue('Mill Lane Choir');
	// A guest posts nowhere.
	expect(asks.getByRole('option', { name: 'Allotments' }).elements()).toHaveLength(0);
	const shares = step('Step 2: share');
	await expect.element(shares.getByText('From your knowledge: Rye bread')).toBeVisible();
	await expect.element(shares.getByText('only they read it')).toBeVisible();
	expect(sent).toEqual([]);
	await asks.getByRole('textbox', { name: 'Words' }).fill('Thursday at seven?');
	await dialog.getByRole('combobox', { name: 'How long to wait' }).selectOptions('1 day');
	await send();
	await expect.poll(() => ends).toEqual(['sent']);
	expect(sent).toMatchObject([
		{
			waitMs: 86_400_000,
			steps: [
				{ kind: 'ask', where: { to: 'community', id: ID }, text: 'Thursday at seven?' },
				{ kind: 'share', where: { to: 'person', peer: BEN }, text: 'Rye bread\n\nFlour and water.' }
			]
		}
	]);
});

test('what is not understood is said, and nothing goes before it is clear whom it goes to', async () => {
	const { sent } = dialogOver();
	await show();
	await expect.element(dialog.getByRole('alert')).toHaveTextContent('Write what it should do');
	await what.fill('ask Zoe whether <b>Thursday</b> works');
	await show();
	await expect
		.element(dialog.getByRole('list', { name: 'Not understood' }))
		.toHaveTextContent('Nobody you can write to is called “Zoe”');
	await send();
	await expect.element(dialog.getByRole('alert')).toHaveTextContent('Choose to whom step 1 goes');
	await step('Step 1: ask').getByRole('combobox', { name: 'To whom' }).selectOptions('Ben');
	await send();
	await expect.poll(() => sent.length).toBe(1);
	expect(sent[0]!.steps).toMatchObject([{ text: 'Does <b>Thursday</b> work?', where: { peer: BEN } }]);
});

test('ten thousand letters are turned away in words; by hand and by keyboard a plan is made all the same', async () => {
	const { sent } = dialogOver();
	await what.fill('ask Ben '.repeat(1_250));
	await show();
	await expect.element(dialog.getByText('longer than one errand can be')).toBeVisible();
	await send();
	await expect.element(dialog.getByRole('alert')).toHaveTextContent('The plan is empty');
	await dialog.getByRole('button', { name: 'Add a question' }).click();
	// The new step has the focus: chosen and written without a mouse.
	await userEvent.keyboard('Ben{Tab}Soup on Friday?');
	await dialog.getByRole('button', { name: 'Add something to share' }).click();
	await dialog.getByRole('button', { name: 'Remove step 2' }).click();
	await dialog.getByRole('checkbox', { name: 'Gather the answers and count them' }).click();
	await send();
	await expect.poll(() => sent.length).toBe(1);
	expect(sent[0]).toMatchObject({
		...{ text: '', waitMs: null, steps: [{ kind: 'ask', text: 'Soup on Friday?', where: { peer: BEN } }] }
	});
});

test('what is too long for an errand is left out where the plan is put together by hand', async () => {
	const { sent } = dialogOver({}, ID);
	await what.fill('x'.repeat(2_001));
	await dialog.getByRole('button', { name: 'Put it together by hand' }).click();
	await dialog.getByRole('button', { name: 'Add a question' }).click();
	await step('Step 1: ask').getByRole('combobox', { name: 'To whom' }).selectOptions('Ben');
	await step('Step 1: ask').getByRole('textbox', { name: 'Words' }).fill('Soup?');
	await send();
	await expect.poll(() => sent).toMatchObject([{ text: '', steps: [{ text: 'Soup?' }] }]);
});

test('who goes back and changes nothing finds the plan as they left it; another errand is planned anew', async () => {
	dialogOver({}, ID);
	const back = () => dialog.getByRole('button', { name: 'Change the errand' }).click();
	const asked = step('Step 1: ask').getByRole('textbox', { name: 'Words' });
	await what.fill('Ask the group whether Thursday works, tell me within 30 hours');
	await show();
	await expect
		.element(dialog.getByRole('combobox', { name: 'How long to wait' }))
		.toHaveDisplayValue('30 hours');
	await asked.fill('Thursday at seven?');
	await back();
	await show();
	await expect.element(asked).toHaveValue('Thursday at seven?');
	await back();
	await what.fill('Ask the group whether Friday works');
	await show();
	await expect.element(asked).toHaveValue('Does Friday work?');
});

const seenBy: readonly (readonly [Visibility, string])[] = [
	[{ to: 'private' }, 'Only you can see it so far'],
	[{ to: 'contacts' }, 'Only your contacts can see it so far'],
	[{ to: 'named', peers: [BEN] }, 'Only those you named can see it so far'],
	[{ to: 'community', communities: [ID] }, 'Only the communities you chose can see it so far']
];
test.each(seenBy)(
	'something not public (%o) is cautioned about, also after a look at the plan',
	async (visibility, words) => {
		dialogOver({ item: async () => ({ ...note, visibility, text: 'Flour and water.' }) });
		await dialog.getByRole('textbox', { name: 'Something of yours to share (optional)' }).fill('rye');
		await dialog.getByRole('button', { name: 'Rye bread' }).click();
		await expect.element(dialog.getByText(words)).toBeVisible();
		await show();
		await dialog.getByRole('button', { name: 'Change the errand' }).click();
		await expect.element(dialog.getByText(words)).toBeVisible();
		await expect.element(dialog.getByText('“Rye bread” is shared')).toBeVisible();
	}
);

test('something public is shared without a caution', async () => {
	dialogOver({ item: async () => ({ ...note, visibility: { to: 'public' }, text: 'Flour.' }) });
	await dialog.getByRole('textbox', { name: 'Something of yours to share (optional)' }).fill('rye');
	await dialog.getByRole('button', { name: 'Rye bread' }).click();
	await expect.element(dialog.getByText('“Rye bread” is shared')).toBeVisible();
	await expect.element(dialog.getByText('Whoever is told of it')).not.toBeInTheDocument();
});

const anErrand = (over: Partial<ShownErrand> = {}): ShownErrand => ({
	...{ id: 'e', text: 'ask the group', madeAt: Date.now(), until: Date.now() + 86_400_000, state: 'running' },
	steps: [
		{
			...{ kind: 'ask', text: 'Does Thursday work?', state: 'sent', entry: entryNamed('q'), at: Date.now() },
			where: { to: 'community', id: ID, name: 'Mill Lane Choir' }
		},
		{
			...{ kind: 'share', text: 'Notes', state: 'failed', trouble: 'no-contact' },
			where: { to: 'person', peer: BEN, name: 'Ben' }
		}
	],
	answers: [
		{
			...{ id: entryNamed('r'), step: 0, by: BEN, name: 'Ben', at: Date.now(), byAgent: true },
			...{ text: '<img src=x> Yes', isCut: true, isAmended: true, reads: 'yes' }
		}
	],
	...{ more: 0, acts: [{ at: Date.now(), what: 'sent', step: 0 }] },
	tallies: [{ yes: 1, no: 0, other: 2 }, null],
	...over
});

test('an errand shows its steps, the count and each answer with the way there; it is stopped, taken back, removed', async () => {
	let errands = [anErrand()];
	const calls: string[] = [];
	const listeners: ((change: NodeChange) => void)[] = [];
	const becomes = (over: Partial<ShownErrand> | null) => {
		errands = over ? [anErrand(over)] : [];
		for (const listener of listeners) listener({ part: 'errands', value: [] });
	};
	const node = {
		state: async () => ({ errands: errands.map(({ id, state }) => ({ id, state, revision: 0 })) }),
		errands: async () => errands,
		subscribe: (listener: (change: NodeChange) => void) => void listeners.push(listener),
		stopErrand: async () => (calls.push('stop'), becomes({ state: 'stopped' })),
		takeBackErrand: async () => (calls.push('take back'), becomes({ state: 'stopped', steps: [] })),
		removeErrand: async () => (calls.push('remove'), becomes(null))
	} as unknown as NodeApi;
	const component = mount(Errands, { target: document.body, props: { node, knows: () => true } });
	end = () => void unmount(component);

	const row = page.getByRole('list', { name: 'Errands' }).getByRole('listitem').first();
	await expect.element(row).toHaveTextContent('under way');
	await expect.element(row.getByText('Counted by your agent: 1 yes and 2 said something else')).toBeVisible();
	const answer = row.getByRole('list', { name: 'Answers' }).getByRole('listitem');
	await expect.element(answer).toHaveTextContent('Ben’s agent');
	await expect.element(answer).toHaveTextContent('“<img src=x> Yes…”');
	await expect
		.element(answer.getByRole('link', { name: 'Open it there' }))
		.toHaveAttribute('href', `/communities#${ID}/${entryNamed('r')}`);
	await expect.element(row.getByText('They are no contact of yours any more')).toBeVisible();
	await row.getByText('What it did').click();
	await expect.element(row.getByText('Said to everybody in Mill Lane Choir:')).toBeVisible();

	await row.getByRole('button', { name: 'Stop' }).click();
	await expect.element(row).toHaveTextContent('stopped');
	await row.getByRole('button', { name: 'Take back what was posted' }).click();
	await row.getByRole('button', { name: 'Remove' }).click();
	await page
		.getByRole('dialog', { name: 'Remove this errand?' })
		.getByRole('button', { name: 'Remove' })
		.click();
	await expect.element(page.getByRole('list', { name: 'Errands' })).not.toBeInTheDocument();
	expect(calls).toEqual(['stop', 'take back', 'remove']);
});

test('where something could not be taken back, it is said where it still stands', async () => {
	const [taken] = anErrand().steps;
	const inOther = { to: 'community', id: 'd'.repeat(43), name: 'Allotments' } as const;
	const steps = [
		{ ...taken!, state: 'taken-back' as const },
		{ ...taken!, where: inOther }
	];
	const node = {
		state: async () => ({ errands: [{ id: 'e', state: 'stopped', revision: 0 }] }),
		errands: async () => [anErrand({ state: 'stopped', steps })],
		subscribe: () => () => undefined,
		takeBackErrand: () => Promise.reject(new NodeError('unreachable'))
	} as unknown as NodeApi;
	const component = mount(Errands, { target: document.body, props: { node, knows: () => true } });
	end = () => void unmount(component);
	await page.getByRole('button', { name: 'Take back what was posted' }).click();
	await expect.element(page.getByRole('alert')).toHaveTextContent('It still stands in Allotments. If you');
});
