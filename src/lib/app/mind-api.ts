/** What writes the answers, as the screens see it: engines, models, how far one has come and what went wrong. */
import type { EngineTrouble } from '#lib/agent/ports.ts';
import type { DeviceReport, EngineChoice, ModelRecord, Verdict } from '#lib/llm/models.ts';

/** A model with what this device can do with it and what it holds of it. */
export interface ModelOffer extends Pick<
	ModelRecord,
	'id' | 'name' | 'purpose' | 'engine' | 'bytes' | 'memoryBytes' | 'goodFor' | 'licence'
> {
	readonly verdict: Verdict;
	/** The one to take when in doubt; at most one for each engine. */
	readonly recommended: boolean;
	/** What lies on this device already. */
	readonly storedBytes: number;
	/** Nothing is left to download. */
	readonly isWhole: boolean;
	/** Whom the browser will contact for it, as people read it: "huggingface.co". Empty for what is on this device. */
	readonly hosts: readonly string[];
}

export interface Loading {
	/** What is loaded, for people. */
	readonly name: string;
	readonly model?: string;
	/** In this order; `download` only where something is missing. */
	readonly phase: 'download' | 'check' | 'open' | 'compile';
	/** 0…1 over all phases, never going back. */
	readonly progress: number;
	/** Of the download. */
	readonly doneBytes: number;
	readonly totalBytes: number;
	/** 0 while it is not known. */
	readonly bytesPerSecond: number;
	readonly remainingMs?: number;
}

/** What writes the answers, what else could, and how far it has come. */
export interface MindState {
	/** The person's; quotes stand in while it is loading or has failed. */
	readonly choice: EngineChoice;
	readonly status: 'ready' | 'loading' | 'failed';
	/** The running engine's name for people; empty for quotes. */
	readonly name: string;
	readonly loading?: Loading;
	/** With `failed`. */
	readonly trouble?: EngineTrouble;
	/** What the library said about it, for the curious. */
	readonly detail?: string;
	/** A smaller model that this device could take instead; after a trouble of memory or GPU, or when the tab died. */
	readonly smaller?: string;
	/** A model whose loading the tab did not survive: nothing is loaded by itself then. */
	readonly died?: string;
	readonly device: DeviceReport;
	readonly models: readonly ModelOffer[];
	/** Put in the place of the public hosts; empty for none. */
	readonly mirror: string;
	/** Which embedder answers searches by meaning: a model's id, or empty for none. */
	readonly embedder: string;
}

/** A model server's own list, or what is wrong with it. */
export type EndpointCheck =
	{ readonly models: readonly string[] } | { readonly trouble: EngineTrouble; readonly detail: string };
