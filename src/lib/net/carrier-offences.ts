/** What members did to the carrier that no honest member does: each is told, and at the second they are out for an hour. */
import type { PeerId } from '#lib/protocol/identity.ts';
import type { CarrierFault } from './carrier.ts';

const OUT_MS = 60 * 60_000;
const TOLERATED = 2;
/** More members than a community has; names are proven, so nobody fills it with others. */
const MAX_NAMES = 512;

export class Offences {
	readonly #tell: (peer: PeerId, what: CarrierFault) => void;
	readonly #times = new Map<PeerId, readonly number[]>();

	constructor(tell: (peer: PeerId, what: CarrierFault) => void) {
		this.#tell = tell;
	}

	note(peer: PeerId, what: CarrierFault, now: number): void {
		const times = [...this.#recent(peer, now), now].slice(-TOLERATED);
		this.#times.delete(peer);
		this.#times.set(peer, times);
		const [oldest] = this.#times.keys();
		if (this.#times.size > MAX_NAMES && oldest !== undefined) this.#times.delete(oldest);
		this.#tell(peer, what);
	}

	isOut(peer: PeerId, now: number): boolean {
		return this.#recent(peer, now).length >= TOLERATED;
	}

	#recent(peer: PeerId, now: number): readonly number[] {
		return (this.#times.get(peer) ?? []).filter((at) => now - at < OUT_MS);
	}
}
