/**
 * The world as the agent sees it, on one page. Adapters implement these; the agent imports nothing else.
 * Longer than a file should be, on purpose: whoever writes an adapter or a test reads all of it once and nothing beside it.
 * All times are milliseconds since 1970 (`…At`) or durations (`…Ms`); ids and hashes are canonical base64url.
 */
import type { Kind, Said, SaidOf } from '../protocol/envelope.ts';
import type { Device, PeerId } from '../protocol/identity.ts';
import type { RelayRefusal } from '../protocol/relay.ts';
import type { InboxKey } from '../protocol/sealed.ts';
import type { Exchange } from './events.ts';
import type { Counts, Happening } from './routing/beliefs.ts';
import type { Weighted } from './routing/cells.ts';

// ---------------------------------------------------------------- time, chance, trouble

export interface Clock {
	/** Milliseconds since 1970, corrected by the signaling server's clock where one has been heard. */
	now(): number;
	/** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export type RandomBytes = (length: number) => Uint8Array;

/**
 * `storage-unavailable` this browser gives no storage · `storage-full` the device is full · `storage-unreadable`
 * what is stored cannot be read with this device's keys · `storage-locked` a passphrase opens it, and none was given ·
 * `passphrase-wrong` · `unreachable` neither link nor mailbox takes it now ·
 * `relay-refused` the server said no (quota, rate) · `engine-unavailable` · `too-large` over a stated limit ·
 * `invite-spent` used, revoked, expired or not genuine.
 */
export type NodeErrorCode =
	| 'storage-unavailable'
	| 'storage-full'
	| 'storage-unreadable'
	| 'storage-locked'
	| 'passphrase-wrong'
	| 'unreachable'
	| 'relay-refused'
	| 'engine-unavailable'
	| 'too-large'
	| 'invite-spent';

/**
 * Why an engine does not write, or a model does not load; always with `engine-unavailable`.
 * The device: `no-gpu` no adapter · `no-f16` the adapter lacks shader-f16 · `gpu-limits` its buffers are too small ·
 * `memory` ran out of it · `gpu-lost` the device was taken away · `no-room` not enough storage · `unsupported` this
 * browser cannot. The files: `interrupted` the network was cut · `host-busy` 5xx or 429 · `not-found` 404 · `damaged`
 * wrong length, hash or format · `not-allowed` a host the person did not agree to. The running engine: `crashed` its
 * worker died · `stalled` no word for too long · `too-long` the prompt exceeds its context · `cancelled` · `closed`.
 * A model server: `endpoint-down` · `endpoint-cors` it is there and does not let this page in · `endpoint-model` it has no
 * such model · `endpoint-key` it wants another key · `endpoint-answer` what it says is not understood · `endpoint-mixed`
 * http from an https page.
 */
export type EngineTrouble =
	| 'no-gpu'
	| 'no-f16'
	| 'gpu-limits'
	| 'memory'
	| 'gpu-lost'
	| 'no-room'
	| 'unsupported'
	| 'interrupted'
	| 'host-busy'
	| 'not-found'
	| 'damaged'
	| 'not-allowed'
	| 'crashed'
	| 'stalled'
	| 'too-long'
	| 'cancelled'
	| 'closed'
	| 'endpoint-down'
	| 'endpoint-cors'
	| 'endpoint-model'
	| 'endpoint-key'
	| 'endpoint-answer'
	| 'endpoint-mixed';

/** The device's or the network's limits, with a code that `ui/` turns into words. Our own mistakes throw plain errors. */
export class NodeError extends Error {
	readonly code: NodeErrorCode;
	/** With `engine-unavailable`, where it is known. */
	readonly trouble?: EngineTrouble;
	/** What the signaling server refused, in its own word. */
	readonly why?: RelayRefusal;
	constructor(
		code: NodeErrorCode,
		options: { cause?: unknown; detail?: string; trouble?: EngineTrouble; why?: RelayRefusal } = {}
	) {
		const { cause, detail, trouble, why } = options;
		super(detail ?? trouble ?? code, cause === undefined ? undefined : { cause });
		this.name = 'NodeError';
		this.code = code;
		if (trouble) this.trouble = trouble;
		if (why) this.why = why;
	}
}

// ---------------------------------------------------------------- knowledge

export type Visibility =
	| { readonly to: 'private' }
	| { readonly to: 'contacts' }
	| { readonly to: 'named'; readonly peers: readonly PeerId[] }
	| { readonly to: 'community'; readonly communities: readonly string[] }
	| { readonly to: 'public' };

/**
 * A circle of readers. Each has a key, and a record's data key is wrapped under the keys of those who may read it: who
 * holds a reader's keys alone cannot open what is not theirs.
 */
export type Audience = 'contacts' | 'public' | `peer/${PeerId}` | `community/${string}`;

/** Whose keys open a record of this visibility, beside the person's own. */
export function audiencesOf(visibility: Visibility): readonly Audience[] {
	switch (visibility.to) {
		case 'private':
			return [];
		case 'contacts':
			return ['contacts'];
		case 'named':
			return visibility.peers.map((peer) => `peer/${peer}` as const);
		case 'community':
			return visibility.communities.map((community) => `community/${community}` as const);
		case 'public':
			return ['public'];
	}
}

/** `page` is a web page · `review`, `person` and `faq` have fields. */
export type ItemKind = 'note' | 'file' | 'page' | 'review' | 'person' | 'faq';

/** What is known of an item without opening it: on this it is decided who finds it. */
export interface ItemFacts {
	readonly id: string;
	readonly kind: ItemKind;
	readonly visibility: Visibility;
	/** The collection it lies in; absent: in none. */
	readonly collection?: string;
	readonly madeAt: number;
	readonly changedAt: number;
}

/** Where an item came from. */
export interface Origin {
	/** As it was called there, with its folders and archives: `thesis/chapters.zip/one.md`. */
	readonly name: string;
	/** SHA-256 of the bytes it was read from. */
	readonly hash: string;
	readonly url?: string;
	/** From 1, where the source was too long for one item. */
	readonly part?: number;
}

/** Where something stands in its source: the page as its reader would count it, and the headings above it, outermost first. */
export interface Place {
	readonly page?: number;
	readonly path?: readonly string[];
}

/** The place of the text from `start` (UTF-16 code units) on, until the next mark. */
export interface Mark extends Place {
	readonly start: number;
}

/** A rough place on the earth: a geohash of at most 5 characters, some 5 km across. */
export type CoarseGeohash = string;

/** What a form asked for, beside the text that was made of it. Names follow schema.org's Review, Restaurant, Person and FAQPage. */
export type Fields =
	| {
			readonly kind: 'review';
			/** What was visited or used, first-hand. */
			readonly itemReviewed: string;
			readonly servesCuisine?: string;
			readonly priceRange?: string;
			readonly address?: string;
			readonly geohash?: CoarseGeohash;
			/** 1…5 */
			readonly ratingValue: number;
			/** YYYY-MM-DD */
			readonly visitedOn?: string;
			readonly reviewBody: string;
	  }
	| {
			readonly kind: 'person';
			readonly name: string;
			readonly jobTitle?: string;
			readonly email?: string;
			readonly telephone?: string;
			readonly url?: string;
			readonly address?: string;
			readonly description?: string;
	  }
	| {
			readonly kind: 'faq';
			readonly pairs: readonly { readonly question: string; readonly answer: string }[];
	  };

/** A note or file as the person gave it. Passages are cut from `text`. */
export interface Item extends ItemFacts {
	readonly title: string;
	readonly text: string;
	readonly origin?: Origin;
	/** In order of `start`; none where the source has no pages and no headings. */
	readonly marks?: readonly Mark[];
	readonly fields?: Fields;
}

/** A piece of an item: `text` equals `item.text.slice(start, end)` in UTF-16 code units. */
export interface Passage {
	/** `item id:index`. */
	readonly id: string;
	readonly item: string;
	readonly title: string;
	readonly text: string;
	readonly start: number;
	readonly end: number;
	readonly visibility: Visibility;
	readonly madeAt: number;
	readonly place?: Place;
	/** Where on the earth what it tells of is, where its item says so. */
	readonly geohash?: CoarseGeohash;
}

export interface Hit {
	readonly passage: Passage;
	/** Higher is better; comparable within one search only. */
	readonly score: number;
}

/** The searchable set of the person's passages. */
export interface Shelf {
	/**
	 * The best passages for `terms` (words, stop words already dropped) among the items that are `allow`ed: what is not
	 * allowed takes no seat in `limit`. Best first; empty when nothing matches.
	 */
	search(terms: readonly string[], options: SearchOptions, signal?: AbortSignal): Promise<readonly Hit[]>;
	/** The passage as it stands now (changed visibility included), or undefined when it is gone or not for `as` to open. */
	passage(id: string, as?: readonly Audience[]): Promise<Passage | undefined>;
}

export interface SearchOptions {
	readonly allow: (item: ItemFacts) => boolean;
	readonly limit: number;
	/** What was asked, in whole sentences: searched by meaning too, where an embedder is there. */
	readonly meaning?: string;
	/** Opens records with the keys of these circles and no other; absent: with the person's own. */
	readonly as?: readonly Audience[];
}

// ---------------------------------------------------------------- people

/**
 * `asking` they knocked and wait for my person · `awaiting` I accepted their invite and wait for their welcome ·
 * `accepted` a contact · `blocked` nothing of theirs is read · `removed` forgotten, kept only so that a late message finds a name.
 */
export type Standing = 'asking' | 'awaiting' | 'accepted' | 'blocked' | 'removed';

export interface Contact {
	readonly peer: PeerId;
	readonly name: string;
	readonly standing: Standing;
	/** While blocked: what they were before, and are again when unblocked. */
	readonly before?: Exclude<Standing, 'blocked'>;
	/** Their newest signed card, text form; absent until one was seen. */
	readonly card?: string;
	/** Where their mail is sealed to; from the card, or from the invite before a card was seen. */
	readonly inbox: { readonly id: string; readonly key: string };
	readonly relays: readonly string[];
	/** The person compared codes with them. */
	readonly compared: boolean;
	readonly since: number;
	/** Which open invite they came by, or brought us. */
	readonly invite?: string;
	/** Who brought us together, where nobody's invite did: then they are no friend, and count by what happens. */
	readonly introducedBy?: PeerId;
	/** The community in which one of us said hello to the other: no friend either. */
	readonly fellowOf?: string;
	/** My person declined or removed them: no community brings them up again by itself. */
	readonly turnedAway?: true;
	/** Highest certificate number seen: a lower one is a revoked device. */
	readonly certificateSeq: number;
}

export interface Contacts {
	get(peer: PeerId): Promise<Contact | undefined>;
	list(): Promise<readonly Contact[]>;
	put(contact: Contact): Promise<void>;
	remove(peer: PeerId): Promise<void>;
}

/** What is kept of a genuine card: its text as its owner signed it, and what it says. */
export interface SeenCard {
	readonly peer: PeerId;
	readonly text: string;
	readonly version: number;
	readonly name: string;
	readonly inbox: { readonly id: string; readonly key: string };
	readonly relays: readonly string[];
	/** None: its owner does not want to be found by any. */
	readonly topics: readonly Weighted[];
	readonly place?: CoarseGeohash;
	readonly capabilities: readonly string[];
	readonly languages: readonly string[];
	readonly certificateSeq: number;
	readonly seenAt: number;
}

/** The newest card of everybody met, contacts or not. Bounded: whose card was seen longest ago makes room. */
export interface Cards {
	get(peer: PeerId): Promise<SeenCard | undefined>;
	/** False, and no change, where a card as new is known. */
	put(card: SeenCard): Promise<boolean>;
	/** The latest seen first. */
	list(): Promise<readonly SeenCard[]>;
	/** Without a peer, everybody's. */
	forget(peer?: PeerId): Promise<void>;
}

/** What each says and what it is worth: routing/beliefs.ts. */
export type EvidenceKind = Happening;

/** What happened, about whom; reputation is computed from this and never stored. */
export interface Evidence {
	readonly peer: PeerId;
	readonly kind: EvidenceKind;
	readonly at: number;
	/** The question it came from, where there is one. */
	readonly query?: string;
	/** What that question was about; absent where nobody could tell. */
	readonly cells?: readonly number[];
}

export interface Ledger {
	record(evidence: Evidence): Promise<void>;
	about(peer: PeerId): Promise<readonly Evidence[]>;
	/** Everything, for the person to look at. */
	list(): Promise<readonly Evidence[]>;
	/** Destroyed; without a peer, all of it. */
	forget(peer?: PeerId): Promise<void>;
}

/** What its issuer signed about another peer, as it was opened and checked: first-hand, and hearsay to me. */
export interface Attestation {
	readonly issuer: PeerId;
	readonly about: PeerId;
	readonly writtenAt: number;
	readonly expiresAt: number;
	readonly trust: Counts;
	readonly topics: readonly ({ readonly cell: number } & Counts)[];
}

/** One live attestation per issuer and subject. Bounded: an issuer who fills it loses its own first. */
export interface Attestations {
	/** Replaces the issuer's earlier one about the same peer; false, and no change, where that is as new. */
	put(attestation: Attestation): Promise<boolean>;
	/** Every issuer's, the newest first. */
	about(peer: PeerId): Promise<readonly Attestation[]>;
	list(): Promise<readonly Attestation[]>;
	/** What was said about them; without a peer, everything. */
	forget(peer?: PeerId): Promise<void>;
}

/** Somebody caught, as their counts stood then: kept when the evidence and the contact are gone. */
export interface Offender {
	readonly peer: PeerId;
	readonly at: number;
	readonly trust: Counts;
}

/** Bounded: who has done nothing for longest makes room. */
export interface Offenders {
	get(peer: PeerId): Promise<Offender | undefined>;
	put(offender: Offender): Promise<void>;
	list(): Promise<readonly Offender[]>;
	/** Without a peer, everybody. */
	forget(peer?: PeerId): Promise<void>;
}

/** The person's word over the agent's own judgement: `trust` always, or `limit`: asked last, never counted as verified. */
export type Overruling = 'trust' | 'limit';

export interface Overrulings {
	get(peer: PeerId): Promise<Overruling | undefined>;
	/** Undefined: no opinion any more. */
	put(peer: PeerId, overruling: Overruling | undefined): Promise<void>;
	list(): Promise<ReadonlyMap<PeerId, Overruling>>;
}

// ---------------------------------------------------------------- communities

/**
 * `asking` I knocked and wait · `in` · `left` by my own word · `removed` by an anchor's: what was read stays readable, and
 * nothing new comes.
 */
export type CommunityStanding = 'asking' | 'in' | 'left' | 'removed';

/** A community as this device keeps it; what it is and who is in it stands in its entries. */
export interface KeptCommunity {
	readonly id: string;
	/** As the link or the entries last called it. */
	readonly name: string;
	readonly standing: CommunityStanding;
	/** The founding entry, text form; absent until somebody let us in. */
	readonly founding?: string;
	/** Newest last; the key is base64url of 32 bytes. */
	readonly epochs: readonly { readonly n: number; readonly key: string }[];
	/** Secrets of invites this device made, by the entry that made them. */
	readonly invites: Readonly<Record<string, { readonly link: string }>>;
	/** Of them, the one made for the topic directory: whoever finds the community there comes by it. */
	readonly listing?: string | undefined;
	/** Where to knock, while asking: the link's part after `#c=`. */
	readonly link?: string;
	readonly joinedAt: number;
	/** Clock of the newest entry that was read. */
	readonly readTo: number;
	readonly muted: boolean;
	/** Whether my agent may answer questions here by itself. */
	readonly agentAnswers: boolean;
}

/** Sealed at rest like everything else. */
export interface CommunityStore {
	list(): Promise<readonly KeptCommunity[]>;
	get(id: string): Promise<KeptCommunity | undefined>;
	put(community: KeptCommunity): Promise<void>;
	/** With its entries and pieces. */
	remove(id: string): Promise<void>;
	/** As they were appended, oldest first. */
	entries(id: string): Promise<readonly string[]>;
	/** All of them or none. Resolves when they are kept. Throws NodeError('storage-full'). */
	append(id: string, texts: readonly string[]): Promise<void>;
	/** A piece of a shared file by its hash. */
	piece(community: string, hash: string): Promise<Uint8Array | undefined>;
	putPiece(community: string, hash: string, bytes: Uint8Array): Promise<void>;
	/** Which of these are kept. */
	pieces(community: string, hashes: readonly string[]): Promise<ReadonlySet<string>>;
	/** Bytes of all pieces kept. */
	pieceBytes(): Promise<number>;
	forgetPieces(community: string, hashes: readonly string[]): Promise<void>;
}

// ---------------------------------------------------------------- words

/** A direct message between two contacts, as it was written or came. */
export interface KeptWords {
	/** Envelope id. */
	readonly id: string;
	/** With whom. */
	readonly peer: PeerId;
	readonly mine: boolean;
	readonly text: string;
	/** When it was written, by its author's clock, and never later than it came. */
	readonly at: number;
	/** By its author's agent, by its author's rule. */
	readonly byAgent: boolean;
	/** The message it answers. */
	readonly re?: string;
	/** What became of mine. */
	readonly state?: DeliveryState;
}

/** How a conversation with a contact stands. */
export interface Talk {
	readonly peer: PeerId;
	readonly unread: number;
	/** My agent may answer their questions here. */
	readonly byAgent: boolean;
	/** How much we had to do with each other, as of `tieAt`: halves in a month, ties.ts. */
	readonly tie: number;
	readonly tieAt: number;
}

/** Bounded for each contact: the oldest words make room. */
export interface WordsStore {
	/** False, and no change, where one of that id is kept. */
	add(words: KeptWords): Promise<boolean>;
	get(id: string): Promise<KeptWords | undefined>;
	/** Moves a message of mine on, as outbox states do; unknown ones are left alone. */
	mark(id: string, state: DeliveryState): Promise<void>;
	/** The newest `most`, or the newest of those before `before`; oldest first. */
	list(peer: PeerId, most: number, before?: string): Promise<readonly KeptWords[]>;
	talk(peer: PeerId): Promise<Talk | undefined>;
	talks(): Promise<readonly Talk[]>;
	putTalk(talk: Talk): Promise<void>;
	/** All that was said with them, and how it stood. */
	forget(peer: PeerId): Promise<void>;
}

// ---------------------------------------------------------------- invites

export interface Invite {
	/** Names the invite to the guest; 16 bytes. */
	readonly id: string;
	/** 16 bytes; never leaves except inside the link itself. */
	readonly secret: string;
	readonly link: string;
	readonly madeAt: number;
	readonly expiresAt: number;
	readonly usesLeft: number;
	/** The person ticked "without asking": the guest is allowed at once. */
	readonly withoutAsking: boolean;
	/** The server has been told; false while it could not be reached. */
	readonly registered: boolean;
}

export interface Invites {
	get(id: string): Promise<Invite | undefined>;
	list(): Promise<readonly Invite[]>;
	put(invite: Invite): Promise<void>;
	remove(id: string): Promise<void>;
}

/**
 * Somebody I know brings me together with another. Nothing is sent to them until my person wants it, and they are let in
 * only where both do.
 */
export interface Introduction {
	/** The same for both who are introduced, and known to nobody but them and who did it. */
	readonly id: string;
	readonly by: PeerId;
	readonly peer: PeerId;
	/** As on their card, text form, that came with it. */
	readonly name: string;
	readonly card: string;
	readonly certificateSeq: number;
	/** Why they should know each other, in the words of who introduces. */
	readonly words?: string;
	readonly at: number;
	readonly expiresAt: number;
	/** What my person said. `declined` is remembered so that nobody brings it up again. */
	readonly state: 'open' | 'accepted' | 'declined';
}

/** Those that have not expired; few, see introducing.ts. */
export interface Introductions {
	/** Oldest first. */
	list(): Promise<readonly Introduction[]>;
	put(introduction: Introduction): Promise<void>;
	remove(id: string): Promise<void>;
}

// ---------------------------------------------------------------- post

/** What became of something sent, in the words of the screen. */
export type DeliveryState = 'queued' | 'sent' | 'delivered' | 'answered' | 'refused' | 'expired';

export interface Letter {
	/** Envelope id. */
	readonly id: string;
	readonly to: PeerId;
	readonly kind: Kind;
	/** The signed envelope, binary form; sealed anew for each attempt. */
	readonly envelope: Uint8Array;
	readonly state: DeliveryState;
	readonly madeAt: number;
	readonly expiresAt: number;
	/** The exchange on the screen it belongs to. */
	readonly exchange?: string;
}

export interface Outbox {
	put(letter: Letter): Promise<void>;
	get(id: string): Promise<Letter | undefined>;
	/** Moves a letter on; a state never goes backwards (queued < sent < delivered < answered; refused and expired are final). */
	mark(id: string, state: DeliveryState): Promise<void>;
	/** Letters still to be delivered to `peer`, oldest first; all peers when absent. */
	waiting(peer?: PeerId): Promise<readonly Letter[]>;
	/** The next mail number for this reader; never the same twice, also across reloads. */
	nextSeq(to: PeerId): Promise<number>;
}

export type Admission = 'new' | 'replayed';

/** Exactly once: ids, sequence window and the message itself change in one strict transaction. */
export interface InboxStore {
	/**
	 * Notes that this message was seen and keeps it until `done`. A second admission of the same (from, id), or of
	 * mail whose `seq` lies behind the window or was seen from the same (from, dev), is `replayed` and changes nothing.
	 */
	admit(said: Said): Promise<Admission>;
	/** The message has had its effect. */
	done(said: Pick<Said, 'from' | 'id'>): Promise<void>;
	/** Envelopes (binary form) admitted whose effect was cut off by a closed tab, oldest first. */
	unfinished(): Promise<readonly Uint8Array[]>;
	/** Forgets ids whose messages have expired. */
	sweep(now: number): Promise<void>;
}

/** How a message can reach a peer at this moment. */
export type Reach = 'direct' | 'relay' | 'mailbox' | 'none';

/** The links and the peers known behind them. Carries sealed boxes; knows nothing of their meaning. */
export interface Mesh {
	/** Best way to `peer` now: an open link, the server's forwarding to its open tab, its mailbox, or nothing. */
	reach(peer: PeerId): Reach;
	/** Over a link or forwarded live. Resolves when handed over; throws NodeError('unreachable'). */
	send(peer: PeerId, box: Uint8Array, signal?: AbortSignal): Promise<void>;
	/** Into the peer's mailbox. Resolves when the server has committed it; throws NodeError('unreachable' | 'relay-refused'). */
	mail(peer: PeerId, box: Uint8Array, expiresAt: number, signal?: AbortSignal): Promise<void>;
}

/**
 * The server's side of invites: it counts uses of a hashed token and knows nothing else. `at` is the server that the
 * invite names; left out: this node's own.
 */
export interface InviteDesk {
	/** The server that a new invite should name, because it is there; undefined: none is. */
	where?(): string | undefined;
	/** Throws NodeError('unreachable' | 'relay-refused'). */
	register(hash: string, uses: number, expiresAt: number, at?: string): Promise<void>;
	revoke(hash: string, at?: string): Promise<void>;
	/** Spends one use and leaves the sealed hello in the inviter's mailbox, both or neither. Throws NodeError('invite-spent' | 'unreachable' | 'relay-refused'). */
	redeem(token: string, box: Uint8Array, at?: string): Promise<void>;
}

/**
 * Where signed cards are found by topic cells. Whoever keeps it can leave a card out and cannot make one up; a question costs
 * it no text, and which of the cells asked for were meant it is not told.
 */
export interface TopicDirectory {
	/**
	 * From now on this card (text form, this node's own) is found by these cells, wherever this node can be found; replaces
	 * what was published before. No cells: found no more. Resolves when it has been said wherever it can be; never throws.
	 */
	publish(card: string, cells: readonly number[]): Promise<void>;
	/**
	 * Genuine cards of others with at least one of `cells` among their topics, the newest of each peer, at most
	 * 2 × MAX_FOUND_CARDS. Nothing where no directory answers; never throws.
	 */
	find(cells: readonly number[], signal?: AbortSignal): Promise<readonly SaidOf<'card'>[]>;
}

/** Communities in the same place, each listed by those of its anchors who are there. */
export interface CommunityDirectory {
	/**
	 * From now on this card (text form, signed by this node) of the community is found by these cells, beside whatever else
	 * was published. No card or no cells: found no more. Resolves when it has been said wherever it can be; never throws.
	 */
	list(community: string, card: string | undefined, cells: readonly number[]): Promise<void>;
	/** It is found nowhere: every directory that is there lists as many of this node's as it lists of anybody. */
	isFull(community: string): Promise<boolean>;
	/**
	 * Genuine cards by others with at least one of `cells` among their topics, the newest of each signer for each community,
	 * at most 2 × MAX_FOUND_CARDS. Undefined where no directory answers; never throws.
	 */
	findCommunities(
		cells: readonly number[],
		signal?: AbortSignal
	): Promise<readonly SaidOf<'community-card'>[] | undefined>;
}

/** This node's own keys. */
export interface Keyring {
	readonly device: Device;
	/** The current inbox key, for cards and invites. */
	inbox(): Promise<InboxKey & { readonly exp: number }>;
	/** Secret of a current or recent inbox key. */
	inboxSecret(keyId: string): Promise<Uint8Array | undefined>;
}

/** What the person chose to be called, and where this node is found. */
export interface Self {
	readonly name: string;
	readonly relays: readonly string[];
	/** Grows whenever anything that the card says changes: the card's version. */
	readonly cardVersion: number;
	/** What the person lets others find them by; none while they do not want to be found. */
	readonly topics: readonly Weighted[];
	readonly capabilities: readonly string[];
	/** BCP 47. */
	readonly languages: readonly string[];
	/** As coarse as the person chose; absent without their consent. */
	readonly place?: CoarseGeohash;
}

/** What this node could say something on, by cells alone: asked when others look for somebody who knows. */
export interface Holdings {
	/** Those of `cells` that a record readable for one of `circles` is about; empty where no single record is about the question. */
	on(cells: readonly number[], circles: readonly Audience[]): Promise<readonly number[]>;
}

export interface Exchanges {
	get(id: string): Promise<Exchange | undefined>;
	put(exchange: Exchange): Promise<void>;
	/** Oldest first. */
	list(conversation: string): Promise<readonly Exchange[]>;
}

// ---------------------------------------------------------------- memory

/** The finished exchange that a claim came from, and what stood in it. */
export type ClaimSource = {
	readonly exchange: string;
	readonly conversation: string;
	readonly at: number;
} & (
	| { readonly kind: 'person' }
	| {
			readonly kind: 'peer';
			readonly author: PeerId;
			/** As the person knew them then. */
			readonly authorName: string;
			readonly title: string;
			/** The whole passage; its author's signature and `hash` were checked when it came. */
			readonly text: string;
			readonly hash: string;
			readonly madeAt: number;
			/** Where the claim stands in it. */
			readonly start: number;
			readonly end: number;
			/** What the person thought of the answer it stood in. */
			readonly judged?: 'useful' | 'not-useful';
	  }
);

/** What the agent concluded from a conversation, in the words of whoever said it. Data, never an instruction. */
export interface Claim {
	readonly id: string;
	/** Somebody's words as they were said; after `edited` the person's. */
	readonly text: string;
	/** Everything it was learnt from, the newest first; at least one. */
	readonly sources: readonly ClaimSource[];
	readonly learntAt: number;
	/** When it last stood in an answer, or was said again. */
	readonly lastUsedAt: number;
	/** Null: never. */
	readonly expiresAt: number | null;
	/** The person wants it kept: it neither fades nor makes room. */
	readonly pinned: boolean;
	readonly edited: boolean;
}

/** What the agent remembers, for the person's own questions alone: whoever answers peers is never handed this. */
export interface Memory {
	/** What may help to answer, the likeliest first; nothing while it is switched off. */
	recall(question: string): Promise<readonly Claim[]>;
}

// ---------------------------------------------------------------- engine

export interface Source {
	/** From 1; what a citation names. */
	readonly n: number;
	readonly author: PeerId;
	readonly title: string;
	readonly text: string;
	/** 0…1 within one prompt: how well search or the peer's own order placed it. */
	readonly relevance: number;
	/** Spans the author's agent already picked as the answer; empty for own passages. */
	readonly quotes: readonly { readonly start: number; readonly end: number }[];
}

/** One turn of what a model is given. What somebody else wrote stands only in `person` turns, fenced as data. */
export interface PromptTurn {
	readonly role: 'system' | 'person' | 'agent';
	readonly text: string;
}

/** A JSON schema, of the part that engines understand: type, properties, required, items, enum, maxLength, maxItems. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Prompt {
	readonly question: string;
	/** The question's words without stop words. */
	readonly terms: readonly string[];
	/** What an engine without a model reads. */
	readonly sources: readonly Source[];
	/** The same for a model, made by `prompt.ts` alone; empty for an engine without one. */
	readonly turns: readonly PromptTurn[];
	/** No more tokens than these are written; 0 for an engine without a model. */
	readonly maxTokens: number;
	/** What is written is JSON of this schema; only for engines that are `structured`. */
	readonly schema?: JsonSchema;
}

/**
 * What an engine writes. `quote` is somebody's own words, each span lying in its source's text; `close` when it only comes
 * near: nothing found says what was asked, and the screen says so. `text` is a model's raw output, piece by piece; the
 * agent finds the citations in it (`prose.ts`) and makes `cite` of them.
 */
export type Written =
	| {
			readonly kind: 'quote';
			readonly spans: readonly { readonly source: number; readonly start: number; readonly end: number }[];
			readonly close?: true;
	  }
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'cite'; readonly source: number };

/** Produces text from a prompt. Several implementations; one needs no model. */
export interface Engine {
	/** For people: 'quotes', or the model's name. */
	readonly id: string;
	/** Writes within a blink: may be asked again whenever another source arrives. */
	readonly instant: boolean;
	/** Tokens that a prompt and what is written take together; 0 where there is no model. */
	readonly contextTokens: number;
	/** Keeps to a prompt's `schema`. */
	readonly structured: boolean;
	/**
	 * Streams; ends at once (300 ms) and without error when `signal` aborts. One prompt at a time: another one waits.
	 * Throws NodeError('engine-unavailable') with its trouble, also in the middle.
	 */
	write(prompt: Prompt, signal: AbortSignal): AsyncIterable<Written>;
}

/** Turns text into vectors, near to one another where the meaning is. */
export interface Embedder {
	/** Vectors of different embedders, or of different models, are never compared. */
	readonly id: string;
	readonly dimensions: number;
	/**
	 * One vector of length 1 for each text, in order; all zeros for a text without a known word. Ends with an AbortError
	 * when `signal` aborts. Throws NodeError('engine-unavailable').
	 */
	embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
}
