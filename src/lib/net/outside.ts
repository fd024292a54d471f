/**
 * The door to a server that the person added. The page's policy lets it speak to its own server alone; a worker that
 * was started for this one server speaks to that.
 */
import type { OutsideNews, OutsideOrder } from './outside-messages.ts';
import type { SocketLike } from './relay-socket.ts';
import type { Door } from './server-line.ts';
import workerUrl from './sockets.outside.worker.ts?worker&url';

type CreateWorker = (url: string | URL) => Worker;

export function openOutside(server: URL, createWorker: CreateWorker): Door {
	const script = new URL(workerUrl, location.href);
	const secure = server.protocol === 'https:';
	// Named twice: for a policy, a socket is not of the origin that a page is of.
	const to = [server.origin, `${secure ? 'wss' : 'ws'}://${server.host}`];
	script.searchParams.set('to', to.join(' '));
	const worker = createWorker(script.href);
	const ears = new Map<number, (news: OutsideNews) => void>();
	const order = (given: OutsideOrder): void => worker.postMessage(given);
	let last = 0;
	worker.onmessage = ({ data }: MessageEvent<OutsideNews>) => ears.get(data.n)?.(data);
	worker.onerror = (event) => {
		event.preventDefault();
		for (const [n, hear] of [...ears]) hear({ say: 'closed', n, code: 1006, reason: '' });
	};
	return {
		openSocket(url) {
			const n = (last += 1);
			const socket = new OutsideSocket((given) => order({ ...given, n }));
			ears.set(n, (news) => {
				if (news.say === 'closed') ears.delete(n);
				socket.hear(news);
			});
			order({ say: 'open', n, url });
			return socket;
		},
		fetchText(url, signal) {
			const n = (last += 1);
			return new Promise((resolve, reject) => {
				const stop = () => order({ say: 'stop', n });
				signal.addEventListener('abort', stop, { once: true });
				ears.set(n, (news) => {
					ears.delete(n);
					signal.removeEventListener('abort', stop);
					if (news.say === 'fetched' && news.status === 200) resolve(news.text);
					else reject(new Error(`fetch: ${news.say === 'fetched' ? news.status : 'no worker'}`));
				});
				order({ say: 'fetch', n, url });
				if (signal.aborted) stop();
			});
		},
		close() {
			worker.terminate();
			for (const [n, hear] of [...ears]) hear({ say: 'closed', n, code: 1000, reason: '' });
		}
	};
}

type Given =
	{ readonly say: 'send'; readonly text: string } | { readonly say: 'close'; readonly code?: number };

interface Heard {
	readonly data: string;
	readonly code: number;
	readonly reason: string;
}
type Hear = (heard: Heard) => void;

/** As much of a WebSocket as our own client and the PeerJS client use. */
class OutsideSocket implements SocketLike {
	onopen: Hear | null = null;
	onmessage: Hear | null = null;
	onclose: Hear | null = null;
	readonly #ears = new Map<string, Hear[]>();
	readonly #order: (given: Given) => void;
	#state = 0;

	constructor(order: (given: Given) => void) {
		this.#order = order;
	}

	get readyState(): number {
		return this.#state;
	}

	addEventListener(type: string, listener: Hear): void {
		this.#ears.set(type, [...(this.#ears.get(type) ?? []), listener]);
	}

	send(text: string): void {
		if (this.#state === 0) throw new DOMException('not open yet', 'InvalidStateError');
		if (this.#state === 1) this.#order({ say: 'send', text });
	}

	close(code?: number): void {
		if (this.#state > 1) return;
		this.#state = 2;
		this.#order(code === undefined ? { say: 'close' } : { say: 'close', code });
	}

	hear(news: OutsideNews): void {
		const heard = { data: '', code: 0, reason: '' };
		if (news.say === 'opened') {
			if (this.#state === 0) this.#state = 1;
			this.#tell('open', this.onopen, heard);
		} else if (news.say === 'heard') {
			this.#tell('message', this.onmessage, { ...heard, data: news.text });
		} else if (news.say === 'closed' && this.#state !== 3) {
			this.#state = 3;
			this.#tell('close', this.onclose, { ...heard, code: news.code, reason: news.reason });
		}
	}

	#tell(type: string, hear: Hear | null, heard: Heard): void {
		hear?.(heard);
		for (const listener of this.#ears.get(type) ?? []) listener(heard);
	}
}
