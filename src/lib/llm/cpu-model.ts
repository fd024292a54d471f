/**
 * One GGUF model opened with wllama (llama.cpp in WebAssembly): one thread, no GPU, no network, nothing logged. Runs in
 * the engine's worker; the library computes in a worker of its own below that, so that a stop is heard here meanwhile.
 */
import { Wllama } from '@wllama/wllama/esm/index.js';
import wasmUrl from '@wllama/wllama/esm/wasm/wllama.wasm?url';
import { NodeError, type PromptTurn } from '#lib/agent/ports.ts';
import { LibraryLog } from './cpu-log.ts';
import { readBytes } from './cpu-file.ts';
import { cpuSupport } from './cpu-support.ts';
import { ROLES, type LoadStep, type Order } from './engine-messages.ts';
import { readGguf } from './gguf.ts';

export interface CpuSetup {
	readonly file: Blob;
	/** No more than these, and no more than the model was trained for. */
	readonly contextTokens: number;
}

/**
 * Tokens of a prompt that are computed in one go, within which no stop is heard: at 16 tokens a second, the pace of a
 * model of 0.6 billion parameters, two seconds.
 */
const BATCH_TOKENS = 32;
/** The library's "info": the only level at which its two ways of logging are both nearly silent. */
const LOG_LEVEL = 2;

export class CpuModel {
	readonly contextTokens: number;
	readonly #wllama: Wllama;
	readonly #log: LibraryLog;
	readonly #hasRoles: boolean;

	constructor(wllama: Wllama, log: LibraryLog, contextTokens: number) {
		this.#wllama = wllama;
		this.#log = log;
		this.#hasRoles = (wllama.getChatTemplate() ?? '') !== '';
		this.contextTokens = contextTokens;
	}

	/** Streams; ends when `signal` aborts and the library has really stopped. Throws NodeError with its trouble. */
	async *write(order: Order, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
		let text = '';
		let over = false;
		let wake: () => void = () => undefined;
		const stop = new AbortController();
		const abort = (): void => stop.abort();
		signal.addEventListener('abort', abort);
		const ended = this.#complete(order, stop.signal, (piece) => ((text += piece), wake())).finally(
			() => ((over = true), wake())
		);
		try {
			while (!over || text !== '') {
				if (text === '') await new Promise<void>((resolve) => (wake = resolve));
				if (text === '') continue;
				const piece = text;
				text = '';
				yield piece;
			}
		} finally {
			abort();
			signal.removeEventListener('abort', abort);
			// Not before the library let go: the next prompt would find its place taken.
			await ended;
		}
		const trouble = await ended;
		if (trouble) throw trouble;
	}

	/** Never rejects: what went wrong is the result. */
	async #complete(
		order: Order,
		stop: AbortSignal,
		tell: (piece: string) => void
	): Promise<NodeError | undefined> {
		const log = this.#log;
		log.forget();
		let trouble: NodeError | undefined;
		try {
			await log.unlessDead(this.#ask(order, stop, tell));
		} catch (error) {
			const caught = log.asTrouble(error, 'writing');
			// Bytes that are no text end the writing: whoever reads it decides what it is worth.
			if (log.dead || !(stop.aborted || log.isNoText)) trouble = caught;
		}
		return log.dead ? trouble : ((await this.#clear()) ?? trouble);
	}

	/**
	 * Puts a prompt of one word in the place of the last one. The library keeps every prompt's state that another one
	 * displaces, up to 8 GiB, and cannot be told not to; what it keeps now is next to nothing, and nothing of one prompt
	 * is there for the next.
	 */
	async #clear(): Promise<NodeError | undefined> {
		try {
			await this.#log.unlessDead(this.#wllama.createEmbedding({ input: 'a' }));
		} catch (error) {
			const trouble = this.#log.asTrouble(error, 'writing');
			if (this.#log.dead) return trouble;
		}
		return undefined;
	}

	/** What it died of: it will write no more. */
	get death(): NodeError | undefined {
		return this.#log.death;
	}

	/** Ends the library's worker, whatever it is doing. */
	async close(): Promise<void> {
		await this.#wllama.exit();
	}

	#ask(
		{ turns, maxTokens, schema }: Order,
		abortSignal: AbortSignal,
		tell: (piece: string) => void
	): Promise<void> {
		// Always the likeliest token, and the same prompt always computed in the same way.
		const common = {
			stream: true,
			abortSignal,
			max_tokens: maxTokens,
			temperature: 0,
			cache_prompt: false
		} as const;
		if (!this.#hasRoles)
			return this.#wllama.createCompletion({
				...common,
				...(schema && { json_schema: schema }),
				prompt: turns.map(({ text }) => text).join('\n\n'),
				onData: ({ choices }) => tell(choices[0]?.text ?? '')
			});
		const format = schema && { type: 'json_schema' as const, json_schema: { name: 'written', schema } };
		return this.#wllama.createChatCompletion({
			...common,
			...(format && { response_format: format }),
			messages: inRoles(turns),
			// What a model thinks aloud comes apart from this and is nobody's answer.
			onData: ({ choices }) => tell(choices[0]?.delta.content ?? '')
		});
	}
}

/** Throws NodeError('engine-unavailable') with its trouble; nothing of the library is left running then. */
export async function openCpuModel(setup: CpuSetup, tell: (step: LoadStep) => void): Promise<CpuModel> {
	const { file } = setup;
	const { contextTokens: trained } = await readGguf(file);
	const contextTokens = Math.min(setup.contextTokens, trained);
	const log = new LibraryLog();
	const wllama = await newWllama(log);
	try {
		const whole = file.size;
		const read = readBytes(file, (done) => tell({ phase: 'open', done, of: whole }));
		const options = {
			n_ctx: contextTokens,
			n_batch: BATCH_TOKENS,
			n_parallel: 1,
			n_threads: 1,
			n_gpu_layers: 0,
			log_level: LOG_LEVEL as never,
			warmup: false,
			// For `#clear` alone.
			embeddings: true,
			// Models that can think aloud before they answer are told not to.
			reasoning: false
		};
		await log.unlessDead(wllama.loadModel([read], options));
		// A model that could not be loaded is no error to the library.
		const info: { n_ctx?: unknown; n_vocab?: unknown } = wllama.getLoadedContextInfo();
		if (!info.n_ctx || !info.n_vocab) throw new Error('the library could not load model');
		tell({ phase: 'open', done: whole, of: whole });
		return new CpuModel(wllama, log, contextTokens);
	} catch (error) {
		await wllama.exit().catch(() => undefined);
		throw log.asTrouble(error, 'opening');
	}
}

async function newWllama(log: LibraryLog): Promise<Wllama> {
	const support = cpuSupport();
	if (support === 'none') throw new NodeError('engine-unavailable', { trouble: 'unsupported' });
	const wllama = new Wllama({ default: wasmUrl }, { logger: log.logger });
	if (support === 'fast') wllama.setCompat(null);
	else {
		const { compatible } = await import('./cpu-compatible.ts');
		wllama.setCompat(compatible, 'firefox_safari');
	}
	return wllama;
}

/** Many templates refuse two turns of one role in a row: they become one. */
function inRoles(
	turns: readonly PromptTurn[]
): { role: (typeof ROLES)[PromptTurn['role']]; content: string }[] {
	const said: { role: (typeof ROLES)[PromptTurn['role']]; content: string }[] = [];
	for (const { role, text } of turns) {
		const last = said.at(-1);
		if (last?.role === ROLES[role]) last.content += `\n\n${text}`;
		else said.push({ role: ROLES[role], content: text });
	}
	return said;
}
