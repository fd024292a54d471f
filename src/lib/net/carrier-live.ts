/**
 * One community, carried live. Its entries are cut into stretches by their Lamport clock, each with a room and a document of
 * its own: everybody who has the same entries is in the same room, without a word about it, and no document grows for ever.
 */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { WebrtcProvider } from 'y-webrtc';
import { base64url, utf8 } from '#lib/protocol/bytes.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { MAX_ENTRIES_TOLD, MAX_ENTRY_CHARS } from '#lib/protocol/limits.ts';
import type { CarrierDoor } from './carrier-door.ts';
import { CarrierPart, type PartDeps } from './carrier-part.ts';
import type { Carrier, CarrierRoom, Presence } from './carrier.ts';
import { Offences } from './carrier-offences.ts';

/** Entries' clocks in one room. */
const STRETCH = 512;
/** The next room is not entered sooner: a clock that leaps must not keep everybody moving. */
const STAY_MS = 60_000;
/** The old room stands until those who have heard less have heard as much. */
const OVERLAP_MS = 10_000;
const MAX_CONNECTIONS = 24;
const ORDER_CHARS = 2 * MAX_ENTRY_CHARS;
/** Whether the socket is open, and everybody linked still a member. */
const LOOK_MS = 20_000;
/** So often it was not, before the address is doubted. */
const DOUBT_LOOKS = 3;
/** Cursors move often; this often it is said. */
const SHOW_MS = 250;

export interface LiveDeps extends Omit<
	PartDeps,
	'community' | 'mayBe' | 'onEntries' | 'isOut' | 'onFault' | 'onMembers' | 'onPresence'
> {
	readonly room: CarrierRoom;
	readonly door: CarrierDoor;
	readonly Provider: typeof WebrtcProvider;
	readonly onClosed: () => void;
}

interface Stretch {
	readonly number: number;
	readonly part: CarrierPart;
	readonly end: AbortController;
}

export class LiveCarrier implements Carrier {
	readonly #deps: LiveDeps;
	readonly #offences: Offences;
	readonly #life = new AbortController();
	/** The one that stands, and those that are being left. */
	#stretches: Stretch[] = [];
	#clock: number;
	#movedAt = -Infinity;
	#isMoving = false;
	#showing: Presence | null = null;
	#isShowing = false;

	constructor(deps: LiveDeps) {
		this.#deps = deps;
		this.#clock = deps.room.clock;
		this.#offences = new Offences(deps.room.onFault);
		this.#move();
	}

	get peers(): readonly PeerId[] {
		const links = this.#stretches.flatMap(({ part }) => part.links);
		return [...new Set(links.map(({ peer }) => peer))];
	}

	/** The document that stands: for tests and measurements. */
	get size(): { readonly entries: number; readonly bytes: number; readonly stretch: number } {
		const last = this.#stretches.at(-1);
		return { ...(last?.part.document.size ?? { entries: 0, bytes: 0 }), stretch: last?.number ?? -1 };
	}

	add(texts: readonly string[]): void {
		void this.#add(texts);
	}

	present(presence: Presence | null): void {
		this.#showing = presence;
		if (this.#isShowing) return;
		this.#isShowing = true;
		const { clock } = this.#deps;
		this.#show();
		void clock.sleep(SHOW_MS, this.#life.signal).then(() => {
			this.#isShowing = false;
			if (!this.#life.signal.aborted) this.#show();
		});
	}

	close(): void {
		if (this.#life.signal.aborted) return;
		this.#life.abort();
		for (const { end } of this.#stretches) end.abort();
		this.#deps.onClosed();
	}

	async #add(texts: readonly string[]): Promise<void> {
		const { screening, room } = this.#deps;
		for (const some of ordersOf(texts)) {
			const answer = await screening.ask({ do: 'shape', texts: some, community: room.community });
			if (this.#life.signal.aborted) return;
			if (typeof answer === 'string' || !('carried' in answer)) continue;
			for (const { clock } of answer.carried) this.#clock = Math.max(this.#clock, clock);
			this.#advance();
			for (const { number, part } of this.#stretches)
				part.add(answer.carried.filter(({ clock }) => stretchOf(clock) >= number));
		}
	}

	#show(): void {
		for (const { part } of this.#stretches) part.show(this.#showing);
	}

	/** To the room where the newest entries are carried, now or when it has stayed long enough. */
	#advance(): void {
		const { clock } = this.#deps;
		if (this.#isMoving || stretchOf(this.#clock) <= (this.#stretches.at(-1)?.number ?? -1)) return;
		const waitMs = this.#movedAt + STAY_MS - clock.now();
		if (waitMs <= 0) return this.#move();
		this.#isMoving = true;
		void clock.sleep(waitMs, this.#life.signal).then(() => {
			this.#isMoving = false;
			if (!this.#life.signal.aborted) this.#move();
		});
	}

	#move(): void {
		const { clock } = this.#deps;
		const left = this.#stretches.at(-1);
		const number = stretchOf(this.#clock);
		const stretch = { number, part: this.#part(), end: new AbortController() };
		this.#stretches.push(stretch);
		if (left) {
			this.#movedAt = clock.now();
			stretch.part.add(left.part.document.all.filter((carried) => stretchOf(carried.clock) >= number));
			void clock.sleep(OVERLAP_MS, left.end.signal).then(() => left.end.abort());
		}
		void this.#serve(stretch);
	}

	#part(): CarrierPart {
		const { room, clock } = this.#deps;
		return new CarrierPart({
			...this.#deps,
			community: room.community,
			mayBe: room.mayBe,
			onEntries: room.onEntries,
			isOut: (peer) => this.#offences.isOut(peer, clock.now()),
			onFault: (peer, what) => {
				this.#offences.note(peer, what, clock.now());
				for (const { part } of this.#stretches) part.sweep();
			},
			onMembers: () => room.onPeers?.(this.peers.length),
			onPresence: () => this.#tellPresence()
		});
	}

	/** Of somebody in two rooms, the newer. */
	#tellPresence(): void {
		if (this.#life.signal.aborted) return;
		const present = this.#stretches.flatMap(({ part }) => part.present);
		this.#deps.room.onPresence([...new Map(present.map((one) => [one.dev, one])).values()]);
	}

	async #serve(stretch: Stretch): Promise<void> {
		const { number, part, end } = stretch;
		const { door, room } = this.#deps;
		// y-webrtc knows a room once: one that was left just now must be gone before it is entered again.
		const leave = await door.enter(roomOf(room.key, number).name);
		while (!end.signal.aborted) {
			const address = await door.address();
			if (end.signal.aborted || address === '') break;
			const provider = this.#open(number, part, address);
			await this.#stale(provider, part, address, end.signal);
			provider.disconnect();
			provider.destroy();
			await provider.key;
		}
		leave();
		this.#stretches = this.#stretches.filter((one) => one !== stretch);
		part.close();
		this.#tellPresence();
	}

	#open(number: number, part: CarrierPart, address: string): WebrtcProvider {
		const { Provider, room, door } = this.#deps;
		const { name, password } = roomOf(room.key, number);
		const provider = new Provider(name, part.document.doc, {
			signaling: [address],
			password,
			awareness: part.awareness,
			maxConns: MAX_CONNECTIONS,
			peerOpts: { hooks: part.hooks() }
		});
		for (const conn of provider.signalingConns as { send: (message: unknown) => void }[]) door.bound(conn);
		part.show(this.#showing);
		return provider;
	}

	/** Resolves when the room is to be opened anew, or left. */
	async #stale(
		provider: WebrtcProvider,
		part: CarrierPart,
		address: string,
		end: AbortSignal
	): Promise<void> {
		const { clock, door } = this.#deps;
		for (let closed = 0; !end.aborted;) {
			await clock.sleep(LOOK_MS, end);
			if (end.aborted) return;
			part.sweep();
			const isOpen = (provider.signalingConns as { connected: boolean }[]).some(({ connected }) => connected);
			closed = isOpen ? 0 : closed + 1;
			if (closed >= DOUBT_LOOKS && (await door.renew(address))) return;
		}
	}
}

/** Few enough for the worker to shape in a part of its time, on a slow phone too. */
function* ordersOf(texts: readonly string[]): Generator<readonly string[]> {
	let some: string[] = [];
	let letters = 0;
	for (const text of texts) {
		if (some.length >= MAX_ENTRIES_TOLD || letters + text.length > ORDER_CHARS) {
			yield some;
			some = [];
			letters = 0;
		}
		some.push(text);
		letters += text.length;
	}
	if (some.length > 0) yield some;
}

const stretchOf = (clock: number): number => Math.floor(clock / STRETCH);

/** 43 letters each, that say nothing to whoever has no key. */
export function roomOf(
	key: Uint8Array,
	stretch: number
): { readonly name: string; readonly password: string } {
	const letters = (info: string) => base64url(hkdf(sha256, key, undefined, utf8(`${info} ${stretch}`), 32));
	return { name: letters('elm/room'), password: letters('elm/room-password') };
}
