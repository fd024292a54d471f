/**
 * Place as a hint: where a card or a question lies, as coarse as its person chose, and how near two such places are. Squares
 * only, at most five characters; nothing finer is made, and nothing coarser is ever refined. A peer far away is asked later,
 * never left out. Geohash as Gustavo Niemeyer published it in 2008; the agent imports no package.
 */
import type { CoarseGeohash } from '../ports.ts';
import { MAX_PLACE_CHARS } from '../../protocol/limits.ts';

const digits = '0123456789bcdefghjkmnpqrstuvwxyz';
const EARTH_RADIUS_KM = 6_371;
/** Beyond what the squares leave open, nearness halves with each of these: a ride that one takes for a dinner. */
const HALVING_KM = 25;

/** Degrees. */
export interface Square {
	readonly south: number;
	readonly north: number;
	readonly west: number;
	readonly east: number;
}

/** The square of `chars` characters, 1 to 5, that holds a place in degrees. Throws RangeError for what is no place on the earth. */
export function geohashOf(latitude: number, longitude: number, chars = MAX_PLACE_CHARS): CoarseGeohash {
	if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180))
		throw new RangeError(`no place on the earth: ${latitude}, ${longitude}`);
	const length = Math.min(MAX_PLACE_CHARS, Math.max(1, Math.floor(chars)));
	let [south, north, west, east] = [-90, 90, -180, 180];
	let geohash = '';
	for (let bit = 0, digit = 0; geohash.length < length; bit++) {
		digit *= 2;
		if (bit % 2 === 0) {
			const middle = (west + east) / 2;
			if (longitude >= middle) [west, digit] = [middle, digit + 1];
			else east = middle;
		} else {
			const middle = (south + north) / 2;
			if (latitude >= middle) [south, digit] = [middle, digit + 1];
			else north = middle;
		}
		if (bit % 5 < 4) continue;
		geohash += digits.charAt(digit);
		digit = 0;
	}
	return geohash;
}

/** Undefined for what is no coarse geohash: empty, too fine, or with other characters. */
export function squareOf(geohash: CoarseGeohash): Square | undefined {
	if (geohash.length === 0 || geohash.length > MAX_PLACE_CHARS) return undefined;
	let [south, north, west, east] = [-90, 90, -180, 180];
	let bit = 0;
	for (const char of geohash) {
		const digit = digits.indexOf(char);
		if (digit === -1) return undefined;
		for (let shift = 4; shift >= 0; shift--, bit++) {
			const upper = ((digit >> shift) & 1) === 1;
			if (bit % 2 === 0) [west, east] = half(west, east, upper);
			else [south, north] = half(south, north, upper);
		}
	}
	return { south, north, west, east };
}

const half = (low: number, high: number, upper: boolean): [number, number] => {
	const middle = (low + high) / 2;
	return upper ? [middle, high] : [low, middle];
};

/** As coarse as `chars`, and never finer than it was given. */
export const coarsened = (geohash: CoarseGeohash, chars: number): CoarseGeohash =>
	geohash.slice(0, Math.max(1, Math.floor(chars)));

/** The squares around it, of the same size: eight, and fewer at the poles. Empty for what is no coarse geohash. */
export function neighboursOf(geohash: CoarseGeohash): readonly CoarseGeohash[] {
	const square = squareOf(geohash);
	if (!square) return [];
	const [high, wide] = [square.north - square.south, square.east - square.west];
	const [latitude, longitude] = middleOf(square);
	const found = new Set<CoarseGeohash>();
	for (const up of [1, 0, -1])
		for (const right of [-1, 0, 1]) {
			const at = latitude + up * high;
			if (Math.abs(at) < 90) found.add(geohashOf(at, wrapped(longitude + right * wide), geohash.length));
		}
	found.delete(geohash);
	return [...found];
}

const middleOf = ({ south, north, west, east }: Square): readonly [number, number] => [
	(south + north) / 2,
	(west + east) / 2
];

const wrapped = (longitude: number): number => ((((longitude + 180) % 360) + 360) % 360) - 180;

/** Kilometres between the middles of two squares, along the surface; undefined where one is no coarse geohash. */
export function kilometresBetween(a: CoarseGeohash, b: CoarseGeohash): number | undefined {
	const [one, other] = [squareOf(a), squareOf(b)];
	return one && other && arc(middleOf(one), middleOf(other));
}

/** Haversine. */
function arc([latA, lonA]: readonly [number, number], [latB, lonB]: readonly [number, number]): number {
	const rad = Math.PI / 180;
	const [up, right] = [Math.sin(((latB - latA) * rad) / 2), Math.sin(((lonB - lonA) * rad) / 2)];
	const chord = up * up + Math.cos(latA * rad) * Math.cos(latB * rad) * right * right;
	return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** From a square's middle to its farthest corner. */
const reach = (square: Square): number =>
	Math.max(
		arc(middleOf(square), [square.south, square.west]),
		arc(middleOf(square), [square.north, square.west])
	);

/**
 * 0 to 1, for ranking: 1 where one square holds the other or they may touch, half for each 25 km beyond. A place that is not
 * known or cannot be read is neither near nor far: 0.5.
 */
export function nearness(asked: CoarseGeohash | undefined, theirs: CoarseGeohash | undefined): number {
	const [one, other] = [squareOf(asked ?? ''), squareOf(theirs ?? '')];
	if (!one || !other) return 0.5;
	const apart = arc(middleOf(one), middleOf(other)) - reach(one) - reach(other);
	return 0.5 ** (Math.max(0, apart) / HALVING_KM);
}

const nearby = [
	/\b(?:near|close to|around) (?:me|us|here|my (?:home|place|house|flat|office|location))\b/,
	/\bnear ?by\b|\bin (?:my|our|the) (?:area|neighbou?rhood|vicinity)\b|\bwithin walking distance\b|\baround the corner\b/,
	/\bin (?:der|meiner|unserer) (?:nahe|umgebung|gegend|nachbarschaft)\b|\bum die ecke\b|\b(?:hier|bei mir) in der nahe\b/,
	/\b(?:bei (?:mir|uns)|hier) (?:um die ecke|in der (?:nahe|gegend))\b/,
	/\b(?:pres|autour|proche|a cote) (?:de|d'|d’) ?(?:moi|nous|chez moi|ici)\b|\bdans (?:le|mon) (?:coin|quartier)\b|\bpres d['’]ici\b/,
	/\bcerca de (?:mi|aqui|nosotros|casa)\b|\bpor aqui\b|\ben mi (?:zona|barrio)\b/,
	/\bvicino a (?:me|noi|casa)\b|\bqui vicino\b|\bnei dintorni\b|\bnella (?:mia )?zona\b/,
	/\bperto (?:de mim|daqui|de casa)\b|\bna minha (?:zona|area|regiao)\b/,
	/\bin de buurt\b|\bbij mij in de buurt\b|\bdicht ?bij (?:mij|huis)\b/
];

/** Whether a question is about where its asker is: in English, German, French, Spanish, Italian, Portuguese or Dutch. */
export function asksNearby(question: string): boolean {
	const text = question.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ');
	return nearby.some((words) => words.test(text));
}
