/**
 * WebLLM's engine as one of ours: what `serveEngine` needs, over the library's own interface, so that it runs over the
 * real engine in the worker and over the library's client alike. Keeps no conversation: every prompt begins anew.
 */
import type {
	ChatCompletionMessageParam,
	ChatCompletionRequestStreaming,
	MLCEngineInterface
} from '@mlc-ai/web-llm';
import { NodeError, type PromptTurn } from '#lib/agent/ports.ts';
import type { LoadStep, Order } from './engine-messages.ts';
import type { Served } from './serve-engine.ts';
import { embedAll } from './webllm-embed.ts';
import { stepsFrom } from './webllm-progress.ts';
import type { WebLlmSetup } from './webllm-setup.ts';
import { detailOf, isTheEnd, troubleOf, type Moment } from './webllm-trouble.ts';

export type WebLlm = Pick<
	MLCEngineInterface,
	'chat' | 'embeddings' | 'interruptGenerate' | 'reload' | 'resetChat' | 'setInitProgressCallback'
>;

/** How a model is opened differs: in the worker the device and the files are looked at first. */
export interface SessionDeps {
	/** An engine that knows the model of this setup. Throws NodeError where it cannot run. */
	open(setup: WebLlmSetup): Promise<WebLlm>;
	/** The model is gone for good. */
	lose(error: NodeError): void;
}

/** The empty block that tells Qwen3 not to think counts among its tokens. */
const EMPTY_THINKING_TOKENS = 4;

export function webLlmSession(deps: SessionDeps): Served<WebLlmSetup> {
	let loaded:
		{ readonly engine: WebLlm; readonly setup: WebLlmSetup; readonly dimensions: number } | undefined;

	async function load(setup: WebLlmSetup, tell: (step: LoadStep) => void) {
		tell({ phase: 'open', done: 0, of: 0 });
		const engine = await deps.open(setup);
		engine.setInitProgressCallback(stepsFrom(tell));
		await engine.reload(setup.id);
		const embeds = setup.purpose === 'embeds';
		// Nothing in its files says how long its vectors are: one is made to see, and the first real text is fast.
		const [probe] = embeds ? await embedAll(engine, { model: setup.id }, ['word']) : [];
		const dimensions = probe?.length ?? 0;
		loaded = { engine, setup, dimensions };
		return { contextTokens: setup.contextTokens, structured: !embeds, dimensions };
	}

	async function* write(order: Order, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
		if (!loaded) throw notLoaded();
		const { engine, setup } = loaded;
		const stop = (): void => void engine.interruptGenerate();
		signal.addEventListener('abort', stop);
		try {
			await engine.resetChat();
			// The library forgets an interruption when the next prompt begins.
			if (signal.aborted) return;
			const chunks = await engine.chat.completions.create(requestOf(order, setup));
			for await (const { choices } of chunks) {
				if (signal.aborted) return;
				yield choices[0]?.delta.content ?? '';
			}
		} finally {
			signal.removeEventListener('abort', stop);
		}
	}

	function embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
		if (!loaded) throw notLoaded();
		const { engine, setup, dimensions } = loaded;
		return embedAll(engine, { model: setup.id, dimensions }, texts, signal);
	}

	/** What goes wrong at work, in our codes; and after some of it nothing works any more, which everybody is told. */
	function working(error: unknown): NodeError {
		const known = inOurWords(error, 'working');
		if (isTheEnd(known)) deps.lose(known);
		return known;
	}

	return {
		async load(setup, tell) {
			try {
				return await load(setup, tell);
			} catch (error) {
				throw inOurWords(error, 'loading');
			}
		},
		async *write(order, signal) {
			try {
				yield* write(order, signal);
			} catch (error) {
				throw working(error);
			}
		},
		async embed(texts, signal) {
			try {
				return await embed(texts, signal);
			} catch (error) {
				throw working(error);
			}
		},
		troubleOf: (error) => troubleOf(error, 'working')
	};
}

function inOurWords(error: unknown, moment: Moment): NodeError {
	if (error instanceof NodeError) return error;
	const trouble = troubleOf(error, moment);
	return new NodeError('engine-unavailable', { trouble, detail: detailOf(error), cause: error });
}

const notLoaded = (): NodeError =>
	new NodeError('engine-unavailable', { trouble: 'gpu-lost', detail: 'no model is loaded' });

function requestOf({ turns, maxTokens, schema }: Order, { id }: WebLlmSetup): ChatCompletionRequestStreaming {
	const thinks = id.startsWith('Qwen3');
	return {
		stream: true,
		messages: messagesOf(turns),
		max_tokens: maxTokens + (thinks ? EMPTY_THINKING_TOKENS : 0),
		temperature: 0,
		...(schema && { response_format: { type: 'json_object', schema: JSON.stringify(schema) } }),
		...(thinks && { extra_body: { enable_thinking: false } })
	};
}

/** WebLLM takes one system text, and that first. */
function messagesOf(turns: readonly PromptTurn[]): ChatCompletionMessageParam[] {
	const system = turns.filter(({ role }) => role === 'system').map(({ text }) => text);
	const others = turns.filter(({ role }) => role !== 'system');
	return [
		...(system.length > 0 ? [{ role: 'system', content: system.join('\n\n') } as const] : []),
		...others.map(({ role, text }): ChatCompletionMessageParam =>
			role === 'person' ? { role: 'user', content: text } : { role: 'assistant', content: text }
		)
	];
}
