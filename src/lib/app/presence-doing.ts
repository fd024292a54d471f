/**
 * What this agent is doing, in one word each: no names, no contents, nothing of what for. The word is all that contacts get
 * to see of it, where the person tells them at all.
 */
import type { Doing } from './words-api.ts';

/** Where it does several things at once, what the person waits for comes first; an errand may take days. */
const order: readonly Doing[] = ['asking', 'writing', 'reading', 'answering', 'errand'];

export class Doings {
	readonly #under = new Map<Doing, number>();
	readonly #listeners = new Set<() => void>();

	/** Until what it returns is called; that may be called twice. */
	begin(doing: Doing): () => void {
		let isUnder = true;
		this.#count(doing, 1);
		return () => {
			if (isUnder) this.#count(doing, -1);
			isUnder = false;
		};
	}

	/** Undefined: nothing. */
	get now(): Doing | undefined {
		return order.find((doing) => (this.#under.get(doing) ?? 0) > 0);
	}

	onChange(listener: () => void): void {
		this.#listeners.add(listener);
	}

	#count(doing: Doing, by: number): void {
		const before = this.now;
		this.#under.set(doing, (this.#under.get(doing) ?? 0) + by);
		if (this.now !== before) for (const listener of this.#listeners) listener();
	}
}

/** Follows whether something is under way, as one that begins and ends with it. */
export function follows(doings: Doings, doing: Doing): (isUnder: boolean) => void {
	let end: (() => void) | undefined;
	return (isUnder) => {
		if (isUnder) end ??= doings.begin(doing);
		else {
			end?.();
			end = undefined;
		}
	};
}
