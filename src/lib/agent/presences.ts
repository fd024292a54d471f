/**
 * What contacts said last of being there, for as long as their link stands: whom to bother first goes by it, and nothing
 * else does. Kept nowhere.
 */
import type { PeerId } from '../protocol/identity.ts';
import type { Mesh } from './ports.ts';
import { isLive } from './post.ts';
import type { Presence } from './presence.ts';

/** `resting`: busy or away, or their battery is low. */
export type Readiness = 'free' | 'resting';

export interface Presences {
	heard(peer: PeerId, presence: Presence): void;
	/** Undefined: they say nothing. */
	of(peer: PeerId): Readiness | undefined;
	/** Their link is gone, and with it what they said. */
	gone(peer: PeerId): void;
}

/** In hundredths: what a question costs them is worth more than its answer. */
const LOW_ENERGY = 20;

export function createPresences(mesh: Pick<Mesh, 'reach'>): Presences {
	const said = new Map<PeerId, Readiness>();
	return {
		heard(peer, { state, energy = 100 }) {
			said.set(peer, state === 'available' && energy > LOW_ENERGY ? 'free' : 'resting');
		},
		of(peer) {
			if (!isLive(mesh.reach(peer))) said.delete(peer);
			return said.get(peer);
		},
		gone: (peer) => void said.delete(peer)
	};
}
