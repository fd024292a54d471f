/** What there is to choose from: engines, models, and what a device must have for them. Types and small pure functions. */
import type { EngineTrouble } from '#lib/agent/ports.ts';

/** `built-in` is the browser's own model, `http` an OpenAI-compatible server. */
export type EngineKind = 'quotes' | 'webllm' | 'cpu' | 'built-in' | 'http';

/** What the person chose; kept in the settings, so older shapes must stay readable. */
export type EngineChoice =
	| { readonly engine: 'quotes' }
	/** `model` is the id of a ModelRecord. */
	| { readonly engine: 'webllm' | 'cpu'; readonly model: string }
	| { readonly engine: 'built-in' }
	| { readonly engine: 'http'; readonly url: string; readonly model: string; readonly key?: string };

/** Where a model's files are. Addresses are the public ones; a mirror is put in their place by `addressOf` (catalogue.ts). */
export type ModelFiles =
	/** WebLLM: `base` holds mlc-chat-config.json, tokenizer files, tensor-cache.json and the shards it names; `lib` the compiled program. */
	| { readonly kind: 'mlc'; readonly base: string; readonly lib: string }
	| { readonly kind: 'gguf'; readonly url: string; readonly sha256?: string }
	/** Opened by the person: kept on this device under the model's id. */
	| { readonly kind: 'opened' }
	/** Model2Vec: `base` holds model.safetensors and tokenizer.json. */
	| { readonly kind: 'static'; readonly base: string };

export interface ModelRecord {
	readonly id: string;
	/** For people. */
	readonly name: string;
	readonly purpose: 'writes' | 'embeds';
	readonly engine: 'webllm' | 'cpu' | 'static';
	readonly files: ModelFiles;
	/** To download, about; the exact number is known once it has begun. */
	readonly bytes: number;
	/** What it takes while it runs, about. */
	readonly memoryBytes: number;
	readonly contextTokens: number;
	/** A key of the catalogue of texts: what it is good for. */
	readonly goodFor: 'phone' | 'quick' | 'balanced' | 'thorough' | 'search' | 'opened';
	/** SPDX id or the licence's name. */
	readonly licence: string;
	/** WebGPU features and limits without which it does not run; gated before the download. */
	readonly needs?: { readonly f16?: true; readonly storageBufferBytes?: number };
	/** Best first among those a device can run: lower is better. Absent: never recommended. */
	readonly rank?: number;
}

/** What the device has, as far as the browser says. */
export interface DeviceReport {
	readonly secure: boolean;
	/** null: no adapter. */
	readonly gpu: null | {
		readonly name: string;
		/** Software: it works, and is far too slow. */
		readonly isFallback: boolean;
		readonly f16: boolean;
		/** The largest single buffer a program may bind, in bytes. */
		readonly storageBufferBytes: number;
	};
	/** WebAssembly with what the CPU engine needs: `fast`, or `slow` (the compatible build), or not at all. */
	readonly wasm: 'fast' | 'slow' | 'none';
	readonly builtIn: 'ready' | 'downloadable' | 'none';
	/** Roughly, capped by browsers at 8 GiB or 32; undefined where they do not say. */
	readonly memoryBytes?: number;
	/** What this site may still store. */
	readonly roomBytes?: number;
	readonly persisted: boolean;
	readonly cores: number;
	readonly camera: boolean;
	readonly phone: boolean;
}

export type Verdict =
	'runs' | Extract<EngineTrouble, 'no-gpu' | 'no-f16' | 'gpu-limits' | 'memory' | 'no-room' | 'unsupported'>;

/** Bytes of a running download; `bytesPerSecond` over the last seconds, 0 while nothing is known. */
export interface DownloadProgress {
	readonly done: number;
	readonly of: number;
	readonly bytesPerSecond: number;
}
