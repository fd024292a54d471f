/**
 * From a choice to an engine that is ready: gate, download, check, open, compile, with one bar over all of it. What it
 * replaces is unloaded only when the new one needs its memory, or is ready.
 */
import { NodeError, type Engine, type EngineTrouble } from '#lib/agent/ports.ts';
import type { ModelRecord } from '#lib/llm/models.ts';
import type { LoadedEngine } from '#lib/llm/worker-engine.ts';
import { openBar, type Bar } from './mind-bar.ts';
import type { ModelLibrary } from './mind-library.ts';
import type { EngineSetup, MindParts } from './mind-parts.ts';
import type { EngineChoice, Loading } from './node-api.ts';

export type ModelChoice = Exclude<EngineChoice, { engine: 'quotes' }>;

/** The id of the model that a choice takes from this device; empty where it takes none. */
export const modelOf = (choice: EngineChoice): string =>
	choice.engine === 'webllm' || choice.engine === 'cpu' ? choice.model : '';

/** Two tries: what the browser takes away once, it often gives back. */
const TRIES = 2;
const worthAgain: readonly EngineTrouble[] = ['gpu-lost', 'crashed'];

export interface EngineLoad {
	readonly choice: ModelChoice;
	/** Hosts that the person agreed to. */
	readonly hosts: readonly string[];
	readonly signal: AbortSignal;
	readonly tell: (loading: Loading) => void;
	/** The files are here, and from now on memory is needed. */
	readonly opening: () => Promise<void>;
}

/** Throws NodeError('engine-unavailable') with its trouble; what was loaded by then is closed. */
export async function loadChoice(
	{ choice, hosts, signal, tell, opening }: EngineLoad,
	{ parts, library }: { readonly parts: MindParts; readonly library: ModelLibrary }
): Promise<LoadedEngine> {
	const record = modelOf(choice) === '' ? undefined : library.find(modelOf(choice));
	if (record && (record.purpose !== 'writes' || record.engine !== choice.engine))
		throw new NodeError('engine-unavailable', { trouble: 'not-found', detail: record.id });
	if (record) await library.gate(record);
	const bar = openBar({
		name: record?.name ?? ('model' in choice ? choice.model : ''),
		...(record && { model: record.id }),
		phases: await phasesOf(record, library),
		tell
	});
	if (record) await library.bring(record, hosts, (step) => bar.step(step), signal);
	stopIf(signal);
	await opening();
	const setup = await setupOf(choice, record, library, parts);
	stopIf(signal);
	const engine = await openPatiently(setup, parts, bar, signal);
	if (signal.aborted) engine.close();
	stopIf(signal);
	return engine;
}

async function openPatiently(
	setup: EngineSetup,
	parts: MindParts,
	bar: Bar,
	signal: AbortSignal
): Promise<LoadedEngine> {
	for (let tried = 1; ; tried++)
		try {
			return await parts.loadEngine(setup, { tell: (step) => bar.step(step), signal });
		} catch (error) {
			const { trouble } = causeOf(error);
			if (tried >= TRIES || signal.aborted || !worthAgain.includes(trouble)) throw error;
		}
}

async function phasesOf(
	record: ModelRecord | undefined,
	library: ModelLibrary
): Promise<readonly Loading['phase'][]> {
	const opening = record?.engine === 'webllm' ? (['open', 'compile'] as const) : (['open'] as const);
	if (!record || (await library.held(record)).isWhole) return opening;
	return ['download', 'check', ...opening];
}

async function setupOf(
	choice: ModelChoice,
	record: ModelRecord | undefined,
	library: ModelLibrary,
	parts: MindParts
): Promise<EngineSetup> {
	if (choice.engine === 'built-in') return { kind: 'built-in', setup: null };
	if (choice.engine === 'http') {
		const { url, model, key } = choice;
		return { kind: 'http', setup: { url, model, ...(key !== undefined && { key }) } };
	}
	if (!record) throw new NodeError('engine-unavailable', { trouble: 'not-found' });
	if (choice.engine === 'webllm') return { kind: 'webllm', setup: { record, mirror: library.mirror } };
	const { name, contextTokens } = record;
	const file = await (await parts.files()).blob(record);
	return { kind: 'cpu', setup: { name, file, contextTokens } };
}

function stopIf(signal: AbortSignal): void {
	if (signal.aborted) throw new NodeError('engine-unavailable', { trouble: 'cancelled' });
}

/** What went wrong, as a code and as the library said it. */
export function causeOf(error: unknown): { readonly trouble: EngineTrouble; readonly detail: string } {
	const detail = error instanceof Error ? error.message : String(error);
	return { trouble: error instanceof NodeError ? (error.trouble ?? 'crashed') : 'crashed', detail };
}

/** A worker that died says so itself. */
const fatal: readonly EngineTrouble[] = ['gpu-lost', 'memory', 'stalled'];

/** The same engine, whose owner hears when an answer ended in something that it will not recover from. */
export const watched = (engine: Engine, broken: (trouble: EngineTrouble) => void): Engine => ({
	id: engine.id,
	instant: engine.instant,
	contextTokens: engine.contextTokens,
	structured: engine.structured,
	async *write(prompt, signal) {
		try {
			yield* engine.write(prompt, signal);
		} catch (error) {
			const { trouble } = causeOf(error);
			if (fatal.includes(trouble)) broken(trouble);
			throw error;
		}
	}
});
