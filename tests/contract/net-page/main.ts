/** A node's network in a page of its own, driven from outside: what leaves it is what a real server and browser see. */
import { testConnection } from '#lib/net/connection-test.ts';
import type { TestReport } from '#lib/net/connection-test-steps.ts';
import { deviceClock } from '#lib/net/device-clock.ts';
import { makeMesh } from '#lib/net/index.ts';
import type { NodeMesh } from '#lib/net/mesh.ts';
import { openOutside } from '#lib/net/outside.ts';
import type { Servers } from '#lib/net/servers.ts';
import { newDevice, type PeerId } from '#lib/protocol/identity.ts';

export interface NetPage {
	/** Opens a node; resolves with its name. */
	open(options: { relayOnly: boolean; added: readonly string[] }): Promise<PeerId>;
	/** Wants this peer, at home at these servers; resolves when it is reached that way. */
	reach(peer: PeerId, homes: readonly string[], reach: 'direct' | 'relay'): Promise<void>;
	/** Resolves when all servers are there. */
	online(): Promise<void>;
	setRelayOnly(relayOnly: boolean): void;
	selfTest(relayOnly: boolean, clockAheadMs?: number): Promise<TestReport>;
	/** A word over the link; resolves with what came last. */
	say(peer: PeerId, byte: number): Promise<void>;
	heard(): Promise<number>;
}

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const server = new URL(location.origin);
const device = newDevice(random(32), random, Date.now());
const openSocket = (url: string) => new WebSocket(url);
const cards = new Map<PeerId, readonly string[]>();
const boxes: number[] = [];
let tellBox = () => {};
let node: { mesh: NodeMesh; relay: Servers };

const page: NetPage = {
	async open({ relayOnly, added }) {
		node = makeMesh({
			server,
			device: await device,
			clock: deviceClock,
			chance: Math.random,
			random,
			openSocket,
			openDoor: async (url) => openOutside(url, (script) => new Worker(script, { type: 'module' })),
			homes: async (peer) => cards.get(peer) ?? [],
			relayOnly
		});
		node.mesh.onBox(async (box) => {
			boxes.push(box[0] ?? 0);
			tellBox();
		});
		await node.relay.setServers(added.map((url) => new URL(url)));
		node.mesh.open();
		return (await device).peer;
	},
	reach(peer, homes, reach) {
		cards.set(peer, homes);
		return new Promise((resolve) => {
			const look = () => node.mesh.reach(peer) === reach && (stop(), resolve());
			const stop = node.mesh.onChange.add(look);
			node.mesh.setWanted([peer]);
			look();
		});
	},
	online: () =>
		new Promise((resolve) => {
			const look = () =>
				node.relay.lines.every(({ client }) => client.state === 'online') && (stop(), resolve());
			const stop = node.relay.onLines.add(look);
			look();
		}),
	setRelayOnly: (relayOnly) => node.mesh.setRelayOnly(relayOnly),
	async selfTest(relayOnly, clockAheadMs = 0) {
		const clock = { ...deviceClock, now: () => Date.now() + clockAheadMs };
		const fetchText = async (url: string, signal: AbortSignal) => (await fetch(url, { signal })).text();
		const parts = { server, device: await device, clock, random, openSocket, relayOnly, fetchText };
		return testConnection(parts, () => undefined);
	},
	say: (peer, byte) => node.mesh.send(peer, new Uint8Array([byte])),
	async heard() {
		while (boxes.length === 0) await new Promise<void>((resolve) => (tellBox = resolve));
		return boxes.shift() ?? 0;
	}
};
(globalThis as unknown as { page: NetPage }).page = page;
document.title = 'ready';
