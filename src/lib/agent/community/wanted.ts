/**
 * With which fellow members links are wanted. In a small community with all; in a larger one with those at distances 1, 2, 4, …
 * around the ring of sorted ids, so that both sides want the same link, everybody has a few, and news goes round in a few
 * steps.
 */
import type { PeerId } from '../../protocol/identity.ts';

/** Up to so many members each has a link with each. */
const EVERYBODY = 24;

/** Of `members`, `me` among them. The same relation seen from both ends. */
export function wantedOf(members: readonly PeerId[], me: PeerId): readonly PeerId[] {
	const ring = [...new Set(members)].sort();
	const at = ring.indexOf(me);
	if (at < 0) return [];
	if (ring.length <= EVERYBODY) return ring.filter((peer) => peer !== me);
	const wanted = new Set<PeerId>();
	for (let step = 1; step <= ring.length / 2; step *= 2) {
		wanted.add(ring[(at + step) % ring.length]!);
		wanted.add(ring[(at - step + ring.length) % ring.length]!);
	}
	wanted.delete(me);
	return [...wanted];
}
