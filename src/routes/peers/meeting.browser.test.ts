/** Suggestions as they are seen and acted on, over a node that answers at once. */
import '../../app.css';
import { mount, tick, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { HelloSaid, MeetingSuggestion } from '#lib/app/meeting-api.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import Meeting from './Meeting.svelte';

let end = (): void => undefined;
afterEach(() => end());

const peer = (digit: string) => digit.repeat(64) as PeerId;
const carl: MeetingSuggestion = {
	...{ peer: peer('c'), name: 'Carl', fellowOf: undefined, asked: false },
	through: { peer: peer('a'), name: 'Anna' },
	reasons: [
		{ why: 'topics', topics: ['climbing', 'knots'] },
		{ why: 'mutual', name: 'Anna', more: 2, often: true }
	]
};
const dora: MeetingSuggestion = {
	...{ peer: peer('d'), name: 'Dora', fellowOf: 'm', through: undefined, asked: false },
	reasons: [{ why: 'community', name: 'Mushrooms' }, { why: 'near' }]
};

async function shown(all: readonly MeetingSuggestion[], outcome: HelloSaid = 'said') {
	const did: (readonly unknown[])[] = [];
	let left = all;
	const api = {
		peopleToMeet: async () => left,
		async dismissMeeting(gone: PeerId) {
			did.push(['dismiss', gone]);
			left = left.filter((one) => one.peer !== gone);
		},
		async sayHello(to: PeerId, community: string) {
			did.push(['hello', to, community]);
			left = left.filter((one) => one.peer !== to);
			return outcome;
		},
		async askToBeIntroduced(to: PeerId, through: PeerId, words: string) {
			did.push(['ask', to, through, words]);
			left = left.map((one) => (one.peer === to ? { ...one, asked: true } : one));
		}
	};
	const component = mount(Meeting, { target: document.body, props: { api, peers: [] } });
	end = () => void unmount(component);
	await tick();
	return did;
}

const line = (name: string) =>
	page.getByRole('list', { name: 'Suggestions' }).getByRole('listitem').filter({ hasText: name });

test('everybody stands with the reasons in words, and nothing stands there where there is nobody', async () => {
	await shown([carl, dora]);
	await expect.element(page.getByRole('region', { name: 'People you may want to meet' })).toBeVisible();
	await expect.element(line('Carl')).toHaveTextContent('You both know climbing and knots.');
	await expect
		.element(line('Carl'))
		.toHaveTextContent('Anna, with whom you talk often, and 2 other contacts know both of you.');
	await expect.element(line('Dora')).toHaveTextContent('You are both in Mushrooms.');
	end();
	await shown([]);
	expect(page.getByRole('region').elements()).toEqual([]);
});

test('a fellow member is said hello to, and what follows is said', async () => {
	const did = await shown([dora]);
	await page.getByRole('button', { name: 'Say hello' }).click();
	await expect.element(page.getByText('You are contacts as soon as Dora allows it.')).toBeVisible();
	expect(did).toEqual([['hello', dora.peer, 'm']]);
	expect(page.getByRole('region').elements()).toEqual([]);
});

test('a hello that cannot be said any more says why', async () => {
	await shown([dora], 'not-fellow');
	await page.getByRole('button', { name: 'Say hello' }).click();
	await expect.element(page.getByText('Dora is no longer in a community with you.')).toBeVisible();
});

test('a contact is asked in words that can be changed, and only when they are sent', async () => {
	const did = await shown([carl]);
	await page.getByRole('button', { name: 'Ask to be introduced' }).click();
	const words = page.getByRole('textbox', { name: 'Your message' });
	await expect.element(words).toHaveValue('Hi Anna, could you introduce me to Carl?');
	expect(did).toEqual([]);
	await words.fill('Who is Carl?');
	await page.getByRole('button', { name: 'Send' }).click();
	await expect.element(page.getByText('You asked Anna to introduce you.')).toBeVisible();
	expect(did).toEqual([['ask', carl.peer, peer('a'), 'Who is Carl?']]);
	expect(page.getByRole('button', { name: 'Ask to be introduced' }).elements()).toEqual([]);
});

test('who does not interest is gone', async () => {
	const did = await shown([carl, dora]);
	await page.getByRole('button', { name: 'Not interested: Carl' }).click();
	await expect.element(line('Carl')).not.toBeInTheDocument();
	await expect.element(line('Dora')).toBeVisible();
	expect(did).toEqual([['dismiss', carl.peer]]);
});

test('the list on a phone', async () => {
	await page.viewport(360, 720);
	await shown([carl, { ...dora, name: 'Dora von und zu Hohenstein-Lichtenberg-Waldburg' }]);
	await expect.element(line('Carl')).toBeVisible();
	expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
	for (const button of document.querySelectorAll('section button'))
		expect(button.getBoundingClientRect().height).toBeGreaterThanOrEqual(44);
});
