import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coarseGeohash, roughCentre } from './geohash.ts';

test.each([
	[52.52, 13.405, 'u33dc'],
	[57.64911, 10.40744, 'u4pru'],
	[-33.8688, 151.2093, 'r3gx2'],
	[0, 0, 's0000'],
	[90, 180, 'zzzzz'],
	[-90, -180, '00000']
])('%d, %d lies in %s', (latitude, longitude, geohash) => {
	expect(coarseGeohash(latitude, longitude)).toBe(geohash);
});

test('no more than five characters are given, whatever is asked for', () => {
	expect(coarseGeohash(52.52, 13.405, 12)).toBe('u33dc');
	expect(coarseGeohash(52.52, 13.405, 3)).toBe('u33');
});

test('the middle of a square lies in it, within 2.5 km north and south of any place in it', () => {
	const latitude = fc.double({ min: -90, max: 90, noNaN: true });
	const longitude = fc.double({ min: -180, max: 180, noNaN: true });
	fc.assert(
		fc.property(latitude, longitude, (lat, lon) => {
			const geohash = coarseGeohash(lat, lon);
			const centre = roughCentre(geohash)!;
			expect(coarseGeohash(centre.latitude, centre.longitude)).toBe(geohash);
			expect(Math.abs(centre.latitude - lat)).toBeLessThan(0.0225);
			expect(Math.abs(centre.longitude - lon)).toBeLessThan(0.0225);
		})
	);
});

test('what is no coarse geohash has no middle, and what is no place has no geohash', () => {
	for (const text of ['', 'u33dca', 'u33a!', 'üüü']) expect(roughCentre(text)).toBeUndefined();
	expect(() => coarseGeohash(91, 0)).toThrow(RangeError);
	expect(() => coarseGeohash(NaN, 0)).toThrow(RangeError);
});
