/** Direct messages and presence as the screens see them. */
import type { DeliveryState } from '#lib/agent/ports.ts';
import type { PeerId } from '#lib/protocol/identity.ts';

/** How a conversation with a contact stands. */
export interface TalkSummary {
	readonly peer: PeerId;
	readonly unread: number;
	/** My agent answers their questions here. */
	readonly byAgent: boolean;
	/** How much we have to do with each other; comparable among contacts, and as of when it was told. */
	readonly tie: number;
	/** So much that a person would say that they talk often. */
	readonly often: boolean;
	/** Grows whenever what was said may be another: then it is asked for anew. */
	readonly revision: number;
}

export interface Message {
	readonly id: string;
	readonly mine: boolean;
	readonly text: string;
	readonly at: number;
	readonly byAgent: boolean;
	/** Of mine. */
	readonly state?: DeliveryState;
}

export interface Messages {
	/** Oldest first. */
	readonly messages: readonly Message[];
	/** There are earlier ones. */
	readonly more: boolean;
}

export type PresenceState = 'available' | 'busy' | 'away';

/** What an agent may be seen doing; nothing of whom it is for or what it says. */
export const DOINGS = ['asking', 'answering', 'reading', 'writing', 'errand'] as const;
export type Doing = (typeof DOINGS)[number];

/** What I let contacts know. */
export interface OwnPresence {
	/** False: nothing is told. */
	readonly on: boolean;
	readonly state: PresenceState;
	readonly focus: string;
}

/** What a contact says of themselves, gone with their link; or I say, as contacts see it now. */
export interface PeerPresence {
	readonly peer: PeerId;
	readonly state: PresenceState;
	/** Of their battery, in hundredths, while it is not being charged. */
	readonly energy?: number | undefined;
	readonly focus?: string | undefined;
	/** What their agent is doing: one of `DOINGS`, or in their own words. */
	readonly doing?: string | undefined;
}

export interface WordsApi {
	/** The newest, or those before a message. */
	messagesWith(peer: PeerId, before?: string): Promise<Messages>;
	/** Resolves when it is kept and on its way. Throws NodeError. */
	sayTo(peer: PeerId, text: string): Promise<void>;
	markTalkRead(peer: PeerId): Promise<void>;
	/** Whether my agent answers their questions here. */
	setTalkByAgent(peer: PeerId, byAgent: boolean): Promise<void>;
	/** All that was said with them, on this device: final. */
	forgetTalk(peer: PeerId): Promise<void>;
}

export interface PresenceApi {
	ownPresence(): Promise<OwnPresence>;
	setOwnPresence(change: Partial<OwnPresence>): Promise<OwnPresence>;
}

export const WORDS_CALLS = [
	'messagesWith',
	'sayTo',
	'markTalkRead',
	'setTalkByAgent',
	'forgetTalk'
] as const satisfies readonly (keyof WordsApi)[];

export const PRESENCE_CALLS = [
	'ownPresence',
	'setOwnPresence'
] as const satisfies readonly (keyof PresenceApi)[];
