/** For tests in a browser: a folder at the host of model files, with small models in it, and a desk that fetches from there. */
import { md5 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { inject } from 'vitest';
import type { Desk } from './files-desk.ts';
import type { Asked, Behaviour } from './files-host.fixture.ts';
import { Meter, type Step } from './files-meter.ts';
import { mayContact } from './hosts.ts';
import type { ModelRecord } from './models.ts';

let folders = 0;

/** The same bytes for the same length and seed. */
export function someBytes(length: number, seed = 1): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(length);
	let state = seed;
	for (let i = 0; i < length; i++) {
		state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
		bytes[i] = state >> 16;
	}
	return bytes;
}

export class Site {
	/** What stands in the public hosts' place. */
	readonly mirror: string;
	readonly #name: string;

	constructor() {
		this.#name = `f${folders++}-${Math.random().toString(36).slice(2)}`;
		this.mirror = `${inject('modelHost')}/${this.#name}`;
	}

	async put(path: string, body: BodyInit): Promise<void> {
		await fetch(`${this.mirror}/${path}`, { method: 'PUT', body });
	}

	async behave(behaviour: Behaviour): Promise<void> {
		await fetch(this.mirror, { method: 'POST', body: JSON.stringify(behaviour) });
	}

	async asked(): Promise<readonly Asked[]> {
		return (await (await fetch(`${this.mirror}/?log`)).json()) as Asked[];
	}

	async timesAsked(path: string): Promise<number> {
		return (await this.asked()).filter((asked) => asked.path === path).length;
	}
}

const EMPTY: ModelRecord = {
	id: '',
	name: 'A model',
	purpose: 'writes',
	engine: 'webllm',
	files: { kind: 'opened' },
	bytes: 0,
	memoryBytes: 0,
	contextTokens: 0,
	goodFor: 'quick',
	licence: 'MIT'
};

export const SHARD_BYTES = 200_000;
export const shardPath = (n: number): string => `mlc-ai/tiny/resolve/main/params_shard_${n}.bin`;
export const tensorsPath = 'mlc-ai/tiny/resolve/main/tensor-cache.json';
export const LIB_PATH = 'mlc-ai/libs/tiny.wasm';
const WASM = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...someBytes(5_000)]);

export interface TinyMlc {
	readonly record: ModelRecord;
	readonly shards: readonly Uint8Array<ArrayBuffer>[];
	/** All of it, lists left out. */
	readonly bytes: number;
}

export const tensorsOf = (shards: readonly Uint8Array[]): { readonly records: readonly object[] } => ({
	records: shards.map((bytes, n) => ({
		dataPath: `params_shard_${n}.bin`,
		format: 'raw-shard',
		nbytes: bytes.length,
		md5sum: bytesToHex(md5(bytes)),
		records: [
			{ name: `w${n}`, shape: [1], dtype: 'float32', format: 'raw', nbytes: bytes.length, byteOffset: 0 }
		]
	}))
});

/** A WebLLM model of six shards; nothing in it can be run. */
export async function aTinyMlc(site: Site, shardBytes = SHARD_BYTES): Promise<TinyMlc> {
	const shards = Array.from({ length: 6 }, (_, n) => someBytes(shardBytes, n + 1));
	const folder = 'mlc-ai/tiny/resolve/main/';
	const tokenizer = JSON.stringify({ version: '1.0', model: { vocab: {} } });
	await site.put(`${folder}mlc-chat-config.json`, JSON.stringify({ tokenizer_files: ['tokenizer.json'] }));
	await site.put(`${folder}tokenizer.json`, tokenizer);
	await site.put(tensorsPath, JSON.stringify(tensorsOf(shards)));
	await site.put(LIB_PATH, WASM);
	for (const [n, bytes] of shards.entries()) await site.put(shardPath(n), bytes);
	return {
		record: {
			...EMPTY,
			id: 'tiny-MLC',
			files: {
				kind: 'mlc',
				base: 'https://huggingface.co/mlc-ai/tiny',
				lib: `https://raw.githubusercontent.com/${LIB_PATH}`
			},
			bytes: 6 * shardBytes
		},
		shards,
		bytes: 6 * shardBytes + WASM.length + tokenizer.length
	};
}

/** Small, so that a small file has several. */
export const PART = 100_000;

export const GGUF_PATH = 'someone/tiny/resolve/main/tiny.gguf';

/** Begins as a GGUF file does; the rest is noise. */
export async function aGguf(
	site: Site,
	{ length = 250_000, hashed = false, seed = 1 } = {}
): Promise<{ readonly record: ModelRecord; readonly bytes: Uint8Array<ArrayBuffer> }> {
	const bytes = someBytes(length, seed);
	bytes.set(new TextEncoder().encode('GGUF'));
	await site.put(GGUF_PATH, bytes);
	const url = `https://huggingface.co/${GGUF_PATH}`;
	return {
		record: {
			...EMPTY,
			id: `tiny-gguf-${site.mirror.slice(-12)}`,
			engine: 'cpu',
			files: { kind: 'gguf', url, ...(hashed && { sha256: bytesToHex(sha256(bytes)) }) },
			bytes: length
		},
		bytes
	};
}

/** Real storage and a real network; pauses take no time, and every one of them is counted. */
export function aDesk(site: Site, change: Partial<Desk> = {}) {
	const steps: Step[] = [];
	const pauses: number[] = [];
	const origin = new URL(site.mirror).origin;
	const desk: Desk = {
		caches,
		network: {
			fetch: (url, init) => fetch(url, init),
			mayContact: (url) => mayContact(url, [origin], location.origin),
			wasRefused: () => false,
			wait: async (ms) => void pauses.push(ms)
		},
		meter: new Meter(
			(step) => steps.push(step),
			() => performance.now()
		),
		room: async () => Infinity,
		partBytes: PART,
		...change
	};
	return { desk, steps, pauses };
}

export const never: AbortSignal = new AbortController().signal;

export async function emptyCaches(): Promise<void> {
	for (const name of await caches.keys()) await caches.delete(name);
}

/** Never back, and at its end all of it. */
export function isHonest(steps: readonly Step[]): boolean {
	const downloads = steps.filter(({ phase }) => phase === 'download');
	const last = downloads.at(-1);
	return (
		downloads.every(({ done }, i) => done >= (downloads[i - 1]?.done ?? 0)) &&
		downloads.every(({ done, of }) => done <= of) &&
		last !== undefined &&
		last.done === last.of
	);
}
