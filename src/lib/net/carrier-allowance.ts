/** How much somebody may send: so much at once, and what grows back every second. */
export class Allowance {
	readonly #most: number;
	readonly #perSecond: number;
	#left: number;
	#at: number;

	constructor(most: number, perSecond: number, now: number) {
		this.#most = most;
		this.#perSecond = perSecond;
		this.#left = most;
		this.#at = now;
	}

	/** False where it is used up. */
	take(now: number, cost = 1): boolean {
		const grown = (Math.max(0, now - this.#at) / 1000) * this.#perSecond;
		this.#left = Math.min(this.#most, this.#left + grown);
		this.#at = now;
		if (this.#left < cost) return false;
		this.#left -= cost;
		return true;
	}
}
