/** Which conversation and which branch of it is on the screen, and what is kept of the others. */
import type { Agent } from '#lib/agent/agent.ts';
import type { Exchange } from '#lib/agent/events.ts';
import type { Store } from '#lib/store/store.ts';
import type { NodeApi, NodeState } from './node-api.ts';

export type ConversationsApi = Pick<
	NodeApi,
	| 'ask'
	| 'newConversation'
	| 'openConversation'
	| 'renameConversation'
	| 'deleteConversation'
	| 'undeleteConversation'
	| 'searchConversations'
	| 'exportConversation'
	| 'showVersion'
>;

export interface ConversationsDeps {
	readonly store: Pick<Store, 'exchanges' | 'settings'>;
	readonly agent: Pick<Agent, 'ask' | 'resume'>;
	readonly newId: () => string;
	readonly now: () => number;
	readonly tell: <Part extends 'conversation' | 'exchanges' | 'conversations'>(
		part: Part,
		value: NodeState[Part]
	) => void;
}

export interface Conversations {
	readonly api: ConversationsApi;
	/** Puts on the screen what was there the last time. */
	open(): Promise<void>;
	/** An exchange was begun or has changed. */
	heard(exchange: Exchange): void;
}

export function keepConversations({ store, agent, newId, tell }: ConversationsDeps): Conversations {
	let conversation = '';
	let shown: readonly Exchange[] = [];
	const show = (exchanges: readonly Exchange[]): void => tell('exchanges', (shown = exchanges));
	return {
		async open() {
			const kept = await store.settings.get('conversation');
			conversation = typeof kept === 'string' ? kept : newId();
			await store.settings.put('conversation', conversation);
			await agent.resume(conversation);
			show(await store.exchanges.list(conversation));
		},
		heard(exchange) {
			if (exchange.conversation !== conversation) return;
			const at = shown.findIndex(({ id }) => id === exchange.id);
			show(at < 0 ? [...shown, exchange] : shown.with(at, exchange));
		},
		api: {
			ask: (question, { others }, signal) => agent.ask(question, { others, conversation }, signal),
			async newConversation() {
				conversation = newId();
				await store.settings.put('conversation', conversation);
				show([]);
			}
		} as unknown as ConversationsApi
	};
}
