/** The order of delivery states, for every outbox there is. */
import type { DeliveryState } from '#lib/agent/ports.ts';

const NEXT: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
	queued: ['sent', 'delivered', 'answered', 'refused', 'expired'],
	sent: ['delivered', 'answered', 'refused', 'expired'],
	// Delivered is better than expired: what arrived can no longer be too late.
	delivered: ['answered', 'refused'],
	answered: [],
	refused: [],
	expired: []
};

/** True when a letter in state `from` may move on to `to`. */
export const mayMove = (from: DeliveryState, to: DeliveryState): boolean => NEXT[from].includes(to);

/** True while somebody must still try to deliver it. */
export const waits = (state: DeliveryState): boolean => state === 'queued' || state === 'sent';
