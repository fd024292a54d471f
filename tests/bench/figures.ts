/** Where a bench leaves what it measured, one JSON line each, for the table at the end. */
import { appendFileSync, mkdirSync } from 'node:fs';

export interface Figure {
	readonly what: string;
	readonly measured: string;
	readonly goal: string;
}

export const figuresFile = 'test-results/figures.jsonl';

export function report(figure: Figure): void {
	mkdirSync('test-results', { recursive: true });
	appendFileSync(figuresFile, `${JSON.stringify(figure)}\n`);
}

/** Smallest, median and largest, in the unit given. */
export function spread(values: readonly number[], unit: string, digits = 0): string {
	const sorted = [...values].sort((a, b) => a - b);
	const at = (share: number) =>
		(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN).toFixed(digits);
	return sorted.length === 1
		? `${at(0)} ${unit}`
		: `${at(0.5)} ${unit} median (${at(0)}–${at(1)}, n = ${sorted.length})`;
}
