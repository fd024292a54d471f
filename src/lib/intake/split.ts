/** Cuts a stream of text into parts that one item can hold, between paragraphs where it can. */
import { cutBefore } from './blocks.ts';

/** An item's text: small enough that keeping, sealing and opening one never stalls a phone. */
export const MAX_ITEM_CHARS = 1_000_000;

/** Gives whole parts as soon as there is enough for one and more, the rest at the end. Holds little more than one part. */
export class Splitter {
	readonly #most: number;
	#held = '';

	constructor(most = MAX_ITEM_CHARS) {
		this.#most = most;
	}

	*add(text: string): Generator<string> {
		this.#held += text;
		while (this.#held.length > this.#most) {
			const at = this.#cut();
			yield this.#held.slice(0, at);
			this.#held = this.#held.slice(at);
		}
	}

	*rest(): Generator<string> {
		if (this.#held !== '') yield this.#held;
		this.#held = '';
	}

	/** Before a heading, else after a blank line, else after a line, else after a word, in the last tenth of the part. */
	#cut(): number {
		const from = Math.floor(this.#most * 0.9);
		const tail = this.#held.slice(from, this.#most);
		for (const place of ['\n# ', '\n## ', '\n\n', '\n']) {
			const found = tail.lastIndexOf(place);
			if (found !== -1) return from + found + (place === '\n\n' ? 2 : 1);
		}
		return cutBefore(this.#held, 0, this.#most, this.#held.length);
	}
}
