/** Errands as the screens see them: what my agent was sent to say, where it stands, and what came back. */
import type { PeerId } from '#lib/protocol/identity.ts';

/** Letters of what the person may ask for at once. */
export const MAX_ERRAND_CHARS = 2_000;
/** More than this is not one errand. */
export const MAX_ERRAND_STEPS = 8;
/** A post would hold more; a direct message does not. */
export const MAX_STEP_CHARS = 4_000;
export const MAX_WAIT_MS = 30 * 24 * 60 * 60_000;

/** Where something is said. The name is for the eye, as it was when the errand was sent. */
export type Where =
	| { readonly to: 'community'; readonly id: string; readonly name: string }
	| { readonly to: 'person'; readonly peer: PeerId; readonly name: string };

/** One thing to say: exactly these words, there. `ask`: answers are wanted. */
export interface StepToSend {
	readonly kind: 'ask' | 'share';
	readonly where: Where;
	readonly text: string;
	/** What of the person's own knowledge the words were taken from. */
	readonly from?: string;
}

/**
 * `not-in` not in that community any more, or only a guest · `no-contact` no contact any more · `full` this device is ·
 * `unexpected` none of the limits we know.
 */
export type StepTrouble = 'not-in' | 'no-contact' | 'full' | 'unexpected';

/**
 * `waiting` its turn · `offline` nobody can be reached now · `sending` begun; whether it got through is looked at after a
 * reload · `taken-back` by me.
 */
export interface ErrandStep extends StepToSend {
	readonly state: 'waiting' | 'offline' | 'sending' | 'sent' | 'failed' | 'taken-back';
	/** The post, or the direct message. */
	readonly entry?: string;
	readonly at?: number;
	readonly trouble?: StepTrouble;
}

/** What somebody said to a step. Their words: text, and nothing else. */
export interface ErrandAnswer {
	/** The reply, or the direct message. */
	readonly id: string;
	/** The step it came to. */
	readonly step: number;
	readonly by: PeerId;
	readonly name: string;
	readonly at: number;
	readonly byAgent: boolean;
	/** Its beginning. */
	readonly text: string;
	readonly isCut: boolean;
	readonly isAmended: boolean;
	/** As my agent reads it, where that is plain. */
	readonly reads?: 'yes' | 'no';
}

/** People, not answers: each by their last yes or no. */
export interface Tally {
	readonly yes: number;
	readonly no: number;
	readonly other: number;
}

/** What was done, when; `step` where it belongs to one. */
export interface ErrandAct {
	readonly at: number;
	readonly what:
		'began' | 'sent' | 'failed' | 'taken-back' | 'stopped' | 'answered' | 'over' | 'told' | 'undone';
	readonly step?: number;
}

/**
 * `answered` everybody who was asked has · `over` its time is · `told` all was said, and nothing was to be waited for ·
 * `undone` nothing could be said.
 */
export type ErrandState = 'running' | 'answered' | 'over' | 'told' | 'undone' | 'stopped';

export interface Errand {
	readonly id: string;
	/** What the person typed; empty where the steps were put together by hand. */
	readonly text: string;
	readonly madeAt: number;
	/** When gathering ends; absent where nothing is waited for. */
	readonly until?: number;
	readonly state: ErrandState;
	readonly steps: readonly ErrandStep[];
	/** Oldest first. */
	readonly answers: readonly ErrandAnswer[];
	/** Answers that are not kept here, for there were too many. */
	readonly more: number;
	/** Oldest first. */
	readonly acts: readonly ErrandAct[];
}

/** An errand with what the counting of its answers comes to, by step; null where nothing was asked or said. */
export interface ShownErrand extends Errand {
	readonly tallies: readonly (Tally | null)[];
}

/** How one stands; told whenever it may be another. */
export interface ErrandSummary {
	readonly id: string;
	readonly state: ErrandState;
	/** Grows whenever what it shows may be another: then they are asked for anew. */
	readonly revision: number;
}

export interface ErrandToSend {
	readonly text: string;
	readonly steps: readonly StepToSend[];
	/** How long answers are gathered; null: not at all. */
	readonly waitMs: number | null;
}

export interface ErrandsApi {
	/** Newest first. */
	errands(): Promise<readonly ShownErrand[]>;
	/** Kept, then begun; resolves with its id. Throws RangeError for what does not fit. */
	sendErrand(errand: ErrandToSend): Promise<string>;
	/** From now on nothing is sent and nothing gathered. */
	stopErrand(id: string): Promise<void>;
	/**
	 * What was posted for it says nothing any more. Direct messages cannot be taken back. Throws NodeError where one could not
	 * be taken back: its step stays `sent`, all others are.
	 */
	takeBackErrand(id: string): Promise<void>;
	/** Stopped where it is not, and gone from the list; what was said stays where it was said. */
	removeErrand(id: string): Promise<void>;
}

export const ERRAND_CALLS = [
	'errands',
	'sendErrand',
	'stopErrand',
	'takeBackErrand',
	'removeErrand'
] as const satisfies readonly (keyof ErrandsApi)[];
