/** What the agent is made from, and what its modules hand to one another. Types only. */
import type { PeerId } from '../protocol/identity.ts';
import type { RefusalReason } from '../protocol/refusal.ts';
import type { RelayRefusal } from '../protocol/relay.ts';
import type { DeliveryState } from './ports.ts';
import type * as ports from './ports.ts';
import type { SocietyInside } from './community/society.ts';
import type { CommunityEvent } from './community/society-port.ts';
import type { CommunityDesk } from './community/views.ts';
import type { Exchange } from './events.ts';
import type { Found } from './compose.ts';
import type { Finding } from './finding-port.ts';
import type { Gossiped } from './gossip.ts';
import type { Lanes } from './lanes.ts';
import type { Presence } from './presence.ts';
import type { Presences } from './presences.ts';
import type { Reputation } from './reputation-desk.ts';

/** The world, as the composition root hands it in. */
export interface AgentDeps {
	readonly keyring: ports.Keyring;
	readonly self: () => ports.Self;
	readonly contacts: ports.Contacts;
	readonly shelf: ports.Shelf;
	readonly ledger: ports.Ledger;
	readonly attestations: ports.Attestations;
	readonly offenders: ports.Offenders;
	readonly overrulings: ports.Overrulings;
	/** Of everybody met, contacts or not. */
	readonly cards: ports.Cards;
	readonly directory: ports.TopicDirectory;
	readonly holdings: ports.Holdings;
	/** What a question is about; loaded with the first, and may throw where it cannot be. */
	readonly cellsOf: (question: string) => Promise<readonly number[]>;
	readonly invites: ports.Invites;
	readonly introductions: ports.Introductions;
	readonly outbox: ports.Outbox;
	readonly inboxStore: ports.InboxStore;
	readonly exchanges: ports.Exchanges;
	/** Read when the person asks, and by nothing else. */
	readonly memory: ports.Memory;
	/** What is said of it in communities this node is in, best first; nothing is asked of anybody. Absent: in none. */
	readonly communitySources?: (question: string) => Promise<readonly Found[]>;
	readonly mesh: ports.Mesh;
	readonly inviteDesk: ports.InviteDesk;
	/** Writes the person's answers: the one they chose. */
	readonly engine: () => ports.Engine;
	/** Instant, without a model: drafts, and what peers are answered with. */
	readonly quotes: ports.Engine;
	/** Where there is one: then what answers say is compared by meaning too. */
	readonly embedder: () => ports.Embedder | undefined;
	readonly clock: ports.Clock;
	readonly random: ports.RandomBytes;
	/** Direct messages with contacts; absent: nobody is written to. */
	readonly words?: ports.WordsStore;
	/** Where communities are kept, and verified away from whoever waits for a screen; absent: this node is in none. */
	readonly community?: {
		readonly store: ports.CommunityStore;
		readonly desk: () => Promise<CommunityDesk>;
	};
	/** For the activity log; never holds what somebody wrote. */
	readonly log: (what: string, detail?: Readonly<Record<string, string | number>>) => void;
	/** The authenticated link to `peer` delivered what an honest peer never sends. */
	readonly blame: (peer: PeerId, reason: RefusalReason) => void;
}

/** What the screen may need to show anew. */
export type AgentEvent =
	| { readonly kind: 'exchange-changed'; readonly exchange: Exchange }
	| { readonly kind: 'contact-changed'; readonly peer: PeerId }
	| { readonly kind: 'invites-changed' }
	| { readonly kind: 'introductions-changed' }
	/** Somebody knocked with an invite and waits for `allow` or `decline`. */
	| { readonly kind: 'guest-asking'; readonly peer: PeerId; readonly name: string }
	/** They are a contact now: we let them in, or they let us in. */
	| { readonly kind: 'joined'; readonly peer: PeerId; readonly name: string }
	| { readonly kind: 'declined'; readonly peer: PeerId; readonly name: string }
	/** No version that both speak; who has to update. */
	| { readonly kind: 'version-mismatch'; readonly peer: PeerId; readonly update: 'theirs' | 'ours' }
	| {
			readonly kind: 'delivery-changed';
			readonly letter: string;
			readonly to: PeerId;
			readonly state: DeliveryState;
			readonly exchange?: string;
			/** The server refused it, this time. */
			readonly why?: RelayRefusal;
	  }
	| CommunityEvent
	/** A question of somebody is being answered; nothing is told of whose. */
	| { readonly kind: 'answering'; readonly ended: boolean }
	/** What was said with a contact, or how that stands; `came`: a message of theirs. */
	| { readonly kind: 'words-changed'; readonly peer: PeerId; readonly came?: ports.KeptWords }
	| { readonly kind: 'presence'; readonly peer: PeerId; readonly presence: Presence };

/** The world, with what the agent's modules share. What is recorded in `ledger` goes through `reputation`. */
export interface Inside extends AgentDeps {
	readonly me: PeerId;
	readonly lanes: Lanes;
	readonly emit: (event: AgentEvent) => void;
	readonly reputation: () => Promise<Reputation>;
	readonly gossiped: Gossiped;
	/** What contacts say of being there. */
	readonly presences: Presences;
	/** Who finds and is asked by way of others; loaded with the first question, probe or offer. */
	readonly finding: () => Promise<Finding>;
	/** The same where it is loaded already: for news that are no reason to load it. */
	readonly loadedFinding: () => Finding | undefined;
	/** Loaded where this node is in a community, or asks into one. */
	readonly communities: () => Promise<SocietyInside>;
	/** The same; undefined where this node is in none. */
	readonly ownCommunities: () => Promise<SocietyInside | undefined>;
}
