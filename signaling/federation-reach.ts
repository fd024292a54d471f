/**
 * The way out to other servers: https only (plain only to this machine's own names), no redirects, bounded in time and
 * size, and never to an address inside a network unless the host has named that server. The address is checked where
 * the connection is made, so that a name cannot resolve to one thing for the check and to another for the connection.
 */
import { lookup as systemLookup } from 'node:dns';
import { get as httpGet } from 'node:http';
import { get as httpsGet, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { WebSocket } from 'ws';
import { MAX_SERVER_DOCUMENT_CHARS, MAX_SERVER_FRAME_BYTES } from '#lib/protocol/limits.ts';
import { LOOPBACK } from './address.ts';
import { DOCUMENT_PATH } from './discovery.ts';
import { isPrivate } from './push-address.ts';

const ANSWER_MS = 5_000;

/** Why there is no talking to a server now: it is none, or none of ours; or it is only away. */
export class Unreachable extends Error {
	readonly why: 'server-unknown' | 'server-away';
	/** There is a server, with a certificate that nobody we know vouches for. */
	readonly unvouched: boolean;
	constructor(why: 'server-unknown' | 'server-away', reason: string, unvouched = false) {
		super(reason);
		this.why = why;
		this.unvouched = unvouched;
	}
}

export interface ReachOptions {
	/** Servers the host has named: they may live in a private network. */
	readonly isNamed: (host: string) => boolean;
	readonly lookup?: LookupFunction;
	/** Addresses that a stranger may not have us ask. */
	readonly isPrivate?: (address: string) => boolean;
	/** Certificate authorities beside or instead of the system's. */
	readonly ca?: string;
}

/** The host as every URL writes it: `127.1` and `EXAMPLE.org` are spellings of something else. */
export const isCanonicalHost = (host: string): boolean =>
	URL.canParse(`https://${host}`) && new URL(`https://${host}`).host === host;

export class Reach {
	readonly #options: ReachOptions;

	constructor(options: ReachOptions) {
		this.#options = options;
	}

	/** The body of the other server's document, whatever it says. Throws Unreachable. */
	async document(host: string, vouched: boolean): Promise<string> {
		this.#check(host);
		try {
			return await this.#get(host, vouched);
		} catch (error) {
			throw unreachable(error);
		}
	}

	/** A socket to the other server; the caller listens for its errors. Throws Unreachable. */
	dial(host: string, vouched: boolean): WebSocket {
		this.#check(host);
		return new WebSocket(`${LOOPBACK.test(host) ? 'ws' : 'wss'}://${host}/federation`, {
			...this.#connecting(host, vouched),
			handshakeTimeout: ANSWER_MS,
			maxPayload: MAX_SERVER_FRAME_BYTES,
			perMessageDeflate: false
		});
	}

	/** A host that is an address is connected to without being looked up. */
	#check(host: string): void {
		if (!isCanonicalHost(host)) throw new Unreachable('server-unknown', 'no host name');
		const { hostname } = new URL(`https://${host}`);
		const address = hostname.replace(/^\[|\]$/g, '');
		if (isIP(address) && !this.#may(host, address))
			throw new Unreachable('server-unknown', 'not a public address');
	}

	#may(host: string, address: string): boolean {
		return this.#options.isNamed(host) || !(this.#options.isPrivate ?? isPrivate)(address);
	}

	/** `vouched`: only with a certificate that an authority we know stands for. */
	#connecting(host: string, vouched: boolean): Pick<RequestOptions, 'lookup' | 'ca' | 'rejectUnauthorized'> {
		const { lookup = systemLookup, ca } = this.#options;
		return {
			rejectUnauthorized: vouched,
			...(ca === undefined ? {} : { ca }),
			lookup: (name, options, done) =>
				lookup(name, options, (error, address, family) => {
					if (error) return done(error, address, family);
					const addresses = typeof address === 'string' ? [address] : address.map((one) => one.address);
					if (addresses.length > 0 && addresses.every((one) => this.#may(host, one)))
						return done(null, address, family);
					done(new Unreachable('server-unknown', 'not a public address'), '', 0);
				})
		};
	}

	#get(host: string, vouched: boolean): Promise<string> {
		const local = LOOPBACK.test(host);
		const url = `${local ? 'http' : 'https'}://${host}${DOCUMENT_PATH}`;
		const options = {
			...this.#connecting(host, vouched),
			agent: false,
			headers: { Accept: 'application/json' },
			signal: AbortSignal.timeout(ANSWER_MS)
		};
		return new Promise((resolve, reject) => {
			const request = (local ? httpGet : httpsGet)(url, options, (response) => {
				response.on('error', reject);
				const status = response.statusCode ?? 0;
				if (status !== 200) {
					response.destroy();
					const why = status >= 500 ? 'server-away' : 'server-unknown';
					return reject(new Unreachable(why, `document: status ${status}`));
				}
				let body = '';
				response.setEncoding('utf8');
				response.on('data', (chunk: string) => {
					body += chunk;
					if (body.length <= 2 * MAX_SERVER_DOCUMENT_CHARS) return;
					response.destroy();
					reject(new Unreachable('server-unknown', 'document: too large'));
				});
				response.on('end', () => resolve(body));
			});
			request.on('error', reject);
		});
	}
}

/** A name nobody has, or a certificate nobody vouches for, is no server; everything else may pass. */
export function unreachable(error: unknown): Unreachable {
	if (error instanceof Unreachable) return error;
	const { code = '', message } = error as NodeJS.ErrnoException;
	const unvouched = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code);
	const never = code === 'ENOTFOUND' || unvouched;
	return new Unreachable(never ? 'server-unknown' : 'server-away', code || message, unvouched);
}
