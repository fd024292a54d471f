import { beforeEach, describe, expect, test } from 'vitest';
import { NodeError } from '#lib/agent/ports.ts';
import type { AskEvent, Exchange } from '#lib/agent/events.ts';
import { anExchange } from '../../../tests/contract/store-builders.ts';
import { Conversation } from './conversation.svelte.ts';
import { Draft } from './draft.svelte.ts';
import type { AskOptions, NodeApi } from './node-api.ts';

const aTurn = (id: string, over: Partial<Exchange> = {}): Exchange =>
	anExchange({ id, conversation: 'here', parts: [], ...over });
const streaming = (id: string, text: string): Exchange =>
	aTurn(id, { state: 'writing', parts: [{ kind: 'text', text }] });

/** A screen whose frames are drawn by hand, over a node whose events are handed in one by one. */
function aScreen(...exchanges: readonly Exchange[]) {
	const frames: (() => void)[] = [];
	const asked: AskOptions[] = [];
	let events: Exchange[] = [];
	let wake = (): void => undefined;
	let end: 'end' | Error | undefined;
	async function* ask(_question: string, options: AskOptions, signal: AbortSignal): AsyncGenerator<AskEvent> {
		asked.push(options);
		signal.addEventListener('abort', () => wake());
		for (;;) {
			const exchange = events.shift();
			if (exchange) yield { step: exchange.state, exchange };
			else if (end === 'end' || signal.aborted) return;
			else if (end) throw end;
			else await new Promise<void>((resolve) => (wake = resolve));
		}
	}
	const api = { ask } as unknown as NodeApi;
	const screen = new Conversation(api, { conversation: 'here', exchanges }, (draw) => frames.push(draw));
	const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
	return {
		screen,
		frames,
		asked,
		async stream(...more: readonly Exchange[]) {
			events = [...events, ...more];
			wake();
			await settle();
		},
		async end(how: 'end' | Error = 'end') {
			end = how;
			wake();
			await settle();
		},
		ids: () => screen.exchanges.map(({ id }) => id),
		words: () =>
			screen.exchanges
				.at(-1)
				?.parts.map((part) => ('text' in part ? part.text : ''))
				.join('')
	};
}

let node: ReturnType<typeof aScreen>;
beforeEach(() => (node = aScreen(aTurn('1'))));

describe('while an answer streams', () => {
	test('a hundred pieces between two frames are drawn once, and the newest is what is seen', async () => {
		void node.screen.ask('Next?');
		await node.stream(...Array.from({ length: 100 }, (_, n) => streaming('2', 'a'.repeat(n))));
		expect(node.frames).toHaveLength(1);
		expect(node.ids()).toEqual(['1']);
		node.frames.shift()!();
		expect([node.ids(), node.words()?.length]).toEqual([['1', '2'], 99]);
		await node.stream(streaming('2', 'b'));
		expect(node.frames).toHaveLength(1);
	});

	test('its end is seen without waiting for a frame: a hidden tab has none', async () => {
		const asking = node.screen.ask('Next?');
		await node.stream(streaming('2', 'half'), aTurn('2', { parts: [{ kind: 'text', text: 'whole' }] }));
		await node.end();
		expect((await asking)?.state).toBe('done');
		expect(node.words()).toBe('whole');
		node.frames.forEach((draw) => draw());
		expect(node.words()).toBe('whole');
	});

	test('what the node tells of it is older, until it is stored as ended', async () => {
		void node.screen.ask('Next?');
		await node.stream(streaming('2', 'so far'));
		node.screen.told([aTurn('1'), aTurn('2', { state: 'searching' })]);
		expect(node.words()).toBe('so far');
		node.screen.told([aTurn('1'), aTurn('2', { parts: [{ kind: 'text', text: 'stored' }] })]);
		expect(node.words()).toBe('stored');
	});

	test('another conversation shows nothing of it and is not busy, and on the way back it is there', async () => {
		void node.screen.ask('Next?');
		await node.stream(streaming('2', 'so far'));
		expect(node.screen.busy).toBe(true);
		node.screen.moved('elsewhere');
		node.screen.told([aTurn('x', { conversation: 'elsewhere' })]);
		expect([node.ids(), node.screen.busy]).toEqual([['x'], false]);
		await node.stream(streaming('2', 'more of it'));
		node.frames.forEach((draw) => draw());
		expect(node.ids()).toEqual(['x']);
		node.screen.moved('here');
		node.screen.told([aTurn('1'), aTurn('2', { state: 'searching' })]);
		expect([node.words(), node.screen.busy]).toEqual(['more of it', true]);
	});

	test('a version takes the place of the other and of what followed it, with both counted', async () => {
		node.screen.told([aTurn('1'), aTurn('2'), aTurn('3')]);
		void node.screen.ask('Again?', '2');
		await node.stream(streaming('4', 'new'));
		node.frames.shift()!();
		expect(node.asked).toMatchObject([{ insteadOf: '2' }]);
		expect(node.ids()).toEqual(['1', '4']);
		expect(node.screen.exchanges[1]?.versions).toEqual(['2', '4']);
		node.screen.told([aTurn('1'), { ...aTurn('4', { state: 'searching' }), versions: ['2', '4', '5'] }]);
		expect(node.screen.exchanges[1]).toMatchObject({ state: 'writing', versions: ['2', '4', '5'] });
	});
});

describe('an answer that ends badly', () => {
	test('stopped without a last word it says stopped, and another can be asked', async () => {
		const asking = node.screen.ask('Next?');
		await node.stream(streaming('2', 'half'));
		expect(await node.screen.ask('Too early?')).toBeUndefined();
		node.screen.stop();
		expect(await asking).toMatchObject({ state: 'stopped', parts: [{ text: 'half' }] });
		expect([node.screen.busy, node.words()]).toEqual([false, 'half']);
	});

	test('what was written is kept with the reason, also where the node could not store it', async () => {
		const asking = node.screen.ask('Next?');
		await node.stream(streaming('2', 'half'));
		node.screen.told([aTurn('1'), aTurn('2', { state: 'searching' })]);
		await node.end(new NodeError('storage-full'));
		expect(await asking).toMatchObject({ id: '2', state: 'failed', failure: 'storage-full' });
		expect([node.ids(), node.words()]).toEqual([['1', '2'], 'half']);
	});

	test('a question that never began stands there with the reason', async () => {
		const asking = node.screen.ask('Too long?');
		await node.end(new NodeError('too-large'));
		expect(await asking).toMatchObject({ question: 'Too long?', failure: 'too-large', state: 'failed' });
		expect(node.screen.exchanges).toHaveLength(2);
	});
});

describe('what is typed', () => {
	test('is kept letter by letter, one at a time, and the newest last', async () => {
		const kept: string[] = [];
		let release = (): void => undefined;
		const api = {
			draft: async () => '',
			keepDraft: (text: string) => {
				kept.push(text);
				return new Promise<void>((resolve) => (release = resolve));
			}
		};
		const draft = new Draft(api as unknown as NodeApi);
		for (const text of ['H', 'Ho', 'How']) draft.set(text);
		expect(kept).toEqual(['H']);
		release();
		await new Promise((resolve) => setTimeout(resolve, 0));
		expect(kept).toEqual(['H', 'How']);
	});

	test('is not replaced by what an older tab left', async () => {
		const draft = new Draft({
			draft: async () => 'old',
			keepDraft: async () => undefined
		} as unknown as NodeApi);
		const opening = draft.open();
		draft.set('new');
		await opening;
		expect(draft.text).toBe('new');
	});
});
