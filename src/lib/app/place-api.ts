/** What the screens may ask and set about where the person is. A part of NodeApi. */
import type { CoarseGeohash } from '#lib/agent/ports.ts';
import type { KeptPlace, Precision, Sharing } from './place.ts';

export type { CoarseGeohash } from '#lib/agent/ports.ts';
export type { KeptPlace, Precision, Sharing } from './place.ts';

export interface NamedPlace {
	readonly name: string;
	readonly geohash: CoarseGeohash;
}

/** Each change resolves with what holds now, stored; the card says the new one from then on. */
export interface PlaceApi {
	place(): Promise<KeptPlace>;
	/** Keeps a place, no finer than `precision`, or (null) forgets it and everything that was allowed with it. */
	setPlace(
		place: (Partial<NamedPlace> & Pick<NamedPlace, 'geohash'>) | null,
		precision?: Precision
	): Promise<KeptPlace>;
	/** Coarser takes effect at once, on the kept place too; finer from the next place on. */
	setPlacePrecision(precision: Precision): Promise<KeptPlace>;
	/** Without a place `always` and `onCard` change nothing. */
	sharePlace(change: { readonly sharing?: Sharing; readonly onCard?: boolean }): Promise<KeptPlace>;
	/** What the person wrote reviews of with a rough place, by name: to choose from without asking the browser. */
	namedPlaces(): Promise<readonly NamedPlace[]>;
}

export const PLACE_CALLS = [
	'place',
	'setPlace',
	'setPlacePrecision',
	'sharePlace',
	'namedPlaces'
] as const satisfies readonly (keyof PlaceApi)[];
