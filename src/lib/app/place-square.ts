/** A geohash for people: the middle of its square, in degrees. */
import { squareOf } from '#lib/agent/routing/place.ts';
import type { CoarseGeohash } from './place-api.ts';

export interface Middle {
	readonly latitude: number;
	readonly longitude: number;
	/** Of the geohash: how large the square is. */
	readonly chars: number;
}

/** Undefined for what is no coarse geohash. */
export function middleOf(geohash: CoarseGeohash): Middle | undefined {
	const square = squareOf(geohash);
	return (
		square && {
			latitude: (square.south + square.north) / 2,
			longitude: (square.west + square.east) / 2,
			chars: geohash.length
		}
	);
}
