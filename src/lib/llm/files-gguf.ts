/**
 * Fetches a GGUF file in parts, so that a download goes on where it stopped, even after the tab was closed. Parts of a
 * file that has changed on the server are never mixed.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import {
	dropFrom,
	folderOf,
	OWN,
	PART_BYTES,
	partOf,
	partsIn,
	readAbout,
	sizeOf,
	writeAbout,
	type About
} from './files-cache.ts';
import { checkRoom, inFours, type Desk } from './files-desk.ts';
import { download, type Download } from './files-network.ts';
import { worded, Wrong } from './files-trouble.ts';

/** What is fetched, and what it is held against. */
export interface Gguf {
	readonly id: string;
	/** The mirror is in its place already. */
	readonly url: string;
	/** About. */
	readonly bytes: number;
	readonly sha256?: string;
}

const MAGIC = 'GGUF';

/** Throws NodeError('engine-unavailable') with its trouble; the parts that are whole stay. */
export async function fetchGguf(gguf: Gguf, desk: Desk, signal: AbortSignal): Promise<void> {
	const cache = await desk.caches.open(OWN);
	if ((await readAbout(cache, gguf.id))?.isWhole === true) return;
	for (let round = 1; ; round++) {
		try {
			const about = await fetchParts(gguf, cache, desk, signal);
			await checkWhole(gguf, about.total, cache, desk, signal);
			return await writeAbout(cache, { ...about, isWhole: true });
		} catch (error) {
			if (!(error instanceof Wrong)) throw worded(error);
			await dropFrom(cache, (url) => url.startsWith(folderOf(gguf.id)));
			if (round === 2) throw worded(error);
		}
	}
}

async function fetchParts(gguf: Gguf, cache: Cache, desk: Desk, signal: AbortSignal): Promise<About> {
	const { id, url } = gguf;
	const known = await readAbout(cache, id);
	const missing = known && known.total > 0 ? await missingParts(cache, id, known.total) : [0];
	if (known && known.from === url && missing.length === 0) return known;
	const first = missing[0] ?? 0;
	// One part is asked for first: its answer says how large the file is, whether it is still the same, and whether the
	// host can give parts at all.
	const from = first * PART_BYTES;
	const probe = await download(url, { from, to: from + PART_BYTES }, desk.network, signal);
	const { mark, total = 0 } = probe;
	const about: About = {
		id,
		kind: 'gguf',
		name: '',
		from: url,
		total,
		contextTokens: 0,
		isWhole: false,
		...(mark !== undefined && { mark })
	};
	try {
		// Parts of unknown origin go with one another only where a hash has the last word.
		const isSame =
			known?.from === url &&
			known.mark === mark &&
			(mark !== undefined || gguf.sha256 !== undefined) &&
			(!probe.isPart || known.total === total);
		if (known && !isSame) {
			await dropFrom(cache, (key) => key.startsWith(folderOf(id)));
			if (first > 0) throw new Wrong('another file than before');
		}
		if (probe.isPart && total > 0) await inParts(about, probe, first, cache, desk, signal);
		else return await asStream(about, gguf, probe, cache, desk, signal);
		return about;
	} finally {
		probe.close();
	}
}

async function missingParts(cache: Cache, id: string, total: number): Promise<number[]> {
	const missing: number[] = [];
	for (let n = 0; n < partsIn(total); n++)
		if ((await sizeOf(cache, partOf(id, n))) !== lengthOf(n, total)) missing.push(n);
	return missing;
}

const lengthOf = (n: number, total: number): number => Math.min(PART_BYTES, total - n * PART_BYTES);

async function inParts(
	about: About,
	probe: Download,
	first: number,
	cache: Cache,
	desk: Desk,
	signal: AbortSignal
): Promise<void> {
	const { id, from: url, total, mark } = about;
	await writeAbout(cache, about);
	const missing = await missingParts(cache, id, total);
	const left = missing.reduce((sum, n) => sum + lengthOf(n, total), 0);
	await checkRoom(desk, left);
	desk.meter.begin('download', total - left, total);
	await inFours(missing, signal, async (n, signal) => {
		const start = n * PART_BYTES;
		const span = { from: start, to: start + lengthOf(n, total) };
		const part = n === first ? probe : await download(url, span, desk.network, signal);
		if (part.mark !== mark) throw new Wrong('another file than before');
		const buffer = new Uint8Array(lengthOf(n, total));
		let at = 0;
		for await (const chunk of part.chunks) {
			if (at + chunk.length > buffer.length) throw new Wrong('a part is too long');
			buffer.set(chunk, at);
			at += chunk.length;
			desk.meter.received(chunk.length);
		}
		if (at < buffer.length) throw new Wrong('a part is too short');
		await cache.put(partOf(id, n), new Response(buffer));
	});
	desk.meter.say();
}

/** From a host that gives no parts: all of it in one go, cut into parts here. A cut connection is read over to where it was. */
async function asStream(
	about: About,
	{ bytes }: Gguf,
	probe: Download,
	cache: Cache,
	desk: Desk,
	signal: AbortSignal
): Promise<About> {
	const { id, from: url } = about;
	probe.close();
	const whole = await download(url, { from: 0 }, desk.network, signal);
	const expected = whole.total ?? bytes;
	await writeAbout(cache, { ...about, total: expected });
	await checkRoom(desk, expected);
	desk.meter.begin('download', 0, expected);
	let part = new Uint8Array(PART_BYTES);
	let filled = 0;
	let total = 0;
	const keep = async (): Promise<void> => {
		const n = Math.floor((total - 1) / PART_BYTES);
		if ((await sizeOf(cache, partOf(id, n))) !== filled)
			await cache.put(partOf(id, n), new Response(part.slice(0, filled)));
		part = new Uint8Array(PART_BYTES);
		filled = 0;
	};
	for await (const chunk of whole.chunks)
		for (let at = 0; at < chunk.length;) {
			const piece = chunk.subarray(at, at + PART_BYTES - filled);
			part.set(piece, filled);
			filled += piece.length;
			total += piece.length;
			at += piece.length;
			desk.meter.received(piece.length);
			if (filled === PART_BYTES) await keep();
		}
	if (filled > 0) await keep();
	desk.meter.say();
	const done = { ...about, total };
	await writeAbout(cache, done);
	return done;
}

async function checkWhole(
	{ id, sha256: wanted }: Gguf,
	total: number,
	cache: Cache,
	desk: Desk,
	signal: AbortSignal
): Promise<void> {
	const hash = sha256.create();
	desk.meter.begin('check', 0, total);
	for (let n = 0; n < partsIn(total); n++) {
		signal.throwIfAborted();
		const blob = await (await cache.match(partOf(id, n)))?.blob();
		if (blob?.size !== lengthOf(n, total)) throw new Wrong(`part ${n} is missing`);
		if (n === 0 && (await blob.slice(0, MAGIC.length).text()) !== MAGIC) throw new Wrong('not a GGUF file');
		if (wanted === undefined) continue;
		hash.update(new Uint8Array(await blob.arrayBuffer()));
		desk.meter.received(blob.size);
	}
	if (total === 0) throw new Wrong('an empty file');
	if (wanted !== undefined && bytesToHex(hash.digest()) !== wanted) throw new Wrong('another hash');
	desk.meter.say();
}
