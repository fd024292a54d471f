/**
 * What members of a community tell each other live: y-webrtc over our server introduces them and keeps a shared document
 * of recent entries, simple-peer opens the channels. None of it is trusted. Nothing that comes is let into the document or
 * believed here: texts of entries are handed on to be verified, and only what comes back through `add` is carried on.
 */
import type { WebrtcProvider } from 'y-webrtc';
import type { Clock, RandomBytes } from '#lib/agent/ports.ts';
import type { CommunityId, EntryId } from '#lib/protocol/entry.ts';
import type { Device, PeerId } from '#lib/protocol/identity.ts';
import { CarrierDoor } from './carrier-door.ts';
import { LiveCarrier } from './carrier-live.ts';
import type { CarrierAnswer, CarrierOrder } from './carrier-messages.ts';
import type { PartDeps } from './carrier-part.ts';
import workerUrl from './carrier.worker.ts?worker&url';
import { Killable } from './killable.ts';
import { provenLink } from './rtc-link.ts';

/** Where somebody is now. */
export interface Presence {
	readonly page: EntryId;
	/** UTF-16 positions in its text; equal where nothing is selected. */
	readonly from: number;
	readonly to: number;
}

export interface Present extends Presence {
	readonly peer: PeerId;
	/** Of a person with several devices there may be several. */
	readonly dev: string;
}

/** `carrier` what no honest member sends: to delete, to overwrite, to forge, what cannot be read · `flood` more than is allowed. */
export type CarrierFault = 'carrier' | 'flood';

export interface CarrierRoom {
	readonly community: CommunityId;
	/** Of the epoch, 32 bytes. A new epoch is a new room: close this one and open another. */
	readonly key: Uint8Array;
	/** The largest Lamport clock known: what is carried live begins near it. */
	readonly clock: number;
	/** Whether they are a member now; asked before anything is told to anybody. */
	readonly mayBe: (peer: PeerId) => boolean;
	/**
	 * Texts nobody has verified: for `Society.carried`. Resolves when they are judged; false: no honest member carries such,
	 * and it is held against who delivered them. Never rejects.
	 */
	readonly onEntries: (texts: readonly string[]) => Promise<boolean>;
	/** Everybody who shows where they are, whenever that changes. */
	readonly onPresence: (present: readonly Present[]) => void;
	readonly onFault: (peer: PeerId, what: CarrierFault) => void;
	/** How many are linked now, whenever that changes. */
	readonly onPeers?: (count: number) => void;
}

export interface Carrier {
	/**
	 * Carries entries that this device has verified: own ones, and whatever `Society` found fresh, from wherever it came,
	 * this carrier too. Old ones are left to agent links. Never throws.
	 */
	add(texts: readonly string[]): void;
	/** Shows where I am; null: nowhere. */
	present(presence: Presence | null): void;
	/** Members linked now. */
	readonly peers: readonly PeerId[];
	close(): void;
}

export interface CarriersDeps {
	/** The page's own server. */
	readonly server: URL;
	readonly device: Device;
	readonly clock: Clock;
	/** Milliseconds since 1970, corrected by the server's clock: certificates have dates. */
	readonly now: () => number;
	readonly chance: () => number;
	readonly random: RandomBytes;
	/** What the next channel is made with; undefined: there may be none now. As `configurationOf` makes it of `Direct`. */
	readonly configuration: () => RTCConfiguration | undefined;
	/** `(url) => new Worker(url, { type: 'module' })`, through the app's Trusted Types policy. */
	readonly createWorker: (url: string | URL) => Worker;
	/** Instead of y-webrtc as it is loaded once for all: it knows a room once, and a test has many nodes on one page. */
	readonly loadProvider?: () => Promise<{ readonly WebrtcProvider: typeof WebrtcProvider }>;
}

/** All rooms of this node: they share one socket to the server and one worker. Only the leading tab opens them. */
export interface Carriers {
	open(room: CarrierRoom): Carrier;
	close(): void;
}

/** What screening one message may take. */
const SCREEN_MS = 1_000;

/** Loads the libraries; rejects where they cannot be had. */
export async function openCarriers(deps: CarriersDeps): Promise<Carriers> {
	const { server, device, clock, chance, random, now, configuration, createWorker } = deps;
	const [{ WebrtcProvider: Provider }, { default: SimplePeer }] = await Promise.all([
		deps.loadProvider?.() ?? import('y-webrtc'),
		import('simple-peer/simplepeer.min.js')
	]);
	const screening = new Killable<CarrierOrder, CarrierAnswer>({
		start: () => createWorker(new URL(workerUrl, location.href)),
		clock,
		limitMs: SCREEN_MS
	});
	const door = new CarrierDoor({ server, device, clock, chance });
	const rooms = new Set<LiveCarrier>();
	const shared = { clock, chance, configuration, screening, door, Provider, SimplePeer, dev: device.dev };
	const prove: PartDeps['prove'] = (parts, role, admit) =>
		provenLink(parts, { device, role, admit, now, clock, random });
	return {
		open(room) {
			const live = new LiveCarrier({ ...shared, prove, room, onClosed: () => rooms.delete(live) });
			rooms.add(live);
			return live;
		},
		close() {
			for (const live of [...rooms]) live.close();
			screening.close();
			door.close();
		}
	};
}
