/** A model server as an engine, and as something to be checked: what runs in the worker, told what it may touch. */
import { NodeError, type EngineTrouble } from '#lib/agent/ports.ts';
import type { Loaded } from './engine-messages.ts';
import { endpointOf, serverKindOf, type Endpoint } from './http-address.ts';
import { findModels, USUAL_CONTEXT_TOKENS, type Found } from './http-models.ts';
import { WAITS, type Access, type Outside, type Waits } from './http-request.ts';
import { unavailable } from './http-trouble.ts';
import { openWriter, type Writer } from './http-writer.ts';
import type { Served } from './serve-engine.ts';

export interface HttpPlace {
	/** As the person pasted it. */
	readonly url: string;
	readonly key?: string;
	/** Absent: as long as servers need. */
	readonly waits?: Partial<Waits>;
}

export interface HttpSetup extends HttpPlace {
	readonly model: string;
}

/** A model server's own list, or what is wrong with it. */
export type Checked =
	{ readonly models: readonly string[] } | { readonly trouble: EngineTrouble; readonly detail: string };

/** Never throws NodeError: what is wrong is the answer. */
export async function check(outside: Outside, place: HttpPlace, signal: AbortSignal): Promise<Checked> {
	try {
		const { endpoint, access } = accessOf(place);
		const { models = [] } = await unsaid(access.key, () => findModels(outside, endpoint, access, signal));
		return { models: models.map(({ id }) => id) };
	} catch (error) {
		if (!(error instanceof NodeError) || !error.trouble) throw error;
		return { trouble: error.trouble, detail: error.message };
	}
}

export function httpEngine(outside: Outside): Served<HttpSetup> {
	let writer: Writer | undefined;
	let key = '';
	return {
		async load(setup): Promise<Loaded> {
			const { endpoint, access } = accessOf(setup);
			key = access.key;
			writer = await unsaid(key, () => open(outside, endpoint, access, setup));
			return { contextTokens: writer.contextTokens, structured: true, dimensions: 0 };
		},
		async *write(order, signal) {
			if (!writer) throw unavailable('closed', 'not loaded');
			try {
				yield* writer.write(order, signal);
			} catch (error) {
				throw withoutKey(error, key);
			}
		},
		troubleOf: () => 'crashed'
	};
}

async function open(
	outside: Outside,
	endpoint: Endpoint,
	access: Access,
	{ url, model }: HttpSetup
): Promise<Writer> {
	const never = new AbortController().signal;
	const { base, models } = await found(outside, endpoint, access, never);
	const listed = models?.find(({ id }) => id === model || id === `${model}:latest`);
	const writer = openWriter({
		outside,
		access,
		base,
		kind: serverKindOf(
			url,
			models?.map(({ id }) => id)
		),
		model,
		contextTokens: listed?.contextTokens ?? USUAL_CONTEXT_TOKENS
	});
	// Not on the list, it may be there all the same: some servers take any name, some list only a part.
	if (!listed) await firstWord(writer, never);
	return writer;
}

/** A server without a list is taken at its likeliest place. */
async function found(
	outside: Outside,
	endpoint: Endpoint,
	access: Access,
	signal: AbortSignal
): Promise<Found> {
	try {
		return await findModels(outside, endpoint, access, signal);
	} catch (error) {
		const [base] = endpoint.bases;
		if (!(error instanceof NodeError) || error.trouble !== 'endpoint-answer' || base === undefined)
			throw error;
		return { base, models: undefined };
	}
}

async function firstWord(writer: Writer, signal: AbortSignal): Promise<void> {
	const order = { turns: [{ role: 'person', text: 'Hi' } as const], maxTokens: 1 };
	for await (const _ of writer.write(order, signal)) return;
}

function accessOf({ url, key = '', waits }: HttpPlace): { endpoint: Endpoint; access: Access } {
	const endpoint = endpointOf(url);
	if (!endpoint) throw unavailable('not-found', 'not an address');
	return { endpoint, access: { origin: endpoint.origin, key: key.trim(), waits: { ...WAITS, ...waits } } };
}

async function unsaid<T>(key: string, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw withoutKey(error, key);
	}
}

/** A server may repeat what it was given; the key is not shown again. */
function withoutKey(error: unknown, key: string): unknown {
	if (!(error instanceof NodeError) || !error.trouble || key === '' || !error.message.includes(key))
		return error;
	return unavailable(error.trouble, error.message.replaceAll(key, '…'));
}
