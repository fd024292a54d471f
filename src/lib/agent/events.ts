/**
 * What asking a question looks like from outside: a stream of events, and the exchange that is kept.
 * Everything here is plain data, so that it can be stored and posted between tabs.
 */
import type { PeerId } from '../protocol/identity.ts';
import type { RelayRefusal } from '../protocol/relay.ts';
import type { CoarseGeohash, DeliveryState, Place } from './ports.ts';

/** Why a source may be believed, or what is wrong with it. `limited`: genuine, and of an author whose trust is limited. */
export type Verification =
	'own' | 'verified' | 'limited' | 'not-signed-by-author' | 'hash-mismatch' | 'quote-not-found';

/** A source of a finished answer: everything the Source dialog shows, also after a reload and offline. */
export interface CitedSource {
	readonly n: number;
	readonly author: PeerId;
	/** As the person knew them when they answered; empty for own notes. */
	readonly authorName: string;
	readonly title: string;
	readonly text: string;
	/** Quoted spans in `text`, UTF-16 code units, in order and not overlapping. */
	readonly spans: readonly { readonly start: number; readonly end: number }[];
	readonly hash: string;
	readonly verification: Verification;
	readonly madeAt: number;
	/** Own sources: the item to open. */
	readonly item?: string;
	/** Own sources: the page, the headings above. */
	readonly place?: Place;
	/** It was not found now but learnt in an earlier conversation: then, and as which claim. */
	readonly remembered?: { readonly learntAt: number; readonly claim: string };
	/** It was said in a community this node is in: the entry to open. */
	readonly community?: { readonly id: string; readonly entry: string };
}

/** A piece of the answer as it is shown. */
export type AnswerPart =
	/** `close`: the nearest there is, not an answer to what was asked. */
	| {
			readonly kind: 'quote';
			readonly text: string;
			readonly sources: readonly number[];
			readonly close?: true;
	  }
	/** A model's prose, a sentence or less; `own`: no source says it, these are the model's own words. */
	| { readonly kind: 'text'; readonly text: string; readonly own?: true }
	| { readonly kind: 'cite'; readonly source: number };

/**
 * One peer on the route. `waiting` asked, nothing yet · `answering` part of an answer came · `answered` · `nothing` ·
 * `declined` · `silent` did not reply in time · `incomplete` left mid-answer · `mailed` asleep: the question waits in
 * its mailbox · `unreachable`.
 */
export type StopState =
	| 'waiting'
	| 'answering'
	| 'answered'
	| 'nothing'
	| 'declined'
	| 'silent'
	| 'incomplete'
	| 'mailed'
	| 'unreachable';

/**
 * Why this peer was asked; a key of the catalogue, words are made in `ui/`. `contact` the person let them in ·
 * `invited-you` · `experience` their answers on it were useful · `claim` their card says they know it · `offer` they said
 * so when others passed on what was looked for · `directory` found by topic at the server · `referral` a peer named them ·
 * `trial` to find out.
 */
export type RouteReason =
	'contact' | 'invited-you' | 'experience' | 'claim' | 'offer' | 'directory' | 'referral' | 'trial';

/** What makes somebody come a little sooner or later than others who may know it alike. */
export type RouteAside = 'free' | 'resting' | 'often';

/** Somebody on the way to another; the name is empty where only they and their contacts know it. */
export interface Passer {
	readonly peer: PeerId;
	readonly name: string;
}

export interface RouteStop {
	readonly peer: PeerId;
	readonly name: string;
	readonly why: RouteReason;
	/** With `experience`: so many of so many answers were useful. */
	readonly useful?: number;
	readonly of?: number;
	/** What it is on, in a word or two, where that has a name. */
	readonly topic?: string;
	/** With `offer`: who passed on what was looked for, the first one first. With `referral`: who named them. */
	readonly by?: readonly Passer[];
	/** Beside that: `free` they say to be there and free · `resting` to be busy or away, or low on battery · `often` we talk often. */
	readonly also?: readonly RouteAside[];
	/** No contact: known by their card alone. */
	readonly stranger?: true;
	readonly state: StopState;
	readonly over: 'direct' | 'relay' | 'mailbox' | 'none';
	readonly citations: number;
	/** Citations that failed verification and were left out of the answer; absent when there were none. */
	readonly rejected?: number;
	/** From asking to its last word; absent while waiting. */
	readonly tookMs?: number;
	/** The query's envelope id, by which a late answer finds its way. */
	readonly query: string;
	readonly delivery?: DeliveryState;
	/** Why the server did not take the letter when last it was tried; it waits, unless `delivery` is `refused`. */
	readonly refusedWhy?: RelayRefusal;
	/** What the person said of this one's words alone; it stands whatever they say of the whole answer. */
	readonly feedback?: Feedback;
	/** Instead of an answer they named somebody; asked once the person says so. */
	readonly refersTo?: Passer & { readonly asked?: true };
}

/** What the answers come to by what is thought of those who gave them: routing/verdict.ts. */
export interface Judgement {
	/** False: nobody the person has reason to trust says it. */
	readonly accepted: boolean;
	/** 0 to 1 */
	readonly confidence: number;
	/** Two who know are needed here: the question touches this, or the person wanted it confirmed. */
	readonly needs?: 'health' | 'money' | 'law' | 'safety' | 'asked';
	/** By the source's number; those missing stand by themselves. */
	readonly checks: Readonly<Record<number, Check>>;
}

/**
 * Verified: `own` the person's note · `friend` said by a friend · `corroborated` by two independent known answerers ·
 * `known` by one who has told the truth before. Not: `stranger` nobody known says it · `newcomer` the person has rated too
 * little yet to rely on one who is no friend · `alone` the question is important and only one known says it · `divided`
 * others weigh as much · `otherwise` something else was accepted · `unproven` the citation does not hold.
 */
export type Check =
	| { readonly verified: true; readonly why: 'own' | 'friend' | 'corroborated' | 'known' }
	| {
			readonly verified: false;
			readonly why: 'stranger' | 'newcomer' | 'alone' | 'divided' | 'otherwise' | 'unproven';
	  };

export type ExchangeState = 'searching' | 'asking' | 'writing' | 'done' | 'stopped' | 'failed';

/** Why a model's prose was thrown away and quotes stand in its place. */
export type FellBack = 'empty' | 'garbled' | 'repeating' | 'endless' | 'uncited' | 'leaking';

export type Feedback = 'useful' | 'not-useful' | 'wrong';

/** Who of an answer's authors say the same, and what differs between those who do not. */
export interface Agreement {
	/** Most voices first. */
	readonly groups: readonly { readonly by: readonly PeerId[]; readonly sources: readonly number[] }[];
	/** Between two groups, by their places: the number, day or name of either as written; with `yes-no` the sentences. */
	readonly against: readonly {
		readonly between: readonly [number, number];
		readonly differs: 'number' | 'day' | 'name' | 'yes-no';
		readonly said: readonly [string, string];
	}[];
}

/** A question and what came of it: the unit of a conversation. Replaced, never mutated. */
export interface Exchange {
	readonly id: string;
	readonly conversation: string;
	readonly question: string;
	readonly askedAt: number;
	readonly tookMs: number;
	readonly state: ExchangeState;
	readonly parts: readonly AnswerPart[];
	readonly sources: readonly CitedSource[];
	readonly route: readonly RouteStop[];
	/** False when the person asked for own knowledge only. */
	readonly askedOthers: boolean;
	readonly feedback?: Feedback;
	/** With `failed`: an EngineTrouble or NodeErrorCode, which `ui/` turns into words. */
	readonly failure?: string;
	/**
	 * The exchange before this one in its branch, null for a first one; several with the same are versions of one
	 * another. Absent in what older versions of the app stored: then it is the one before in time.
	 */
	readonly after?: string | null;
	/** The question as it was searched and sent, where it leans on earlier ones: in the person's own words only. */
	readonly understood?: string;
	/** The model that wrote; absent where quotes stand. */
	readonly writtenBy?: string;
	/** The passages a model was given of those found, where its context holds no more. */
	readonly read?: { readonly passages: number; readonly of: number };
	readonly fellBack?: FellBack;
	/** Absent where one alone was heard, where nobody agrees or differs, and in what older versions stored. */
	readonly agreement?: Agreement;
	/** Absent where no peer was heard, and in what older versions stored. */
	readonly judgement?: Judgement;
	/** What asking others took in all: what was sent and what came. */
	readonly messages?: number;
	/** The question was for places near here; where that is, was said with it. */
	readonly near?: CoarseGeohash;
}

/**
 * The events of one question, in order: `searching`, then possibly `asking`, any number of `draft`, `writing`, and one of
 * `done` / `stopped` / `failed`. Each carries the exchange as it stands: the screen shows the newest and forgets the rest.
 */
export type AskEvent = { readonly step: ExchangeState | 'draft'; readonly exchange: Exchange };
