/** The dialog "Reputation" as it is seen and heard, over a node that says what it thinks. */
import '../../app.css';
import { mount, tick, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { NodeApi, PeerSummary } from '#lib/app/node-api.ts';
import type { Explanation, Overruling } from '#lib/app/reputation-api.ts';
import ReputationDialog from './ReputationDialog.svelte';

let end = (): void => undefined;
afterEach(() => end());

const peer = { peer: 'a'.repeat(64), name: 'Ada', standing: 'accepted' } as unknown as PeerSummary;
const anExplanation = (over: Partial<Explanation> = {}): Explanation => ({
	...{ peer: peer.peer, stance: 'known', trust: 0.8, answers: { useful: 9, of: 12 } },
	topics: [
		{ name: 'Vegan restaurants', useful: 9, of: 10 },
		{ name: 'Tax law', useful: 0, of: 2 }
	],
	...{ without: 1, broken: 0, offender: false },
	others: { for: 2, against: 1, unheard: 0, counts: 1.8 },
	...over
});

async function shown(answers: Partial<NodeApi> = {}) {
	const calls: unknown[] = [];
	const api = {
		reputationOf: async () => anExplanation(),
		async overrule(_peer: unknown, overruling: Overruling | null) {
			calls.push(overruling);
			return anExplanation(overruling ? { stance: 'limited-by-you', overruled: overruling } : {});
		},
		resetReputation: async (of: unknown) => void calls.push(['reset', of]),
		exportReputation: async () => '{}',
		...answers
	} as unknown as NodeApi;
	const props = { api, peer, onclose: () => calls.push('closed') };
	const component = mount(ReputationDialog, { target: document.body, props });
	end = () => void unmount(component);
	await tick();
	return calls;
}

const dialog = () => page.getByRole('dialog', { name: 'Reputation' });
const radio = (name: string) => page.getByRole('radio', { name });

test('it says in words what the agent thinks and why, topic by topic, and what others say', async () => {
	await shown();
	await expect.element(dialog()).toBeVisible();
	const reasons = page.getByRole('list', { name: 'Why' });
	await expect.element(reasons).toHaveTextContent('Answers: 9 of 12 useful');
	await expect.element(reasons).toHaveTextContent('Knows vegan restaurants: 9 of 10 useful');
	await expect.element(reasons).toHaveTextContent('Tax law: only 0 of 2 useful');
	await expect
		.element(reasons)
		.toHaveTextContent('2 peers speak for them, 1 peer against. All together counts as 1.8 of your own');
	await expect.element(radio('No opinion')).toBeChecked();
});

test('the person’s word is kept at once, and taken back; what cannot be kept is not shown as chosen', async () => {
	let full = false;
	const calls = await shown({
		async overrule(_peer, overruling) {
			if (full) throw new Error('full');
			return anExplanation(overruling ? { stance: 'limited-by-you', overruled: overruling } : {});
		}
	});
	await radio('Limit').click();
	await expect.element(page.getByText('You limit them')).toBeVisible();
	full = true;
	await radio('Trust always').click();
	await expect.element(page.getByRole('alert')).toHaveTextContent('try again');
	await expect.element(radio('Limit')).toBeChecked();
	expect(calls).toEqual([]);
});

test('forgetting asks first, says what is gone, and what was caught is said in words', async () => {
	const calls = await shown({
		reputationOf: async () => anExplanation({ stance: 'limited', offender: true })
	});
	await expect.element(page.getByText('They were caught')).toBeVisible();
	await page.getByRole('button', { name: 'Reset', exact: true }).click();
	await expect.element(page.getByText('Forget what happened with Ada?')).toBeVisible();
	expect(calls).toEqual([]);
	await page.getByRole('button', { name: 'Forget', exact: true }).click();
	await expect.element(page.getByText('Nothing is remembered of Ada now.')).toBeVisible();
	expect(calls).toEqual([['reset', peer.peer]]);
});

test('a store that cannot be read is words with a next step', async () => {
	let broken = true;
	await shown({
		reputationOf: async () => (broken ? Promise.reject(new Error('no')) : anExplanation())
	});
	await expect.element(page.getByRole('alert')).toHaveTextContent('Close other tabs');
	broken = false;
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect.element(page.getByText('Known, and relied on')).toBeVisible();
});

test('everything that is touched is 44 px high, and nothing is wider than a phone', async () => {
	await page.viewport(360, 740);
	await shown();
	await expect.element(radio('Limit')).toBeVisible();
	const low = [...document.querySelectorAll<HTMLElement>('dialog button, dialog label')].filter(
		(one) => one.getBoundingClientRect().height < 44
	);
	expect(low.map(({ textContent }) => textContent)).toEqual([]);
	expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
});
