/**
 * All the ways to all the peers: keeps a direct link to every wanted peer that is online, uses the server's forwarding
 * until there is one, the mailbox for those asleep. Carries sealed boxes both ways and knows nothing of what they say.
 */
import { NodeError, type Clock, type InviteDesk, type Mesh, type Reach } from '#lib/agent/ports.ts';
import type { Bytes } from '#lib/protocol/bytes.ts';
import { asPeerId, type PeerId } from '#lib/protocol/identity.ts';
import { DeliveryLane, type Via } from './delivery-lane.ts';
import type { Direct } from './direct.ts';
import { LinkScores } from './link-score.ts';
import type { DialFailure, Link } from './link.ts';
import { Listeners } from './listeners.ts';
import { Neighbour, type Trouble } from './neighbour.ts';
import type { ServerState } from './relay-client.ts';
import { RelayLink } from './relay-link.ts';
import type { Servers } from './servers.ts';

/**
 * Resolves when the box was taken in, or never will be; rejects when it could not be kept (mail then comes again).
 * The next box of the same link waits for it, so answering at length is not to be waited for.
 */
export type BoxListener = (box: Bytes, via: Via) => Promise<void>;

/** Makes direct links; PeerJsDialer in the browser. */
export interface Dialer {
	/** Lets itself be dialled from now on. */
	listen(): void;
	/** Cannot be dialled until woken. */
	rest(): void;
	wake(): void;
	/** Throws DialError. */
	dial(id: string, signal: AbortSignal): Promise<Link>;
	close(): void;
}

/** What a dialer asks and tells. */
export interface DialerEvents {
	readonly admit: (peer: PeerId) => boolean;
	readonly onLink: (link: Link) => void;
	readonly onFailure: (peer: PeerId, failure: DialFailure) => void;
}

export type RelayForMesh = Pick<
	Servers,
	| 'state'
	| 'onState'
	| 'onForwarded'
	| 'onPresence'
	| 'onMail'
	| 'onIce'
	| 'open'
	| 'wake'
	| 'rest'
	| 'close'
	| 'mail'
	| 'forward'
	| 'watch'
	| keyof InviteDesk
>;

export interface MeshDeps {
	readonly me: PeerId;
	readonly relay: RelayForMesh;
	readonly direct: Direct;
	/** Left out: everything goes over the relay. */
	readonly makeDialer?: (events: DialerEvents) => Dialer;
	readonly clock: Clock;
	readonly chance: () => number;
}

export class NodeMesh implements Mesh {
	/** Reach, trouble or the server's state changed. */
	readonly onChange = new Listeners<[]>();
	readonly #deps: MeshDeps;
	readonly #dialer: Dialer | undefined;
	readonly #neighbours = new Map<PeerId, Neighbour>();
	readonly #relayLinks = new Map<PeerId, RelayLink>();
	readonly #scores = new LinkScores();
	#boxListener: BoxListener | undefined;
	#resting = false;

	constructor(deps: MeshDeps) {
		this.#deps = deps;
		this.#dialer = deps.makeDialer?.({
			admit: (peer) => this.#neighbours.has(peer) && !this.#refuses(peer),
			onLink: (link) => this.adopt(link),
			onFailure: (peer, failure) => {
				if (failure === 'in-the-middle') this.#neighbours.get(peer)?.noteMiddle();
			}
		});
		const { relay } = deps;
		const lane = new DeliveryLane((box, via) => this.#deliver(box, via));
		relay.onForwarded.add((from, box) => {
			const peer = asPeerId(from);
			lane.take(box, { ...(peer && { peer }), over: 'relay' });
		});
		relay.onPresence.add((from, doors) => {
			const peer = asPeerId(from);
			if (peer) this.#neighbours.get(peer)?.setDevices(doors);
			this.onChange.tell();
		});
		relay.onIce.add((ice) => {
			deps.direct.told = ice;
			for (const neighbour of this.#neighbours.values()) neighbour.consider();
		});
		relay.onState.add((state) => this.#serverChanged(state));
	}

	/** The signaling server as this node sees it. */
	get server(): ServerState {
		return this.#deps.relay.state;
	}

	get invites(): InviteDesk {
		return this.#deps.relay;
	}

	/** Connects. Set the listeners first. */
	open(): void {
		this.#deps.relay.open();
	}

	/** The agent's ear. Mail is acknowledged to the server once the listener's promise has resolved. */
	onBox(listener: BoxListener): void {
		this.#boxListener = listener;
		this.#deps.relay.onMail((box) => listener(box, { over: 'mailbox' }));
	}

	/** The peers to have links with; others are neither dialled nor let in. */
	setWanted(peers: readonly PeerId[]): void {
		const wanted = new Set(peers);
		wanted.delete(this.#deps.me);
		for (const [peer, neighbour] of this.#neighbours)
			if (!wanted.has(peer)) {
				this.#neighbours.delete(peer);
				neighbour.leave();
			}
		for (const peer of wanted)
			if (!this.#neighbours.has(peer)) this.#neighbours.set(peer, this.#neighbour(peer));
		if (wanted.size > 0) this.#dialer?.listen();
		this.#deps.relay.watch([...wanted]);
		this.onChange.tell();
	}

	/** Takes in a proven link that somebody else made; of a peer that is not wanted it closes. */
	adopt(link: Link): void {
		const neighbour = this.#neighbours.get(link.peer);
		if (neighbour) neighbour.adopt(link);
		else link.close('refused');
	}

	reach(peer: PeerId): Reach {
		const neighbour = this.#neighbours.get(peer);
		if (neighbour?.link) return 'direct';
		if (this.server !== 'online') return 'none';
		return neighbour && neighbour.devices.length > 0 ? 'relay' : 'mailbox';
	}

	trouble(peer: PeerId): Trouble | undefined {
		if (this.#isRefused(peer)) return 'bad-envelopes';
		return this.#neighbours.get(peer)?.inTheMiddle ? 'in-the-middle' : undefined;
	}

	async send(peer: PeerId, box: Uint8Array, signal?: AbortSignal): Promise<void> {
		const neighbour = this.#neighbours.get(peer);
		const link = neighbour?.link;
		if (link) {
			try {
				return await link.send(box, signal);
			} catch (error) {
				// A link that ended under our hands leaves the relay; anything else is the caller's.
				if (!(error instanceof NodeError && error.code === 'unreachable')) throw error;
			}
		}
		const away = neighbour !== undefined && neighbour.devices.length === 0;
		if (away || this.server !== 'online') throw new NodeError('unreachable');
		await this.#relayLink(peer).send(box, signal);
	}

	async mail(peer: PeerId, box: Uint8Array, expiresAt: number, signal?: AbortSignal): Promise<void> {
		await this.#deps.relay.mail(peer, box, expiresAt, signal);
	}

	/** Hides this device's address from peers from now on, or no longer: open links are closed and made anew. */
	setRelayOnly(relayOnly: boolean): void {
		if (!this.#deps.direct.setRelayOnly(relayOnly)) return;
		for (const neighbour of this.#neighbours.values()) {
			neighbour.closeLinks('closed');
			neighbour.refresh();
		}
		this.onChange.tell();
	}

	/** A bad envelope came over a link that this peer had proved. The fifth closes its links for an hour or more. */
	blame(peer: PeerId): void {
		if (!this.#scores.blame(peer, this.#deps.clock.now())) return;
		this.#neighbours.get(peer)?.closeLinks('refused');
		this.onChange.tell();
	}

	/** The page goes: everybody is told at once. `resume` brings all of it back. */
	farewell(): void {
		this.#resting = true;
		for (const neighbour of this.#neighbours.values()) {
			neighbour.setDevices([]);
			neighbour.closeLinks('closed');
		}
		this.#dialer?.rest();
		this.#deps.relay.rest();
	}

	/** The page is back, awake, or has another network: doubts what was open and tries again now. */
	resume(): void {
		this.#resting = false;
		this.#deps.relay.wake();
		this.#dialer?.wake();
		for (const neighbour of this.#neighbours.values()) neighbour.refresh();
	}

	close(): void {
		this.#resting = true;
		for (const neighbour of this.#neighbours.values()) neighbour.leave();
		this.#dialer?.close();
		this.#deps.relay.close();
	}

	async #deliver(box: Bytes, via: Via): Promise<void> {
		await this.#boxListener?.(box, via);
	}

	#isRefused(peer: PeerId): boolean {
		return this.#scores.isRefused(peer, this.#deps.clock.now());
	}

	/** Neither dialled nor let in now. */
	#refuses(peer: PeerId): boolean {
		return this.#resting || this.#isRefused(peer) || !this.#deps.direct.mayLink;
	}

	#neighbour(peer: PeerId): Neighbour {
		const { me, clock, chance } = this.#deps;
		const dialer = this.#dialer;
		return new Neighbour(peer, {
			me,
			clock,
			chance,
			dial: dialer && ((id, signal) => dialer.dial(id, signal)),
			refused: () => this.#refuses(peer),
			deliver: (box, via) => this.#deliver(box, via),
			onChange: () => this.onChange.tell(),
			onAbuse: () => this.blame(peer)
		});
	}

	#relayLink(peer: PeerId): RelayLink {
		const open = this.#relayLinks.get(peer);
		if (open) return open;
		const link = new RelayLink(this.#deps.relay, peer, this.#deps.me);
		this.#relayLinks.set(peer, link);
		void link.closed.then(() => this.#relayLinks.get(peer) === link && this.#relayLinks.delete(peer));
		return link;
	}

	/** Without the server nobody's presence is known; open links go on. */
	#serverChanged(state: ServerState): void {
		if (state !== 'online') for (const neighbour of this.#neighbours.values()) neighbour.setDevices([]);
		else if (!this.#resting) this.#dialer?.wake();
		this.onChange.tell();
	}
}
