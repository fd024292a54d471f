/** Long answers while they stream: drawn once a frame, in a small part of one, and nothing of what stands is drawn anew. */
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { Conversation } from '#lib/app/conversation.svelte.ts';
import type { AskEvent, AnswerPart, CitedSource, Exchange } from '#lib/agent/events.ts';
import type { NodeApi } from '#lib/app/node-api.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import Streaming from './Streaming.fixture.svelte';

const SENTENCES = 160;
const WORDS_EACH = 8;

const sources: readonly CitedSource[] = Array.from({ length: 5 }, (_, i) => ({
	n: i + 1,
	author: `${i}`.repeat(64) as PeerId,
	authorName: `Peer ${i}`,
	title: 'Noodle bars',
	text: 'The Lotus Garden is closed on Mondays.',
	spans: [{ start: 0, end: 16 }],
	hash: `h${i}`,
	verification: 'verified',
	madeAt: 0
}));

const anExchange = (id: string, parts: readonly AnswerPart[], state: Exchange['state']): Exchange => ({
	id,
	conversation: 'here',
	question: 'Where?',
	askedAt: 0,
	tookMs: 0,
	state,
	parts,
	sources,
	route: [],
	askedOthers: true,
	writtenBy: 'A model'
});

/** About 8 KB in some 1,300 pieces, as a model writes them: a word at a time, a citation at each sentence's end. */
function* answer(): Generator<readonly AnswerPart[]> {
	let whole: AnswerPart[] = [];
	for (let n = 0; n < SENTENCES; n++) {
		let text = n % 8 === 0 && n > 0 ? '\n\n' : ' ';
		for (let word = 0; word < WORDS_EACH; word++) {
			text += `word${n} `;
			yield [...whole, { kind: 'text', text }];
		}
		const said: AnswerPart = n % 5 === 4 ? { kind: 'text', text, own: true } : { kind: 'text', text };
		whole = [...whole, said, ...(n % 5 === 4 ? [] : [{ kind: 'cite', source: (n % 5) + 1 } as const])];
		yield whole;
	}
}

const clean: (() => void)[] = [];
afterEach(() => clean.splice(0).forEach((end) => end()));

test('eight kilobytes word by word: each frame costs little, and what was drawn stays the same node', async () => {
	const frames: (() => void)[] = [];
	let hand: (parts: readonly AnswerPart[] | null) => void = () => undefined;
	let taken = (): void => undefined;
	async function* ask(): AsyncGenerator<AskEvent> {
		for (;;) {
			const parts = await new Promise<readonly AnswerPart[] | null>((resolve) => {
				hand = resolve;
				taken();
			});
			const exchange = anExchange('now', parts ?? [], 'writing');
			if (!parts) return;
			yield { step: 'writing', exchange };
		}
	}
	const older = Array.from({ length: 10 }, (_, n) =>
		anExchange(`old${n}`, [{ kind: 'text', text: 'Old.' }], 'done')
	);
	const conversation = new Conversation(
		{ ask } as unknown as NodeApi,
		{ conversation: 'here', exchanges: older },
		(draw) => frames.push(draw)
	);
	const component = mount(Streaming, { target: document.body, props: { conversation } });
	clean.push(() => void unmount(component));

	const asked = new Promise<void>((resolve) => (taken = resolve));
	void conversation.ask('Where?');
	await asked;
	const costs: number[] = [];
	let pieces = 0;
	let firstWords: ChildNode | undefined;
	let written = '';
	for (const parts of answer()) {
		const next = new Promise<void>((resolve) => (taken = resolve));
		hand(parts);
		await next;
		pieces++;
		written = parts.map((part) => ('text' in part ? part.text : '')).join('');
		// A fast model: six pieces to a frame.
		if (pieces % 6 !== 0) continue;
		expect(frames).toHaveLength(1);
		const before = performance.now();
		flushSync(frames.shift());
		void document.body.offsetHeight;
		costs.push(performance.now() - before);
		const words = document.querySelector('article:last-of-type .prose')!.firstChild!;
		if (pieces > WORDS_EACH * 2) firstWords ??= words;
		if (firstWords) expect(words).toBe(firstWords);
	}
	hand(null);
	costs.sort((a, b) => a - b);
	const at = (share: number): number => costs[Math.floor(costs.length * share)] ?? 0;
	// eslint-disable-next-line no-console -- the figure
	console.info(
		`${pieces} pieces, ${written.length} characters, ${costs.length} frames: p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms, longest ${at(0.999).toFixed(1)} ms`
	);
	expect(written.length).toBeGreaterThan(8_000);
	expect(at(0.5)).toBeLessThan(16);
	expect(at(0.95)).toBeLessThan(50);
});
