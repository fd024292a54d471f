/** A keeper of conversations over a store in memory, and an agent that answers with the question. */
import type { AskOptions } from '#lib/agent/ask-turn.ts';
import type { AskEvent, Exchange } from '#lib/agent/events.ts';
import { memoryStore } from '#lib/store/in-memory.ts';
import type { Store } from '#lib/store/store.ts';
import { anExchange } from '../../../tests/contract/store-builders.ts';
import { keepConversations } from './conversations.ts';
import type { NodeState } from './node-api.ts';

export const aStore = (): Store =>
	memoryStore({ random: (length) => crypto.getRandomValues(new Uint8Array(length)) });

/** A node's keeper over a store that outlives it; the agent answers at once, or waits until it is stopped. */
export async function aNode(store = aStore()) {
	let ids = 0;
	let now = 1_000;
	let hangs = false;
	const asked: AskOptions[] = [];
	const screen: Pick<NodeState, 'conversation' | 'exchanges' | 'conversations'> = {
		conversation: '',
		exchanges: [],
		conversations: []
	};
	async function* ask(
		question: string,
		options: AskOptions,
		signal: AbortSignal
	): AsyncGenerator<AskEvent, void, undefined> {
		asked.push(options);
		const { conversation, after } = options;
		const id = `${question} #${++ids}`;
		const begun = anExchange({
			id,
			conversation,
			after,
			question,
			askedAt: now++,
			state: 'searching',
			parts: []
		});
		const stored = keep(begun);
		yield { step: 'searching', exchange: begun };
		await stored;
		if (hangs) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
		const done: Exchange = {
			...begun,
			state: signal.aborted ? 'stopped' : 'done',
			parts: [{ kind: 'quote', text: `About ${question}`, sources: [1] }]
		};
		await keep(done);
		yield { step: 'done', exchange: done };
	}
	async function keep(exchange: Exchange): Promise<void> {
		await store.exchanges.put(exchange);
		conversations.heard(exchange);
	}
	const conversations = keepConversations({
		store,
		agent: { ask, resume: async () => undefined },
		newId: () => `c${crypto.randomUUID()}`,
		now: () => now,
		tell: (part, value) => Object.assign(screen, { [part]: value })
	});
	await conversations.open();
	const { api } = conversations;
	return {
		store,
		screen,
		asked,
		api,
		keep,
		hang: () => (hangs = true),
		async ask(question: string, insteadOf?: string): Promise<string> {
			let id = '';
			const options = { others: true, ...(insteadOf !== undefined && { insteadOf }) };
			for await (const { exchange } of api.ask(question, options, new AbortController().signal))
				id = exchange.id;
			return id;
		},
		questions: () => screen.exchanges.map(({ question }) => question),
		titles: () => screen.conversations.map(({ title }) => title)
	};
}
