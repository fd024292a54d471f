/**
 * The browser's own model behind our port. It exists in windows only, so this engine is the one that runs in the page;
 * the browser does the work elsewhere. Each prompt gets a session of its own: system texts can only stand at the
 * beginning of one, and nothing of an earlier prompt may be left.
 */
import {
	NodeError,
	type EngineTrouble,
	type Prompt,
	type PromptTurn,
	type Written
} from '#lib/agent/ports.ts';
import { languageModel, type LanguageModelApi } from './built-in-api.ts';
import { sizeOf, stepsOfDownload, troubleOf, unavailable } from './built-in-words.ts';
import type { LoadedEngine, LoadOptions } from './worker-engine.ts';

/** For people. */
const NAME = 'The browser’s built-in model';

/**
 * Makes the browser download its model where that has not happened; it asks for a click shortly before. Throws
 * NodeError('engine-unavailable'): 'unsupported' where there is none, 'cancelled' when `signal` aborts.
 */
export async function loadBuiltIn(
	{ tell, signal }: Pick<LoadOptions, 'tell' | 'signal'>,
	api: LanguageModelApi | undefined = languageModel()
): Promise<LoadedEngine> {
	if (!api) throw unavailable('unsupported');
	if (signal.aborted) throw unavailable('cancelled');
	try {
		if ((await api.availability()) === 'unavailable') throw unavailable('unsupported');
		tell({ phase: 'open', done: 0, of: 0 });
		// Held as long as the engine lives: the browser may unload the model once nobody has a session.
		const held = await api.create({ signal, monitor: stepsOfDownload(tell) });
		return new BuiltIn(api, held);
	} catch (error) {
		if (error instanceof NodeError) throw error;
		throw unavailable(signal.aborted ? 'cancelled' : troubleOf(error, 'loading'), error);
	}
}

class BuiltIn implements LoadedEngine {
	readonly id = NAME;
	readonly instant = false;
	readonly structured = true;
	readonly contextTokens: number;
	/** The browser says nothing when it takes its model away: the next prompt does. */
	readonly lost = new Promise<EngineTrouble>(() => undefined);
	readonly #api: LanguageModelApi;
	readonly #held: LanguageModel;
	readonly #closed = new AbortController();
	#turn: Promise<void> = Promise.resolve();

	constructor(api: LanguageModelApi, held: LanguageModel) {
		this.#api = api;
		this.#held = held;
		this.contextTokens = sizeOf(held);
	}

	close(): void {
		if (this.#closed.signal.aborted) return;
		this.#closed.abort();
		this.#held.destroy();
	}

	async *write(prompt: Prompt, signal: AbortSignal): AsyncGenerator<Written, void, undefined> {
		this.#check();
		if (signal.aborted || prompt.turns.length === 0) return;
		const before = this.#turn;
		let over = (): void => undefined;
		this.#turn = new Promise((resolve) => (over = resolve));
		const stop = AbortSignal.any([signal, this.#closed.signal]);
		const stopped = aborted(stop);
		try {
			await Promise.race([before, stopped]);
			if (!stop.aborted) yield* this.#pieces(prompt, stop, stopped);
			if (!signal.aborted) this.#check();
		} finally {
			// Whoever waits behind one that was stopped in the queue still waits for those before it.
			void before.then(over);
		}
	}

	async *#pieces(
		prompt: Prompt,
		stop: AbortSignal,
		stopped: Promise<undefined>
	): AsyncGenerator<Written, void, undefined> {
		// Ends the session also where the reader leaves half way.
		const left = new AbortController();
		const signal = AbortSignal.any([stop, left.signal]);
		let session: LanguageModel | undefined;
		try {
			const making = this.#session(prompt.turns, signal);
			session = await unless(stopped, making);
			if (!session) return void making.then((late) => late.destroy()).catch(() => undefined);
			const reader = session.promptStreaming(lastOf(prompt.turns), optionsOf(prompt, signal)).getReader();
			let tokens = 0;
			while (tokens < prompt.maxTokens) {
				const read = await unless(stopped, reader.read());
				if (!read || read.done) return;
				if (read.value === '') continue;
				tokens += tokensIn(read.value);
				yield { kind: 'text', text: read.value };
			}
		} catch (error) {
			if (stop.aborted) return;
			throw unavailable(troubleOf(error, 'working'), error);
		} finally {
			left.abort();
			session?.destroy();
		}
	}

	/** Knows everything that was said before the last turn. */
	#session(turns: readonly PromptTurn[], signal: AbortSignal): Promise<LanguageModel> {
		const system = turns.filter(({ role }) => role === 'system').map(({ text }) => text);
		const others = turns.filter(({ role }) => role !== 'system').slice(0, -1);
		const messages = others.map(messageOf);
		return this.#api.create({
			signal,
			samplingMode: 'most-predictable',
			initialPrompts:
				system.length > 0 ? [{ role: 'system', content: system.join('\n\n') }, ...messages] : messages
		});
	}

	#check(): void {
		if (this.#closed.signal.aborted) throw unavailable('closed');
	}
}

const messageOf = ({ role, text }: PromptTurn): LanguageModelMessage => ({
	role: role === 'agent' ? 'assistant' : 'user',
	content: text
});

function lastOf(turns: readonly PromptTurn[]): LanguageModelMessage[] {
	const last = turns.findLast(({ role }) => role !== 'system');
	return last ? [messageOf(last)] : [{ role: 'user', content: '' }];
}

const optionsOf = ({ schema }: Prompt, signal: AbortSignal): LanguageModelPromptOptions => ({
	signal,
	...(schema && { responseConstraint: { ...schema } })
});

/** The API counts no tokens of what it writes: a piece is one, or as many as its letters make in ordinary prose. */
const CHARS_A_TOKEN = 4;
const tokensIn = (piece: string): number => Math.max(1, Math.round(piece.length / CHARS_A_TOKEN));

const aborted = (signal: AbortSignal): Promise<undefined> =>
	new Promise((resolve) => {
		if (signal.aborted) resolve(undefined);
		else signal.addEventListener('abort', () => resolve(undefined), { once: true });
	});

/** undefined as soon as it is stopped, whatever the browser still does; what it says then is not heard. */
function unless<Result>(stopped: Promise<undefined>, work: Promise<Result>): Promise<Result | undefined> {
	work.catch(() => undefined);
	return Promise.race([work, stopped]);
}
