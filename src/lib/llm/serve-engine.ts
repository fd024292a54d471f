/**
 * The worker's end of an engine: takes orders one at a time, streams what is written and says every trouble in our
 * codes. Each engine's worker gives it the few functions that differ.
 */
import { NodeError, type EngineTrouble } from '#lib/agent/ports.ts';
import type { FromWorker, Loaded, LoadStep, Order, ToWorker } from './engine-messages.ts';
import { withoutThinking } from './thinking.ts';

export interface Served<Setup> {
	/** Throws a NodeError with its trouble, or what `troubleOf` makes one of. */
	load(setup: Setup, tell: (step: LoadStep) => void): Promise<Loaded>;
	/** Ends when `signal` aborts; what a model thinks aloud in it is left out. An embedder has none. */
	write?(order: Order, signal: AbortSignal): AsyncIterable<string>;
	embed?(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]>;
	/** What the library's own errors (strings too) mean. */
	troubleOf(error: unknown): EngineTrouble;
}

/** The worker's global scope, or anything else that can be posted to; tests hand in a MessagePort. */
export interface Port {
	postMessage(message: FromWorker, transfer: Transferable[]): void;
	onmessage: ((event: MessageEvent) => void) | null;
}

/** Returns how an engine says by itself that it is lost. */
export function serveEngine<Setup>(port: Port, served: Served<Setup>): (error: unknown) => void {
	const stops = new Map<number, AbortController>();
	let turn: Promise<void> = Promise.resolve();
	const post = (message: FromWorker, transfer: Transferable[] = []): void =>
		port.postMessage(message, transfer);
	const fail = (error: unknown, id?: number): void => {
		const trouble = error instanceof NodeError ? (error.trouble ?? 'crashed') : served.troubleOf(error);
		const detail = error instanceof Error ? error.message : String(error);
		post({ say: 'trouble', trouble, detail, ...(id !== undefined && { id }) });
	};

	async function load(setup: Setup): Promise<void> {
		try {
			post({ say: 'loaded', loaded: await served.load(setup, (step) => post({ say: 'step', step })) });
		} catch (error) {
			fail(error);
		}
	}

	async function work(message: Extract<ToWorker<Setup>, { say: 'write' | 'embed' }>): Promise<void> {
		const { id } = message;
		const { signal } = stops.get(id) ?? new AbortController();
		try {
			if (message.say === 'write') {
				if (!signal.aborted && served.write)
					for await (const text of withoutThinking(served.write(message.order, signal))) {
						if (signal.aborted) break;
						if (text !== '') post({ say: 'piece', id, text });
					}
			} else if (!signal.aborted && served.embed) {
				const vectors = await served.embed(message.texts, signal);
				post(
					{ say: 'vectors', id, vectors },
					vectors.map(({ buffer }) => buffer)
				);
			}
			post({ say: 'end', id });
		} catch (error) {
			if (signal.aborted) post({ say: 'end', id });
			else fail(error, id);
		} finally {
			stops.delete(id);
		}
	}

	port.onmessage = ({ data }: MessageEvent<ToWorker<Setup>>) => {
		if (data.say === 'load') void load(data.setup);
		else if (data.say === 'stop') stops.get(data.id)?.abort();
		else {
			stops.set(data.id, new AbortController());
			turn = turn.then(() => work(data));
		}
	};
	return fail;
}
