/** Where this device is, as coarse as the person chose, asked of the browser because they pressed a button for it. */
import type { CoarseGeohash } from '#lib/agent/ports.ts';

/** `denied` the person or a policy said no · `unavailable` it cannot be found out now · `unsupported` the browser has no such thing. */
export type NoPlace = 'denied' | 'unavailable' | 'unsupported';

/** Somebody who walks through a door is still in the same square. */
const MAX_AGE_MS = 10 * 60_000;
const PATIENCE_MS = 20_000;

/** The fine place is forgotten here: no more than the square leaves this function. `chars` 1 to 5, five where left out. */
export async function roughPlace(chars?: number): Promise<{ geohash: CoarseGeohash } | { refused: NoPlace }> {
	if (!('geolocation' in navigator)) return { refused: 'unsupported' };
	const { geohashOf } = await import('#lib/agent/routing/place.ts');
	return new Promise((resolve) => {
		navigator.geolocation.getCurrentPosition(
			({ coords }) => resolve({ geohash: geohashOf(coords.latitude, coords.longitude, chars) }),
			({ code, PERMISSION_DENIED }) =>
				resolve({ refused: code === PERMISSION_DENIED ? 'denied' : 'unavailable' }),
			{ enableHighAccuracy: false, maximumAge: MAX_AGE_MS, timeout: PATIENCE_MS }
		);
	});
}
