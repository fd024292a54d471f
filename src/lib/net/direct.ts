/**
 * Whether there may be direct links. With `relayOnly` no address of this device leaves it: links go through TURN, and
 * where nobody has named a TURN server there are none. What a browser is told for a link is made of this in ice.ts.
 */
import type { ToldIce } from './relay-client.ts';

export class Direct {
	/** What servers named last. Links that are open stay as they are. */
	told: ToldIce = [];
	#relayOnly: boolean;
	readonly #canLink: boolean;

	constructor(canLink: boolean, relayOnly: boolean) {
		this.#canLink = canLink;
		this.#relayOnly = relayOnly;
	}

	get relayOnly(): boolean {
		return this.#relayOnly;
	}

	/** Only TURN has a user. */
	get mayLink(): boolean {
		return this.#canLink && (!this.#relayOnly || this.told.some(({ username }) => username !== undefined));
	}

	/** True when that changes anything. */
	setRelayOnly(relayOnly: boolean): boolean {
		const changes = this.#relayOnly !== relayOnly;
		this.#relayOnly = relayOnly;
		return changes;
	}
}
