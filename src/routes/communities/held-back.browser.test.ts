/** What was held back, as it is seen and put away. */
import '../../app.css';
import { mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { CommunityNotice, HeldWhy } from '#lib/app/communities-api.ts';
import { bea } from '#lib/app/communities.fixture.ts';
import HeldBack from './HeldBack.svelte';

let end = (): void => undefined;
afterEach(() => end());

function shown(
	notices: readonly CommunityNotice[],
	onleave: () => void = () => undefined
): (notice: string) => void {
	const ondrop = vi.fn();
	const component = mount(HeldBack, { target: document.body, props: { notices, ondrop, onleave } });
	end = () => void unmount(component);
	return ondrop;
}

const aNotice = (id: string, held?: HeldWhy): CommunityNotice => ({
	...{ id, community: 'c', title: 'Bakers', entry: id, within: id, by: bea, name: 'Bea' },
	...{ text: `Text of ${id}`, why: 'new', count: 1, at: 1 },
	...(held && { held })
});

test('what was held back is listed closed, newest first, with the reason, and goes when it is opened or put away', async () => {
	const ondrop = shown([aNotice('told'), aNotice('one', 'busy'), aNotice('two', 'far')]);
	await expect.element(page.getByText('Text of one')).not.toBeVisible();
	await page.getByText('Held back: 2 entries').click();
	const rows = page.getByRole('listitem');
	expect(rows.elements()).toHaveLength(2);
	await expect.element(rows.first()).toHaveTextContent('held back: far from your topics');
	await expect.element(rows.last()).toHaveTextContent('held back: you are busy');
	await expect
		.element(rows.last().getByRole('link', { name: 'Open what Bea wrote in Bakers' }))
		.toHaveAttribute('href', '/communities#c/one');
	await page.getByRole('button', { name: 'Put all away' }).click();
	expect(vi.mocked(ondrop).mock.calls).toEqual([['two'], ['one']]);
});

test('the focus is taken care of before the button that puts all away goes with them', async () => {
	const dropped: number[] = [];
	const ondrop = shown([aNotice('one', 'busy'), aNotice('two', 'far')], () =>
		dropped.push(vi.mocked(ondrop).mock.calls.length)
	);
	await page.getByText('Held back: 2 entries').click();
	await page.getByRole('button', { name: 'Put all away' }).click();
	expect(dropped, 'once, before any').toEqual([0]);
});

test('there is nothing where nothing was held back', async () => {
	shown([aNotice('told')]);
	await expect.element(page.getByText('Held back')).not.toBeInTheDocument();
	expect(document.querySelector('details')).toBeNull();
});
