/** The conversation on the screen: the exchanges as the node tells them, and the one being answered now. */
import type { Exchange, Feedback } from '#lib/agent/events.ts';
import type { NodeApi } from './node-api.ts';
import { remembered } from './remembered.ts';
import { troubleOf } from './trouble.ts';

const running = (exchange: Exchange): boolean =>
	exchange.state === 'searching' || exchange.state === 'asking' || exchange.state === 'writing';

export class Conversation {
	exchanges = $state.raw<readonly Exchange[]>([]);
	/** Ask other agents too; remembered on this device. */
	others = $state(remembered('askOthers') !== 'no');
	/** The exchange being answered in this tab. */
	current = $state.raw<string | null>(null);
	busy = $state(false);

	#api: NodeApi;
	#stop: AbortController | undefined;

	constructor(api: NodeApi, exchanges: readonly Exchange[]) {
		this.#api = api;
		this.exchanges = exchanges;
	}

	setOthers(others: boolean): void {
		this.others = others;
		remembered('askOthers', others ? 'yes' : 'no');
	}

	/** What the node tells; the exchange streaming here is newer than its stored copy. */
	told(exchanges: readonly Exchange[]): void {
		const mine = this.exchanges.find(({ id }) => id === this.current);
		if (!mine || !this.busy) this.exchanges = exchanges;
		else if (exchanges.some(({ id }) => id === mine.id))
			this.exchanges = exchanges.map((exchange) => (exchange.id === mine.id ? mine : exchange));
		else this.exchanges = [...exchanges, mine];
	}

	/** Resolves with the exchange as it ended, or undefined when another is still running. */
	async ask(question: string): Promise<Exchange | undefined> {
		if (this.busy) return undefined;
		const stop = new AbortController();
		this.#stop = stop;
		this.busy = true;
		let last: Exchange | undefined;
		try {
			for await (const { exchange } of this.#api.ask(question, { others: this.others }, stop.signal)) {
				this.current = exchange.id;
				this.#show((last = exchange));
			}
		} catch (thrown) {
			last = failed(last, question, this.others, troubleOf(thrown));
			this.#show(last);
		} finally {
			// A stream that ended without its last word must not look busy for ever.
			if (last && running(last)) this.#show((last = { ...last, state: 'stopped' }));
			this.busy = false;
			this.current = null;
		}
		return last;
	}

	stop(): void {
		this.#stop?.abort();
	}

	async newConversation(): Promise<void> {
		this.stop();
		await this.#api.newConversation();
	}

	feedback(exchange: string, feedback: Feedback): Promise<void> {
		return this.#api.feedback(exchange, feedback);
	}

	#show(exchange: Exchange): void {
		const at = this.exchanges.findIndex(({ id }) => id === exchange.id);
		this.exchanges = at < 0 ? [...this.exchanges, exchange] : this.exchanges.with(at, exchange);
	}
}

function failed(last: Exchange | undefined, question: string, others: boolean, failure: string): Exchange {
	const empty = { parts: [], sources: [], route: [], conversation: '', askedOthers: others, tookMs: 0 };
	return {
		...(last ?? { ...empty, id: crypto.randomUUID(), question, askedAt: Date.now() }),
		state: 'failed',
		failure
	};
}
