/**
 * The person's rough place as it is kept, and what of it may stand on their card. What leaves this device is never finer than
 * the person chose, and nothing leaves that they did not say may.
 */
import type { CoarseGeohash } from '#lib/agent/ports.ts';
import type { Settings } from '#lib/store/settings.ts';

const SETTING = 'place';

/** Characters of the geohash: some 5 km, 20 to 40 km, 150 km. */
export const PRECISIONS = [5, 4, 3] as const;
export type Precision = (typeof PRECISIONS)[number];

/** When a question asks for what is near: the person is asked, their place is said, or it never is. */
export type Sharing = 'ask' | 'always' | 'never';

export interface KeptPlace {
	/** Never finer than `precision`; absent: none. */
	readonly geohash?: CoarseGeohash;
	/** As the person knows it, where they chose it by name; stays on this device. */
	readonly name?: string;
	readonly precision: Precision;
	/** `always` only with a place. */
	readonly sharing: Sharing;
	/** The card says it; only with a place. */
	readonly onCard: boolean;
}

export const noPlace: KeptPlace = { precision: 4, sharing: 'ask', onCard: false };

export const keptPlace = async (settings: Pick<Settings, 'get'>): Promise<KeptPlace> =>
	asPlace(await settings.get(SETTING));

/** Resolves with what is kept: of a finer place no trace. */
export async function keepPlace(settings: Pick<Settings, 'put'>, wanted: KeptPlace): Promise<KeptPlace> {
	const place = asPlace(wanted);
	await settings.put(SETTING, place);
	return place;
}

/** What the card says of it: undefined unless the person wants it said there. */
export async function placeOnCard(settings: Pick<Settings, 'get'>): Promise<CoarseGeohash | undefined> {
	const { geohash, onCard } = await keptPlace(settings);
	return onCard ? geohash : undefined;
}

/** An older version may have written it. */
function asPlace(kept: unknown): KeptPlace {
	if (typeof kept !== 'object' || kept === null) return noPlace;
	const read = (name: keyof KeptPlace): unknown => Reflect.get(kept, name);
	const precision = PRECISIONS.find((one) => one === read('precision')) ?? noPlace.precision;
	const [geohash, name, sharing] = [read('geohash'), read('name'), read('sharing')];
	if (typeof geohash !== 'string' || !/^[0-9b-hjkmnp-z]{1,5}$/.test(geohash))
		return { ...noPlace, precision, sharing: sharing === 'never' ? 'never' : 'ask' };
	return {
		geohash: geohash.slice(0, precision),
		...(typeof name === 'string' && { name }),
		precision,
		sharing: sharing === 'always' || sharing === 'never' ? sharing : 'ask',
		onCard: read('onCard') === true
	};
}
