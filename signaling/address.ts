/**
 * Where a request comes from and by what name it calls this server. Headers are believed only from proxies the host
 * has named; names are only those the host has given or the machine's own.
 */
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Config } from './config.ts';

/** This machine, by its own names. */
export const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

const plain = (address: string): string => (address.startsWith('::ffff:') ? address.slice(7) : address);

/** One household or machine: an IPv4 address, or the first 64 bits of an IPv6 one, which are dealt out whole. */
function neighbourhood(address: string): string {
	if (!isIPv6(address)) return address;
	const [head = '', tail] = address.replace(/%.*$/, '').split('::');
	const groups = head === '' ? [] : head.split(':');
	if (tail !== undefined) {
		const after = tail === '' ? 0 : tail.split(':').length;
		while (groups.length < 8 - after) groups.push('0');
	}
	return `${groups
		.slice(0, 4)
		.map((group) => group.replace(/^0+(?=.)/, ''))
		.join(':')}::/64`;
}

/** The address limits are counted by. From a trusted proxy: the last one in X-Forwarded-For no trusted proxy added. */
export function addressOf(request: IncomingMessage, config: Pick<Config, 'trustedProxies'>): string {
	let address = plain(request.socket.remoteAddress ?? 'gone');
	const forwarded = String(request.headers['x-forwarded-for'] ?? '')
		.split(',')
		.reverse();
	for (const hop of forwarded) {
		if (!config.trustedProxies.includes(address)) break;
		const next = plain(hop.trim());
		if (next === '' || next.length > 45) break;
		address = next;
	}
	return neighbourhood(address);
}

/** Whether the person's side of the connection is https. */
export function isSecure(
	request: IncomingMessage,
	config: Pick<Config, 'trustedProxies' | 'publicUrl'>
): boolean {
	const trusted = config.trustedProxies.includes(plain(request.socket.remoteAddress ?? ''));
	if (trusted && request.headers['x-forwarded-proto'] === 'https') return true;
	return config.publicUrl?.protocol === 'https:' && request.headers.host === config.publicUrl.host;
}

/**
 * The name a proof of key is made for: the host the node dialled. Only names that are surely ours count, else a server
 * in the middle could pass our challenge on under its own name.
 */
export function relayName(request: IncomingMessage, config: Pick<Config, 'publicUrl'>): string | undefined {
	const host = request.headers.host?.toLowerCase();
	if (host === undefined) return undefined;
	if (host === config.publicUrl?.host) return host;
	return LOOPBACK.test(host) ? host : undefined;
}

/** Browsers name the page that asks. Its own host and the allow-list pass; what is no browser sends no Origin. */
export function isAllowedOrigin(
	request: IncomingMessage,
	config: Pick<Config, 'allowedOrigins' | 'publicUrl'>
): boolean {
	const { origin, host } = request.headers;
	if (origin === undefined) return true;
	if (config.allowedOrigins.includes(origin) || origin === config.publicUrl?.origin) return true;
	return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}
