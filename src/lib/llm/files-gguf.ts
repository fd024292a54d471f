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
	partOf,
	partsOf,
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
/** A file may be larger than the catalogue says, but not anything: a host without end must not fill the device. */
const mostBytes = ({ bytes }: Gguf): number => 2 * bytes + 2 ** 22;

interface Job {
	readonly gguf: Gguf;
	readonly cache: Cache;
	readonly desk: Desk;
	readonly signal: AbortSignal;
}

/** Throws NodeError('engine-unavailable') with its trouble; the parts that are whole stay. */
export async function fetchGguf(gguf: Gguf, desk: Desk, signal: AbortSignal): Promise<void> {
	const cache = await desk.caches.open(OWN);
	if ((await readAbout(cache, gguf.id))?.isWhole === true) return;
	const job = { gguf, cache, desk, signal };
	for (let round = 1; ; round++) {
		try {
			const about = await fetchParts(job);
			await checkWhole(about, job);
			return await writeAbout(cache, { ...about, isWhole: true });
		} catch (error) {
			if (!(error instanceof Wrong)) throw worded(error);
			await dropFrom(cache, (url) => url.startsWith(folderOf(gguf.id)));
			if (round === 2) throw worded(error);
		}
	}
}

async function fetchParts(job: Job): Promise<About> {
	const { gguf, cache, desk, signal } = job;
	const { id, url } = gguf;
	const known = await readAbout(cache, id);
	const missing = known ? await missingParts(known, cache) : [];
	if (known?.from === url && known.total > 0 && missing.length === 0) return known;
	const first = missing[0] ?? 0;
	const { partBytes } = known ?? desk;
	// One part is asked for first: its answer says how large the file is, whether it is still the same, and whether the
	// host can give parts at all.
	const from = first * partBytes;
	const probe = await download(url, { from, to: from + partBytes }, desk.network, signal);
	const { mark, total = 0, isPart } = probe;
	const plain = { id, kind: 'gguf', from: url, isWhole: false } as const;
	const about: About = { ...plain, total, partBytes, ...(mark !== undefined && { mark }) };
	try {
		if (total > mostBytes(gguf)) throw new Wrong(`${total} bytes`);
		// Parts of unknown origin go with one another only where a hash has the last word.
		const isSure = mark !== undefined || gguf.sha256 !== undefined;
		const isSame = known?.from === url && known.mark === mark && (!isPart || known.total === total);
		if (known && !(isSame && isSure)) {
			await dropFrom(cache, (key) => key.startsWith(folderOf(id)));
			if (first > 0) throw new Wrong('another file than before');
		}
		if (!isPart || total === 0) return await asStream(about, job, probe);
		await inParts(about, job, probe, first);
		return about;
	} finally {
		probe.close();
	}
}

async function missingParts(about: About, cache: Cache): Promise<readonly number[]> {
	const lengths = partsOf(about);
	const sizes = await Promise.all(lengths.map((_, n) => sizeOf(cache, partOf(about.id, n))));
	return [...lengths.keys()].filter((n) => sizes[n] !== lengths[n]);
}

async function inParts(
	about: About,
	{ cache, desk, signal }: Job,
	probe: Download,
	first: number
): Promise<void> {
	const { id, from: url, total, mark, partBytes } = about;
	await writeAbout(cache, about);
	const missing = await missingParts(about, cache);
	const lengths = partsOf(about);
	const left = missing.reduce((sum, n) => sum + (lengths[n] ?? 0), 0);
	await checkRoom(desk, left);
	desk.meter.begin('download', total - left, total);
	await inFours(missing, signal, async (n, signal) => {
		const from = n * partBytes;
		const length = lengths[n] ?? 0;
		const part = n === first ? probe : await download(url, { from, to: from + length }, desk.network, signal);
		if (part.mark !== mark) throw new Wrong('another file than before');
		await cache.put(partOf(id, n), new Response(await bufferOf(part, length, desk)));
	});
	desk.meter.say();
}

async function bufferOf({ chunks }: Download, length: number, desk: Desk): Promise<Uint8Array<ArrayBuffer>> {
	const buffer = new Uint8Array(length);
	let at = 0;
	for await (const chunk of chunks) {
		if (at + chunk.length > length) throw new Wrong('a part is too long');
		buffer.set(chunk, at);
		at += chunk.length;
		desk.meter.received(chunk.length);
	}
	if (at < length) throw new Wrong('a part is too short');
	return buffer;
}

/** From a host that gives no parts: all of it in one go, cut into parts here. Parts that are here are read over. */
async function asStream(about: About, { gguf, cache, desk, signal }: Job, probe: Download): Promise<About> {
	const { id, from: url, mark, partBytes } = about;
	probe.close();
	const whole = await download(url, { from: 0 }, desk.network, signal);
	if (whole.mark !== mark) throw new Wrong('another file than before');
	const expected = whole.total ?? gguf.bytes;
	await writeAbout(cache, { ...about, total: expected });
	await checkRoom(desk, expected);
	desk.meter.begin('download', 0, expected);
	const part = new Uint8Array(partBytes);
	let filled = 0;
	let total = 0;
	const keep = async (): Promise<void> => {
		const key = partOf(id, Math.floor((total - 1) / partBytes));
		if ((await sizeOf(cache, key)) !== filled) await cache.put(key, new Response(part.slice(0, filled)));
		filled = 0;
	};
	try {
		for await (const chunk of whole.chunks)
			for (let at = 0; at < chunk.length;) {
				const piece = chunk.subarray(at, at + partBytes - filled);
				part.set(piece, filled);
				filled += piece.length;
				total += piece.length;
				at += piece.length;
				desk.meter.received(piece.length);
				if (total > mostBytes(gguf)) throw new Wrong('a file without end');
				if (filled === partBytes) await keep();
			}
		if (filled > 0) await keep();
	} finally {
		whole.close();
	}
	desk.meter.expect(total - expected);
	desk.meter.say();
	const done = { ...about, total };
	await writeAbout(cache, done);
	return done;
}

async function checkWhole(about: About, { gguf, cache, desk, signal }: Job): Promise<void> {
	const hash = sha256.create();
	desk.meter.begin('check', 0, about.total);
	for (const [n, length] of partsOf(about).entries()) {
		signal.throwIfAborted();
		const blob = await (await cache.match(partOf(about.id, n)))?.blob();
		if (blob?.size !== length) throw new Wrong(`part ${n} is missing`);
		if (n === 0 && (await blob.slice(0, MAGIC.length).text()) !== MAGIC) throw new Wrong('not a GGUF file');
		if (gguf.sha256 !== undefined) hash.update(new Uint8Array(await blob.arrayBuffer()));
		desk.meter.received(length);
	}
	if (about.total === 0) throw new Wrong('an empty file');
	if (gguf.sha256 !== undefined && bytesToHex(hash.digest()) !== gguf.sha256) throw new Wrong('another hash');
	desk.meter.say();
}
