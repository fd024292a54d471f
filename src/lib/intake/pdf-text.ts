/**
 * Runs of letters on a page as text: lines joined into paragraphs, words cut at the end of a line made whole again.
 * Trusts the order in which the file writes its text, which is the order of reading in all but odd files.
 */

/** As the library gives it: `transform` places it, in points from the lower left. */
export interface Run {
	readonly str: string;
	readonly transform: readonly number[];
	readonly width: number;
	readonly height: number;
	readonly hasEOL: boolean;
}

interface Line {
	text: string;
	readonly x: number;
	readonly y: number;
	end: number;
	size: number;
}

export function textOfLines(runs: readonly Run[]): string {
	const lines = linesOf(runs).filter(({ text }) => text.trim() !== '');
	const usual = usualStep(lines);
	let text = '';
	for (const [n, line] of lines.entries()) {
		const before = lines[n - 1];
		const words = line.text.replace(/\s+/g, ' ').trim();
		if (!before) text = words;
		else if (opensParagraph(before, line, usual)) text += `\n\n${words}`;
		else text = joined(text, words);
	}
	return text;
}

function linesOf(runs: readonly Run[]): Line[] {
	const lines: Line[] = [];
	let open: Line | undefined;
	for (const { str, transform, width, height, hasEOL } of runs) {
		const [x, y] = [transform[4] ?? 0, transform[5] ?? 0];
		const size = height || Math.abs(transform[3] ?? 0);
		if (open && str !== '' && isOtherLine(open, x, y, size)) open = undefined;
		if (!open && str !== '') lines.push((open = { text: '', x, y, end: x, size }));
		if (open) {
			const gap = x - open.end;
			const isApart = open.text !== '' && !/\s$/.test(open.text) && !/^\s/.test(str) && gap > 0.2 * size;
			open.text += isApart && str !== '' ? ` ${str}` : str;
			open.end = Math.max(open.end, x + width);
			if (str.trim() !== '') open.size = Math.max(open.size, size);
		}
		if (hasEOL) open = undefined;
	}
	return lines;
}

/** Raised and lowered letters belong to their line; a step back to the left does not. */
const isOtherLine = (line: Line, x: number, y: number, size: number): boolean => {
	const height = Math.max(line.size, size) || 10;
	return Math.abs(y - line.y) > 0.6 * height || x < line.end - 3 * height;
};

/** The distance of lines that follow one another: the smaller ones, or every page of short paragraphs would be one. */
function usualStep(lines: readonly Line[]): number {
	const steps = lines
		.slice(1)
		.map(({ y }, n) => lines[n]!.y - y)
		.filter((step) => step > 0)
		.sort((one, other) => one - other);
	return steps[Math.floor(steps.length / 4)] ?? 0;
}

function opensParagraph(before: Line, line: Line, usual: number): boolean {
	const step = before.y - line.y;
	const size = Math.min(before.size, line.size) || 10;
	// Upwards: another column, or a box beside the text. The sentence goes on if it has not ended.
	if (step < 0) return /[.!?:…]["”’)\]]?\s*$/.test(before.text);
	if (step > Math.max(1.35 * usual, 1.2 * size)) return true;
	if (Math.abs(before.size - line.size) > 0.15 * size) return true;
	if (/^\s*(?:[•▪‣◦–*-]|\(?\d{1,3}[.)])\s/.test(line.text)) return true;
	// An indent after a full stop.
	return line.x - before.x > 0.8 * size && /[.!?:]["”’)]?\s*$/.test(before.text);
}

/** A hyphen at the end of a line before a small letter was put there by the line. */
function joined(text: string, line: string): string {
	const hyphen = /(\p{L})[\u00ad\u2010-]$/u;
	if (text.endsWith('\u00ad') || (hyphen.test(text) && /^\p{Ll}/u.test(line)))
		return text.slice(0, -1) + line;
	// Chinese and Japanese have no blanks between words, at a line's end either.
	const unspaced =
		/[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]$/.test(text) && /^[\u3040-\u30ff\u3400-\u9fff]/.test(line);
	return `${text}${unspaced ? '' : ' '}${line}`;
}
