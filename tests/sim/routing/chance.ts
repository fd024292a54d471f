/** Seeded chance: the same seed gives the same numbers on every machine. Not for secrets. */

export interface Chance {
	/** 0 to 1, without 1. */
	(): number;
}

/** A generator of 32 bits of state after a word of seed, mixed once more for every number (mulberry32, public domain). */
export function chanceOf(seed: string): Chance {
	let state = hashOf(seed);
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** 32 bits of a text (FNV-1a). */
export function hashOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	return hash >>> 0;
}

/** A toss that depends on nothing but its numbers: the same agent does the same to the same question, whoever asks first. */
export function tossOf(...numbers: readonly number[]): number {
	let hash = 0x9e3779b9;
	for (const number of numbers) {
		hash = Math.imul(hash ^ number, 0x85ebca6b);
		hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
		hash ^= hash >>> 16;
	}
	return (hash >>> 0) / 4_294_967_296;
}

export const whole = (chance: Chance, below: number): number => Math.floor(chance() * below);

/** One of them; of an empty list, nothing. */
export const oneOf = <T>(chance: Chance, list: readonly T[]): T | undefined =>
	list[whole(chance, list.length)];

/** The same things in another order. */
export function shuffled<T>(chance: Chance, list: readonly T[]): T[] {
	const all = [...list];
	for (let i = all.length - 1; i > 0; i--) {
		const other = whole(chance, i + 1);
		[all[i], all[other]] = [all[other]!, all[i]!];
	}
	return all;
}

/** A time in milliseconds around a median, with the long tail that networks have. */
export function logNormal(chance: Chance, medianMs: number, sigma: number): number {
	const normal = Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
	return medianMs * Math.exp(sigma * normal);
}

/** Draws 0 to `count` - 1, the n-th as often as 1 / n^exponent. */
export function zipf(count: number, exponent: number): (chance: Chance) => number {
	const sums = new Float64Array(count);
	let sum = 0;
	for (let i = 0; i < count; i++) sums[i] = sum += (i + 1) ** -exponent;
	return (chance) => {
		const at = chance() * sum;
		let [low, high] = [0, count - 1];
		while (low < high) {
			const middle = (low + high) >> 1;
			if (sums[middle]! < at) low = middle + 1;
			else high = middle;
		}
		return low;
	};
}
