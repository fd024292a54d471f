/** What the screens may do with what the agent remembers. */
import type { Claim } from '#lib/agent/ports.ts';

export type { Claim, ClaimSource } from '#lib/agent/ports.ts';

/** A claim, and how long it stands yet. */
export interface Remembered extends Claim {
	/** Null: it does not end by itself. */
	readonly holdsUntil: number | null;
}

export interface MemoryView {
	/** Off: nothing is learnt, and nothing of it used. */
	readonly on: boolean;
	/** Learnt last, first. */
	readonly claims: readonly Remembered[];
}

export interface MemoryApi {
	memory(): Promise<MemoryView>;
	setMemory(on: boolean): Promise<MemoryView>;
	/** In the person's words from then on. An unknown claim, or no words, change nothing. */
	editClaim(id: string, text: string): Promise<MemoryView>;
	/** A pinned one neither fades nor makes room. */
	pinClaim(id: string, pinned: boolean): Promise<MemoryView>;
	/** Destroyed at once; held in this tab alone for a while, so that `undeleteClaim` can bring it back. */
	deleteClaim(id: string): Promise<MemoryView>;
	undeleteClaim(id: string): Promise<MemoryView>;
	/** Everything, for good. */
	forgetMemory(): Promise<MemoryView>;
}
