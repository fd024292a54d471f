/** Direct links through any of this node's signaling servers: one PeerJS dialer at each, which the door names. */
import type { Dialer } from './mesh.ts';
import { DialError, type Link } from './link.ts';
import { PeerJsDialer, type DirectDeps } from './peerjs-link.ts';
import type { Door } from './server-line.ts';
import type { Servers } from './servers.ts';

export interface DialersDeps extends Omit<DirectDeps, 'server' | 'door'> {
	readonly servers: Pick<Servers, 'lines' | 'onLines'>;
}

interface At {
	readonly dialer: PeerJsDialer;
	readonly door: Door | undefined;
}

export class Dialers implements Dialer {
	readonly #deps: DialersDeps;
	readonly #at = new Map<string, At>();
	readonly #forget: () => void;
	#listening = false;
	#resting = false;

	constructor(deps: DialersDeps) {
		this.#deps = deps;
		this.#forget = deps.servers.onLines.add(() => this.#follow());
		this.#follow();
	}

	listen(): void {
		this.#listening = true;
		for (const { dialer } of this.#at.values()) dialer.listen();
	}

	rest(): void {
		this.#resting = true;
		for (const { dialer } of this.#at.values()) dialer.rest();
	}

	wake(): void {
		this.#resting = false;
		for (const { dialer } of this.#at.values()) dialer.wake();
	}

	/** `door` is a PeerJS id at the own server, or `<host>/<id>` at an added one. */
	async dial(door: string, signal: AbortSignal): Promise<Link> {
		const slash = door.indexOf('/');
		const host = slash < 0 ? this.#deps.servers.lines[0]?.url.host : door.slice(0, slash);
		const at = this.#at.get(host ?? '');
		if (!at) throw new DialError('absent');
		return at.dialer.dial(door.slice(slash + 1), signal);
	}

	close(): void {
		this.#forget();
		for (const { dialer } of this.#at.values()) dialer.close();
		this.#at.clear();
	}

	#follow(): void {
		const { servers, ...deps } = this.#deps;
		const hosts = new Set(servers.lines.map(({ url }) => url.host));
		for (const [host, { dialer }] of this.#at)
			if (!hosts.has(host)) {
				dialer.close();
				this.#at.delete(host);
			}
		for (const { url, door } of servers.lines) {
			if (this.#at.get(url.host)) continue;
			const dialer = new PeerJsDialer({ ...deps, server: url, ...(door && { door }) });
			this.#at.set(url.host, { dialer, door });
			if (this.#listening) dialer.listen();
			if (this.#resting) dialer.rest();
		}
	}
}
