/** The embedder behind search by meaning: chosen, loaded and let go on its own, beside whatever writes. */
import { NodeError, type Embedder } from '#lib/agent/ports.ts';
import type { ModelRecord } from '#lib/llm/models.ts';
import type { LoadedEmbedder } from '#lib/llm/worker-engine.ts';
import type { Settings } from '#lib/store/settings.ts';
import { openBar } from './mind-bar.ts';
import type { ModelLibrary } from './mind-library.ts';
import { remember } from './mind-memory.ts';
import type { EmbedderSetup, MindParts } from './mind-parts.ts';
import type { Loading } from './node-api.ts';

export interface EmbedderDeps {
	readonly parts: MindParts;
	readonly library: ModelLibrary;
	readonly settings: Pick<Settings, 'put' | 'remove'>;
	readonly tell: (loading: Loading | undefined) => void;
}

export class EmbedderKeeper {
	#running: { readonly id: string; readonly embedder: LoadedEmbedder } | undefined;
	readonly #deps: EmbedderDeps;

	constructor(deps: EmbedderDeps) {
		this.#deps = deps;
	}

	/** A model's id, or empty. */
	get id(): string {
		return this.#running?.id ?? '';
	}

	get embedder(): Embedder | undefined {
		return this.#running?.embedder;
	}

	/** The one before stays in use until the new one is ready. */
	async load(id: string, hosts: readonly string[], signal: AbortSignal): Promise<void> {
		const { parts, library, settings, tell } = this.#deps;
		const record = library.find(id);
		if (record.purpose !== 'embeds') throw new NodeError('engine-unavailable', { trouble: 'not-found' });
		try {
			await library.gate(record);
			const { isWhole } = await library.held(record);
			const bar = openBar({
				name: record.name,
				model: id,
				phases: isWhole ? ['open', 'compile'] : ['download', 'check', 'open', 'compile'],
				tell
			});
			await library.bring(record, hosts, (step) => bar.step(step), signal);
			const setup = await this.#setupOf(record);
			const embedder = await parts.loadEmbedder(setup, { tell: (step) => bar.step(step), signal });
			if (signal.aborted) {
				embedder.close();
				throw new NodeError('engine-unavailable', { trouble: 'cancelled' });
			}
			this.#running?.embedder.close();
			this.#running = { id, embedder };
			await remember(settings, 'embedder', id);
		} finally {
			tell(undefined);
		}
	}

	async forget(): Promise<void> {
		this.#running?.embedder.close();
		this.#running = undefined;
		await remember(this.#deps.settings, 'embedder', '');
	}

	async #setupOf(record: ModelRecord): Promise<EmbedderSetup> {
		const { parts, library } = this.#deps;
		if (record.engine === 'webllm') return { kind: 'webllm', setup: { record, mirror: library.mirror } };
		const files = await parts.files();
		const [weights, tokenizer] = await Promise.all([
			files.file(record, 'model.safetensors'),
			files.file(record, 'tokenizer.json')
		]);
		return { kind: 'static', setup: { id: record.id, weights, tokenizer } };
	}
}
