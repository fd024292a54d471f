/**
 * The mind's life: one engine is chosen, loaded, watched, lost and replaced. Quotes stand in while another is loading, has
 * failed, or was lost; only what the person chose is ever loaded, and a model that took the tab with it is not loaded
 * again by itself.
 */
import { NodeError, type Embedder, type Engine, type EngineTrouble } from '#lib/agent/ports.ts';
import { quotes } from '#lib/llm/index.ts';
import type { LoadedEngine } from '#lib/llm/worker-engine.ts';
import type { Settings } from '#lib/store/settings.ts';
import { openBar, type PhaseStep } from './mind-bar.ts';
import { EmbedderKeeper } from './mind-embedder.ts';
import { causeOf, loadChoice, modelOf, watched, type ModelChoice } from './mind-engine.ts';
import { ModelLibrary } from './mind-library.ts';
import { QUOTES, remember, type Remembered } from './mind-memory.ts';
import type { MindParts } from './mind-parts.ts';
import { Turns } from './mind-turns.ts';
import type { EndpointCheck, EngineChoice, Loading, MindState } from './node-api.ts';

/** Lost twice within this long, it is not loaded a third time: the device does not carry it. */
const AGAIN_AFTER_MS = 10 * 60_000;
/** Enough to see how it writes. */
const TRY_TOKENS = 64;

interface Running {
	readonly choice: ModelChoice;
	readonly loaded: LoadedEngine;
	readonly engine: Engine;
}

const smallerHelps: readonly EngineTrouble[] = [
	...(['no-f16', 'gpu-limits', 'memory', 'gpu-lost', 'no-room', 'crashed', 'stalled'] as const)
];

/** What the screens see of the choice, beside what is running and loading. */
type Shown = Pick<MindState, 'choice' | 'trouble' | 'detail' | 'smaller' | 'died'>;

export class MindKeeper {
	/** The last choice that was ready: what is gone back to, and loaded at the next start. */
	#settled: EngineChoice;
	#shown: Shown;
	#running: Running | undefined;
	#loading: Loading | undefined;
	#lostAt = -Infinity;
	readonly #wasLoading: EngineChoice | undefined;
	readonly #lastEmbedder: string;
	readonly #turns = new Turns();
	readonly #library: ModelLibrary;
	readonly #embedders: EmbedderKeeper;
	readonly #settings: Settings;
	readonly #parts: MindParts;
	readonly #tell: (state: MindState) => void;

	constructor(
		remembered: Remembered,
		settings: Settings,
		parts: MindParts,
		tell: (state: MindState) => void
	) {
		this.#settled = remembered.choice;
		this.#shown = { choice: remembered.choice };
		this.#wasLoading = remembered.wasLoading;
		this.#lastEmbedder = remembered.embedder;
		this.#settings = settings;
		this.#parts = parts;
		this.#tell = tell;
		this.#library = new ModelLibrary({ parts, settings, remembered, changed: () => this.#changed() });
		this.#embedders = new EmbedderKeeper({
			parts,
			library: this.#library,
			settings,
			tell: (loading) => this.#bar(loading)
		});
	}

	get state(): MindState {
		return {
			...this.#shown,
			status: this.#turns.has('engine') ? 'loading' : this.#shown.trouble ? 'failed' : 'ready',
			name: this.#running?.engine.id ?? '',
			...(this.#loading && { loading: this.#loading }),
			device: this.#library.device,
			models: this.#library.offers,
			mirror: this.#library.mirror,
			embedder: this.#embedders.id
		};
	}

	get engine(): Engine {
		return this.#running?.engine ?? quotes;
	}

	get embedder(): Embedder | undefined {
		return this.#embedders.embedder;
	}

	async begin(): Promise<void> {
		if (this.#wasLoading && this.#library.has(modelOf(this.#wasLoading)))
			return this.#sayDied(this.#wasLoading);
		await this.#resume();
		// A search by meaning that does not load is missed by nobody: words are searched all the same.
		const last = this.#lastEmbedder;
		if (last !== '') await this.chooseEmbedder(last, []).catch(() => undefined);
	}

	look(): Promise<void> {
		return this.#library.look();
	}

	async choose(choice: EngineChoice, hosts: readonly string[]): Promise<void> {
		this.#lostAt = -Infinity;
		if (choice.engine !== 'quotes') return this.#load(choice, hosts);
		await this.#turns.stop(({ kind }) => kind === 'engine');
		await this.#settle(QUOTES);
	}

	async cancel(): Promise<void> {
		await this.#turns.stop(() => true);
		void this.#resume();
	}

	async delete(id: string): Promise<number> {
		const record = this.#library.find(id);
		await this.#turns.stop(({ model }) => model === id);
		if (modelOf(this.#settled) === id) await this.#settle(QUOTES);
		else if (modelOf(this.#shown.choice) === id) await this.#settle(this.#settled);
		if (this.#embedders.id === id) await this.#embedders.forget();
		const freed = await this.#library.delete(record);
		this.#changed();
		void this.#resume();
		return freed;
	}

	async open(file: File): Promise<string> {
		return this.#turns.run('file', '', async (signal) => {
			try {
				const bar = openBar({ name: file.name, phases: ['check'], tell: this.#bar });
				const step = (step: PhaseStep): void => bar.step({ ...step, phase: 'check' });
				return (await this.#library.keep(file, step, signal)).id;
			} finally {
				this.#bar(undefined);
			}
		});
	}

	async setMirror(url: string): Promise<void> {
		await this.#library.setMirror(url);
		this.#changed();
	}

	checkEndpoint(url: string, key: string): Promise<EndpointCheck> {
		return this.#parts.checkEndpoint(url, key);
	}

	/** The person's own words alone, as they typed them: nobody else's text, and nothing is kept. */
	async *try(text: string, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
		const prompt = { question: text, terms: [], sources: [], maxTokens: TRY_TOKENS };
		for await (const part of this.engine.write({ ...prompt, turns: [{ role: 'person', text }] }, signal))
			if (part.kind === 'text') yield part.text;
	}

	async chooseEmbedder(id: string, hosts: readonly string[]): Promise<void> {
		if (id === '') {
			await this.#turns.stop(({ kind }) => kind === 'embedder');
			await this.#embedders.forget();
		} else await this.#turns.run('embedder', id, (signal) => this.#embedders.load(id, hosts, signal));
		this.#changed();
	}

	/** A tab that did not survive loading must not be made to try it again by being opened. */
	async #sayDied(choice: EngineChoice): Promise<void> {
		const died = modelOf(choice);
		const { isWhole } = await this.#library.held(this.#library.find(died));
		const smaller = isWhole ? await this.#library.smallerThan(died) : undefined;
		const trouble = isWhole ? 'crashed' : 'interrupted';
		this.#show({ choice, trouble, died, ...(smaller !== undefined && { smaller }) });
	}

	/** Back to what was ready last, from what lies on this device alone. */
	async #resume(): Promise<void> {
		const choice = this.#settled;
		if (this.#running || choice.engine === 'quotes' || this.#turns.has('engine')) return;
		// What went wrong is in the state.
		await this.#load(choice, []).catch(() => undefined);
	}

	async #load(choice: ModelChoice, hosts: readonly string[]): Promise<void> {
		const work = this.#turns.run('engine', modelOf(choice), (signal) => this.#bring(choice, hosts, signal));
		this.#show({ choice });
		try {
			await work;
			this.#changed();
		} catch (error) {
			await this.#sayFailed(choice, error);
			throw error;
		}
	}

	async #bring(choice: ModelChoice, hosts: readonly string[], signal: AbortSignal): Promise<void> {
		const takesMemory = modelOf(choice) !== '';
		const opening = async (): Promise<void> => {
			// Two models at once are more than many devices hold.
			if (takesMemory && this.#running && modelOf(this.#running.choice) !== '') this.#unload();
		};
		try {
			if (takesMemory) await remember(this.#settings, 'wasLoading', choice);
			const load = { choice, hosts, signal, tell: this.#bar, opening };
			const loaded = await loadChoice(load, { parts: this.#parts, library: this.#library });
			this.#unload();
			this.#run(choice, loaded);
			await remember(this.#settings, 'choice', choice);
		} finally {
			this.#loading = undefined;
			if (takesMemory) await remember(this.#settings, 'wasLoading', undefined);
		}
	}

	#run(choice: ModelChoice, loaded: LoadedEngine): void {
		const lost = (trouble: EngineTrouble): void => void this.#lost(running, trouble);
		const engine = modelOf(choice) === '' ? loaded : watched(loaded, lost);
		const running: Running = { choice, loaded, engine };
		this.#running = running;
		this.#settled = choice;
		void loaded.lost.then(lost);
	}

	#unload(): void {
		this.#running?.loaded.close();
		this.#running = undefined;
	}

	async #lost(running: Running, trouble: EngineTrouble): Promise<void> {
		if (this.#running !== running) return;
		this.#unload();
		this.#changed();
		// Another one is on its way already.
		if (this.#turns.has('engine')) return;
		// It did not stop when it was told to, and was ended for that: the model may well be good.
		if (trouble === 'closed') return this.#resume();
		const wasLostBefore = this.#parts.now() - this.#lostAt < AGAIN_AFTER_MS;
		this.#lostAt = this.#parts.now();
		if (wasLostBefore)
			await this.#sayFailed(running.choice, new NodeError('engine-unavailable', { trouble }));
		else await this.#resume();
	}

	async #settle(choice: EngineChoice): Promise<void> {
		if (choice.engine === 'quotes') this.#unload();
		this.#settled = choice;
		this.#show({ choice });
		await remember(this.#settings, 'choice', choice);
		await remember(this.#settings, 'wasLoading', undefined);
	}

	async #sayFailed(choice: ModelChoice, error: unknown): Promise<void> {
		const { trouble, detail } = causeOf(error);
		const id = modelOf(choice);
		const smaller =
			id !== '' && smallerHelps.includes(trouble) ? await this.#library.smallerThan(id) : undefined;
		// A newer choice has its own words.
		if (this.#turns.has('engine')) return;
		if (trouble === 'cancelled') this.#show({ choice: this.#settled });
		else this.#show({ choice, trouble, detail, ...(smaller !== undefined && { smaller }) });
	}

	#show(shown: Shown): void {
		this.#shown = shown;
		this.#changed();
	}

	#bar = (loading: Loading | undefined): void => {
		this.#loading = loading;
		this.#changed();
	};

	#changed(): void {
		this.#tell(this.state);
	}
}
