/** Members of one community for tests on one page: honest ones who verify what comes, and hostile ones with a bare channel. */
import { inject } from 'vitest';
import SimplePeer from 'simple-peer/simplepeer.min.js';
import { Doc } from 'yjs';
import type { WebrtcProvider } from 'y-webrtc';
import { openEntry, writeEntry, type CommunityId, type Entry } from '#lib/protocol/entry.ts';
import type { Device, PeerId } from '#lib/protocol/identity.ts';
import { isRefusal } from '#lib/protocol/refusal.ts';
import { CarrierDoor } from './carrier-door.ts';
import { roomOf } from './carrier-live.ts';
import type CarrierPeer from './carrier-peer.ts';
import type { CarrierHooks } from './carrier-peer.ts';
import { openCarriers, type Carrier, type CarrierFault, type Present } from './carrier.ts';
import { deviceClock } from './device-clock.ts';
import type { Link } from './link.ts';
import { provenLink } from './rtc-link.ts';
import { aDevice, randomBytes } from './test-peers.ts';

const server = () => new URL(inject('signalingUrl'));
const configuration = (): RTCConfiguration => ({ iceServers: [] });
export const createWorker = (url: string | URL): Worker => new Worker(url, { type: 'module' });

let providers = 0;
/** y-webrtc knows each room once; on a page with several members each has a copy of its own. */
const loadProvider = (): Promise<{ WebrtcProvider: typeof WebrtcProvider }> =>
	import(/* @vite-ignore */ `/node_modules/y-webrtc/src/y-webrtc.js?copy=${(providers += 1)}`) as Promise<{
		WebrtcProvider: typeof WebrtcProvider;
	}>;

export interface Ground {
	readonly community: CommunityId;
	readonly key: Uint8Array;
	readonly members: Set<PeerId>;
}

export interface TestMember {
	readonly device: Device;
	readonly carrier: Carrier;
	/** Texts it verified, in the order in which they came. */
	readonly held: string[];
	readonly faults: (readonly [PeerId, CarrierFault])[];
	present: readonly Present[];
	/** Leaves the room and enters it again. */
	reopen(): void;
	/** Writes an entry of its own and carries it. */
	post(text: string, clock?: number): Promise<Entry>;
	/** Resolves once that holds. */
	until(holds: () => boolean): Promise<void>;
	close(): void;
}

export async function aMember(ground: Ground, clock = 0): Promise<TestMember> {
	const device = await aDevice();
	ground.members.add(device.peer);
	const held: string[] = [];
	const faults: (readonly [PeerId, CarrierFault])[] = [];
	let waiting: (() => void)[] = [];
	const changed = () => {
		const woken = waiting;
		waiting = [];
		for (const wake of woken) wake();
	};
	const carriers = await openCarriers({
		...{
			server: server(),
			device,
			clock: deviceClock,
			now: Date.now,
			chance: Math.random,
			random: randomBytes
		},
		...{ configuration, createWorker, loadProvider }
	});
	const take = async (texts: readonly string[]) => {
		let isGenuine = true;
		for (const text of texts) {
			const entry = await openEntry(text, Date.now());
			if (isRefusal(entry)) isGenuine = false;
			if (isRefusal(entry) || !ground.members.has(entry.author) || held.includes(text)) continue;
			held.push(text);
			carrier.add([text]);
			// A node does this in its desk's worker.
			await deviceClock.sleep(0);
		}
		changed();
		return isGenuine;
	};
	const open = () =>
		carriers.open({
			...{ community: ground.community, key: ground.key, clock },
			mayBe: (peer) => ground.members.has(peer),
			onEntries: take,
			onPresence: (present) => {
				member.present = present;
				changed();
			},
			onFault: (peer, what) => {
				faults.push([peer, what]);
				changed();
			},
			onPeers: changed
		});
	let carrier = open();
	let seq = 0;
	let prev = '';
	const member: TestMember = {
		...{ device, held, faults, present: [] },
		get carrier() {
			return carrier;
		},
		reopen: () => {
			carrier.close();
			carrier = open();
		},
		post: async (text, at) => {
			seq += 1;
			const act = { kind: 'post', text } as const;
			const { community } = ground;
			const entry = await writeEntry(device, { community, seq, prev, at: Date.now(), clock: at ?? seq, act });
			prev = entry.id;
			held.push(entry.text);
			carrier.add([entry.text]);
			return entry;
		},
		until: async (holds) => {
			while (!holds()) await new Promise<void>((resolve) => waiting.push(resolve));
		},
		close: () => carriers.close()
	};
	return member;
}

export interface Hostile {
	readonly device: Device;
	/** Sends it to everybody, as it is. */
	send(message: Uint8Array): Promise<void>;
	readonly links: ReadonlySet<Link>;
	close(): void;
}

/** A real member with the key, and a program that keeps no rule. Linked with all of these, and nobody else. */
export async function aHostile(ground: Ground, targets: readonly PeerId[]): Promise<Hostile> {
	const device = await aDevice();
	ground.members.add(device.peer);
	const clock = deviceClock;
	const links = new Set<Link>();
	const waiting: (() => void)[] = [];
	const hooks: CarrierHooks = {
		...{ clock, SimplePeer, configuration },
		begin: () => () => undefined,
		prove: (parts, role) =>
			provenLink(parts, {
				device,
				role,
				clock,
				random: randomBytes,
				now: Date.now,
				admit: (peer) => targets.includes(peer)
			}),
		joined: (_peer: CarrierPeer, link) => {
			links.add(link);
			link.onMessage(() => undefined);
			void link.closed.then(() => links.delete(link));
			for (const wake of waiting.splice(0)) wake();
			return true;
		},
		left: () => undefined,
		outgoing: () => undefined,
		restMs: () => 500
	};
	const door = new CarrierDoor({ server: server(), device, clock, chance: Math.random });
	const { WebrtcProvider: Provider } = await loadProvider();
	const { name, password } = roomOf(ground.key, 0);
	const provider = new Provider(name, new Doc(), {
		...{ signaling: [await door.address()], password, peerOpts: { hooks } }
	});
	while (!targets.every((target) => [...links].some(({ peer }) => peer === target)))
		await new Promise<void>((resolve) => waiting.push(resolve));
	return {
		device,
		links,
		send: async (message) => {
			await Promise.allSettled([...links].map((link) => link.send(message)));
		},
		close: () => {
			provider.disconnect();
			provider.destroy();
			door.close();
		}
	};
}
