/** What a model wrote, as a person sees and hears it. */
import '../../app.css';
import { mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { Conversation } from '#lib/app/conversation.svelte.ts';
import type { Exchange } from '#lib/agent/events.ts';
import type { NodeApi } from '#lib/app/node-api.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import Streaming from './Streaming.fixture.svelte';

const prose: Exchange = {
	id: 'x',
	conversation: 'here',
	question: 'And on Sundays?',
	understood: 'When does the bakery open on Sundays?',
	askedAt: 0,
	tookMs: 900,
	state: 'done',
	parts: [
		{ kind: 'text', text: 'It opens at eight on Sundays' },
		{ kind: 'cite', source: 1 },
		{ kind: 'text', text: '. ' },
		{ kind: 'text', text: 'Enjoy your rolls!', own: true },
		{ kind: 'text', text: '\n\nBring a bag.', own: true }
	],
	sources: [
		{
			n: 1,
			author: 'b'.repeat(64) as PeerId,
			authorName: 'Bea',
			title: 'Bakery',
			text: 'On Sundays it opens at eight.',
			spans: [{ start: 0, end: 28 }],
			hash: 'h',
			verification: 'verified',
			madeAt: 0
		}
	],
	route: [],
	askedOthers: true,
	writtenBy: 'Llama 3.2 1B',
	read: { passages: 5, of: 9 }
};

let end = (): void => undefined;
afterEach(() => end());

function shown(over: Partial<Exchange>): HTMLElement {
	const exchanges = [{ ...prose, ...over }];
	const conversation = new Conversation({} as NodeApi, { conversation: 'here', exchanges });
	const component = mount(Streaming, { target: document.body, props: { conversation } });
	end = () => void unmount(component);
	return document.querySelector('article')!;
}

test('words without a source are dotted, said to be the model’s own, and explained; the model is named', () => {
	const answer = shown({});
	const own = [...answer.querySelectorAll<HTMLElement>('.prose .own')];
	expect(own.map(({ textContent }) => textContent)).toEqual(['Enjoy your rolls!', 'Bring a bag.']);
	for (const words of own) expect(getComputedStyle(words).textDecorationStyle).toBe('dotted');
	expect(answer.querySelector('.prose')?.textContent?.replace(/\s+/g, ' ').trim()).toBe(
		'It opens at eight on Sundays1. (the model’s own words: Enjoy your rolls!)'
	);
	expect(answer.textContent).toContain('Dotted: the model’s own words, no source says this.');
	expect(answer.textContent).toContain('Written by Llama 3.2 1B on this device');
	expect(answer.textContent).toContain('Understood as: When does the bakery open on Sundays?');
	expect(answer.textContent).toContain('The model read 5 of 9 passages; its context holds no more.');
});

test('where every sentence has its source nothing is said of own words', () => {
	const answer = shown({ parts: prose.parts.slice(0, 3) });
	expect(answer.textContent).not.toContain('own words');
});

test('quotes in the place of a text that did not hold up say so, and no model is named', () => {
	const { writtenBy: _, ...rest } = prose;
	const answer = shown({
		...rest,
		fellBack: 'uncited',
		parts: [{ kind: 'quote', text: 'at eight', sources: [1] }]
	});
	expect(answer.textContent).toContain(
		'The model’s text did not hold up (no sources), so here are the quotes.'
	);
});

test('an engine that died in the middle leaves what it wrote, the reason and the next step', async () => {
	const answer = shown({ state: 'failed', failure: 'crashed' });
	await vi.waitFor(() => expect(answer.querySelector('.trouble')?.textContent?.length).toBeGreaterThan(10));
	expect(answer.textContent).toContain('It opens at eight on Sundays');
	expect(answer.querySelector('.trouble + p')?.textContent?.length).toBeGreaterThan(10);
});

test('a failure nobody has words for still is one', async () => {
	const answer = shown({ state: 'failed', failure: 'constructor', parts: [], sources: [] });
	await vi.waitFor(() => expect(answer.querySelector('.trouble')?.textContent).toBe('The answer failed.'));
});
