/** Who is online, by which PeerJS ids, and who wants to know. In memory only: it is true now or not at all. */

export interface Watcher {
	tellPresence(peer: string, devices: readonly string[]): void;
}

/** What one presence frame may name. */
const MAX_DEVICES = 8;

export class Presence {
	/** peer → PeerJS id → how many sockets vouch for it. */
	readonly #online = new Map<string, Map<string, number>>();
	readonly #watchers = new Map<string, Set<Watcher>>();
	readonly #watched = new Map<Watcher, readonly string[]>();

	/** A device's socket is open. The function returned says that it is gone, once. */
	enter(peer: string, id: string): () => void {
		const devices = this.#online.get(peer) ?? new Map<string, number>();
		this.#online.set(peer, devices);
		const sockets = devices.get(id) ?? 0;
		devices.set(id, sockets + 1);
		if (sockets === 0) this.#tell(peer);
		let left = false;
		return () => {
			if (left) return;
			left = true;
			this.#leave(peer, id);
		};
	}

	#leave(peer: string, id: string): void {
		const devices = this.#online.get(peer);
		if (!devices) return;
		const sockets = (devices.get(id) ?? 0) - 1;
		if (sockets > 0) {
			devices.set(id, sockets);
			return;
		}
		devices.delete(id);
		if (devices.size === 0) this.#online.delete(peer);
		this.#tell(peer);
	}

	devices(peer: string): string[] {
		return [...(this.#online.get(peer)?.keys() ?? [])].slice(0, MAX_DEVICES);
	}

	/** Replaces what the watcher watched and tells it at once how things stand. */
	watch(watcher: Watcher, peers: readonly string[]): void {
		this.unwatch(watcher);
		const once = [...new Set(peers)];
		if (once.length > 0) this.#watched.set(watcher, once);
		for (const peer of once) {
			const watchers = this.#watchers.get(peer) ?? new Set();
			this.#watchers.set(peer, watchers.add(watcher));
			watcher.tellPresence(peer, this.devices(peer));
		}
	}

	unwatch(watcher: Watcher): void {
		for (const peer of this.#watched.get(watcher) ?? []) {
			const watchers = this.#watchers.get(peer);
			watchers?.delete(watcher);
			if (watchers?.size === 0) this.#watchers.delete(peer);
		}
		this.#watched.delete(watcher);
	}

	get peers(): number {
		return this.#online.size;
	}

	#tell(peer: string): void {
		for (const watcher of this.#watchers.get(peer) ?? []) watcher.tellPresence(peer, this.devices(peer));
	}
}
