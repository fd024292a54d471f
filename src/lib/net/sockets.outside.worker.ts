/**
 * Sockets and small texts of one server that the page itself may not contact. Which one stands in this script's own
 * address, and the policy that comes with the script says the same.
 */
import type { OutsideNews, OutsideOrder } from './outside-messages.ts';

/** A challenge, a health report, a discovery document. */
const MAX_TEXT_CHARS = 64 * 1024;
const allowed = (new URL(location.href).searchParams.get('to') ?? '').split(' ');
const sockets = new Map<number, WebSocket>();
const fetches = new Map<number, AbortController>();

const say = (news: OutsideNews): void => postMessage(news);

function mayContact(url: string): boolean {
	return URL.canParse(url) && allowed.includes(new URL(url).origin);
}

function open(n: number, url: string): void {
	const closed = (code: number, reason: string) => {
		if (sockets.delete(n)) say({ say: 'closed', n, code, reason });
	};
	if (!mayContact(url)) return say({ say: 'closed', n, code: 1006, reason: '' });
	const socket = new WebSocket(url);
	sockets.set(n, socket);
	socket.onopen = () => say({ say: 'opened', n });
	socket.onmessage = ({ data }: MessageEvent<unknown>) => {
		if (typeof data === 'string') say({ say: 'heard', n, text: data });
	};
	socket.onclose = ({ code, reason }) => closed(code, reason);
}

async function fetchText(n: number, url: string): Promise<void> {
	const stop = new AbortController();
	fetches.set(n, stop);
	try {
		if (!mayContact(url)) throw new Error('not the server of this worker');
		const response = await fetch(url, {
			cache: 'no-store',
			credentials: 'omit',
			redirect: 'error',
			signal: stop.signal
		});
		const text = (await response.text()).slice(0, MAX_TEXT_CHARS);
		say({ say: 'fetched', n, status: response.status, text });
	} catch {
		say({ say: 'fetched', n, status: 0, text: '' });
	} finally {
		fetches.delete(n);
	}
}

addEventListener('message', ({ data: order }: MessageEvent<OutsideOrder>) => {
	switch (order.say) {
		case 'open':
			return open(order.n, order.url);
		case 'send':
			return sockets.get(order.n)?.send(order.text);
		case 'close':
			return sockets.get(order.n)?.close(order.code);
		case 'fetch':
			return void fetchText(order.n, order.url);
		case 'stop':
			return fetches.get(order.n)?.abort();
	}
});
