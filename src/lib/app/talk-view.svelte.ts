/** One conversation with a contact, as its page sees it: asked for anew whenever the node says that something was said. */
import type { PeerId } from '#lib/protocol/identity.ts';
import type { Message, WordsApi } from './words-api.ts';

export class TalkView {
	/** Oldest first; undefined until the first look. */
	messages = $state.raw<readonly Message[]>();
	/** There are earlier ones. */
	more = $state(false);

	readonly #api: WordsApi;
	readonly #peer: PeerId;
	/** Earlier pages, once the person asked for them. */
	#earlier: readonly Message[] = [];
	#turn = 0;

	constructor(api: WordsApi, peer: PeerId) {
		this.#api = api;
		this.#peer = peer;
	}

	/** A look that ends after a later one changes nothing. */
	async look(): Promise<void> {
		const turn = ++this.#turn;
		const { messages, more } = await this.#api.messagesWith(this.#peer);
		if (turn !== this.#turn) return;
		// What the newest page has lost since then is at its beginning: it is the earlier ones' now.
		const [first] = messages;
		const before = [...this.#earlier, ...(this.messages ?? [])];
		const end = before.findIndex(({ id }) => id === first?.id);
		if (this.#earlier.length > 0) this.#earlier = end < 0 ? [] : unique(before.slice(0, end));
		this.messages = [...this.#earlier, ...messages];
		if (this.#earlier.length === 0) this.more = more;
	}

	async lookEarlier(): Promise<void> {
		const [first] = this.messages ?? [];
		if (!first) return;
		const { messages, more } = await this.#api.messagesWith(this.#peer, first.id);
		this.#earlier = unique([...messages, ...this.#earlier]);
		this.messages = unique([...messages, ...(this.messages ?? [])]);
		this.more = more;
	}

	async say(text: string): Promise<void> {
		await this.#api.sayTo(this.#peer, text);
		await this.look();
	}

	read(): Promise<void> {
		return this.#api.markTalkRead(this.#peer);
	}

	letAgent(byAgent: boolean): Promise<void> {
		return this.#api.setTalkByAgent(this.#peer, byAgent);
	}

	async forget(): Promise<void> {
		await this.#api.forgetTalk(this.#peer);
		this.#earlier = [];
		await this.look();
	}
}

function unique(messages: readonly Message[]): readonly Message[] {
	const seen = new Set<string>();
	return messages.filter(({ id }) => !seen.has(id) && seen.add(id));
}
