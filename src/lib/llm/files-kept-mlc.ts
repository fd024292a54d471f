/** The files of a WebLLM model on this device, read by the page: which are here, and deleting them. */
import {
	CONFIG,
	dropFrom,
	LIB,
	mlcAddresses,
	sizeOf,
	WEIGHTS,
	type Caches,
	type MlcFiles,
	type Stored
} from './files-cache.ts';
import { readTensors, readTokenizerName } from './files-manifest.ts';
import { Wrong } from './files-trouble.ts';

/** A list as it was stored; undefined where it is not there or cannot be read any more. */
export async function readKept<Read>(
	cache: Cache,
	url: string,
	read: (text: string) => Read
): Promise<Read | undefined> {
	try {
		const found = await cache.match(url);
		return found && read(await found.text());
	} catch (error) {
		if (error instanceof Wrong) return undefined;
		throw error;
	}
}

/** WebLLM's three caches: settings, programs, weights. */
export const openMlc = (caches: Caches): Promise<[Cache, Cache, Cache]> =>
	Promise.all([caches.open(CONFIG), caches.open(LIB), caches.open(WEIGHTS)]);

/** What of it is on this device. */
export async function storedMlc(files: MlcFiles, mirror: string, caches: Caches): Promise<Stored> {
	const at = mlcAddresses(files, mirror);
	const [config, lib, weights] = await openMlc(caches);
	const tokenizer = await readKept(config, at.config, readTokenizerName);
	const shards = (await readKept(weights, at.tensors, readTensors)) ?? [];
	const here = new Set((await weights.keys()).map(({ url }) => url));
	const kept = shards.filter(({ name }) => here.has(at.base + name));
	const small = await Promise.all([
		sizeOf(lib, at.lib),
		...(tokenizer === undefined ? [] : [sizeOf(weights, at.base + tokenizer)])
	]);
	const bytes = [...kept.map(({ bytes }) => bytes), ...small.map((size) => size ?? 0)];
	return {
		bytes: bytes.reduce((sum, size) => sum + size, 0),
		isWhole:
			tokenizer !== undefined &&
			shards.length > 0 &&
			kept.length === shards.length &&
			small.every((size) => size !== undefined)
	};
}

/** Whatever lies in the model's folder, from the public host and from any mirror, whether a list names it or not. */
export async function deleteMlc(files: MlcFiles, mirror: string, caches: Caches): Promise<number> {
	const [config, lib, weights] = await openMlc(caches);
	const sources = [mlcAddresses(files, mirror), mlcAddresses(files, '')];
	const ends = (url: string, of: string): boolean => new URL(url).pathname.endsWith(new URL(of).pathname);
	const folder = new URL(mlcAddresses(files, '').base).pathname;
	const inFolder = (url: string): boolean =>
		new URL(url).pathname.includes(folder) || sources.some(({ base }) => url.startsWith(base));
	const freed = [
		await dropFrom(weights, inFolder),
		await dropFrom(config, inFolder),
		await dropFrom(lib, (url) => ends(url, files.lib))
	];
	return freed.reduce((sum, bytes) => sum + bytes, 0);
}
