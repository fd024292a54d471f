/** For tests: an importer over a store in memory, with the intake worker's work done in this thread. */
import { serve, type FromWorker, type ToWorker } from '#lib/intake/serve.ts';
import { memoryStore } from '#lib/store/in-memory.ts';
import type { Store } from '#lib/store/store.ts';
import type { FileToImport, ImportProgress } from './importing-api.ts';
import { Importer } from './importing.ts';

/** The worker's side in this thread; it breaks, as a worker out of memory would, over a file with this in its name. */
export function aWorker(breaksOver = '\0'): Worker {
	let alive = true;
	const worker = {
		onmessage: null as ((event: MessageEvent<FromWorker>) => void) | null,
		onerror: null as ((event: { message: string }) => void) | null,
		postMessage(message: ToWorker) {
			queueMicrotask(() => {
				if (!alive) return;
				if (message.kind === 'read' && message.name.includes(breaksOver))
					worker.onerror?.({ message: 'out of memory' });
				else take(message);
			});
		},
		terminate: () => (alive = false)
	};
	const take = serve((message) =>
		queueMicrotask(() => {
			if (alive) worker.onmessage?.(new MessageEvent('message', { data: structuredClone(message) }));
		})
	);
	return worker as unknown as Worker;
}

export const aFile = (name: string, text: string): FileToImport => ({
	file: new File([text], name.slice(name.lastIndexOf('/') + 1)),
	name
});

/** `over` stands for a fault in the store; `tab()` is the importer of another tab, over what the first left. */
export function aDesk(over: (store: Store) => Store = (store) => store) {
	let ids = 0;
	let now = 1_000;
	const whole = memoryStore({ random: (length) => new Uint8Array(length) });
	const told: ImportProgress[] = [];
	const tab = (store: Store, breaksOver?: string): Importer =>
		new Importer({
			store,
			createWorker: () => aWorker(breaksOver),
			newId: () => `id${++ids}`,
			now: () => now,
			tell: (progress) => told.push(progress),
			stored: () => undefined
		});
	return {
		store: whole,
		told,
		tab: (breaksOver?: string) => tab(whole, breaksOver),
		importer: tab(over(whole)),
		later: () => void (now += 1_000),
		/** What was told last: each file's name and what became of it. */
		results: () =>
			told.at(-1)?.files.map(({ name, state, reason }) => [name, reason ?? state].join(' ')) ?? []
	};
}
