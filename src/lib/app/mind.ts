/**
 * Which engine writes, how far its loading has come, and what else this device could run: the mind as the node sees it.
 * Whatever happens to a model, there is always an engine.
 */
import type { Embedder, Engine } from '#lib/agent/ports.ts';
import type { Settings } from '#lib/store/settings.ts';
import { quotes } from '#lib/llm/index.ts';
import type { MindKeeper } from './mind-keeper.ts';
import { recall, UNSEEN, type Remembered } from './mind-memory.ts';
import type { MindParts } from './mind-parts.ts';
import type { MindState, NodeApi } from './node-api.ts';

export type MindApi = Pick<
	NodeApi,
	| 'chooseEngine'
	| 'cancelLoading'
	| 'checkDevice'
	| 'deleteModel'
	| 'openModelFile'
	| 'setMirror'
	| 'checkEndpoint'
	| 'tryEngine'
	| 'chooseEmbedder'
>;

export interface Mind {
	readonly api: MindApi;
	state(): MindState;
	/** The person's choice while it is ready, else quotes. */
	engine(): Engine;
	/** What the person chose for search by meaning, once it is loaded. */
	embedder(): Embedder | undefined;
	/** Loads what was chosen the last time; not waited for. */
	begin(): void;
}

export interface MindDeps {
	readonly settings: Settings;
	readonly createWorker: (url: string | URL) => Worker;
	readonly tell: (state: MindState) => void;
}

/** Throws NodeError: what the store does not allow. Who never chose a model loads none of what keeps one. */
export async function openMind({ settings, createWorker, tell }: MindDeps, parts?: MindParts): Promise<Mind> {
	const remembered = await recall(settings);
	let mind: MindKeeper | undefined;
	let opening: Promise<MindKeeper> | undefined;
	const open = async (): Promise<MindKeeper> => {
		const [{ MindKeeper }, { realParts }] = await Promise.all([
			import('./mind-keeper.ts'),
			import('./mind-parts.ts')
		]);
		return (mind = new MindKeeper(remembered, settings, parts ?? realParts(createWorker), tell));
	};
	const opened = (): Promise<MindKeeper> => (opening ??= open());
	return {
		state: () => mind?.state ?? unopened(remembered),
		engine: () => mind?.engine ?? quotes,
		embedder: () => mind?.embedder,
		begin: () => void (isIdle(remembered) || opened().then((keeper) => keeper.begin())),
		api: {
			checkDevice: async () => (await opened()).look(),
			chooseEngine: async (choice, hosts) => (await opened()).choose(choice, hosts),
			cancelLoading: async () => (await opened()).cancel(),
			deleteModel: async (id) => (await opened()).delete(id),
			openModelFile: async (file) => (await opened()).open(file),
			setMirror: async (url) => (await opened()).setMirror(url),
			checkEndpoint: async (url, key) => (await opened()).checkEndpoint(url, key),
			async *tryEngine(text, signal) {
				yield* (await opened()).try(text, signal);
			},
			chooseEmbedder: async (id, hosts) => (await opened()).chooseEmbedder(id, hosts)
		}
	};
}

const isIdle = ({ choice, wasLoading, embedder }: Remembered): boolean =>
	choice.engine === 'quotes' && wasLoading === undefined && embedder === '';

const unopened = ({ choice, mirror }: Remembered): MindState => ({
	choice,
	status: 'ready',
	name: '',
	device: UNSEEN,
	models: [],
	mirror,
	embedder: ''
});
