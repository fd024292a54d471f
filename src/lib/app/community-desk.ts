/**
 * The desk of communities behind a worker. A worker that dies, or says nothing for too long, is ended; the next is given what
 * this device keeps of every community that was open, and what was asked meanwhile is asked again, once. What only the dead
 * one knew is gone: entries that waited come again when members compare, and what was seen of floods is forgotten.
 */
import type { CommunityDesk } from '#lib/agent/community/views.ts';
import type { CommunityStore } from '#lib/agent/ports.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import deskWorkerUrl from './community-desk.worker.ts?worker&url';
import type { DeskCall, DeskReply, DeskRequest } from './community-desk-messages.ts';

/** Ten thousand entries are reopened in a tenth of this on a slow phone. */
const SILENCE_MS = 60_000;
const CALLS = [
	...([
		'open',
		'close',
		'take',
		'next',
		'heads',
		'logsOf',
		'missing',
		'fault',
		'overview',
		'threads'
	] as const),
	...(['pages', 'edits', 'files', 'gatherings', 'summaries', 'search', 'unread'] as const)
] as const satisfies readonly DeskCall[];

/** The desk, until the worker is ended for good. */
export type DeskInWorker = CommunityDesk & { end(): void };

/** `kept`: where entries are read again from once a worker was lost. */
export function deskInWorker(
	createWorker: (url: string | URL) => Worker,
	kept: Pick<CommunityStore, 'entries'>,
	silenceMs = SILENCE_MS
): DeskInWorker {
	const client = new DeskClient(() => createWorker(deskWorkerUrl), kept, silenceMs);
	const calls = CALLS.map((call) => [call, (...given: readonly unknown[]) => client.ask(call, given)]);
	// Every call of the desk is in the table; what each gives is the worker's, which is our own code.
	return Object.assign(Object.fromEntries(calls) as CommunityDesk, { end: () => client.end() });
}

interface Asked {
	readonly call: DeskCall;
	readonly with: readonly unknown[];
	readonly resolve: (result: unknown) => void;
	readonly reject: (error: Error) => void;
	readonly again: boolean;
}

class DeskClient {
	readonly #createWorker: () => Worker;
	readonly #kept: Pick<CommunityStore, 'entries'>;
	readonly #silenceMs: number;
	/** Communities that are open, and for whom. */
	readonly #open = new Map<string, PeerId>();
	readonly #asked = new Map<number, Asked>();
	#worker: Worker | undefined;
	#reopening: Promise<void> | undefined;
	#silence: ReturnType<typeof setTimeout> | undefined;
	#next = 1;
	#ended = false;

	constructor(createWorker: () => Worker, kept: Pick<CommunityStore, 'entries'>, silenceMs: number) {
		this.#createWorker = createWorker;
		this.#kept = kept;
		this.#silenceMs = silenceMs;
	}

	async ask(call: DeskCall, given: readonly unknown[]): Promise<unknown> {
		await this.#reopening;
		const result = await this.#post(call, given, false);
		const [id, , me] = given;
		if (call === 'open') this.#open.set(id as string, me as PeerId);
		if (call === 'close') this.#open.delete(id as string);
		return result;
	}

	end(): void {
		this.#ended = true;
		this.#drop();
		for (const { reject } of this.#asked.values()) reject(new Error('community desk: ended'));
		this.#asked.clear();
	}

	#post(call: DeskCall, given: readonly unknown[], again: boolean): Promise<unknown> {
		return new Promise((resolve, reject) => {
			if (this.#ended) return reject(new Error('community desk: ended'));
			const n = this.#next++;
			this.#asked.set(n, { call, with: given, resolve, reject, again });
			const request: DeskRequest = { n, call, with: given };
			(this.#worker ??= this.#start()).postMessage(request);
			this.#watch();
		});
	}

	#start(): Worker {
		const worker = this.#createWorker();
		const lost = (why: string) => {
			if (worker === this.#worker) this.#lose(why);
		};
		worker.addEventListener('message', ({ data }: MessageEvent<DeskReply>) => {
			if (worker === this.#worker) this.#hear(data);
		});
		worker.addEventListener('error', (event) => lost(event.message || 'worker error'));
		worker.addEventListener('messageerror', () => lost('unreadable reply'));
		return worker;
	}

	#hear(reply: DeskReply): void {
		const asked = this.#asked.get(reply.n);
		this.#asked.delete(reply.n);
		this.#watch();
		if ('failed' in reply) asked?.reject(new Error(`community desk: ${reply.failed}`));
		else asked?.resolve(reply.result);
	}

	/** Silence is counted from the last word, and only while something waits. */
	#watch(): void {
		clearTimeout(this.#silence);
		if (this.#asked.size === 0) return;
		this.#silence = setTimeout(() => this.#lose('silent'), this.#silenceMs);
	}

	#drop(): void {
		clearTimeout(this.#silence);
		this.#worker?.terminate();
		this.#worker = undefined;
	}

	#lose(why: string): void {
		this.#drop();
		const waited = [...this.#asked.values()];
		this.#asked.clear();
		const once = waited.filter(({ again }) => !again);
		// What killed a second worker is not asked a third time.
		for (const { reject, again } of waited) if (again) reject(new Error(`community desk: ${why}`));
		const reopening = this.#reopen()
			.then(async () => {
				if (this.#reopening === reopening) this.#reopening = undefined;
				for (const { call, with: given, resolve, reject } of once)
					this.#post(call, given, true).then(resolve, reject);
			})
			.catch((error: unknown) => {
				if (this.#reopening === reopening) this.#reopening = undefined;
				const reason = error instanceof Error ? error : new Error(String(error));
				for (const { reject } of once) reject(reason);
			});
		this.#reopening = reopening;
	}

	async #reopen(): Promise<void> {
		for (const [id, me] of this.#open) await this.#post('open', [id, await this.#kept.entries(id), me], true);
	}
}
