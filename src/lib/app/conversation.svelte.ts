/**
 * The conversation on the screen: the exchanges as the node tells them, and in their place, while this tab asks, the
 * newest of what streams here. Drawn at most once a frame: a model may write faster than a screen shows.
 */
import type { Exchange, Feedback } from '#lib/agent/events.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { NodeApi, NodeState, ShownExchange } from './node-api.ts';
import type { CoarseGeohash } from './place-api.ts';
import { remembered } from './remembered.ts';
import { troubleOf } from './trouble.ts';

const isRunning = ({ state }: Exchange): boolean =>
	state === 'searching' || state === 'asking' || state === 'writing';

/** A question asked in this tab that has not come to its end. */
interface Run {
	readonly conversation: string;
	readonly stop: AbortController;
}

/** An exchange as it streamed here last, which its stored copy lags behind. */
interface Streamed {
	readonly exchange: Exchange;
	readonly insteadOf?: string;
}

export type OnFrame = (draw: () => void) => void;

export class Conversation {
	id = $state('');
	exchanges = $state.raw<readonly ShownExchange[]>([]);
	/** Ask other agents too; remembered on this device. */
	others = $state(remembered('askOthers') !== 'no');
	/** The question that is being edited. */
	editing = $state<string | null>(null);
	/** A question asked here is being answered in this conversation; elsewhere others may be. */
	busy = $derived.by(() => this.#runs.some(({ conversation }) => conversation === this.id));

	#runs = $state.raw<readonly Run[]>([]);
	#told: readonly ShownExchange[];
	readonly #streamed = new Map<string, Streamed>();
	readonly #api: NodeApi;
	readonly #onFrame: OnFrame;
	#drawing = false;

	constructor(
		api: NodeApi,
		{ conversation, exchanges }: Pick<NodeState, 'conversation' | 'exchanges'>,
		onFrame: OnFrame = nextFrame
	) {
		this.#api = api;
		this.#onFrame = onFrame;
		this.id = conversation;
		this.#told = this.exchanges = exchanges;
	}

	setOthers(others: boolean): void {
		this.others = others;
		remembered('askOthers', others ? 'yes' : 'no');
	}

	moved(id: string): void {
		this.id = id;
		this.editing = null;
	}

	/** What the node tells. A stored end is newer than whatever streamed. */
	told(exchanges: readonly ShownExchange[]): void {
		this.#told = exchanges;
		for (const exchange of exchanges) if (!isRunning(exchange)) this.#streamed.delete(exchange.id);
		this.#draw();
	}

	/**
	 * Asks, or asks anew in the place of `insteadOf`; `near` where it asks for what is near. Resolves with the exchange as it
	 * ended, or undefined when another one is still running here.
	 */
	async ask(question: string, insteadOf?: string, near?: CoarseGeohash): Promise<Exchange | undefined> {
		if (this.busy) return undefined;
		const run: Run = { conversation: this.id, stop: new AbortController() };
		const place = insteadOf === undefined ? {} : { insteadOf };
		const options = { others: this.others, ...place, ...(near !== undefined && { place: near }) };
		this.#runs = [...this.#runs, run];
		this.editing = null;
		let last: Exchange | undefined;
		try {
			for await (const { exchange } of this.#api.ask(question, options, run.stop.signal)) {
				this.#streamed.set(exchange.id, { exchange: (last = exchange), ...place });
				this.#drawSoon();
			}
			// A stream that ended without its last word must not look busy for ever.
			if (last && isRunning(last)) last = { ...last, state: 'stopped' };
		} catch (thrown) {
			last = failed(last, question, run.conversation, this.others, troubleOf(thrown));
		} finally {
			this.#runs = this.#runs.filter((one) => one !== run);
		}
		if (last) this.#end(last, place);
		return last;
	}

	/** Ends what is being answered in the conversation on the screen. */
	stop(): void {
		for (const { conversation, stop } of this.#runs) if (conversation === this.id) stop.abort();
	}

	newConversation(): Promise<void> {
		return this.#api.newConversation();
	}

	showVersion(exchange: string): Promise<void> {
		return this.#api.showVersion(exchange);
	}

	feedback(exchange: string, feedback: Feedback, author?: PeerId): Promise<void> {
		return this.#api.feedback(exchange, feedback, author);
	}

	/** Others are to confirm it. */
	askMore(exchange: string): Promise<void> {
		return this.#api.askMore(exchange);
	}

	followReferral(exchange: string, peer: PeerId): Promise<void> {
		return this.#api.followReferral(exchange, peer);
	}

	/** It was copied, or (`n`) one source of it looked at: worth a note, and never in the way. */
	kept({ id, sources }: Exchange, n?: number): void {
		const source = sources.find((one) => one.n === n);
		void this.#api.noticed(id, 'kept', source?.author).catch(() => undefined);
	}

	/** What could not be stored is shown all the same, until the node has something better. */
	#end(exchange: Exchange, place: { readonly insteadOf?: string }): void {
		const stored = this.#told.find(({ id }) => id === exchange.id);
		if (stored && !isRunning(stored)) this.#streamed.delete(exchange.id);
		else this.#streamed.set(exchange.id, { exchange, ...place });
		this.#draw();
	}

	#drawSoon(): void {
		if (this.#drawing) return;
		this.#drawing = true;
		this.#onFrame(() => {
			if (this.#drawing) this.#draw();
		});
	}

	#draw(): void {
		this.#drawing = false;
		let shown = this.#told.map((exchange) => this.#newest(exchange));
		for (const { exchange, insteadOf } of this.#streamed.values())
			if (exchange.conversation === this.id && !this.#told.some(({ id }) => id === exchange.id))
				shown = placed(shown, exchange, insteadOf);
		this.exchanges = shown;
	}

	#newest(told: ShownExchange): ShownExchange {
		const streamed = this.#streamed.get(told.id)?.exchange;
		if (!streamed) return told;
		return told.versions ? { ...streamed, versions: told.versions } : streamed;
	}
}

/** Where the node will put it, before it has said so. */
function placed(
	shown: readonly ShownExchange[],
	exchange: Exchange,
	insteadOf: string | undefined
): ShownExchange[] {
	const at = shown.findIndex(({ id }) => id === insteadOf);
	const old = shown[at];
	if (!old) return [...shown, exchange];
	return [...shown.slice(0, at), { ...exchange, versions: [...(old.versions ?? [old.id]), exchange.id] }];
}

function failed(
	last: Exchange | undefined,
	question: string,
	conversation: string,
	others: boolean,
	failure: string
): Exchange {
	const empty = { parts: [], sources: [], route: [], askedOthers: others, tookMs: 0 };
	return {
		...(last ?? { ...empty, id: crypto.randomUUID(), conversation, question, askedAt: Date.now() }),
		state: 'failed',
		failure
	};
}

/** A tab that nobody looks at gets no frames, and must not stand still for that. */
const WITHOUT_FRAME_MS = 100;

function nextFrame(draw: () => void): void {
	const once = (): void => {
		cancelAnimationFrame(frame);
		clearTimeout(timer);
		draw();
	};
	const frame = requestAnimationFrame(once);
	const timer = setTimeout(once, WITHOUT_FRAME_MS);
}
