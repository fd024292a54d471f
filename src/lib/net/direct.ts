/**
 * Whether there may be direct links, and what a browser is told for making them. With `relayOnly` no address of this
 * device leaves it: links go through TURN, and where nobody has named a TURN server there are none.
 */
import { iceServersOf, turnServersOf } from './ice.ts';
import type { ToldIce } from './relay-client.ts';

export class Direct {
	#ice: readonly RTCIceServer[] = [];
	#relayOnly: boolean;
	readonly #canLink: boolean;

	constructor(canLink: boolean, relayOnly: boolean) {
		this.#canLink = canLink;
		this.#relayOnly = relayOnly;
	}

	get relayOnly(): boolean {
		return this.#relayOnly;
	}

	get iceServers(): readonly RTCIceServer[] {
		return this.#ice;
	}

	/** For the next link; undefined: none now. */
	get configuration(): RTCConfiguration | undefined {
		if (!this.#canLink) return undefined;
		if (!this.#relayOnly) return { iceServers: [...this.#ice] };
		const turn = turnServersOf(this.#ice);
		return turn.length === 0 ? undefined : { iceServers: [...turn], iceTransportPolicy: 'relay' };
	}

	/** Links that are open stay as they are. */
	learn(ice: ToldIce): void {
		this.#ice = iceServersOf(ice);
	}

	/** True when that changes anything. */
	setRelayOnly(relayOnly: boolean): boolean {
		const changes = this.#relayOnly !== relayOnly;
		this.#relayOnly = relayOnly;
		return changes;
	}
}
