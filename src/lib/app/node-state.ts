/** The node's state as the screens see it: each part replaced as a whole, listeners told when it really changed. */
import type { NodeChange, NodeState } from './node-api.ts';

export class StateBoard {
	#state: NodeState;
	readonly #listeners = new Set<(change: NodeChange) => void>();

	constructor(first: NodeState) {
		this.#state = first;
	}

	get now(): NodeState {
		return this.#state;
	}

	set<Part extends keyof NodeState>(part: Part, value: NodeState[Part]): void {
		if (this.#state[part] === value) return;
		this.#state = { ...this.#state, [part]: value };
		const change = { part, value } as NodeChange;
		for (const listener of this.#listeners) listener(change);
	}

	subscribe(listener: (change: NodeChange) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}
}

/** What is known of a node before anything but its settings was read. */
export const firstState = (
	known: Pick<NodeState, 'me' | 'server' | 'mind' | 'persisted' | 'backedUpAt'>
): NodeState => ({
	...known,
	serverTrouble: null,
	connection: null,
	peers: [],
	invites: [],
	items: [],
	collections: [],
	importing: null,
	conversation: '',
	exchanges: [],
	conversations: [],
	safety: null,
	backup: null,
	communities: [],
	transfers: [],
	cursors: [],
	notices: [],
	errands: [],
	talks: [],
	presences: []
});
