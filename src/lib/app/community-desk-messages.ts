/** What the desk's worker is asked and what it says: every call of the desk, by its name. */
import type { CommunityDesk } from '#lib/agent/community/views.ts';

export type DeskCall = keyof CommunityDesk;

export interface DeskRequest {
	readonly n: number;
	readonly call: DeskCall;
	readonly with: readonly unknown[];
}

export type DeskReply = { readonly n: number } & ({ readonly result: unknown } | { readonly failed: string });
