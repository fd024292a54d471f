/**
 * A draw from a Beta distribution, as the ratio of two Gammas (Marsaglia and Tsang, A simple method for generating gamma
 * variables, 2000). Chance is handed in: numbers from 0 to 1.
 */

/** 0 to 1; `alpha` and `beta` above 0. Ends for every source of chance, also a stuck one. */
export function drawBeta(alpha: number, beta: number, random: () => number): number {
	const a = drawGamma(alpha, random);
	const b = drawGamma(beta, random);
	return a + b > 0 ? a / (a + b) : alpha / (alpha + beta);
}

/** A fair source needs two tries at most nearly always; a stuck one gets the mean. */
const MOST_TRIES = 16;

function drawGamma(shape: number, random: () => number): number {
	if (shape < 1) return drawGamma(shape + 1, random) * Math.max(random(), Number.EPSILON) ** (1 / shape);
	const d = shape - 1 / 3;
	const c = 1 / Math.sqrt(9 * d);
	for (let tries = 0; tries < MOST_TRIES; tries++) {
		const x = drawNormal(random);
		const v = (1 + c * x) ** 3;
		if (v <= 0) continue;
		const u = Math.max(random(), Number.EPSILON);
		if (Math.log(u) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v;
	}
	return shape;
}

/** Box and Muller. */
function drawNormal(random: () => number): number {
	const u = Math.max(random(), Number.EPSILON);
	return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random());
}
