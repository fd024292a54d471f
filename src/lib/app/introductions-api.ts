/** What the screens may ask about introductions: bringing two contacts together, and whom contacts bring. */
import type { PeerId } from '#lib/protocol/identity.ts';

/** Somebody a contact brings, on whom the person has not decided yet. */
export interface IntroductionSummary {
	readonly id: string;
	/** As the person knows who brings them. */
	readonly by: string;
	readonly peer: PeerId;
	/** As they call themselves. */
	readonly name: string;
	readonly words?: string;
	readonly at: number;
	readonly expiresAt: number;
	/** They want it already. */
	readonly wanted: boolean;
}

export interface IntroductionsApi {
	/** Hands each the other's card. `no-card`: one of them was not there yet since they are known. */
	introduce(one: PeerId, other: PeerId, words: string): Promise<'introduced' | 'no-card' | 'no-contact'>;
	/** Oldest first. Whenever they change, `peers` is told anew. */
	introductions(): Promise<readonly IntroductionSummary[]>;
	acceptIntroduction(id: string): Promise<void>;
	declineIntroduction(id: string): Promise<void>;
}

export const INTRODUCTIONS_CALLS = [
	'introduce',
	'introductions',
	'acceptIntroduction',
	'declineIntroduction'
] as const satisfies readonly (keyof IntroductionsApi)[];
