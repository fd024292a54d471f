/**
 * Which engine writes, how far its loading has come, and what else this device could run: the mind as the node sees it.
 * Whatever happens to a model, there is always an engine.
 */
import type { Embedder, Engine } from '#lib/agent/ports.ts';
import type { Settings } from '#lib/store/settings.ts';
import { MindKeeper } from './mind-keeper.ts';
import { recall } from './mind-memory.ts';
import { realParts, type MindParts } from './mind-parts.ts';
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

/** Throws NodeError: what the store does not allow. */
export async function openMind(
	{ settings, createWorker, tell }: MindDeps,
	parts: MindParts = realParts(createWorker)
): Promise<Mind> {
	const mind = new MindKeeper(await recall(settings), settings, parts, tell);
	return {
		state: () => mind.state,
		engine: () => mind.engine,
		embedder: () => mind.embedder,
		begin: () => void mind.begin(),
		api: {
			checkDevice: () => mind.look(),
			chooseEngine: (choice, hosts) => mind.choose(choice, hosts),
			cancelLoading: () => mind.cancel(),
			deleteModel: (id) => mind.delete(id),
			openModelFile: (file) => mind.open(file),
			setMirror: (url) => mind.setMirror(url),
			checkEndpoint: (url, key) => parts.checkEndpoint(url, key),
			tryEngine: (text, signal) => mind.try(text, signal),
			chooseEmbedder: (id, hosts) => mind.chooseEmbedder(id, hosts)
		}
	};
}
