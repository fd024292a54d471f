/**
 * The bytes of one file over a network that is cut, busy or slow: asked for again where they broke off, a few times, with
 * growing pauses. Contacts only what it is allowed to, redirects included. Sends no cookies, no referrer, and no header
 * that would make a browser ask for permission first.
 */
import { Changed, trouble } from './files-trouble.ts';

export interface Network {
	readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
	readonly mayContact: (url: string) => boolean;
	/** The browser itself refused an address (its policy for this script), a redirect's target too. */
	readonly wasRefused: () => boolean;
	/** Rejects when `signal` aborts. */
	readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
	readonly stallMs?: number;
}

/** `to` is not part of it. */
export interface Span {
	readonly from: number;
	readonly to?: number;
}

export interface Download {
	/** Of the whole file, where the server says so; with a compressed answer only about. */
	readonly total: number | undefined;
	/** Changes when the file does; undefined where the server has none. */
	readonly mark: string | undefined;
	/** The server gave the span that was asked for, and said which. */
	readonly isPart: boolean;
	/** The bytes of the span. Throws Changed, or NodeError with its trouble. */
	readonly chunks: AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>;
	/** Lets go of the connection, whether its bytes were read or not. */
	readonly close: () => void;
}

/** Without a byte in between. */
const TRIES = 5;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;
/** A host that sends nothing for so long has gone, whatever the connection says. */
const STALL_MS = 30_000;

/** Try again: cut, stalled or busy. */
class Again extends Error {
	readonly pauseMs: number | undefined;
	readonly isBusy: boolean;
	constructor(message: string, options: { cause?: unknown; pauseMs?: number; isBusy?: boolean } = {}) {
		super(message, { cause: options.cause });
		this.pauseMs = options.pauseMs;
		this.isBusy = options.isBusy ?? false;
	}
}

interface Answer {
	readonly response: Response;
	/** Where its first byte lies in the file. */
	readonly from: number;
	/** Where it ends, if the server said so in a way that a compressed answer does not change. */
	readonly end: number | undefined;
	readonly total: number | undefined;
	readonly mark: string | undefined;
	readonly isPart: boolean;
	readonly watch: Watch;
}

/** Resolves at the first answer; throws NodeError with its trouble when there is none. */
export async function download(
	url: string,
	span: Span,
	network: Network,
	signal: AbortSignal
): Promise<Download> {
	const closing = new AbortController();
	const ended = AbortSignal.any([signal, closing.signal]);
	const tries = new Tries(network, ended);
	const first = await tries.until(() => ask(url, span, network, ended));
	const { total, mark, isPart } = first;
	const chunks = chunksOf(url, span, first, network, ended, tries);
	return { total, mark, isPart, chunks, close: () => closing.abort() };
}

async function* chunksOf(
	url: string,
	{ from, to }: Span,
	first: Answer,
	network: Network,
	signal: AbortSignal,
	tries: Tries
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
	let answer = first;
	let at = from;
	try {
		for (;;) {
			// A server that does not know parts begins anew: what is here already is read over.
			let over = at - answer.from;
			try {
				for await (const chunk of read(answer, signal)) {
					const fresh = chunk.subarray(Math.min(over, chunk.length), (to ?? Infinity) - at + over);
					over -= Math.min(over, chunk.length);
					if (fresh.length === 0) continue;
					at += fresh.length;
					tries.reset();
					yield fresh;
					if (at === to) return;
				}
				if (at >= (answer.end ?? at)) return;
				throw new Again('ended early');
			} catch (error) {
				await tries.again(error);
			}
			const rest = { from: at, ...(to !== undefined && { to }) };
			answer = await tries.until(() => ask(url, rest, network, signal));
			if (answer.mark !== first.mark) throw new Changed(`changed while it was fetched: ${url}`);
		}
	} finally {
		answer.watch.end();
	}
}

async function ask(url: string, span: Span, network: Network, signal: AbortSignal): Promise<Answer> {
	if (!network.mayContact(url)) throw trouble('not-allowed', url);
	const watch = new Watch(network.stallMs ?? STALL_MS, signal);
	const isWhole = span.from === 0 && span.to === undefined;
	try {
		const response = await network.fetch(url, {
			...(!isWhole && {
				headers: { Range: `bytes=${span.from}-${span.to === undefined ? '' : span.to - 1}` }
			}),
			signal: watch.signal,
			mode: 'cors',
			credentials: 'omit',
			referrerPolicy: 'no-referrer',
			// The files are kept by us: a second copy in the browser's own cache would only take room.
			cache: 'no-store'
		});
		if (!network.mayContact(response.url || url)) throw trouble('not-allowed', response.url);
		return answerOf(response, span, watch);
	} catch (error) {
		watch.end();
		throw error;
	}
}

function answerOf(response: Response, span: Span, watch: Watch): Answer {
	const { status, headers } = response;
	if (status === 429 || status === 408 || status === 425 || status >= 500)
		throw new Again(`the host says ${status}`, { isBusy: true, ...pauseOf(headers.get('Retry-After')) });
	if (status === 416) throw new Changed('shorter than before');
	// Hosts say 401 and 403 for what was removed, too: nobody has a key here.
	if (status !== 200 && status !== 206) throw trouble('not-found', `the host says ${status}`);
	const mark = headers.get('ETag') ?? headers.get('Last-Modified') ?? undefined;
	const part = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers.get('Content-Range') ?? '');
	if (status === 200) {
		const total = wholeNumber(headers.get('Content-Length'));
		return { response, from: 0, end: undefined, total, mark, isPart: false, watch };
	}
	if (!part) return { response, from: span.from, end: span.to, total: undefined, mark, isPart: false, watch };
	if (Number(part[1]) !== span.from) throw new Changed('another part than was asked for');
	const total = wholeNumber(part[3] ?? null);
	return { response, from: span.from, end: Number(part[2]) + 1, total, mark, isPart: true, watch };
}

async function* read({ response, watch }: Answer, signal: AbortSignal) {
	const reader = response.body?.getReader();
	try {
		for (;;) {
			watch.wind();
			const next = await reader?.read();
			signal.throwIfAborted();
			if (!next || next.done) return;
			yield next.value;
		}
	} finally {
		watch.end();
		void reader?.cancel().catch(() => undefined);
	}
}

const wholeNumber = (text: string | null): number | undefined =>
	text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

/** Seconds, or a date; a date is told apart and not waited for. */
function pauseOf(retryAfter: string | null): { pauseMs?: number } {
	const seconds = wholeNumber(retryAfter);
	return seconds === undefined ? {} : { pauseMs: seconds * 1000 };
}

/** Counts failures that had nothing to show for themselves, and pauses between them. */
class Tries {
	#failed = 0;
	readonly #network: Network;
	readonly #signal: AbortSignal;

	constructor(network: Network, signal: AbortSignal) {
		this.#network = network;
		this.#signal = signal;
	}

	reset(): void {
		this.#failed = 0;
	}

	async until<T>(work: () => Promise<T>): Promise<T> {
		for (;;) {
			try {
				return await work();
			} catch (error) {
				await this.again(error);
			}
		}
	}

	/** Returns when it is time for another try; throws where there shall be none. */
	async again(error: unknown): Promise<void> {
		if (this.#signal.aborted) throw trouble('cancelled');
		const isCut = error instanceof TypeError || (error instanceof Error && error.name === 'AbortError');
		if (!isCut && !(error instanceof Again)) throw error;
		const { pauseMs, isBusy } = error instanceof Again ? error : { pauseMs: undefined, isBusy: false };
		const last = trouble(isBusy ? 'host-busy' : 'interrupted', error.message, error);
		if (++this.#failed >= TRIES || (pauseMs ?? 0) > LONGEST_PAUSE_MS) throw last;
		await this.#network.wait(pauseMs ?? FIRST_PAUSE_MS * 2 ** (this.#failed - 1), this.#signal).catch(() => {
			throw trouble('cancelled');
		});
		// Told a moment after the fetch has failed like any other.
		if (this.#network.wasRefused()) throw trouble('not-allowed', error.message, error);
	}
}

/** Ends a request when nothing comes for too long, or when the person cancels. */
class Watch {
	readonly #ending = new AbortController();
	readonly #stallMs: number;
	#timer: ReturnType<typeof setTimeout> | undefined;
	readonly signal: AbortSignal;

	constructor(stallMs: number, signal: AbortSignal) {
		this.#stallMs = stallMs;
		this.signal = AbortSignal.any([signal, this.#ending.signal]);
		this.wind();
	}

	wind(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#ending.abort(), this.#stallMs);
	}

	end(): void {
		clearTimeout(this.#timer);
		this.#ending.abort();
	}
}
