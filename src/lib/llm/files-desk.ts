/** What fetching needs from outside, and two things that every kind of model does: several files at a time, room first. */
import { roomFor } from './catalogue.ts';
import type { Caches } from './files-cache.ts';
import type { Meter } from './files-meter.ts';
import { download, type Network } from './files-network.ts';
import { trouble, worded, Wrong } from './files-trouble.ts';

export interface Desk {
	readonly caches: Caches;
	readonly network: Network;
	readonly meter: Meter;
	/** Bytes that may still be stored; Infinity where nobody knows. */
	readonly room: () => Promise<number>;
	/** Of what is kept in parts. */
	readonly partBytes: number;
}

const AT_A_TIME = 4;

/** Four at a time; the first failure ends the others, so that nothing is fetched for nothing, and is thrown. */
export async function inFours<Item>(
	items: readonly Item[],
	signal: AbortSignal,
	work: (item: Item, signal: AbortSignal) => Promise<void>
): Promise<void> {
	const waiting = [...items];
	const failing = new AbortController();
	const both = AbortSignal.any([signal, failing.signal]);
	let failure: Error | undefined;
	const lane = async (): Promise<void> => {
		for (let item = waiting.shift(); item !== undefined && !both.aborted; item = waiting.shift())
			await work(item, both).catch((error: unknown) => {
				failure ??= asError(error);
				failing.abort();
			});
	};
	await Promise.all(Array.from({ length: AT_A_TIME }, lane));
	if (signal.aborted) throw trouble('cancelled');
	if (failure !== undefined) throw failure;
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

export async function checkRoom(desk: Desk, missing: number): Promise<void> {
	if (missing > 0 && roomFor(missing) > (await desk.room())) throw trouble('no-room');
}

/** Looks at the bytes of a file as they pass. Both throw Wrong. */
export interface Check {
	see(chunk: Uint8Array): void;
	end(): void;
}

/**
 * Stores a whole file as it comes. It is there when its last byte has passed its check, and not before: what is wrong
 * or cut leaves nothing behind. What is wrong is fetched once more.
 */
export async function store(
	cache: Cache,
	url: string,
	{ key = url, check }: { readonly key?: string; readonly check: () => Check },
	desk: Desk,
	signal: AbortSignal
): Promise<void> {
	for (let round = 1; ; round++) {
		try {
			return await storeOnce(cache, url, key, check(), desk, signal);
		} catch (error) {
			if (!(error instanceof Wrong) || round === 2) throw worded(error);
		}
	}
}

async function storeOnce(
	cache: Cache,
	url: string,
	key: string,
	check: Check,
	desk: Desk,
	signal: AbortSignal
): Promise<void> {
	const { chunks, close } = await download(url, { from: 0 }, desk.network, signal);
	let passed = 0;
	let failure: Error | undefined;
	const body = new ReadableStream<Uint8Array>({
		async pull(controller) {
			try {
				const next = await chunks.next();
				if (next.done === true) {
					check.end();
					return controller.close();
				}
				check.see(next.value);
				passed += next.value.length;
				desk.meter.received(next.value.length);
				controller.enqueue(next.value);
			} catch (error) {
				failure = asError(error);
				controller.error(error);
			}
		},
		cancel: close
	});
	try {
		await cache.put(key, new Response(body, { headers: { 'Content-Type': 'application/octet-stream' } }));
		if (failure !== undefined) throw failure;
	} catch (error) {
		desk.meter.lost(passed);
		throw failure ?? asError(error);
	} finally {
		close();
	}
}

/** A small list, whole in memory, as text. Throws Wrong where it is not small. */
export async function fetchText(url: string, most: number, desk: Desk, signal: AbortSignal): Promise<string> {
	const { chunks, close } = await download(url, { from: 0 }, desk.network, signal);
	const decoder = new TextDecoder();
	let text = '';
	let bytes = 0;
	try {
		for await (const chunk of chunks) {
			bytes += chunk.length;
			if (bytes > most) throw new Wrong(`larger than ${most} bytes: ${url}`);
			text += decoder.decode(chunk, { stream: true });
		}
		return text + decoder.decode();
	} finally {
		close();
	}
}
