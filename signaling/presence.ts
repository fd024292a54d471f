/**
 * Who is online, by which PeerJS ids, and who wants to know. What is at this process is in memory only: it is true now or
 * not at all. What is at the server's other processes, or at another server, is told by whoever knows there.
 */
import { placeOf } from '#lib/protocol/relay.ts';
import type { Federation } from './federation.ts';

export interface Watcher {
	tellPresence(peer: string, devices: readonly string[]): void;
}

/** The other processes of this server. */
export interface Outside {
	/** A device came here, or is gone from here. */
	enter(peer: string, id: string): void;
	leave(peer: string, id: string): void;
	/** Tells which devices of a peer are there, soon and again whenever that changes. The function returned ends it. */
	watch(peer: string, tell: (devices: readonly string[]) => void): () => void;
}

/** What one presence frame may name. */
const MAX_DEVICES = 8;

interface Device {
	/** PeerJS id. */
	readonly id: string;
	/** How many vouch for it. */
	sockets: number;
}

/** One address somebody watches. */
interface Watched {
	readonly watchers: Set<Watcher>;
	/** Not at this process; undefined until it is known. */
	elsewhere: readonly string[] | undefined;
	stop: () => void;
}

export class Presence {
	/** The few devices of each peer. */
	readonly #online = new Map<string, readonly Device[]>();
	readonly #addresses = new Map<string, Watched>();
	readonly #watched = new Map<Watcher, readonly string[]>();
	readonly #outside: Outside | undefined;
	#federation: Pick<Federation, 'host' | 'watch'> | undefined;

	constructor(outside?: Outside) {
		this.#outside = outside;
	}

	/** Addresses with a host are asked there from now on. */
	reach(federation: Pick<Federation, 'host' | 'watch'>): void {
		this.#federation = federation;
	}

	/** A device's socket is open. The function returned says that it is gone, once. */
	enter(peer: string, id: string): () => void {
		const devices = this.#online.get(peer) ?? [];
		const known = devices.find((device) => device.id === id);
		if (known) known.sockets += 1;
		else {
			this.#online.set(peer, [...devices, { id, sockets: 1 }]);
			this.#outside?.enter(peer, id);
			this.#tell(peer);
		}
		let left = false;
		return () => {
			if (left) return;
			left = true;
			this.#leave(peer, id);
		};
	}

	#leave(peer: string, id: string): void {
		const devices = this.#online.get(peer) ?? [];
		const device = devices.find((one) => one.id === id);
		if (!device) return;
		device.sockets -= 1;
		if (device.sockets > 0) return;
		const left = devices.filter((one) => one !== device);
		if (left.length > 0) this.#online.set(peer, left);
		else this.#online.delete(peer);
		this.#outside?.leave(peer, id);
		this.#tell(peer);
	}

	/** Of a peer at this process, and of one that somebody here watches also elsewhere. */
	devices(address: string): string[] {
		const here = (this.#online.get(this.#homeOf(address) ?? '') ?? []).map(({ id }) => id);
		const elsewhere = this.#addresses.get(address)?.elsewhere ?? [];
		return [...new Set([...here, ...elsewhere])].slice(0, MAX_DEVICES);
	}

	/** The peer, where the address is at this server. */
	#homeOf(address: string): string | undefined {
		const { peer, server } = placeOf(address);
		return server === undefined || server === this.#federation?.host ? peer : undefined;
	}

	/** Replaces what the watcher watched and tells it how things stand: at once, or as soon as that is known. */
	watch(watcher: Watcher, addresses: readonly string[]): void {
		const before = new Set(this.#watched.get(watcher));
		const once = [...new Set(addresses)];
		for (const address of once) {
			const watched = this.#addresses.get(address) ?? this.#begin(address);
			watched.watchers.add(watcher);
			if (watched.elsewhere) watcher.tellPresence(address, this.devices(address));
		}
		// Only then: what is watched on is not asked for anew.
		for (const address of once) before.delete(address);
		for (const address of before) this.#end(watcher, address);
		if (once.length > 0) this.#watched.set(watcher, once);
		else this.#watched.delete(watcher);
	}

	unwatch(watcher: Watcher): void {
		for (const address of this.#watched.get(watcher) ?? []) this.#end(watcher, address);
		this.#watched.delete(watcher);
	}

	#begin(address: string): Watched {
		const watched: Watched = { watchers: new Set(), elsewhere: undefined, stop: () => undefined };
		this.#addresses.set(address, watched);
		watched.stop = this.#elsewhere(address, (devices) => {
			watched.elsewhere = devices;
			for (const watcher of watched.watchers) watcher.tellPresence(address, this.devices(address));
		});
		return watched;
	}

	#elsewhere(address: string, tell: (devices: readonly string[]) => void): () => void {
		const home = this.#homeOf(address);
		const { peer, server } = placeOf(address);
		if (home !== undefined && this.#outside) return this.#outside.watch(home, tell);
		if (home === undefined && server !== undefined && this.#federation)
			return this.#federation.watch(server, peer, tell);
		tell([]);
		return () => undefined;
	}

	#end(watcher: Watcher, address: string): void {
		const watched = this.#addresses.get(address);
		if (!watched?.watchers.delete(watcher) || watched.watchers.size > 0) return;
		watched.stop();
		this.#addresses.delete(address);
	}

	get peers(): number {
		return this.#online.size;
	}

	#tell(peer: string): void {
		const host = this.#federation?.host;
		for (const address of host === undefined ? [peer] : [peer, `${peer}@${host}`])
			for (const watcher of this.#addresses.get(address)?.watchers ?? [])
				watcher.tellPresence(address, this.devices(address));
	}
}
