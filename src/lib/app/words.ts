/** Direct messages over the agent and the store. Loaded with the first message, or the first look at a conversation. */
import type { Agent, AgentEvent } from '#lib/agent/agent.ts';
import type { DeliveryState, KeptWords, Outbox, Talk, WordsStore } from '#lib/agent/ports.ts';
import { isOften, tieNow } from '#lib/agent/ties.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { Message, TalkSummary, WordsApi } from './words-api.ts';

export interface WordsDeps {
	readonly store: { readonly words: WordsStore; readonly outbox: Pick<Outbox, 'get'> };
	readonly agent: Pick<Agent, 'words'>;
	readonly now: () => number;
	readonly tell: (talks: readonly TalkSummary[]) => void;
}

type Delivery = Extract<AgentEvent, { kind: 'delivery-changed' }>;

export interface WordsKeeper extends WordsApi {
	/** Tells how every conversation stands. */
	lookAtTalks(): Promise<void>;
	/** Something was said with them. */
	talkChanged(peer: PeerId): Promise<void>;
	/** A letter moved on; it may be a message. */
	delivered(event: Pick<Delivery, 'letter' | 'to' | 'state'>): Promise<void>;
}

/** A screen or two. */
const PAGE = 50;

export function keepWords({ store, agent, now, tell }: WordsDeps): WordsKeeper {
	const { words, outbox } = store;
	const talks = new Map<PeerId, TalkSummary>();
	let revision = 0;

	function noted({ peer, unread, byAgent, ...kept }: Talk): void {
		const tie = tieNow(kept, now());
		talks.set(peer, { peer, unread, byAgent, tie, often: isOften(tie), revision: ++revision });
	}
	const show = (): void => tell([...talks.values()]);

	async function look(peer: PeerId): Promise<void> {
		const talk = await words.talk(peer);
		if (talk) noted(talk);
		else talks.delete(peer);
		show();
	}

	/** The letter knows better where a tab was closed between the two; one that is gone has expired. */
	async function settled(message: KeptWords): Promise<KeptWords> {
		const { id, state } = message;
		if (state !== 'queued' && state !== 'sent') return message;
		const now: DeliveryState = (await outbox.get(id))?.state ?? 'expired';
		if (now === state) return message;
		await words.mark(id, now);
		return { ...message, state: now };
	}

	return {
		async lookAtTalks() {
			for (const talk of await words.talks()) noted(talk);
			show();
		},
		talkChanged: look,
		async delivered({ letter, to, state }) {
			if (!(await words.get(letter))) return;
			await words.mark(letter, state);
			await look(to);
		},
		async messagesWith(peer, before) {
			const found = await words.list(peer, PAGE + 1, before);
			const messages = await Promise.all(found.slice(-PAGE).map(settled));
			return { messages: messages.map(shown), more: found.length > PAGE };
		},
		sayTo: async (peer, text) => void (await (await agent.words()).say(peer, text)),
		markTalkRead: async (peer) => (await agent.words()).read(peer),
		setTalkByAgent: async (peer, byAgent) => (await agent.words()).letAgent(peer, byAgent),
		forgetTalk: async (peer) => (await agent.words()).forget(peer)
	};
}

const shown = ({ id, mine, text, at, byAgent, state }: KeptWords): Message => ({
	...{ id, mine, text, at, byAgent },
	...(state && { state })
});
