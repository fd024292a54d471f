/**
 * What a page and the worker of its engine say to one another, the same for every engine that lives in a worker. Plain
 * data; both ends are ours, so nothing is checked here beyond the types.
 */
import type { EngineTrouble, JsonSchema, PromptTurn } from '#lib/agent/ports.ts';

/** The part of a prompt that a model gets. */
export interface Order {
	readonly turns: readonly PromptTurn[];
	readonly maxTokens: number;
	readonly schema?: JsonSchema;
}

/** What nearly every library and server calls the roles of turns. */
export const ROLES = { system: 'system', person: 'user', agent: 'assistant' } as const satisfies Record<
	PromptTurn['role'],
	string
>;

/** What an engine turned out to be once its model is loaded. */
export interface Loaded {
	readonly contextTokens: number;
	readonly structured: boolean;
	/** Of an embedder's vectors; 0 for an engine that writes. */
	readonly dimensions: number;
}

/** `open` reading the model into memory · `compile` preparing it for this device. `of` 0: how much is not known. */
export interface LoadStep {
	readonly phase: 'open' | 'compile';
	readonly done: number;
	readonly of: number;
}

export type ToWorker<Setup> =
	| { readonly say: 'load'; readonly setup: Setup }
	| { readonly say: 'write'; readonly id: number; readonly order: Order }
	| { readonly say: 'embed'; readonly id: number; readonly texts: readonly string[] }
	| { readonly say: 'stop'; readonly id: number };

export type FromWorker =
	| { readonly say: 'step'; readonly step: LoadStep }
	| { readonly say: 'loaded'; readonly loaded: Loaded }
	| { readonly say: 'piece'; readonly id: number; readonly text: string }
	| { readonly say: 'vectors'; readonly id: number; readonly vectors: readonly Float32Array[] }
	/** The last word about `id`; a stopped one too. */
	| { readonly say: 'end'; readonly id: number }
	/** Without `id`: loading failed, or the engine is lost. */
	| {
			readonly say: 'trouble';
			readonly id?: number;
			readonly trouble: EngineTrouble;
			/** What the library said; for the log and the curious, never shown alone. */
			readonly detail: string;
	  };
