import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	asksNearby,
	coarsened,
	geohashOf,
	kilometresBetween,
	nearness,
	neighboursOf,
	squareOf
} from './place.ts';

const anywhere = [
	fc.double({ min: -90, max: 90, noNaN: true }),
	fc.double({ min: -180, max: 180, noNaN: true }),
	fc.integer({ min: 1, max: 5 })
] as const;

test.each([
	[52.52, 13.405, 'u33dc'],
	[57.64911, 10.40744, 'u4pru'],
	[-33.8688, 151.2093, 'r3gx2'],
	[0, 0, 's0000'],
	[90, 180, 'zzzzz'],
	[-90, -180, '00000']
])('%d, %d lies in %s', (latitude, longitude, geohash) => {
	expect(geohashOf(latitude, longitude)).toBe(geohash);
});

test('a place lies in its square, whose middle has the same geohash, at every precision', () => {
	fc.assert(
		fc.property(...anywhere, (latitude, longitude, chars) => {
			const geohash = geohashOf(latitude, longitude, chars);
			expect(geohash).toHaveLength(chars);
			const { south, north, west, east } = squareOf(geohash)!;
			expect(latitude >= south && latitude <= north && longitude >= west && longitude <= east).toBe(true);
			expect(geohashOf((south + north) / 2, (west + east) / 2, chars)).toBe(geohash);
		})
	);
});

test('nothing finer than five characters is made or read, and nothing coarse is made finer', () => {
	expect(geohashOf(52.52, 13.405, 12)).toBe('u33dc');
	expect(geohashOf(52.52, 13.405, 2)).toBe('u3');
	expect(coarsened('u3', 5)).toBe('u3');
	expect(coarsened('u33dc', 3)).toBe('u33');
	for (const text of ['', 'u33dcb', 'u33a', 'U33', 'ü']) expect(squareOf(text)).toBeUndefined();
	expect(() => geohashOf(91, 0)).toThrow(RangeError);
	expect(() => geohashOf(0, NaN)).toThrow(RangeError);
});

test('neighbours know one another, also across the date line; at the poles there are fewer', () => {
	fc.assert(
		fc.property(...anywhere, (latitude, longitude, chars) => {
			const geohash = geohashOf(latitude, longitude, chars);
			const around = neighboursOf(geohash);
			expect(new Set(around).size).toBe(around.length);
			for (const other of around) expect(neighboursOf(other)).toContain(geohash);
		})
	);
	expect(neighboursOf('u33dc')).toHaveLength(8);
	expect(neighboursOf('zzzzz')).toContain('bpbpb');
	expect(neighboursOf('zzzzz')).toHaveLength(5);
	expect(neighboursOf('nowhere')).toEqual([]);
});

test('Berlin and Hamburg are some 255 km apart, and a place is none from itself', () => {
	expect(kilometresBetween('u33dc', geohashOf(53.55, 9.99))).toBeCloseTo(255, -1);
	expect(kilometresBetween('u33dc', 'u33dc')).toBe(0);
	expect(kilometresBetween('u33dc', '?')).toBeUndefined();
});

test('the nearer ranks before the farther, and one that says no place between them', () => {
	const berlin = geohashOf(52.52, 13.405);
	const [next, potsdam, hamburg] = [neighboursOf(berlin)[0], geohashOf(52.39, 13.06), geohashOf(53.55, 9.99)];
	expect(nearness(berlin, berlin)).toBe(1);
	expect(nearness(berlin, next)).toBe(1);
	expect(nearness(berlin, potsdam)).toBeGreaterThan(0.5);
	expect(nearness(berlin, potsdam)).toBeLessThan(1);
	expect(nearness(berlin, hamburg)).toBeLessThan(0.02);
	expect(nearness(berlin, undefined)).toBe(0.5);
	expect(nearness(berlin, '!')).toBe(0.5);
});

test('who says only the region is as near as the region allows: a coarse place is never held against them', () => {
	const berlin = geohashOf(52.52, 13.405);
	for (const chars of [1, 2, 3, 4]) expect(nearness(berlin, geohashOf(52.52, 13.405, chars))).toBe(1);
	expect(nearness(berlin, geohashOf(35.68, 139.69, 2))).toBeLessThan(0.001);
});

test('nearness is the same both ways, and between 0 and 1', () => {
	fc.assert(
		fc.property(...anywhere, ...anywhere, (latA, lonA, charsA, latB, lonB, charsB) => {
			const [a, b] = [geohashOf(latA, lonA, charsA), geohashOf(latB, lonB, charsB)];
			expect(nearness(a, b)).toBeCloseTo(nearness(b, a), 9);
			expect(nearness(a, b)).toBeGreaterThanOrEqual(0);
			expect(nearness(a, b)).toBeLessThanOrEqual(1);
		})
	);
});

test.each([
	'Which vegan restaurants are near me?',
	'Is there a good bakery nearby?',
	'A plumber in my neighbourhood?',
	'Welche Bäckerei in der Nähe hat sonntags auf?',
	'Gibt es bei uns um die Ecke einen Schuster?',
	'Un bon restaurant près de chez moi ?',
	'¿Hay una farmacia cerca de aquí?',
	'C’è una pizzeria qui vicino?',
	'Há um mercado perto daqui?',
	'Is er een fietsenmaker in de buurt?'
])('asks for what is near: %s', (question) => expect(asksNearby(question)).toBe(true));

test.each([
	'Which restaurants are in Berlin?',
	'How near is the moon?',
	'Is the end near?',
	'Who is close to the king?',
	'Die Nähe zum Kunden'
])('asks for something else: %s', (question) => expect(asksNearby(question)).toBe(false));
