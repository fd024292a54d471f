/** What a node is made over: what this device keeps, who is here, and how the others are reached. Opened in this order. */
import type { Clock, Keyring } from '#lib/agent/ports.ts';
import type { Agent } from '#lib/agent/agent.ts';
import { deviceClock } from '#lib/net/device-clock.ts';
import type { Direct } from '#lib/net/direct.ts';
import { makeMesh } from '#lib/net/index.ts';
import type { NodeMesh } from '#lib/net/mesh.ts';
import type { Servers } from '#lib/net/servers.ts';
import { didKey } from '#lib/protocol/identity.ts';
import type { Store } from '#lib/store/store.ts';
import { BACKED_UP_AT, backupTime } from './backup-api.ts';
import { keptConnection, type KeptConnection } from './connection-kept.ts';
import { openKeyring } from './keyring.ts';
import { openMind, type Mind } from './mind.ts';
import { createWorker, openSocket, random } from './node-means.ts';
import { firstState, StateBoard } from './node-state.ts';
import { openPersona, type Persona } from './persona.ts';

export interface Opened {
	readonly store: Store;
	readonly keyring: Keyring;
	readonly kept: KeptConnection;
	readonly persona: Persona;
	readonly mesh: NodeMesh;
	readonly relay: Servers;
	readonly direct: Direct;
	/** As the server's clock corrects it. */
	readonly clock: Clock;
	readonly mind: Mind;
	readonly board: StateBoard;
}

/** What is made later and asked sooner: nothing calls it before the node is whole. */
export interface Later {
	readonly agent: () => Pick<Agent, 'relaysOf'>;
	/** The card says something else now, and the person is found by something. */
	readonly cardChanged: () => void;
}

export async function openOver(store: Store, later: Later): Promise<Opened> {
	const keyring = await openKeyring(store.secrets, random, () => deviceClock.now());
	const kept = await keptConnection(store.settings);
	const relays = (): readonly string[] => [location.origin, ...kept.servers.map(({ origin }) => origin)];
	const persona = await openPersona(
		store.settings,
		keyring,
		relays,
		() => deviceClock.now(),
		() => {
			if (persona.self().topics.length > 0) later.cardChanged();
		}
	);
	const { mesh, relay, direct } = makeMesh({
		server: new URL(location.origin),
		device: keyring.device,
		clock: deviceClock,
		chance: Math.random,
		random,
		openSocket,
		openDoor: async (server) => (await import('#lib/net/outside.ts')).openOutside(server, createWorker),
		homes: async (peer) => (await store.contacts.get(peer))?.relays ?? (await later.agent().relaysOf(peer)),
		relayOnly: kept.relayOnly
	});
	const clock: Clock = { ...deviceClock, now: () => Math.round(deviceClock.now() + relay.offsetMs) };
	const mind = await openMind({
		settings: store.settings,
		createWorker,
		tell(state) {
			board.set('mind', state);
			store.shelf.useEmbedder(mind.embedder());
		}
	});
	const me = keyring.device.peer;
	const board = new StateBoard(
		firstState({
			me: { peer: me, did: didKey(me), name: persona.name(), role: 'leader' },
			server: mesh.server,
			mind: mind.state(),
			persisted: (await navigator.storage?.persisted?.()) || null,
			backedUpAt: backupTime(await store.settings.get(BACKED_UP_AT))
		})
	);
	return { store, keyring, kept, persona, mesh, relay, direct, clock, mind, board };
}
