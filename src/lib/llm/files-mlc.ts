/**
 * The files of a WebLLM model, put where WebLLM looks for them before it starts, so that it never downloads: its
 * settings, its program, its tokenizer, and the weights in shards. What is there already is not fetched again.
 */
import { anyCheck, jsonCheck, shardCheck, wasmCheck } from './files-checks.ts';
import { mlcAddresses, sizeOf, type MlcFiles } from './files-cache.ts';
import { checkRoom, fetchText, inFours, store, type Check, type Desk } from './files-desk.ts';
import { openMlc, readKept } from './files-kept-mlc.ts';
import { MAX_LIST_BYTES, readTensors, readTokenizerName } from './files-manifest.ts';
import { Wrong, worded } from './files-trouble.ts';

/** For the sum on the screen, until they are here; both are a few MB. */
const PROGRAM_BYTES = 5e6;
const TOKENIZER_BYTES = 4e6;

interface Wanted {
	readonly cache: Cache;
	readonly url: string;
	/** About, where nobody says. */
	readonly bytes: number;
	readonly isExact: boolean;
	readonly check: () => Check;
}

/** Throws NodeError('engine-unavailable') with its trouble; what was whole by then stays. */
export async function fetchMlc(
	files: MlcFiles,
	mirror: string,
	desk: Desk,
	signal: AbortSignal
): Promise<void> {
	const at = mlcAddresses(files, mirror);
	const [config, lib, weights] = await openMlc(desk.caches);
	const tokenizer = await list(config, at.config, readTokenizerName, desk, signal);
	const shards = await list(weights, at.tensors, readTensors, desk, signal);
	const wanted: readonly Wanted[] = [
		{ cache: lib, url: at.lib, bytes: PROGRAM_BYTES, isExact: false, check: wasmCheck },
		{
			cache: weights,
			url: at.base + tokenizer,
			bytes: TOKENIZER_BYTES,
			isExact: false,
			check: tokenizer === 'tokenizer.json' ? jsonCheck : anyCheck
		},
		...shards.map((shard) => ({
			cache: weights,
			url: at.base + shard.name,
			bytes: shard.bytes,
			isExact: true,
			check: () => shardCheck(shard)
		}))
	];
	const sizes = await Promise.all(wanted.map(({ cache, url }) => sizeOf(cache, url)));
	const isHere = ({ bytes, isExact }: Wanted, i: number): boolean =>
		sizes[i] !== undefined && (!isExact || sizes[i] === bytes);
	const missing = wanted.filter((file, i) => !isHere(file, i));
	const total = wanted.reduce((sum, file, i) => sum + (isHere(file, i) ? sizes[i]! : file.bytes), 0);
	const left = missing.reduce((sum, { bytes }) => sum + bytes, 0);
	await checkRoom(desk, left);
	desk.meter.begin('download', total - left, total);
	await inFours(missing, signal, async ({ cache, url, bytes, isExact, check }, signal) => {
		await store(cache, url, { check }, desk, signal);
		if (!isExact) desk.meter.expect(((await sizeOf(cache, url)) ?? bytes) - bytes);
	});
	desk.meter.say();
}

/** A list that is here already and can be read is not asked for again: the shards beside it are its own. */
async function list<Read>(
	cache: Cache,
	url: string,
	read: (text: string) => Read,
	desk: Desk,
	signal: AbortSignal
): Promise<Read> {
	const kept = await readKept(cache, url, read);
	if (kept !== undefined) return kept;
	for (let round = 1; ; round++) {
		try {
			const text = await fetchText(url, MAX_LIST_BYTES, desk, signal);
			const value = read(text);
			await cache.put(url, new Response(text, { headers: { 'Content-Type': 'application/json' } }));
			return value;
		} catch (error) {
			if (!(error instanceof Wrong) || round === 2) throw worded(error);
		}
	}
}
