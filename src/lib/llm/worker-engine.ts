/**
 * An engine that lives in a worker, as the page sees it: loading with steps, streaming, a stop that is heard at once
 * whatever the worker is doing, and a worker's death told as trouble. Nothing of the model touches the page.
 */
import {
	NodeError,
	type Embedder,
	type Engine,
	type EngineTrouble,
	type Prompt,
	type Written
} from '#lib/agent/ports.ts';
import type { FromWorker, Loaded, LoadStep, ToWorker } from './engine-messages.ts';

export interface LoadedEngine extends Engine {
	/**
	 * Resolves when it can write no more: its worker died or its device is lost, or, with 'closed', it went on after it
	 * was stopped and was ended for that. Never after `close`.
	 */
	readonly lost: Promise<EngineTrouble>;
	/** Ends the worker and frees its memory; a running answer ends with trouble 'closed'. */
	close(): void;
}

export interface LoadedEmbedder extends Embedder {
	close(): void;
}

export type CreateWorker = (url: string | URL) => Worker;

/** What every loader of an engine is given beside what it loads. */
export interface LoadOptions {
	/** `(url) => new Worker(url, { type: 'module' })`, through the app's Trusted Types policy. */
	readonly createWorker: CreateWorker;
	readonly tell: (step: LoadStep) => void;
	/** Cancels the loading: NodeError('engine-unavailable', 'cancelled'). */
	readonly signal: AbortSignal;
}

export interface Start<Setup> {
	/** The model's name, for people. */
	readonly id: string;
	readonly worker: Worker;
	readonly setup: Setup;
	readonly tell: (step: LoadStep) => void;
	/** Cancels the loading; no longer heard after that. */
	readonly signal: AbortSignal;
}

/** A worker that was told to stop and goes on working for longer than this is ended: nobody waits for what is not wanted. */
const STOP_WITHIN_MS = 10_000;

/** Loads. Throws NodeError('engine-unavailable'), with 'cancelled' when `signal` aborts; the worker is gone then. */
export async function startEngine<Setup>({ id, ...start }: Start<Setup>): Promise<LoadedEngine> {
	const client = new WorkerClient(start.worker);
	const { contextTokens, structured } = await client.load(start);
	return {
		id,
		instant: false,
		contextTokens,
		structured,
		lost: client.lost,
		write: (prompt, signal) => client.write(prompt, signal),
		close: () => client.end('closed')
	};
}

/** The same for an engine that embeds. */
export async function startEmbedder<Setup>({ id, ...start }: Start<Setup>): Promise<LoadedEmbedder> {
	const client = new WorkerClient(start.worker);
	const { dimensions } = await client.load(start);
	return {
		id,
		dimensions,
		embed: (texts, signal) => client.embed(texts, signal),
		close: () => client.end('closed')
	};
}

type Heard = Extract<FromWorker, { say: 'piece' | 'vectors' | 'end' | 'trouble' }>;

class WorkerClient {
	readonly lost: Promise<EngineTrouble>;
	readonly #worker: Worker;
	readonly #listeners = new Map<number, (heard: Heard) => void>();
	#onStep: (step: LoadStep) => void = () => undefined;
	#onLoaded: (loaded: Loaded) => void = () => undefined;
	#onLost: (trouble: EngineTrouble, detail: string) => void = () => undefined;
	#dead: NodeError | undefined;
	#nextId = 1;

	constructor(worker: Worker) {
		this.#worker = worker;
		this.lost = new Promise((resolve) => (this.#onLost = resolve));
		worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data);
		worker.onerror = (event) => {
			event.preventDefault();
			this.#die('crashed', event.message);
		};
		worker.onmessageerror = () => this.#die('crashed', 'a message could not be read');
	}

	load<Setup>({ setup, tell, signal }: Omit<Start<Setup>, 'id' | 'worker'>): Promise<Loaded> {
		return new Promise((resolve, reject) => {
			const cancel = (): void => {
				this.end('cancelled');
				reject(this.#dead!);
			};
			const over = (): void => signal.removeEventListener('abort', cancel);
			this.#onStep = tell;
			this.#onLoaded = (loaded) => {
				over();
				resolve(loaded);
			};
			void this.lost.then(() => {
				over();
				reject(this.#dead!);
			});
			if (signal.aborted) return cancel();
			signal.addEventListener('abort', cancel);
			this.#post({ say: 'load', setup });
		});
	}

	async *write(prompt: Prompt, signal: AbortSignal): AsyncGenerator<Written, void, undefined> {
		if (signal.aborted || prompt.turns.length === 0) return;
		const { turns, maxTokens, schema } = prompt;
		const order = { turns, maxTokens, ...(schema && { schema }) };
		for await (const heard of this.#task((id) => ({ say: 'write', id, order }), signal))
			if (heard.say === 'piece') yield { kind: 'text', text: heard.text };
	}

	async embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]> {
		signal?.throwIfAborted();
		if (texts.length === 0) return [];
		const never = new AbortController().signal;
		for await (const heard of this.#task((id) => ({ say: 'embed', id, texts }), signal ?? never))
			if (heard.say === 'vectors') return heard.vectors;
		signal?.throwIfAborted();
		throw new NodeError('engine-unavailable', { trouble: 'crashed', detail: 'no vectors came' });
	}

	/** Everything heard about one task, until its end or until it is stopped. */
	async *#task(
		order: (id: number) => ToWorker<never>,
		signal: AbortSignal
	): AsyncGenerator<Heard, void, undefined> {
		if (this.#dead) throw this.#dead;
		const id = this.#nextId++;
		const heard: Heard[] = [];
		let wake: () => void = () => undefined;
		let ended = false;
		this.#listeners.set(id, (message) => {
			ended ||= message.say === 'end' || message.say === 'trouble';
			heard.push(message);
			wake();
		});
		const woken = (): void => wake();
		signal.addEventListener('abort', woken);
		try {
			this.#post(order(id));
			for (;;) {
				if (signal.aborted) return;
				const message = heard.shift();
				if (!message) await new Promise<void>((resolve) => (wake = resolve));
				else if (message.say === 'end') return;
				else if (message.say === 'trouble') throw unavailable(message.trouble, message.detail);
				else yield message;
			}
		} finally {
			signal.removeEventListener('abort', woken);
			if (ended || this.#dead) this.#listeners.delete(id);
			else this.#stop(id);
		}
	}

	/** Nobody listens any more. The worker says when it has stopped; one that never does is ended. */
	#stop(id: number): void {
		const timer = setTimeout(() => this.#die('closed', 'did not stop'), STOP_WITHIN_MS);
		this.#listeners.set(id, ({ say }) => {
			if (say !== 'end' && say !== 'trouble') return;
			clearTimeout(timer);
			this.#listeners.delete(id);
		});
		this.#post({ say: 'stop', id });
	}

	#post(message: ToWorker<unknown>): void {
		this.#worker.postMessage(message);
	}

	#hear(message: FromWorker): void {
		if (message.say === 'step') this.#onStep(message.step);
		else if (message.say === 'loaded') this.#onLoaded(message.loaded);
		else if (message.say === 'trouble' && message.id === undefined)
			this.#die(message.trouble, message.detail);
		else if ('id' in message && message.id !== undefined) this.#listeners.get(message.id)?.(message);
	}

	#die(trouble: EngineTrouble, detail: string): void {
		if (this.#dead) return;
		this.end(trouble, detail);
		this.#onLost(trouble, detail);
	}

	/** Ends the worker; whoever waits hears `trouble`. */
	end(trouble: EngineTrouble, detail: string = trouble): void {
		if (this.#dead) return;
		this.#dead = unavailable(trouble, detail);
		this.#worker.terminate();
		for (const [id, listener] of [...this.#listeners]) listener({ say: 'trouble', id, trouble, detail });
		this.#listeners.clear();
	}
}

const unavailable = (trouble: EngineTrouble, detail: string): NodeError =>
	new NodeError('engine-unavailable', { trouble, detail });
