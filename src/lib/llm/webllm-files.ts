/**
 * The files of a WebLLM model as they lie in the caches, looked through before the library opens them: a file that is
 * missing, cut short or of another kind is named here, where the library would fail somewhere deep inside. And the door
 * to the network, shut: whatever the library misses, it does not fetch.
 */
import * as v from 'valibot';
import { NodeError } from '#lib/agent/ports.ts';
import { CONFIG, LIB, WEIGHTS } from './files-cache.ts';
import { baseOf, type WebLlmSetup } from './webllm-setup.ts';

const WASM_MAGIC = [0x00, 0x61, 0x73, 0x6d];

const chatConfigSchema = v.object({ tokenizer_files: v.array(v.string()) });
const tensorsSchema = v.object({
	records: v.array(v.object({ dataPath: v.string(), nbytes: v.pipe(v.number(), v.integer(), v.minValue(0)) }))
});

const damaged = (detail: string): NodeError =>
	new NodeError('engine-unavailable', { trouble: 'damaged', detail });

/** Throws NodeError('engine-unavailable', 'damaged') naming the file. */
export async function checkFiles(
	setup: Pick<WebLlmSetup, 'base' | 'lib'>,
	storage: CacheStorage
): Promise<void> {
	const base = baseOf(setup);
	const model = await storage.open(WEIGHTS);
	const config = await jsonIn(
		await storage.open(CONFIG),
		new URL('mlc-chat-config.json', base),
		chatConfigSchema
	);
	await checkLib(await fileIn(await storage.open(LIB), setup.lib));
	// The library prefers the first of these; a model with neither is refused by it.
	const tokenizer = ['tokenizer.json', 'tokenizer.model'].find((name) =>
		config.tokenizer_files.includes(name)
	);
	if (tokenizer === 'tokenizer.json') await jsonIn(model, new URL(tokenizer, base), v.looseObject({}));
	else if (tokenizer) await fileIn(model, new URL(tokenizer, base).href);
	const { records } = await jsonIn(model, new URL('tensor-cache.json', base), tensorsSchema);
	for (const { dataPath, nbytes } of records) {
		const { size } = await fileIn(model, new URL(dataPath, base).href);
		if (size !== nbytes) throw damaged(`${dataPath} has ${size} of ${nbytes} bytes`);
	}
}

/** The file as a Blob: it stays on the disk until something reads it. */
async function fileIn(cache: Cache, url: string): Promise<Blob> {
	const response = await cache.match(url);
	if (!response) throw damaged(`${nameOf(url)} is missing`);
	return response.blob();
}

async function jsonIn<Schema extends v.GenericSchema>(
	cache: Cache,
	url: URL,
	schema: Schema
): Promise<v.InferOutput<Schema>> {
	const file = await fileIn(cache, url.href);
	try {
		return v.parse(schema, JSON.parse(await file.text()));
	} catch (cause) {
		throw damaged(`${nameOf(url.href)}: ${cause instanceof Error ? cause.message : String(cause)}`);
	}
}

async function checkLib(file: Blob): Promise<void> {
	const head = new Uint8Array(await file.slice(0, WASM_MAGIC.length).arrayBuffer());
	if (!WASM_MAGIC.every((byte, i) => head[i] === byte))
		throw damaged('the compiled program is not WebAssembly');
}

const nameOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

const urlOf = (input: RequestInfo | URL): string => (input instanceof Request ? input.url : String(input));

/** What of a worker's scope leads to the network; tests hand in their own. */
export interface Doors {
	fetch: (input: RequestInfo | URL) => Promise<Response>;
	readonly caches: CacheStorage;
	/** Absent where the page is not secure: no model is loaded there, and the device says why. */
	readonly Cache?: { readonly prototype: Pick<Cache, 'add' | 'addAll'> };
	XMLHttpRequest?: unknown;
	WebSocket?: unknown;
	EventSource?: unknown;
}

/**
 * From now on this worker's `fetch` answers from WebLLM's caches alone (the library asks there for a program whose address
 * contains "localhost", which it does not look up), and a cache takes in nothing new.
 */
export function shutDoors(scope: Doors): void {
	const names = [LIB, CONFIG, WEIGHTS];
	scope.fetch = async (input) => {
		const url = urlOf(input);
		for (const name of names) {
			const response = await (await scope.caches.open(name)).match(url);
			if (response) return response;
		}
		throw damaged(`${nameOf(url)} is missing`);
	};
	if (scope.Cache) {
		scope.Cache.prototype.add = (request) => Promise.reject(damaged(`${nameOf(urlOf(request))} is missing`));
		scope.Cache.prototype.addAll = () => Promise.reject(damaged('files are missing'));
	}
	scope.XMLHttpRequest = scope.WebSocket = scope.EventSource = undefined;
}
