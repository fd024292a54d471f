/**
 * Starts this tab: as the leader with the node itself, or as a second tab working through the leader. What comes out
 * is one NodeApi that stays the same for the screens while leadership changes behind it.
 */
import { NodeError } from '#lib/agent/ports.ts';
import type { NodeApi, NodeChange, NodeState } from './node-api.ts';
import { remembered, REPLACING } from './remembered.ts';
import { followLeader, leadLater, leadNow, serveTabs } from './tabs.ts';

/** Throws NodeError. 'storage-locked' and 'passphrase-wrong' leave nothing held: it can be called again with another. */
export async function startNode(passphrase?: string): Promise<NodeApi> {
	try {
		if (!isSecureContext || !('locks' in navigator)) throw new NodeError('storage-unavailable');
		const release = await leadNow();
		return await (release ? lead(release, passphrase) : follow(passphrase));
	} catch (error) {
		throw error instanceof NodeError ? error : new NodeError('storage-unavailable', { cause: error });
	}
}

async function lead(release: () => void, passphrase?: string): Promise<NodeApi> {
	try {
		if (remembered(REPLACING)) await (await import('./safety-repair.ts')).refuseEmpty();
		const { openNode } = await import('./node.ts');
		const node = await openNode(passphrase);
		serveTabs(node);
		// It locks by itself from now on.
		if (passphrase !== undefined) void node.lookAtSafety();
		return node;
	} catch (error) {
		release();
		throw error;
	}
}

/** Follows until the leader is gone, then leads, without the screens noticing more than fresh state. */
async function follow(passphrase?: string): Promise<NodeApi> {
	const leader = followLeader();
	const tab = new SwitchingNode(leader.api);
	const promoted = leadLater().then(async (release) => {
		// The lock is ours before the old leader's last words are through; nothing more will come from it.
		leader.close();
		tab.switchTo(await lead(release, passphrase));
	});
	// Whichever comes first: a leader that answers, or its place.
	await Promise.race([leader.reached, promoted]);
	promoted.catch(() => location.reload());
	return tab.api;
}

/** Hands every call to whoever answers now and carries the listeners over. */
class SwitchingNode {
	readonly api: NodeApi;
	#current: NodeApi;
	#listeners = new Set<(change: NodeChange) => void>();
	#unsubscribe: () => void;

	constructor(first: NodeApi) {
		this.#current = first;
		this.#unsubscribe = first.subscribe((change) => this.#tell(change));
		this.api = new Proxy({} as NodeApi, {
			get: (_, name: keyof NodeApi) => {
				if (name === 'subscribe') return this.#subscribe;
				const current = this.#current;
				const method = current[name] as ((...args: readonly unknown[]) => unknown) | undefined;
				return method && ((...args: readonly unknown[]) => method.apply(current, args as unknown[]));
			}
		});
	}

	switchTo(next: NodeApi): void {
		this.#unsubscribe();
		this.#current = next;
		this.#unsubscribe = next.subscribe((change) => this.#tell(change));
		void next.state().then((state) => {
			for (const part of Object.keys(state) as (keyof NodeState)[])
				this.#tell({ part, value: state[part] } as NodeChange);
		});
	}

	#subscribe = (listener: (change: NodeChange) => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	#tell(change: NodeChange): void {
		for (const listener of this.#listeners) listener(change);
	}
}
