/** Two people in one room linking their devices with no server, as the screens may ask it. A part of NodeApi. */
import type { PeerId } from '#lib/protocol/identity.ts';
import type { PairingRefusal } from '#lib/protocol/pairing.ts';

/**
 * What is wrong with a code, or why no link came of it. The code's own: PairingRefusal · `own` from this same identity ·
 * `is-offer`, `is-answer` the other of the two · `other-pairing` answers somebody else's code, or an older one ·
 * `nobody-waits` there is no code of ours to answer any more. The person: `blocked` · `revoked` from a device its owner
 * withdrew. The link: `no-address` this device is on no network · `no-path` the two do not reach each other · `absent`
 * the other side never took our answer · `no-proof`, `in-the-middle` whoever answered is not who the code names ·
 * `refused` · `no-webrtc` · `relay-only` this person wants no address of theirs shown.
 */
export type PairTrouble =
	| PairingRefusal
	| 'own'
	| 'is-offer'
	| 'is-answer'
	| 'other-pairing'
	| 'nobody-waits'
	| 'blocked'
	| 'revoked'
	| 'no-address'
	| 'no-path'
	| 'absent'
	| 'no-proof'
	| 'in-the-middle'
	| 'refused'
	| 'no-webrtc'
	| 'relay-only';

export type PairStep =
	/** To be shown to the other person until then. */
	| { readonly step: 'code'; readonly code: string; readonly until: number }
	/** Their answer was taken. */
	| { readonly step: 'linking' }
	/** `known`: they were a contact before. */
	| { readonly step: 'linked'; readonly peer: PeerId; readonly name: string; readonly known: boolean }
	| { readonly step: 'failed'; readonly why: PairTrouble };

export interface PairingApi {
	/**
	 * As the first (null), or as the second with the code that the first showed. Ends with `linked`, with `failed`, or when
	 * stopped; one at a time: a new one ends the one before. The link stays when all is over.
	 */
	pair(offer: string | null, signal: AbortSignal): AsyncIterable<PairStep>;
	/** What the second showed, for the first that waits; null: it was taken. A code that is refused leaves the first waiting. */
	pairAnswer(code: string): Promise<PairTrouble | null>;
}
