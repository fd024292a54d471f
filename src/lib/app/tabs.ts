/**
 * One node per identity: the tab that holds the Web Lock leads, every other tab works through it over a
 * BroadcastChannel. When the leader closes, the next tab in line takes the lock and opens the node itself.
 */
import { NodeError, type EngineTrouble, type NodeErrorCode } from '#lib/agent/ports.ts';
import type { NodeApi, NodeChange } from './node-api.ts';
import { callable, streaming, type Callable, type Streaming } from './tab-calls.ts';

const LOCK = 'elmnet-node';
export const TABS = 'elmnet-tabs';

export type Message =
	| { readonly say: 'who-leads' }
	| { readonly say: 'leading' }
	/** Nothing that was opened may stay in memory, or the store is another one. */
	| { readonly say: 'reload' }
	| { readonly say: 'change'; readonly change: NodeChange }
	| {
			readonly say: 'call';
			readonly call: string;
			readonly method: Callable;
			readonly args: readonly unknown[];
	  }
	| {
			readonly say: 'stream';
			readonly call: string;
			readonly method: Streaming;
			readonly args: readonly unknown[];
	  }
	| { readonly say: 'stop'; readonly call: string }
	| { readonly say: 'result'; readonly call: string; readonly value: unknown }
	| { readonly say: 'value'; readonly call: string; readonly value: unknown }
	| { readonly say: 'end'; readonly call: string }
	| {
			readonly say: 'trouble';
			readonly call: string;
			readonly code: NodeErrorCode | null;
			readonly trouble?: EngineTrouble;
			readonly words: string;
	  };

/** Takes the lock if nobody has it. The lock is held until `release` is called or the tab is gone. */
export function leadNow(): Promise<(() => void) | undefined> {
	return new Promise((resolve, reject) => {
		navigator.locks
			.request(LOCK, { ifAvailable: true }, (lock) => {
				if (!lock) return resolve(undefined);
				return new Promise<void>((release) => resolve(release));
			})
			.catch(reject);
	});
}

/** Waits in line for the lock. */
export function leadLater(): Promise<() => void> {
	return new Promise((resolve, reject) => {
		navigator.locks.request(LOCK, () => new Promise<void>((release) => resolve(release))).catch(reject);
	});
}

/** The leader's half: answers the other tabs' calls and tells them every change. Returns how to stop. */
export function serveTabs(node: NodeApi): () => void {
	const channel = new BroadcastChannel(TABS);
	const stops = new Map<string, AbortController>();
	const post = (message: Message) => channel.postMessage(message);
	const trouble = (call: string, error: unknown) =>
		post({
			say: 'trouble',
			call,
			code: error instanceof NodeError ? error.code : null,
			...(error instanceof NodeError && error.trouble && { trouble: error.trouble }),
			words: error instanceof Error ? error.message : String(error)
		});

	async function answerCall(message: Extract<Message, { say: 'call' }>): Promise<void> {
		if (!Object.hasOwn(callable, message.method)) return;
		try {
			const methods = node as unknown as Record<Callable, (...args: readonly unknown[]) => Promise<unknown>>;
			post({ say: 'result', call: message.call, value: await methods[message.method](...message.args) });
		} catch (error) {
			trouble(message.call, error);
		}
	}

	async function answerStream(message: Extract<Message, { say: 'stream' }>): Promise<void> {
		if (!Object.hasOwn(streaming, message.method)) return;
		const stop = new AbortController();
		stops.set(message.call, stop);
		try {
			const methods = node as unknown as Record<
				Streaming,
				(...args: readonly unknown[]) => AsyncIterable<unknown>
			>;
			for await (const value of methods[message.method](...message.args, stop.signal))
				post({ say: 'value', call: message.call, value });
			post({ say: 'end', call: message.call });
		} catch (error) {
			trouble(message.call, error);
		} finally {
			stops.delete(message.call);
		}
	}

	channel.onmessage = ({ data }: MessageEvent<Message>) => {
		if (data.say === 'who-leads') post({ say: 'leading' });
		else if (data.say === 'call') void answerCall(data);
		else if (data.say === 'stream') void answerStream(data);
		else if (data.say === 'stop') stops.get(data.call)?.abort();
	};
	const unsubscribe = node.subscribe((change) => {
		// Who leads is each tab's own matter.
		if (change.part === 'me')
			post({ say: 'change', change: { part: 'me', value: { ...change.value, role: 'follower' } } });
		else post({ say: 'change', change });
	});
	post({ say: 'leading' });
	return () => {
		unsubscribe();
		channel.close();
	};
}

interface Waiting {
	message(message: Message): void;
	leaderGone(): void;
}

/** A second tab's half: the same NodeApi, carried to the leader. */
export function followLeader(): { api: NodeApi; close(): void; reached: Promise<void> } {
	const channel = new BroadcastChannel(TABS);
	const listeners = new Set<(change: NodeChange) => void>();
	const waiting = new Map<string, Waiting>();
	const post = (message: Message) => channel.postMessage(message);
	let tellReached: () => void;
	const reached = new Promise<void>((resolve) => (tellReached = resolve));

	channel.onmessage = ({ data }: MessageEvent<Message>) => {
		if (data.say === 'leading') tellReached();
		else if (data.say === 'reload') location.reload();
		else if (data.say === 'change') for (const listener of listeners) listener(data.change);
		else if ('call' in data) waiting.get(data.call)?.message(data);
	};
	post({ say: 'who-leads' });

	async function call(method: Callable, args: readonly unknown[]): Promise<unknown> {
		await reached;
		const id = crypto.randomUUID();
		return new Promise((resolve, reject) => {
			waiting.set(id, {
				message(message) {
					waiting.delete(id);
					if (message.say === 'result') resolve(message.value);
					else if (message.say === 'trouble') reject(errorOf(message));
				},
				leaderGone: () => reject(new NodeError('unreachable', { detail: 'the leading tab was closed' }))
			});
			post({ say: 'call', call: id, method, args });
		});
	}

	async function* stream(method: Streaming, args: readonly unknown[], signal: AbortSignal) {
		await reached;
		const id = crypto.randomUUID();
		const heard: Message[] = [];
		let wake: () => void = () => {};
		waiting.set(id, {
			message(message) {
				heard.push(message);
				wake();
			},
			leaderGone() {
				heard.push({ say: 'trouble', call: id, code: 'unreachable', words: 'the leading tab was closed' });
				wake();
			}
		});
		const stop = () => post({ say: 'stop', call: id });
		signal.addEventListener('abort', stop);
		try {
			post({ say: 'stream', call: id, method, args });
			if (signal.aborted) stop();
			for (;;) {
				const message = heard.shift();
				if (!message) await new Promise<void>((resolve) => (wake = resolve));
				else if (message.say === 'value') yield message.value;
				else if (message.say === 'trouble') throw errorOf(message);
				else if (message.say === 'end') return;
			}
		} finally {
			signal.removeEventListener('abort', stop);
			waiting.delete(id);
		}
	}

	const calls = Object.fromEntries(
		Object.keys(callable).map((method) => [
			method,
			(...args: readonly unknown[]) => call(method as Callable, args)
		])
	) as unknown as Pick<NodeApi, Callable>;
	const streams = Object.fromEntries(
		Object.keys(streaming).map((method) => [
			method,
			(...args: readonly unknown[]) =>
				stream(method as Streaming, args.slice(0, -1), args.at(-1) as AbortSignal)
		])
	) as unknown as Pick<NodeApi, Streaming>;
	const api: NodeApi = {
		...calls,
		async state() {
			const state = await calls.state();
			return { ...state, me: { ...state.me, role: 'follower' } };
		},
		...streams,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		}
	};
	return {
		api,
		reached,
		close() {
			channel.close();
			for (const one of [...waiting.values()]) one.leaderGone();
			waiting.clear();
		}
	};
}

const errorOf = (trouble: Extract<Message, { say: 'trouble' }>): Error =>
	trouble.code
		? new NodeError(trouble.code, {
				detail: trouble.words,
				...(trouble.trouble && { trouble: trouble.trouble })
			})
		: new Error(trouble.words);
