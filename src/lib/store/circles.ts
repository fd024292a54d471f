/**
 * What a circle of readers opens. A record's data key is wrapped for each circle of its visibility, beside the person's own:
 * sharing re-wraps 60 bytes and leaves the text as it lies. Whoever reads as a circle opens with its key and no other.
 */
import type { Audience } from '#lib/agent/ports.ts';
import type { DataKeys, Sealing, Shared } from './data-keys.ts';
import type { Sealed } from './database.ts';

/** Names the counter that says that nothing is left from before circles had keys. */
export const WRAPPED_FOR_CIRCLES = 'circles';

/** A sealed value and its key for those who may read it. */
export interface SharedSealed {
	readonly sealed: Sealed;
	readonly shared: Shared;
}

export interface Circles {
	/** The data key once more for each of these circles, and for no other. Throws NodeError('storage-unreadable'). */
	share(of: Sealing, key: Uint8Array, circles: readonly Audience[]): Promise<Shared>;
	/** The data key as one of these circles opens it; undefined when it was wrapped for none of them. */
	keyFor(of: Sealing, shared: Shared, circles: readonly Audience[]): Promise<Uint8Array | undefined>;
}

/** `blind`: names of circles lie beside the records, and tell nobody who is in them. */
export function circlesOver(
	keys: DataKeys,
	blind: (kind: string, ...parts: readonly string[]) => Promise<string>
): Circles {
	const named = (circles: readonly Audience[]): Promise<readonly string[]> =>
		Promise.all(circles.map((circle) => blind('circle', circle)));
	return {
		async share(of, key, circles) {
			if (circles.length === 0) return {};
			return keys.share(of, await keys.unwrap(of, key), await named(circles));
		},
		keyFor: async (of, shared, circles) => keys.unwrapFor(of, shared, await named(circles))
	};
}
