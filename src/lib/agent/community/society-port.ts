/**
 * What the rest of the agent, and the screens through it, may ask of the communities this node is in. Types only: what does
 * it is loaded when this node is in one, or is asked into one.
 */
import type { Act, Joining } from '../../protocol/acts.ts';
import type { CommunityId, EntryId } from '../../protocol/entry.ts';
import type { PeerId } from '../../protocol/identity.ts';
import type { Refusal } from '../../protocol/refusal.ts';
import type { SaidOf } from '../../protocol/envelope.ts';
import type { KeptCommunity, SeenCard } from '../ports.ts';
import type { Head, Overview } from './views.ts';

/** What is said between members about a community. */
export type CommunityKind = 'knock' | 'keys' | 'heads' | 'entries' | 'fetch' | 'piece';
export type CommunityWords = { [K in CommunityKind]: SaidOf<K> }[CommunityKind];

export type CommunityEvent =
	/** Entries came, of others or my own: what is shown may be another. */
	| {
			readonly kind: 'community-changed';
			readonly community: CommunityId;
			readonly fresh: readonly string[];
			readonly mine: boolean;
	  }
	/** Kept state changed: standing, key, read marks, mute. */
	| { readonly kind: 'communities-changed' }
	/** A new epoch's key: what is carried live moves to another room. */
	| { readonly kind: 'epoch-changed'; readonly community: CommunityId }
	/** A piece of a file came, or will not come from `from`. */
	| {
			readonly kind: 'piece';
			readonly community: CommunityId;
			readonly piece: string;
			readonly bytes: Uint8Array | undefined;
			readonly from: PeerId;
	  };

/** Why a link is of no use, as far as it can be told from the link alone. */
export interface CommunityOffer {
	readonly community: CommunityId;
	readonly name: string;
	readonly by: PeerId;
	/** As they call themselves in the link; nobody has proven it. */
	readonly byName: string;
	readonly expiresAt: number;
	readonly refused?: 'malformed' | 'expired' | 'already-in';
}

export interface Society {
	/** Founds one; I am its anchor. */
	found(of: {
		readonly name: string;
		readonly about: string;
		readonly joining: Joining;
	}): Promise<CommunityId>;
	/** Signs, keeps and sends an act of mine. Throws RangeError for what is not mine to do or does not fit. */
	act(community: CommunityId, act: Act): Promise<EntryId>;
	/** A link with so many uses, until then. Throws NodeError where it cannot be kept. */
	invite(community: CommunityId, uses: number, until: number): Promise<string>;
	/** Of an invite made on this device; undefined where another made it. */
	linkOf(community: CommunityId, invite: EntryId): Promise<string | undefined>;
	/** Takes the member's logs as far as I have them for what counts, and renews the key. */
	remove(community: CommunityId, peer: PeerId): Promise<void>;
	/** A new key, sealed to everybody who is in. Also weekly, by whichever anchor comes first. */
	renewKey(community: CommunityId): Promise<void>;
	readLink(encoded: string): Promise<CommunityOffer>;
	/** Knocks at every door the link names; the community is `asking` until one lets in. */
	join(encoded: string): Promise<CommunityId>;
	/** Says so to the others and keeps what was read; with `forget` nothing stays. */
	leave(community: CommunityId, forget: boolean): Promise<void>;
	change(
		community: CommunityId,
		change: Partial<Pick<KeptCommunity, 'readTo' | 'muted' | 'agentAnswers' | 'listing'>>
	): Promise<void>;
	list(): Promise<readonly KeptCommunity[]>;

	/** Whether this may be heard of them; nothing is stored yet. */
	judge(said: CommunityWords): Promise<'heard' | { readonly refusal: Refusal; readonly toBlame: boolean }>;
	/** Its effect. `blamed`: a part of it is held against the link that delivered the whole. */
	heard(said: CommunityWords, blamed: (refusal: Refusal) => Promise<void>): Promise<void>;
	/** Entries that something else carried: taken in. False: among them is what nobody hands on who opened it before. */
	carried(community: CommunityId, texts: readonly string[]): Promise<boolean>;
	/** A link to them opened: what both hold is compared. */
	reached(peer: PeerId): Promise<void>;
	/** Every few seconds while there are links: heads to some of those who are there. */
	tick(): Promise<void>;
	/** Asks those who are there for a piece, one after the other; the event `piece` brings it. */
	wantPiece(community: CommunityId, piece: string, signal: AbortSignal): Promise<Uint8Array | undefined>;

	/** What its entries come to, opened where they were not yet; undefined until somebody let us in. */
	overview(community: CommunityId): Promise<Overview | undefined>;
	/** Communities that both of us are members of now. */
	sharedWith(peer: PeerId): Promise<readonly CommunityId[]>;
	/** A fellow member's newest card, contact or not. */
	cardOf(peer: PeerId): Promise<SeenCard | undefined>;
	/** With whom links are wanted beside contacts, where their mail goes with it: bounded, and symmetric among members. */
	wanted(): Promise<readonly { readonly peer: PeerId; readonly relays: readonly string[] }[]>;
	/** What others are known to hold; for tests and the screen that shows how far a joining is. */
	behind(
		community: CommunityId
	): Promise<{ readonly have: number; readonly known: number; readonly heads: readonly Head[] }>;
}
