/**
 * Where a model's files lie on this device: for WebLLM exactly the entries of Cache Storage that it reads itself, for
 * everything else a cache of our own, by the model's id. An entry is only ever there whole.
 */
import * as v from 'valibot';
import { addressOf } from './catalogue.ts';
import type { ModelFiles } from './models.ts';
import { baseOf } from './webllm-setup.ts';

/** What of a model is on this device. */
export interface Stored {
	readonly bytes: number;
	/** Nothing is left to download. */
	readonly isWhole: boolean;
}

/** A static embedder is these two. */
export const STATIC_FILES = ['model.safetensors', 'tokenizer.json'] as const;
export type StaticFile = (typeof STATIC_FILES)[number];

/** What is used of Cache Storage. */
export type Caches = Pick<CacheStorage, 'open'>;

/** WebLLM's own names. */
export const CONFIG = 'webllm/config';
export const LIB = 'webllm/wasm';
export const WEIGHTS = 'webllm/model';
/** Ours. */
export const OWN = 'elmnet/models';

/** A large file is kept in parts: no more than this is lost when the tab dies. */
export const PART_BYTES = 16 * 2 ** 20;

export type MlcFiles = Extract<ModelFiles, { kind: 'mlc' }>;

export interface MlcAddresses {
	/** Ends with a slash. */
	readonly base: string;
	readonly config: string;
	readonly tensors: string;
	readonly lib: string;
}

/** The addresses by which WebLLM looks for a model, with a mirror in the public hosts' place. */
export function mlcAddresses({ base, lib }: MlcFiles, mirror: string): MlcAddresses {
	const folder = baseOf({ base: addressOf(base, mirror) });
	return {
		base: folder,
		config: new URL('mlc-chat-config.json', folder).href,
		tensors: new URL('tensor-cache.json', folder).href,
		lib: addressOf(lib, mirror)
	};
}

/** Keys of our own cache are addresses that lead nowhere. */
const NOWHERE = 'https://models.invalid';
export const folderOf = (id: string): string => `${NOWHERE}/${encodeURIComponent(id)}/`;
const aboutOf = (id: string): string => `${folderOf(id)}about.json`;
export const partOf = (id: string, n: number): string => `${folderOf(id)}part-${n}`;
export const fileOf = (id: string, name: string): string => `${folderOf(id)}file-${name}`;

const bytes = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const aboutShape = v.object({
	kind: v.picklist(['gguf', 'opened', 'static']),
	id: v.string(),
	/** Where it is fetched from. */
	from: v.optional(v.string(), ''),
	mark: v.exactOptional(v.string()),
	total: bytes,
	/** Of a part; the last one is shorter. */
	partBytes: v.pipe(bytes, v.minValue(1)),
	/** All of it is here, and was checked. */
	isWhole: v.boolean()
});

/** What we note about a model of our own cache, beside its parts. */
export type About = v.InferOutput<typeof aboutShape>;

export async function readAbout(cache: Cache, id: string): Promise<About | undefined> {
	const text = (await (await cache.match(aboutOf(id)))?.text()) ?? '';
	try {
		return v.parse(aboutShape, JSON.parse(text));
	} catch {
		// Nothing is there, or nothing that can be used: then nothing is kept.
		return undefined;
	}
}

export async function writeAbout(cache: Cache, about: About): Promise<void> {
	await cache.put(aboutOf(about.id), Response.json(about));
}

/** How many parts there are of it, and how long each is. */
export const partsOf = ({ total, partBytes }: Pick<About, 'total' | 'partBytes'>): readonly number[] =>
	Array.from({ length: Math.ceil(total / partBytes) }, (_, n) => Math.min(partBytes, total - n * partBytes));

export async function sizeOf(cache: Cache, key: string): Promise<number | undefined> {
	return (await (await cache.match(key))?.blob())?.size;
}

/** Deletes what `isMeant`; returns the bytes that were there. */
export async function dropFrom(cache: Cache, isMeant: (url: string) => boolean): Promise<number> {
	let freed = 0;
	for (const { url } of await cache.keys()) {
		if (!isMeant(url)) continue;
		const size = await sizeOf(cache, url);
		if (await cache.delete(url)) freed += size ?? 0;
	}
	return freed;
}
