/** Which entries came since somebody looked last: only what came just now interrupts anybody. */
import type { Thread } from '#lib/agent/community/views.ts';
import { base64url, fromBase64url, sha256 } from '#lib/protocol/bytes.ts';

/** Named one by one; of a whole history coming in, what stands behind all that was there is new. */
const NAMED = 256;

export type IsNew = (entry: { readonly id: string; readonly clock: number }) => boolean;

export class FreshEntries {
	readonly #named = new Map<string, Set<string>>();
	readonly #seenTo = new Map<string, number>();

	came(community: string, texts: readonly string[]): void {
		const named = this.#named.get(community) ?? new Set<string>();
		this.#named.set(community, named);
		for (const text of texts.slice(0, NAMED - named.size)) named.add(idOf(text));
	}

	/**
	 * How to tell what is new in these threads, the newest there are; undefined where nothing is. While a community just
	 * joined comes in, nothing of it is new.
	 */
	taken(community: string, threads: readonly Thread[], isComplete: boolean): IsNew | undefined {
		const named = this.#named.get(community);
		this.#named.delete(community);
		const seenTo = this.#seenTo.get(community);
		const last = threads.reduce((most, { lastClock }) => Math.max(most, lastClock), seenTo ?? 0);
		if (isComplete) this.#seenTo.set(community, last);
		if (!isComplete || seenTo === undefined || !named) return undefined;
		const many = named.size >= NAMED;
		return ({ id, clock }) => named.has(id) || (many && clock > seenTo);
	}
}

/** An entry's id is the hash of its payload. */
function idOf(text: string): string {
	try {
		return base64url(sha256(fromBase64url(text.slice(0, text.indexOf('.')))));
	} catch {
		return '';
	}
}
