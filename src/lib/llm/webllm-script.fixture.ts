/**
 * For tests: WebLLM's own client over a worker that follows a script, in the library's protocol; and our engine's worker
 * around it, on the other end of a real message channel. So everything but the GPU is what runs in the browser.
 */
import type {
	ChatCompletionRequestStreaming,
	EmbeddingCreateParams,
	InitProgressReport
} from '@mlc-ai/web-llm';
import type { ModelRecord } from './models.ts';
import { serveEngine, type Port } from './serve-engine.ts';
import { appConfigOf } from './webllm-config.ts';
import { webLlmSession } from './webllm-session.ts';
import type { CreateWorker } from './worker-engine.ts';

export interface Script {
	/** Said while the model loads. */
	readonly progress?: readonly InitProgressReport[];
	/** The pieces of an answer, without an end of its own. */
	readonly pieces?: (request: ChatCompletionRequestStreaming) => readonly string[];
	readonly contextTokens?: number;
	/** Thrown by the library in place of the answer to this kind of request. */
	readonly throws?: Readonly<Record<string, string>>;
	/** Kinds of request that are never answered. */
	readonly hangs?: readonly string[];
	/** Kinds of request that are answered only after this. */
	readonly waits?: Readonly<Record<string, Promise<void>>>;
	/** Thrown in place of the piece of this number. */
	readonly breaks?: { readonly at: number; readonly with: string };
	/** Time for one piece. */
	readonly pieceMs?: number;
	readonly embeds?: (text: string) => readonly number[];
	/** Texts of more characters than this are too long for the embedding model. */
	readonly tooLong?: number;
}

interface Request {
	readonly kind: string;
	readonly uuid: string;
	readonly content: unknown;
}

interface Stream {
	readonly request: ChatCompletionRequestStreaming;
	readonly pieces: readonly string[];
	next: number;
	over: boolean;
}

const CHARS_A_TOKEN = 4;
const STORY =
	'Once upon a time there was a fox who lived by the sea and counted the waves until the moon came up';
const storyOf = (): string[] => `${STORY} ${STORY} ${STORY}`.split(' ').map((word) => ` ${word}`);
const jsonOf = (): string[] => ['{', '"known"', ':', ' true', '}'];

const charsIn = ({ messages }: ChatCompletionRequestStreaming): number =>
	messages.reduce((sum, { content }) => sum + (typeof content === 'string' ? content.length : 0), 0);

const textsOf = ({ input }: EmbeddingCreateParams): string[] =>
	Array.isArray(input) ? input.map(String) : [input];

/** As the library's own handler answers; keeps everything that it was asked. */
export class ScriptedWorker {
	onmessage: ((event: unknown) => void) | null = null;
	readonly asked: Request[] = [];
	readonly #script: Script;
	readonly #streams = new Map<string, Stream>();
	#interrupted = false;
	#unload: (() => void) | undefined;

	constructor(script: Script = {}) {
		this.#script = script;
	}

	/** All chat requests, as the library received them. */
	get requests(): ChatCompletionRequestStreaming[] {
		return this.asked
			.filter(({ kind }) => kind === 'chatCompletionStreamInit')
			.map(({ content }) => (content as { request: ChatCompletionRequestStreaming }).request);
	}

	postMessage(message: Request): void {
		const request = structuredClone(message);
		this.asked.push(request);
		if (request.kind === 'setLogLevel' || request.kind === 'setAppConfig') return;
		if (this.#script.hangs?.includes(request.kind)) {
			if (request.kind === 'reload') this.#unload = () => this.#throw(request, 'Engine.unload() is called.');
			return;
		}
		const wait = this.#script.waits?.[request.kind];
		if (wait) void wait.then(() => this.#answer(request));
		else setTimeout(() => this.#answer(request), 0);
	}

	#answer(request: Request): void {
		const thrown = this.#script.throws?.[request.kind] ?? this.#tooLong(request);
		if (request.kind === 'reload')
			for (const report of this.#script.progress ?? [])
				this.#say({ kind: 'initProgressCallback', uuid: '', content: report });
		if (thrown !== undefined) return this.#throw(request, thrown);
		if (request.kind === 'completionStreamNextChunk') {
			setTimeout(() => this.#nextChunk(request), this.#script.pieceMs ?? 0);
			return;
		}
		this.#return(request, this.#resultOf(request));
	}

	#resultOf({ kind, content }: Request): unknown {
		if (kind === 'interruptGenerate') this.#interrupted = true;
		if (kind === 'unload') this.#unload?.();
		if (kind === 'chatCompletionStreamInit') this.#begin(content);
		if (kind === 'completionStreamReturn') this.#streams.delete((content as { streamId: string }).streamId);
		if (kind === 'embedding') return this.#embed((content as { request: EmbeddingCreateParams }).request);
		return null;
	}

	#begin(content: unknown): void {
		const { request, streamId } = content as { request: ChatCompletionRequestStreaming; streamId: string };
		const write = this.#script.pieces ?? (request.response_format ? jsonOf : storyOf);
		this.#interrupted = false;
		this.#streams.set(streamId, { request, pieces: write(request), next: 0, over: false });
	}

	#nextChunk(asked: Request): void {
		const stream = this.#streams.get((asked.content as { streamId: string }).streamId);
		if (!stream)
			return this.#throw(
				asked,
				'Error: InternalError: Chunk generator in worker should be instantiated by now.'
			);
		if (stream.over) return this.#return(asked, undefined);
		const tokens = Math.ceil(charsIn(stream.request) / CHARS_A_TOKEN);
		const { contextTokens = 1_000, breaks } = this.#script;
		if (tokens > contextTokens)
			return this.#throw(
				asked,
				`ContextWindowSizeExceededError: Prompt tokens exceed context window size: number of prompt tokens: ${tokens}; context window size: ${contextTokens}`
			);
		if (breaks?.at === stream.next) return this.#throw(asked, breaks.with);
		const piece = stream.pieces[stream.next];
		stream.over =
			this.#interrupted || piece === undefined || stream.next >= (stream.request.max_tokens ?? Infinity);
		stream.next++;
		const choice = stream.over
			? { delta: {}, finish_reason: 'stop', index: 0 }
			: { delta: { content: piece, role: 'assistant' }, finish_reason: null, index: 0 };
		this.#return(asked, {
			id: 'x',
			object: 'chat.completion.chunk',
			created: 0,
			model: 'x',
			choices: [choice]
		});
	}

	#tooLong({ kind, content }: Request): string | undefined {
		if (kind !== 'embedding') return undefined;
		const longest = Math.max(
			...textsOf((content as { request: EmbeddingCreateParams }).request).map(({ length }) => length)
		);
		return longest > (this.#script.tooLong ?? Infinity)
			? `EmbeddingExceedContextWindowSizeError: The embedding model you are using only supports up to 512 context size.However, an input in the batch has size ${longest}.`
			: undefined;
	}

	#embed(request: EmbeddingCreateParams): unknown {
		const texts = textsOf(request);
		const embed = this.#script.embeds ?? ((text: string) => [text.length, 1, 0]);
		return { data: texts.map((text, index) => ({ embedding: embed(text), index, object: 'embedding' })) };
	}

	#return({ uuid }: Request, content: unknown): void {
		this.#say({ kind: 'return', uuid, content });
	}

	#throw({ uuid }: Request, content: string): void {
		this.#say({ kind: 'throw', uuid, content });
	}

	#say(message: unknown): void {
		this.onmessage?.(structuredClone(message));
	}
}

/** A worker of the page's kind around `serve`, with a real message channel between. */
export function workerAround(serve: (port: Port) => void): Worker {
	const { port1, port2 } = new MessageChannel();
	serve(port2);
	const worker = {
		onmessage: null as ((event: MessageEvent) => void) | null,
		onerror: null,
		onmessageerror: null,
		postMessage: (message: unknown) => port1.postMessage(message),
		terminate: () => port1.close()
	};
	port1.onmessage = (event) => worker.onmessage?.(event);
	return worker as unknown as Worker;
}

/** WebLLM's real client, in our worker's place. `lose` is how the device is lost. */
export async function scriptedEngine(script: Script = {}) {
	// The library looks for a window when it is loaded, also where there is none.
	Object.assign(globalThis, {
		window: Object.getOwnPropertyDescriptor(globalThis, 'window')?.value ?? globalThis
	});
	const { WebWorkerMLCEngine } = await import('@mlc-ai/web-llm');
	const library = new ScriptedWorker(script);
	let lose: (error: unknown) => void = () => undefined;
	const createWorker: CreateWorker = () =>
		workerAround((port) => {
			lose = serveEngine(
				port,
				webLlmSession({
					open: (setup) =>
						Promise.resolve(
							new WebWorkerMLCEngine(library, { appConfig: appConfigOf(setup), logLevel: 'SILENT' })
						),
					lose: (error) => lose(error)
				})
			);
		});
	return { library, createWorker, lose: (error: unknown) => lose(error) };
}

export const aWebLlmRecord = (change: Partial<ModelRecord> = {}): ModelRecord => ({
	id: 'Tiny-Instruct-q4f32_1-MLC',
	name: 'Tiny',
	purpose: 'writes',
	engine: 'webllm',
	files: {
		kind: 'mlc',
		base: 'https://models.example/elm/tiny/resolve/main',
		lib: 'https://libs.example/tiny-webgpu.wasm'
	},
	bytes: 1_000,
	memoryBytes: 2_000,
	contextTokens: 1_000,
	goodFor: 'quick',
	licence: 'MIT',
	...change
});
