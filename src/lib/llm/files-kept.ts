/** What is kept in our own cache, read by the page: no network, and no copy in memory of what lies on the disk. */
import {
	dropFrom,
	fileOf,
	folderOf,
	OWN,
	PART_BYTES,
	partOf,
	partsOf,
	readAbout,
	sizeOf,
	STATIC_FILES,
	writeAbout,
	type Caches,
	type StaticFile,
	type Stored
} from './files-cache.ts';
import { Meter, type Tell } from './files-meter.ts';
import { trouble, worded } from './files-trouble.ts';

export async function storedOwn(id: string, caches: Caches): Promise<Stored> {
	const cache = await caches.open(OWN);
	const about = await readAbout(cache, id);
	if (!about) return { bytes: 0, isWhole: false };
	if (about.isWhole) return { bytes: about.total, isWhole: true };
	const keys = (await cache.keys()).map(({ url }) => url).filter((url) => url.startsWith(folderOf(id)));
	const sizes = await Promise.all(keys.map((url) => sizeOf(cache, url)));
	return { bytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0), isWhole: false };
}

/** A file that a person opened, copied in parts. Throws NodeError: 'no-room', 'damaged' for what is no GGUF, 'cancelled'. */
export async function keepFile(
	id: string,
	file: Blob,
	caches: Caches,
	tell: Tell,
	signal: AbortSignal,
	partBytes = PART_BYTES
): Promise<void> {
	if ((await file.slice(0, 4).text()) !== 'GGUF') throw trouble('damaged', 'not a GGUF file');
	const meter = new Meter(tell, () => performance.now());
	meter.begin('download', 0, file.size);
	try {
		const cache = await caches.open(OWN);
		const about = { id, kind: 'opened', from: '', total: file.size, partBytes } as const;
		await dropFrom(cache, (url) => url.startsWith(folderOf(id)));
		await writeAbout(cache, { ...about, isWhole: false });
		for (const n of partsOf(about).keys()) {
			signal.throwIfAborted();
			const part = file.slice(n * partBytes, (n + 1) * partBytes);
			await cache.put(partOf(id, n), new Response(part));
			meter.received(part.size);
		}
		await writeAbout(cache, { ...about, isWhole: true });
		meter.say();
	} catch (error) {
		// Half a file is of no use: unlike a download it cannot go on without the person.
		await deleteOwn(id, caches).catch(() => 0);
		throw worded(error);
	}
}

/** The whole GGUF file. Throws NodeError: 'not-found' for what is not whole, 'damaged' when a part of it is gone. */
export async function blobOf(id: string, caches: Caches): Promise<Blob> {
	const cache = await caches.open(OWN);
	const about = await readAbout(cache, id);
	if (!about?.isWhole || about.kind === 'static') throw trouble('not-found', id);
	const parts = await Promise.all(
		partsOf(about).map(async (_, n) => (await cache.match(partOf(id, n)))?.blob())
	);
	const blob = new Blob(parts.filter((part) => part !== undefined));
	if (blob.size !== about.total) throw trouble('damaged', id);
	return blob;
}

/** One file of a static embedder. Throws NodeError: 'not-found', 'damaged'. */
export async function fileIn(id: string, name: string, caches: Caches): Promise<Blob> {
	const cache = await caches.open(OWN);
	const isKnown = STATIC_FILES.includes(name as StaticFile);
	if (!isKnown || (await readAbout(cache, id))?.isWhole !== true) throw trouble('not-found', `${id}/${name}`);
	const found = await cache.match(fileOf(id, name));
	if (!found) throw trouble('damaged', `${id}/${name}`);
	return found.blob();
}

export async function deleteOwn(id: string, caches: Caches): Promise<number> {
	return dropFrom(await caches.open(OWN), (url) => url.startsWith(folderOf(id)));
}
