/**
 * What the screens may ask of a node, and what they are told. The leading tab implements it over the real parts, a
 * second tab over messages to the first, so everything in and out can be structured-cloned.
 */
import type { AskEvent, Exchange, Feedback } from '#lib/agent/events.ts';
import type { Item, Reach, Standing, Visibility } from '#lib/agent/ports.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { Summary as ItemSummary } from '#lib/store/items.ts';

/** What the screens show of the agent's own records; they import nothing below this file. */
export type { AnswerPart, CitedSource, Exchange, Feedback, RouteStop, StopState } from '#lib/agent/events.ts';
export type { Item, Visibility } from '#lib/agent/ports.ts';
export type { Summary as ItemSummary } from '#lib/store/items.ts';

export interface Me {
	readonly peer: PeerId;
	readonly did: string;
	/** Empty until the person was asked. */
	readonly name: string;
	/** This tab leads, or works through another. */
	readonly role: 'leader' | 'follower';
}

export interface PeerSummary {
	readonly peer: PeerId;
	readonly name: string;
	readonly standing: Standing;
	readonly reach: Reach;
	readonly compared: boolean;
	readonly since: number;
	/** What goes wrong with the link, in a code of the catalogue: 'in-the-middle' when a handshake showed another fingerprint. */
	readonly trouble?: 'declined' | 'in-the-middle' | 'version-theirs' | 'version-ours' | 'bad-envelopes';
	/** Five groups of five digits, the same on both sides, to be compared. */
	readonly code: string;
}

export interface InviteSummary {
	readonly id: string;
	readonly link: string;
	readonly madeAt: number;
	readonly expiresAt: number;
	readonly usesLeft: number;
	readonly withoutAsking: boolean;
	/** False: the server does not know of it yet; it will be told when it is back. */
	readonly registered: boolean;
}

export interface FileResult {
	readonly name: string;
	readonly state: 'waiting' | 'reading' | 'done' | 'refused' | 'cancelled';
	/** With `refused`: a code of the catalogue. */
	readonly reason?: 'too-large' | 'not-text' | 'empty' | 'storage-full' | 'unreadable' | 'kind';
	readonly passages: number;
}

export interface ImportProgress {
	readonly files: readonly FileResult[];
	readonly bytesDone: number;
	readonly bytesTotal: number;
	readonly running: boolean;
}

/** What the Join dialog shows, read from the link alone; nothing has been sent yet. */
export interface InviteOffer {
	readonly inviter: PeerId;
	readonly name: string;
	readonly expiresAt: number;
	/** Why it cannot be accepted, if so. */
	readonly refused?: 'malformed' | 'expired' | 'own' | 'already-contact' | 'other-server';
}

/** Each part is replaced as a whole when it changes. */
export interface NodeState {
	readonly me: Me;
	readonly server: 'connecting' | 'online' | 'offline';
	readonly peers: readonly PeerSummary[];
	readonly invites: readonly InviteSummary[];
	/** Newest first. */
	readonly items: readonly ItemSummary[];
	readonly importing: ImportProgress | null;
	/** The conversation on the screen, oldest first; late answers change it. */
	readonly exchanges: readonly Exchange[];
	/** null: not asked yet (asked after the first note). */
	readonly persisted: boolean | null;
}

export type NodeChange = {
	readonly [K in keyof NodeState]: { readonly part: K; readonly value: NodeState[K] };
}[keyof NodeState];

export interface NodeApi {
	state(): Promise<NodeState>;
	/** Calls `listener` for every change after this; returns how to stop. */
	subscribe(listener: (change: NodeChange) => void): () => void;

	ask(question: string, options: { readonly others: boolean }, signal: AbortSignal): AsyncIterable<AskEvent>;
	feedback(exchange: string, feedback: Feedback): Promise<void>;
	newConversation(): Promise<void>;

	setName(name: string): Promise<void>;

	/** Throws NodeError('storage-full' | 'too-large'). Returns the item's id. */
	saveNote(note: {
		readonly id?: string;
		readonly title: string;
		readonly text: string;
		readonly visibility: Visibility;
	}): Promise<string>;
	item(id: string): Promise<Item | undefined>;
	/** Gone from list and search at once; can be brought back with `undelete` until forgotten. */
	deleteItem(id: string): Promise<void>;
	undelete(id: string): Promise<void>;
	/** Destroys the data key: final. */
	forgetItem(id: string): Promise<void>;
	setVisibility(id: string, visibility: Visibility): Promise<void>;
	searchItems(text: string): Promise<readonly ItemSummary[]>;
	importFiles(files: readonly File[], visibility: Visibility): Promise<void>;
	cancelImport(): Promise<void>;
	/** The items whose passages could be quoted to this reader. */
	preview(reader: PeerId | 'public'): Promise<readonly ItemSummary[]>;

	invite(options: { readonly withoutAsking: boolean }): Promise<InviteSummary>;
	revokeInvite(id: string): Promise<void>;
	/** Reads a link (or just its `i=` part). Never throws; `refused` says what is wrong. */
	readInvite(link: string): Promise<InviteOffer>;
	/** Throws NodeError('invite-spent' | 'unreachable'). The name must have been set before. */
	acceptInvite(link: string): Promise<void>;
	allow(peer: PeerId): Promise<void>;
	decline(peer: PeerId): Promise<void>;
	block(peer: PeerId): Promise<void>;
	unblock(peer: PeerId): Promise<void>;
	removePeer(peer: PeerId): Promise<void>;
	setCompared(peer: PeerId, compared: boolean): Promise<void>;
}
