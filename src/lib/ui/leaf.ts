/**
 * A peer's face: a leaf whose outline, veins and hue come from its public key, the same everywhere. It helps the eye;
 * proof is the compared code. Drawn in a box of 24 by 24.
 */
export interface LeafShape {
	readonly outline: string;
	readonly veins: string;
	readonly stem: string;
	/** Degrees on the colour circle. */
	readonly hue: number;
}

const TOP = 1.8;
const FOOT = 20;
const STEPS = 26;

const drawn = new Map<string, LeafShape>();

/** The leaf of this key, given as text. */
export function leafOf(key: string): LeafShape {
	const known = drawn.get(key);
	if (known) return known;
	if (drawn.size > 2_000) drawn.clear();
	const shape = draw(bytesOf(key));
	drawn.set(key, shape);
	return shape;
}

/** Twelve bytes in which every character of the key has a say: two mixed sums, then a small generator over them. */
function bytesOf(key: string): readonly number[] {
	let low = 0x9e3779b9;
	let high = 0x85ebca6b;
	for (let i = 0; i < key.length; i++) {
		low = Math.imul(low ^ key.charCodeAt(i), 0x01000193);
		high = Math.imul((high ^ low) + i, 0x5bd1e995) ^ (high >>> 15);
	}
	return Array.from({ length: 12 }, () => {
		low = (low + 0x6d2b79f5) | 0;
		let mixed = Math.imul(low ^ (low >>> 15), high | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
		return (mixed ^ (mixed >>> 14)) & 255;
	});
}

function draw(bytes: readonly number[]): LeafShape {
	const share = (i: number): number => (bytes[i] ?? 0) / 255;
	const pick = (i: number, n: number): number => (bytes[i] ?? 0) % n;
	const width = 5.6 + share(0) * 3.2;
	// Where the leaf is widest: below 1 towards the foot, above 1 towards the tip.
	const belly = 0.6 + share(1) * 0.55;
	const roundness = 0.62 + share(2) * 0.3;
	const bend = (share(3) - 0.5) * 4.4;
	const uneven = (share(4) - 0.5) * 0.3;
	const edge = pick(5, 4);
	const teeth = [0, 0, 5 + pick(6, 4), 3 + pick(6, 2)][edge] ?? 0;
	const depth = [0, 0, 0.1, 0.26][edge] ?? 0;
	const middle = (t: number): number => 12 + bend * Math.sin(Math.PI * t) - bend * 0.35;
	const half = (t: number): number => {
		const body = Math.sin(Math.PI * t ** belly) ** roundness;
		const notch = teeth === 0 ? 0 : depth * Math.abs(Math.sin(Math.PI * teeth * t));
		return width * body * (1 - notch);
	};
	const at = (t: number): number => TOP + (FOOT - TOP) * t;
	const point = (t: number, side: number): string =>
		`${(middle(t) + side * half(t) * (1 + side * uneven)).toFixed(1)} ${at(t).toFixed(1)}`;
	const steps = Array.from({ length: STEPS + 1 }, (_, i) => i / STEPS);
	const outline = `M${[...steps.map((t) => point(t, 1)), ...steps.toReversed().map((t) => point(t, -1))].join('L')}Z`;

	const pairs = 2 + pick(7, 3);
	const rise = 0.1 + share(8) * 0.12;
	const shift = share(9) * 0.08;
	const rib = [0.14, 0.4, 0.7, 1].map((t) => `${middle(t).toFixed(1)} ${at(t).toFixed(1)}`);
	let veins = `M${rib.join('L')}`;
	for (let i = 1; i <= pairs; i++) {
		for (const side of [1, -1]) {
			const from = 0.2 + (i / (pairs + 0.6)) * 0.66 + (side > 0 ? shift : 0);
			const to = Math.max(0.08, from - rise);
			const reach = middle(to) + side * half(to) * 0.72;
			veins += `M${middle(from).toFixed(1)} ${at(from).toFixed(1)}L${reach.toFixed(1)} ${at(to).toFixed(1)}`;
		}
	}
	const stem = `M${middle(1).toFixed(1)} ${FOOT - 1}Q${(middle(1) + bend * 0.1).toFixed(1)} 21.5 ${(12 - bend * 0.2).toFixed(1)} 23.2`;
	return {
		outline,
		veins,
		stem,
		hue: Math.round((((bytes[10] ?? 0) * 256 + (bytes[11] ?? 0)) / 65_536) * 360)
	};
}
