/**
 * One peer we want a direct link with: where it is online, the links to it, and the dialling that ends in exactly one.
 * The side with the smaller id dials; the other waits a moment first. Of two links, the one the smaller id dialled stays.
 */
import type { Clock } from '#lib/agent/ports.ts';
import type { Bytes } from '#lib/protocol/bytes.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { backoffMs } from './backoff.ts';
import { DeliveryLane, type Via } from './delivery-lane.ts';
import { DialError, type Link, type LinkEnd } from './link.ts';

/** How long the larger id leaves the dialling to the smaller one. */
const COURTESY_MS = 3_000;
/** From dialling to a proven link; what takes longer goes over the relay meanwhile. */
const DIAL_MS = 6_000;
/** Between attempts: the server lets ten offers a minute through to one peer. */
const BACKOFF = { firstMs: 4_000, mostMs: 120_000 };
/** Where the wait begins after the other side refused, or somebody stood between. */
const LATE_ATTEMPT = 4;

export type Trouble = 'in-the-middle' | 'bad-envelopes';

export interface NeighbourDeps {
	readonly me: PeerId;
	/** Absent when direct links are not allowed. */
	readonly dial: ((id: string, signal: AbortSignal) => Promise<Link>) | undefined;
	readonly clock: Clock;
	readonly chance: () => number;
	/** Whether its links are refused now. */
	readonly refused: () => boolean;
	readonly deliver: (box: Bytes, via: Via) => Promise<void>;
	readonly onChange: () => void;
	/** It sent what no honest node sends. */
	readonly onAbuse: () => void;
}

export class Neighbour {
	readonly peer: PeerId;
	readonly #deps: NeighbourDeps;
	readonly #life = new AbortController();
	/** Open links, oldest first. */
	readonly #links: Link[] = [];
	#devices: readonly string[] = [];
	#middle = false;
	#dialling = false;
	#nap: AbortController | undefined;
	#attempt = 0;

	constructor(peer: PeerId, deps: NeighbourDeps) {
		this.peer = peer;
		this.#deps = deps;
	}

	/** PeerJS ids of its open tabs. */
	get devices(): readonly string[] {
		return this.#devices;
	}

	/** The link to send over. */
	get link(): Link | undefined {
		return this.#inOrder()[0];
	}

	get links(): readonly Link[] {
		return this.#links;
	}

	/** Somebody stood between us and it when last we tried. */
	get inTheMiddle(): boolean {
		return this.#middle;
	}

	setDevices(devices: readonly string[]): void {
		const back = this.#devices.length === 0 && devices.length > 0;
		this.#devices = devices;
		if (back) this.#attempt = 0;
		// Offline ends the waiting; the loop then sees why.
		if (back || devices.length === 0) this.#nap?.abort();
		this.consider();
	}

	/** A proven link, dialled by either side. */
	adopt(link: Link): void {
		if (this.#life.signal.aborted || this.#deps.refused()) return link.close('refused');
		this.#middle = false;
		this.#attempt = 0;
		this.#links.push(link);
		const lane = new DeliveryLane(this.#deps.deliver);
		link.onMessage((message) => {
			if (!lane.take(message as Bytes, { peer: this.peer, over: 'direct' })) link.close('flood');
		});
		void link.closed.then((end) => this.#dropped(link, end));
		this.#nap?.abort();
		if (this.#links.length > 1) void this.#settle();
		this.#deps.onChange();
	}

	/** A handshake under its name failed because the two ends saw different things. */
	noteMiddle(): void {
		this.#middle = true;
		this.#attempt = Math.max(this.#attempt, LATE_ATTEMPT);
		this.#deps.onChange();
	}

	/** Asks every link for a sign of life, and dials if need be. */
	refresh(): void {
		for (const link of this.#links) void link.check();
		this.#nap?.abort();
		this.consider();
	}

	closeLinks(end: LinkEnd): void {
		for (const link of [...this.#links]) link.close(end);
	}

	/** Not wanted any more. */
	leave(): void {
		this.#life.abort();
		this.closeLinks('closed');
	}

	/** Begins to dial when there is reason to. */
	consider(): void {
		if (this.#dialling || !this.#mayDial()) return;
		this.#dialling = true;
		void this.#dialUntilLinked().finally(() => (this.#dialling = false));
	}

	#mayDial(): boolean {
		const { dial, refused } = this.#deps;
		const wanted = !this.#life.signal.aborted && dial !== undefined && !refused();
		return wanted && this.#devices.length > 0 && this.#links.length === 0;
	}

	async #dialUntilLinked(): Promise<void> {
		const { me, chance } = this.#deps;
		if (me > this.peer) await this.#wait(COURTESY_MS);
		while (this.#mayDial()) {
			await this.#dialOnce();
			if (this.#mayDial()) await this.#wait(backoffMs(BACKOFF, this.#attempt++, chance()));
		}
	}

	async #dialOnce(): Promise<void> {
		const { dial, clock } = this.#deps;
		const id = this.#devices[this.#attempt % this.#devices.length];
		if (!dial || id === undefined) return;
		const patience = new AbortController();
		void clock.sleep(DIAL_MS, patience.signal).then(() => patience.abort());
		try {
			// Not ended by a link that comes in meanwhile: if both sides gave way, none would be left.
			this.adopt(await dial(id, AbortSignal.any([patience.signal, this.#life.signal])));
		} catch (error) {
			if (!(error instanceof DialError)) throw error;
			if (error.failure === 'in-the-middle') this.noteMiddle();
			if (error.failure === 'refused') this.#attempt = Math.max(this.#attempt, LATE_ATTEMPT);
		} finally {
			patience.abort();
		}
	}

	async #wait(ms: number): Promise<void> {
		this.#nap = new AbortController();
		await this.#deps.clock.sleep(ms, AbortSignal.any([this.#nap.signal, this.#life.signal]));
	}

	/** Best first: dialled by the smaller id, then the newer one (the older belongs to a page that has gone). */
	#inOrder(): Link[] {
		return this.#links
			.toReversed()
			.sort((a, b) => Number(a.dialledBy > b.dialledBy) - Number(a.dialledBy < b.dialledBy));
	}

	/** Both sides keep the same one, after making sure that it lives. */
	async #settle(): Promise<void> {
		const [best] = this.#inOrder();
		if (!best || !(await best.check())) return;
		for (const link of [...this.#links])
			if (link !== best && this.#inOrder()[0] === best) link.close('replaced');
	}

	#dropped(link: Link, end: LinkEnd): void {
		const at = this.#links.indexOf(link);
		if (at >= 0) this.#links.splice(at, 1);
		if (end === 'garbage' || end === 'flood') this.#deps.onAbuse();
		if (end === 'refused') this.#attempt = LATE_ATTEMPT;
		this.#deps.onChange();
		this.consider();
	}
}
