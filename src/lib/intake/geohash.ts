/**
 * A place on the earth as a square of some 5 km: enough to say "near you", too little to find a door. Nothing finer is
 * ever written; and the way back gives the middle of the square, never the place it was made from.
 */
import type { CoarseGeohash } from '#lib/agent/ports.ts';

/** Five characters are 4.9 km by 4.9 km at the equator; six would be a street. */
export const MAX_GEOHASH_CHARS = 5;

const digits = '0123456789bcdefghjkmnpqrstuvwxyz';
const BITS_PER_DIGIT = 5;

export interface RoughPlace {
	readonly latitude: number;
	readonly longitude: number;
}

/** The square that holds this place. Throws RangeError for what is no place on the earth. */
export function coarseGeohash(latitude: number, longitude: number, chars = MAX_GEOHASH_CHARS): CoarseGeohash {
	if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180))
		throw new RangeError(`no place on the earth: ${latitude}, ${longitude}`);
	const range = wholeEarth();
	const most = Math.min(Math.max(1, Math.floor(chars)), MAX_GEOHASH_CHARS);
	let geohash = '';
	for (let bit = 0, digit = 0; geohash.length < most; bit++) {
		const [axis, value] = bit % 2 === 0 ? [range.longitude, longitude] : [range.latitude, latitude];
		digit = digit * 2 + halve(axis, value >= middle(axis));
		if (bit % BITS_PER_DIGIT !== BITS_PER_DIGIT - 1) continue;
		geohash += digits.charAt(digit);
		digit = 0;
	}
	return geohash;
}

/** The middle of the square; undefined for what is no coarse geohash. */
export function roughCentre(geohash: CoarseGeohash): RoughPlace | undefined {
	if (geohash.length === 0 || geohash.length > MAX_GEOHASH_CHARS) return undefined;
	const range = wholeEarth();
	let bit = 0;
	for (const char of geohash.toLowerCase()) {
		const digit = digits.indexOf(char);
		if (digit === -1) return undefined;
		for (let shift = BITS_PER_DIGIT - 1; shift >= 0; shift--, bit++)
			halve(bit % 2 === 0 ? range.longitude : range.latitude, ((digit >> shift) & 1) === 1);
	}
	return { latitude: middle(range.latitude), longitude: middle(range.longitude) };
}

interface Range {
	low: number;
	high: number;
}

const wholeEarth = (): { latitude: Range; longitude: Range } => ({
	latitude: { low: -90, high: 90 },
	longitude: { low: -180, high: 180 }
});

const middle = ({ low, high }: Range): number => (low + high) / 2;

/** Goes on with one half of the range; 1 for the upper one. */
function halve(range: Range, upper: boolean): 0 | 1 {
	if (upper) range.low = middle(range);
	else range.high = middle(range);
	return upper ? 1 : 0;
}
