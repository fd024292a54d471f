/**
 * What a router hears and what it wants done: plain data, so that a node with real keys and a simulator with none drive the
 * same code. Everything here has been opened and checked; whoever carries a router out does the signing, sealing and sending.
 */
import type { PeerId } from '../../protocol/identity.ts';
import type { Belief, Happening } from './beliefs.ts';
import type { Cell, Weighted } from './cells.ts';

/** Names a question while it is looked for; says nothing of it. */
export type QuestionId = string;

/** What a card says that routing goes by. */
export interface Known {
	readonly peer: PeerId;
	readonly version: number;
	readonly topics: readonly Weighted[];
	/** A coarse geohash, by their consent. */
	readonly place?: string;
}

/** What is looked for, as its asker signed it. */
export interface Seek {
	readonly question: QuestionId;
	readonly asker: PeerId;
	readonly cells: readonly Cell[];
	readonly until: number;
	readonly place?: string;
}

/** Why somebody is put the question; words are made of it on the screen. */
export type Reason =
	/** Knows the topic by own experience: so many of so many answers were useful. */
	| { readonly by: 'experience'; readonly useful: number; readonly of: number; readonly cell: Cell }
	| { readonly by: 'claim'; readonly cell: Cell }
	| { readonly by: 'friend' }
	/** Offered, having been told by these. */
	| { readonly by: 'offer'; readonly path: readonly PeerId[] }
	| { readonly by: 'directory'; readonly cell: Cell }
	| { readonly by: 'referral'; readonly from: PeerId }
	/** To find out. */
	| { readonly by: 'trial' };

/** What one peer said to the question. `meaning` is the same where answers say the same. */
export type Reply =
	| { readonly outcome: 'answered'; readonly meaning: string; readonly cited: boolean }
	| { readonly outcome: 'nothing' | 'declined' | 'silent' | 'offline' }
	| { readonly outcome: 'referral'; readonly to: Known };

export type Heard =
	/** My person asks. `important`: health, money, law, safety, or they want it corroborated. */
	| {
			readonly kind: 'ask';
			readonly question: QuestionId;
			readonly cells: readonly Cell[];
			readonly important: boolean;
			readonly place?: string;
			/** Put the question before anybody else and beside the budget: those my person let in, in this order. */
			readonly circle?: readonly PeerId[];
			/** False: nobody else is asked. */
			readonly beyond?: boolean;
	  }
	/** My person waits no longer. */
	| { readonly kind: 'stop'; readonly question: QuestionId }
	| {
			readonly kind: 'probe';
			readonly from: PeerId;
			readonly seek: Seek;
			readonly hops: number;
			readonly budget: number;
			readonly path: readonly PeerId[];
	  }
	| {
			readonly kind: 'offer';
			readonly question: QuestionId;
			readonly from: Known;
			readonly cells: readonly Cell[];
			readonly path: readonly PeerId[];
	  }
	/** Who was told of it neither holds anything on it nor knows anybody to tell. */
	| { readonly kind: 'pass'; readonly question: QuestionId; readonly from: PeerId }
	/** What a look brought: `remembered` where no directory had any, and these are cards kept of whom I heard. */
	| {
			readonly kind: 'found';
			readonly question: QuestionId;
			readonly cards: readonly Known[];
			readonly remembered?: boolean;
	  }
	| {
			readonly kind: 'reply';
			readonly question: QuestionId;
			readonly from: PeerId;
			readonly reply: Reply;
	  }
	/** My person, or what they did, says what an answer was worth. */
	| {
			readonly kind: 'judged';
			readonly question: QuestionId;
			readonly peer: PeerId;
			readonly what: Happening;
			readonly cells: readonly Cell[];
	  }
	/** What is believed of a peer by all that was ever noted of it. */
	| { readonly kind: 'believed'; readonly peer: PeerId; readonly belief: Belief }
	/** `by`: who passed it on; none where it was found or handed over by its owner. */
	| { readonly kind: 'card'; readonly card: Known; readonly by?: PeerId }
	| { readonly kind: 'attested'; readonly by: PeerId; readonly about: PeerId; readonly belief: Attested }
	/** Link or presence: whether they can be reached now. */
	| { readonly kind: 'reach'; readonly peer: PeerId; readonly online: boolean }
	/** What they say of themselves; undefined: nothing, or not any more. */
	| { readonly kind: 'presence'; readonly peer: PeerId; readonly as: 'free' | 'resting' | undefined }
	/** How much my person has to do with them by now. */
	| { readonly kind: 'tie'; readonly peer: PeerId; readonly tie: number }
	/** What my person decided of them. */
	| {
			readonly kind: 'standing';
			readonly peer: PeerId;
			readonly as: 'friend' | 'contact' | 'stranger' | 'blocked';
	  }
	/** The time has come that was asked for. */
	| { readonly kind: 'woken' };

/** First-hand counts of another, as they were signed. */
export interface Attested {
	readonly trust: { readonly good: number; readonly bad: number };
	readonly topics: readonly { readonly cell: Cell; readonly good: number; readonly bad: number }[];
}

export type Effect =
	/** Passes the seek on. `path` is what the reader gets to see. */
	| {
			readonly do: 'probe';
			readonly to: PeerId;
			readonly seek: Seek;
			readonly hops: number;
			readonly budget: number;
			readonly path: readonly PeerId[];
	  }
	| { readonly do: 'offer'; readonly to: PeerId; readonly seek: Seek; readonly path: readonly PeerId[] }
	/** The question itself, sealed to this one reader. */
	| { readonly do: 'put'; readonly to: PeerId; readonly question: QuestionId; readonly why: Reason }
	/** Cards by topic from the directories; with decoys, which are the carrier's business. */
	| { readonly do: 'look'; readonly question: QuestionId; readonly cells: readonly Cell[] }
	| { readonly do: 'wake'; readonly at: number }
	/** What a judgement of one answer says of another's author; already taken into account here. */
	| {
			readonly do: 'note';
			readonly peer: PeerId;
			readonly what: 'agreed' | 'contradicted';
			readonly question: QuestionId;
			readonly cells: readonly Cell[];
	  }
	/** Nothing more is coming that would change the verdict. */
	| { readonly do: 'close'; readonly question: QuestionId; readonly verdict: Verdict };

/** Answers that say the same, with who said it. */
export interface Group {
	readonly meaning: string;
	readonly by: readonly PeerId[];
	readonly weight: number;
}

/** What the answers come to. Best group first; `accepted` is shown as verified, everything else as not. */
export interface Verdict {
	readonly groups: readonly Group[];
	/** 0 to 1: the best group's share of everything said. */
	readonly confidence: number;
	readonly accepted: boolean;
	readonly messages: number;
}
