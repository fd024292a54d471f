/** Line charts as SVG, small and plain: read on light and on dark ground, by colour and by the name at each line's end. */

export interface Line {
	readonly name: string;
	readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Plot {
	readonly title: string;
	readonly x: string;
	readonly y: string;
	readonly lines: readonly Line[];
	/** Powers of ten along x, and y. */
	readonly logX?: boolean;
	readonly logY?: boolean;
	readonly from?: number;
	readonly to?: number;
}

const WIDTH = 760;
const HEIGHT = 400;
const EDGE = { left: 64, right: 210, top: 40, bottom: 52 };
const COLOURS = ['#2563eb', '#d97706', '#059669', '#dc2626', '#7c3aed', '#0891b2', '#be185d', '#65a30d'];

const style = `text{font:13px system-ui,sans-serif;fill:#333}.title{font-weight:600;font-size:15px}
.axis{stroke:#888}.grid{stroke:#8884}
@media(prefers-color-scheme:dark){text{fill:#ddd}.ground{fill:#16181d}}`;

export function svgOf(plot: Plot): string {
	const xs = plot.lines.flatMap(({ points }) => points.map(([x]) => x));
	const ys = plot.lines.flatMap(({ points }) => points.map(([, y]) => y));
	const x = axis(Math.min(...xs), Math.max(...xs), EDGE.left, WIDTH - EDGE.right, plot.logX ?? false);
	const low = plot.from ?? Math.min(...ys);
	const y = axis(low, plot.to ?? Math.max(...ys) * 1.05, HEIGHT - EDGE.bottom, EDGE.top, plot.logY ?? false);
	const grid = y.ticks.map((tick) => {
		const at = rounded(y.at(tick));
		return `<path class="grid" d="M${EDGE.left} ${at}H${WIDTH - EDGE.right}"/><text x="${EDGE.left - 8}" y="${at + 4}" text-anchor="end">${tick}</text>`;
	});
	const below = x.ticks.map(
		(tick) =>
			`<text x="${rounded(x.at(tick))}" y="${HEIGHT - EDGE.bottom + 20}" text-anchor="middle">${tick.toLocaleString('en')}</text>`
	);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${plain(plot.title)}">
<style>${style}</style><rect class="ground" width="100%" height="100%" fill="#fff"/>
<text class="title" x="${EDGE.left}" y="24">${plain(plot.title)}</text>
${grid.join('\n')}
<path class="axis" fill="none" d="M${EDGE.left} ${EDGE.top}V${HEIGHT - EDGE.bottom}H${WIDTH - EDGE.right}"/>
${below.join('\n')}
<text x="${(EDGE.left + WIDTH - EDGE.right) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${plain(plot.x)}</text>
<text transform="translate(16 ${(EDGE.top + HEIGHT - EDGE.bottom) / 2})rotate(-90)" text-anchor="middle">${plain(plot.y)}</text>
${drawn(plot.lines, x.at, y.at)}
</svg>
`;
}

function drawn(lines: readonly Line[], x: (of: number) => number, y: (of: number) => number): string {
	const ends = lines.map(({ points }) => y(points.at(-1)?.[1] ?? 0));
	// Names that would lie on each other move apart, the upper one stays.
	const order = [...ends.keys()].sort((one, other) => ends[one]! - ends[other]!);
	const names = new Map<number, number>();
	let free = -Infinity;
	for (const line of order) {
		const at = Math.max(ends[line]!, free);
		names.set(line, at);
		free = at + 16;
	}
	return lines
		.map(({ name, points }, line) => {
			const colour = COLOURS[line % COLOURS.length]!;
			const way = points.map(([px, py]) => `${rounded(x(px))} ${rounded(y(py))}`).join('L');
			const dots = points.map(
				([px, py]) => `<circle cx="${rounded(x(px))}" cy="${rounded(y(py))}" r="3" fill="${colour}"/>`
			);
			return `<path fill="none" stroke="${colour}" stroke-width="2" d="M${way}"/>${dots.join('')}<text x="${WIDTH - EDGE.right + 10}" y="${rounded(names.get(line)! + 4)}" style="fill:${colour}">${plain(name)}</text>`;
		})
		.join('\n');
}

interface Axis {
	readonly at: (of: number) => number;
	readonly ticks: readonly number[];
}

function axis(low: number, high: number, from: number, to: number, logarithmic: boolean): Axis {
	const scale = (of: number): number => (logarithmic ? Math.log10(Math.max(of, 1e-9)) : of);
	const [first, last] = [scale(low), scale(high) === scale(low) ? scale(low) + 1 : scale(high)];
	const at = (of: number): number => from + ((scale(of) - first) / (last - first)) * (to - from);
	return { at, ticks: logarithmic ? powers(low, high) : steps(low, high) };
}

function powers(low: number, high: number): readonly number[] {
	const ticks: number[] = [];
	for (let power = Math.ceil(Math.log10(low)); power <= Math.log10(high) + 1e-9; power++)
		ticks.push(10 ** power);
	return ticks;
}

function steps(low: number, high: number): readonly number[] {
	const rough = Math.max(high - low, 1e-9) / 5;
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = power * ([1, 2, 5, 10].find((times) => times * power >= rough) ?? 10);
	const ticks: number[] = [];
	for (let tick = Math.ceil(low / step) * step; tick <= high + 1e-9; tick += step)
		ticks.push(Number(tick.toFixed(6)));
	return ticks;
}

const rounded = (of: number): number => Math.round(of * 10) / 10;

const plain = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
