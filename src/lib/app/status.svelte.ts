/** Who I am, which communities I know of, and how this node stands towards the server and its store. */
import type { BackupProgress } from './backup-api.ts';
import type { ConnectionState, ServerTrouble } from './connection-api.ts';
import type { Me, NodeApi, NodeState } from './node-api.ts';
import type { SafetyState } from './safety-api.ts';

export class Status {
	me = $state.raw<Me>() as Me;
	server = $state.raw<NodeState['server']>('connecting');
	/** While offline: why its own server does not let it in. */
	serverTrouble = $state.raw<ServerTrouble | null>(null);
	/** Null until somebody asked (`api.connectionSettings`, `api.testConnection`). */
	connection = $state.raw<ConnectionState | null>(null);
	persisted = $state.raw<boolean | null>(null);
	/** Null until somebody looked (`api.lookAtSafety`). */
	safety = $state.raw<SafetyState | null>(null);
	/** When everything was written into a file last; null: never. */
	backedUpAt = $state.raw<number | null>(null);
	/** While a backup is written or read, in any tab. */
	backup = $state.raw<BackupProgress | null>(null);
	communities = $state.raw<NodeState['communities']>([]);
	/** What happened in communities and is told at once. */
	notices = $state.raw<NodeState['notices']>([]);
	/** False while the device itself has no network. */
	network = $state(navigator.onLine);

	/** For what only one page asks. */
	readonly api: NodeApi;

	constructor(api: NodeApi, state: NodeState) {
		this.api = api;
		this.me = state.me;
		this.server = state.server;
		this.serverTrouble = state.serverTrouble;
		this.connection = state.connection;
		this.persisted = state.persisted;
		this.safety = state.safety;
		this.backedUpAt = state.backedUpAt;
		this.backup = state.backup;
		this.communities = state.communities;
		this.notices = state.notices;
		addEventListener('online', () => (this.network = true));
		addEventListener('offline', () => (this.network = false));
	}

	setName(name: string): Promise<void> {
		return this.api.setName(name);
	}
}
