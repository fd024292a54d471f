/** Doubling waits with jitter, so that a server that comes back is not met by everybody at once. */

export interface Backoff {
	readonly firstMs: number;
	readonly mostMs: number;
}

/** The wait before attempt `attempt` (from 0): between half and all of the doubled first wait. `chance` is in [0, 1). */
export function backoffMs({ firstMs, mostMs }: Backoff, attempt: number, chance: number): number {
	const whole = Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 20));
	return Math.round(whole * (0.5 + chance / 2));
}
