/** Where this device is, to some 5 km, asked of the browser because the person pressed a button for it. */
import type { CoarseGeohash } from '#lib/agent/ports.ts';

/** `denied` the person or a policy said no · `unavailable` it cannot be found out now · `unsupported` the browser has no such thing. */
export type NoPlace = 'denied' | 'unavailable' | 'unsupported';

/** Somebody who walks through a door is still in the same square. */
const MAX_AGE_MS = 10 * 60_000;
const PATIENCE_MS = 20_000;

/** The fine place is forgotten here: no more than the square leaves this function. */
export async function roughPlace(): Promise<{ geohash: CoarseGeohash } | { refused: NoPlace }> {
	if (!('geolocation' in navigator)) return { refused: 'unsupported' };
	const { coarseGeohash } = await import('#lib/intake/geohash.ts');
	return new Promise((resolve) => {
		navigator.geolocation.getCurrentPosition(
			({ coords }) => resolve({ geohash: coarseGeohash(coords.latitude, coords.longitude) }),
			({ code, PERMISSION_DENIED }) =>
				resolve({ refused: code === PERMISSION_DENIED ? 'denied' : 'unavailable' }),
			{ enableHighAccuracy: false, maximumAge: MAX_AGE_MS, timeout: PATIENCE_MS }
		);
	});
}
