/**
 * One request to a model server, and why it failed where it did. A browser says of every failure only that it failed, so
 * a second, harmless request tells a server that is not there from one that does not let this page in. No request leaves
 * for another origin than the one the person named, none follows a redirect, and the key goes nowhere else.
 */
import { isMixed } from './http-address.ts';
import { Silence } from './http-silence.ts';
import { oneLine, refusalOf, troubleOfStatus, unavailable } from './http-trouble.ts';

/** What is read of an answer that is not a stream: the list of a large host is one megabyte. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const MAX_REFUSAL_BYTES = 64 * 1024;

/** How long nothing may be heard. */
export interface Waits {
	/** Until the first byte of an answer: a server may have to load its model first. */
	readonly firstMs: number;
	readonly betweenMs: number;
	/** For the list of models, which nothing has to be loaded for. */
	readonly listMs: number;
}

export const WAITS: Waits = { firstMs: 120_000, betweenMs: 60_000, listMs: 15_000 };

/** What a client may touch of the world. */
export interface Outside {
	readonly fetch: typeof fetch;
	/** Where this worker may go. */
	readonly allowed: readonly string[];
	/** The page came over https. */
	readonly secure: boolean;
	/** The worker's policy has ended a request: no server had a part in that. */
	readonly wasRefused: () => boolean;
	/** The person has told the browser to keep this site away from such a host: looks as if nothing were there. */
	readonly isKeptFrom: (host: string) => Promise<boolean>;
}

export interface Access {
	readonly origin: string;
	readonly key: string;
	readonly waits: Waits;
}

export interface Asked {
	readonly url: string;
	/** Posted as JSON; a GET without it. */
	readonly body?: unknown;
	/** What to hear within; of what follows `waits.betweenMs`. */
	readonly firstMs: number;
	/** Where this server has let us in before: while it still does, what fails now was cut. */
	readonly knownAt?: string;
}

export interface Answered {
	readonly type: string;
	/** To be read, or the line stays open. Throws NodeError 'interrupted' or 'stalled'. */
	readonly bytes: AsyncGenerator<Uint8Array, void, undefined>;
}

/** Throws NodeError for whatever is not a success, and what `signal` was aborted with. */
export async function ask(
	outside: Outside,
	access: Access,
	asked: Asked,
	signal: AbortSignal
): Promise<Answered> {
	guard(outside, access, asked.url);
	const silence = new Silence(signal);
	try {
		silence.within(asked.firstMs);
		const response = await sent(outside, access, asked, silence.signal);
		const bytes = spoken(response, access, silence);
		if (response.ok) return { type: response.headers.get('content-type') ?? '', bytes };
		const { words } = refusalOf(await textOf(bytes, MAX_REFUSAL_BYTES));
		const said = isRedirect(response) ? ELSEWHERE : words || response.statusText;
		throw unavailable(troubleOfStatus(response.status, said), said);
	} catch (error) {
		silence.over();
		throw error;
	}
}

/** The body as text; what is longer than an answer can be is cut, and then is none. */
export async function textOf(
	bytes: AsyncIterable<Uint8Array>,
	most: number = MAX_BODY_BYTES
): Promise<string> {
	const decoder = new TextDecoder();
	let text = '';
	let total = 0;
	for await (const part of bytes) {
		text += decoder.decode(part, { stream: true });
		if ((total += part.length) > most) break;
	}
	return text + decoder.decode();
}

function guard({ allowed, secure }: Outside, { origin, key }: Access, url: string): void {
	if (new URL(url).origin !== origin || !allowed.includes(origin))
		throw unavailable('not-allowed', oneLine(new URL(url).host));
	if (isMixed(origin, { secure, withKey: key !== '' }))
		throw unavailable('endpoint-mixed', secure ? 'http from an https page' : 'a key is only sent over https');
	if (!/^[\x21-\x7e]*$/.test(key))
		throw unavailable('endpoint-key', 'the key has characters that no key has');
}

async function sent(
	outside: Outside,
	access: Access,
	{ url, body, knownAt }: Asked,
	signal: AbortSignal
): Promise<Response> {
	const post = body !== undefined;
	try {
		return await outside.fetch(url, {
			method: post ? 'POST' : 'GET',
			// On a GET too: what a page must be allowed to send later is asked for at once.
			headers: {
				'Content-Type': 'application/json',
				...(access.key !== '' && { Authorization: `Bearer ${access.key}` })
			},
			...(post && { body: JSON.stringify(body) }),
			...plain,
			redirect: 'manual',
			signal
		});
	} catch (error) {
		signal.throwIfAborted();
		if (knownAt !== undefined && (await isThere(outside, knownAt, signal, 'cors')))
			throw unavailable('interrupted', 'the server hung up');
		if (await isThere(outside, url, signal, 'no-cors'))
			throw unavailable('endpoint-cors', 'it is there, and does not let this page in');
		if (outside.wasRefused()) throw unavailable('not-allowed', new URL(url).host);
		if (await outside.isKeptFrom(new URL(url).hostname)) throw unavailable('endpoint-down', KEPT_OUT);
		throw unavailable('endpoint-down', error instanceof Error ? oneLine(error.message) : '');
	}
}

const KEPT_OUT =
	'the browser keeps this page away from devices and programs near it: allow that in the site settings';
const ELSEWHERE = 'it sends everybody elsewhere: take the address that it leads to';

const isRedirect = ({ type, status }: Response): boolean =>
	type === 'opaqueredirect' || (status >= 300 && status < 400);

/** Nothing of the person's goes along by itself, and nothing is kept. */
const plain = {
	credentials: 'omit',
	cache: 'no-store',
	referrerPolicy: 'no-referrer'
} as const satisfies RequestInit;

/**
 * Whether anything answers there; with 'no-cors' the browser lets us know that, and nothing else. It carries no key and no
 * words. (A browser refuses 'no-cors' without following redirects; the worker's policy still ends one that leads away.)
 */
async function isThere(
	{ fetch }: Outside,
	url: string,
	signal: AbortSignal,
	mode: 'cors' | 'no-cors'
): Promise<boolean> {
	try {
		const { body } = await fetch(url, { ...plain, mode, signal });
		void body?.cancel();
		return true;
	} catch {
		signal.throwIfAborted();
		return false;
	}
}

async function* spoken(
	response: Response,
	{ waits }: Access,
	silence: Silence
): AsyncGenerator<Uint8Array, void, undefined> {
	const reader = response.body?.getReader();
	try {
		while (reader) {
			const { done, value } = await reader.read();
			if (done) return;
			// Not while it is being read: only the server's silence counts.
			silence.pause();
			yield value;
			silence.within(waits.betweenMs);
		}
	} catch (error) {
		silence.signal.throwIfAborted();
		throw unavailable('interrupted', error instanceof Error ? oneLine(error.message) : '');
	} finally {
		silence.over();
		// Hangs up where the rest is not wanted; after the end it changes nothing.
		reader?.cancel().catch(() => undefined);
	}
}
