/** The people the agent knows, the invites that are open, who knocks, and who has just arrived. */
import type { PeerId } from '#lib/protocol/identity.ts';
import type { PairingApi } from './pairing-api.ts';
import type { InviteOffer, InviteSummary, NodeApi, NodeState, PeerSummary } from './node-api.ts';

/** Someone became a contact while the person was looking: worth a calm moment. */
export interface Arrival {
	readonly peer: PeerSummary;
	/** They came by my invite, or I came by theirs, or they did not let me in. */
	readonly by: 'mine' | 'theirs' | 'declined';
}

/** They are asked about where they are introduced. */
const isIntroducedGuest = ({ standing, introducedBy }: PeerSummary): boolean =>
	standing === 'asking' && introducedBy !== undefined;

export class Peers {
	list = $state.raw<readonly PeerSummary[]>([]);
	invites = $state.raw<readonly InviteSummary[]>([]);
	arrivals = $state.raw<readonly Arrival[]>([]);
	/** Knocking guests the person put off; still listed under Peers. */
	putOff = $state.raw<readonly PeerId[]>([]);
	/** Conversations with contacts, and what they say of being there. */
	talks = $state.raw<NodeState['talks']>([]);
	presences = $state.raw<NodeState['presences']>([]);

	/** With whom there is most to do comes first, then who was met first. */
	contacts = $derived.by(() => {
		const ties = new Map(this.talks.map(({ peer, tie }) => [peer, tie]));
		const tieOf = ({ peer }: PeerSummary): number => ties.get(peer) ?? 0;
		return this.list.filter(({ standing }) => standing === 'accepted').sort((a, b) => tieOf(b) - tieOf(a));
	});
	online = $derived(this.contacts.filter(({ reach }) => reach === 'direct' || reach === 'relay'));
	/** Everyone who has a row on the page. */
	known = $derived(
		this.list.filter(
			(peer) => (peer.standing !== 'removed' || peer.trouble === 'declined') && !isIntroducedGuest(peer)
		)
	);
	asking = $derived(
		this.list.filter(
			(guest) => guest.standing === 'asking' && !isIntroducedGuest(guest) && !this.putOff.includes(guest.peer)
		)
	);

	#api: NodeApi;

	constructor(api: NodeApi, list: readonly PeerSummary[], invites: readonly InviteSummary[]) {
		this.#api = api;
		this.list = list;
		this.invites = invites;
	}

	told(list: readonly PeerSummary[]): void {
		const before = new Map(this.list.map((peer) => [peer.peer, peer]));
		const news = list.flatMap((peer): Arrival[] => {
			const was = before.get(peer.peer);
			if (peer.trouble === 'declined') return was?.trouble === 'declined' ? [] : [{ peer, by: 'declined' }];
			if (peer.standing !== 'accepted' || was?.standing === 'accepted' || was?.standing === 'blocked')
				return [];
			return [{ peer, by: was?.standing === 'awaiting' ? 'theirs' : 'mine' }];
		});
		this.arrivals = [...this.arrivals, ...news];
		this.list = list;
	}

	welcomed(peer: PeerId): void {
		this.arrivals = this.arrivals.filter((arrival) => arrival.peer.peer !== peer);
	}

	later(peer: PeerId): void {
		this.putOff = [...this.putOff, peer];
	}

	invite(withoutAsking: boolean): Promise<InviteSummary> {
		return this.#api.invite({ withoutAsking });
	}

	revoke(id: string): Promise<void> {
		return this.#api.revokeInvite(id);
	}

	read(link: string): Promise<InviteOffer> {
		return this.#api.readInvite(link);
	}

	accept(link: string): Promise<void> {
		return this.#api.acceptInvite(link);
	}

	pair: PairingApi['pair'] = (offer, signal) => this.#api.pair(offer, signal);
	pairAnswer: PairingApi['pairAnswer'] = (code) => this.#api.pairAnswer(code);

	allow(peer: PeerId): Promise<void> {
		return this.#api.allow(peer);
	}

	decline(peer: PeerId): Promise<void> {
		return this.#api.decline(peer);
	}

	block(peer: PeerId): Promise<void> {
		return this.#api.block(peer);
	}

	unblock(peer: PeerId): Promise<void> {
		return this.#api.unblock(peer);
	}

	remove(peer: PeerId): Promise<void> {
		return this.#api.removePeer(peer);
	}

	setCompared(peer: PeerId, compared: boolean): Promise<void> {
		return this.#api.setCompared(peer, compared);
	}
}
