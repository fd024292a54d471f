/** Whether a question is for what is near its asker, and what of their place may be said with it. Loaded with the first question. */
import { asksNearby } from '#lib/agent/routing/place.ts';
import type { CoarseGeohash, KeptPlace, PlaceApi } from './place-api.ts';

/** The place to say, if any; or the person is to be asked, and this is what is kept. */
export type NearPlace = { readonly place?: CoarseGeohash } | { readonly choose: KeptPlace };

/** `others` false: nothing leaves this device, so that nobody need be asked. */
export async function placeFor(
	question: string,
	others: boolean,
	api: Pick<PlaceApi, 'place'>
): Promise<NearPlace> {
	if (!asksNearby(question)) return {};
	const kept = await api.place();
	const { geohash, sharing } = kept;
	if (others && sharing === 'ask') return { choose: kept };
	return geohash !== undefined && (!others || sharing === 'always') ? { place: geohash } : {};
}
