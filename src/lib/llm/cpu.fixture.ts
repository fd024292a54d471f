/** A model of the processor's at hand: loaded as the app does, or opened in the page itself. */
import { vi } from 'vitest';
import { NodeError, type EngineTrouble, type JsonSchema, type PromptTurn } from '#lib/agent/ports.ts';
import { stories } from '../../../tests/contract/data-server.ts';
import { openCpuModel, type CpuModel } from './cpu-model.ts';
import { loadCpu } from './cpu.ts';
import type { LoadStep } from './engine-messages.ts';
import { aText, withKeys } from './gguf.fixture.ts';
import type { LoadedEngine } from './worker-engine.ts';

export const never = (): AbortSignal => new AbortController().signal;
export const startWorker = (url: string | URL): Worker => new Worker(url, { type: 'module' });
export const person = (said: string): PromptTurn[] => [{ role: 'person', text: said }];

export interface Loading {
	readonly contextTokens?: number;
	readonly createWorker?: (url: string | URL) => Worker;
	readonly tell?: (step: LoadStep) => void;
	readonly signal?: AbortSignal;
}

export const load = (file: Blob, change: Loading = {}): Promise<LoadedEngine> => {
	const {
		contextTokens = 512,
		createWorker = startWorker,
		tell = () => undefined,
		signal = never()
	} = change;
	return loadCpu({ name: 'model', file, contextTokens }, { createWorker, tell, signal });
};

export const troubleOf = (work: Promise<unknown>): Promise<EngineTrouble | 'none' | undefined> =>
	work.then(
		() => 'none' as const,
		(error: unknown) => {
			if (!(error instanceof NodeError)) throw error;
			return error.trouble;
		}
	);

/** Everything that is written, and how many pieces it came in. */
export async function written(
	model: CpuModel,
	turns: readonly PromptTurn[],
	{
		maxTokens = 32,
		schema,
		signal = never()
	}: { maxTokens?: number; schema?: JsonSchema; signal?: AbortSignal } = {}
): Promise<string> {
	let all = '';
	for await (const piece of model.write({ turns, maxTokens, ...(schema && { schema }) }, signal))
		all += piece;
	return all;
}

/** A model opened in the page itself, with the library's own worker within reach. */
export async function openHere(file: Blob): Promise<{ model: CpuModel; below: Worker }> {
	const started: Worker[] = [];
	const Real = globalThis.Worker;
	const Watched = class extends Real {
		constructor(url: string | URL, options?: WorkerOptions) {
			super(url, options);
			started.push(this);
		}
	};
	vi.stubGlobal('Worker', Watched);
	try {
		const model = await openCpuModel({ file, contextTokens: 512 }, () => undefined);
		return { model, below: started[0]! };
	} finally {
		vi.unstubAllGlobals();
	}
}

/** What the library's worker says beside its results and holds these words. */
export function linesWith(words: string, below: Worker): string[] {
	const lines: string[] = [];
	below.addEventListener('message', ({ data }: MessageEvent<{ verb?: string; args?: unknown[] }>) => {
		const line = String(data.args?.[0]);
		if (data.verb?.startsWith('console.') && line.includes(words)) lines.push(line);
	});
	return lines;
}

/** The same model, which now gives `template` what it is asked. */
export const withTemplate = async (template: string): Promise<Blob> =>
	withKeys(await stories(), [aText('tokenizer.chat_template', template)]);
