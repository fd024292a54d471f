/**
 * A source's text as the things one would quote: sentences, lines of a list, a label with what stands under it; each
 * knowing the headings above it. Finds spans only; every span lies in the text and splits no character.
 */
export interface Span {
	readonly start: number;
	readonly end: number;
}

export interface Unit extends Span {
	readonly kind: 'heading' | 'label' | 'sentence' | 'line';
	/** Headings above, outermost first. */
	readonly under: readonly Span[];
	/** Units of one paragraph or list, with the label before it, share a number. */
	readonly block: number;
}

/** A sentence is read no further: what goes on longer is no sentence, and the segmenter is quadratic. */
const MAX_UNIT_CHARS = 400;
/** A line that ends before this was ended on purpose. */
const WRAPPED_LINE_CHARS = 56;

const heading = /^\s{0,3}(#{1,6})\s+\S/;
const bullet = /^\s*(?:[-*+•–▪]|\d{1,3}[.)])\s+/;
const rule = /^\s*(?:[-=*_]\s*){3,}$|^\s*\|?[\s:|-]+\|[\s:|-]*$|^\s*(?:`{3,}|~{3,})/;
/** Ends in ":", bold marks aside, or is one short bold line. */
const label = /[:：]\s*(?:\*\*|__)?\s*$|^\s*(?:[-*+•–]\s+)?(?:\*\*|__)[^*_]{1,80}(?:\*\*|__)\s*$/;

/** The units of `text`, in order, at most `most`. */
export function unitsOf(text: string, most: number): Unit[] {
	const units: Unit[] = [];
	let path: (Span & { level: number })[] = [];
	let block = 0;
	let afterLabel = false;
	for (const lines of paragraphsOf(text)) {
		// A label belongs to the paragraph or list that follows it.
		if (!afterLabel) block++;
		afterLabel = false;
		for (const part of joinedLines(text, lines)) {
			if (units.length >= most) return units;
			const content = text.slice(part.start, part.end);
			const level = heading.exec(content)?.[1]?.length;
			if (level !== undefined) {
				path = [...path.filter((above) => above.level < level), { ...part, level }];
				units.push({ ...bare(text, part), kind: 'heading', under: path, block: ++block });
				block++;
			} else if (content.length <= 120 && label.test(content)) {
				if (units.at(-1)?.block === block && units.at(-1)?.kind !== 'label') block++;
				units.push({ ...bare(text, part), kind: 'label', under: path, block });
				afterLabel = true;
			} else {
				const kind = bullet.test(content) ? 'line' : 'sentence';
				for (const sentence of sentencesOf(text, part)) units.push({ ...sentence, kind, under: path, block });
				afterLabel = false;
			}
		}
	}
	return units;
}

/** A heading or a label is never blank, so something is left of it. */
const bare = (text: string, span: Span): Span => trimmed(text, span) ?? span;

/** Runs of lines without a blank one between them. */
function* paragraphsOf(text: string): Generator<Span[]> {
	let lines: Span[] = [];
	for (let start = 0; start <= text.length;) {
		const at = text.indexOf('\n', start);
		const end = at === -1 ? text.length : at;
		const content = text.slice(start, end);
		if (content.trim() === '') {
			if (lines.length > 0) yield lines;
			lines = [];
		} else if (!rule.test(content.slice(0, 200))) lines.push({ start, end });
		start = end + 1;
	}
	if (lines.length > 0) yield lines;
}

/** Lines that an editor wrapped are one; lines that a person ended stay apart. */
function* joinedLines(text: string, lines: readonly Span[]): Generator<Span> {
	let open: Span | undefined;
	for (const line of lines) {
		const content = text.slice(line.start, Math.min(line.end, line.start + 200));
		const before = open && text.slice(Math.max(open.start, open.end - 200), open.end);
		const starts = heading.test(content) || bullet.test(content) || /^\s*(?:\||>|\*\*)/.test(content);
		const ended =
			!open ||
			!before ||
			heading.test(before) ||
			label.test(before) ||
			lastLineChars(before) < WRAPPED_LINE_CHARS;
		if (open && !starts && !ended) open = { start: open.start, end: line.end };
		else {
			if (open) yield open;
			open = line;
		}
	}
	if (open) yield open;
}

const lastLineChars = (text: string): number => text.length - 1 - text.lastIndexOf('\n');

/** A line break inside a paragraph ends no sentence; the segmenter thinks it does. */
const unwrapped = (text: string): string => text.replace(/[\n\r\u0085\u2028\u2029]/g, ' ');

const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });
/** A stop after these ends no sentence, nor does one after a day's number ("am 3. Mai") or an initial. */
const abbreviation =
	/(?:^|[\s(])(?:\p{L}|(?<!\d)\d{1,2}|dr|mr|mrs|ms|prof|st|nr|no|ca|approx|vs|etc|e\.g|i\.e|z\.\s?b|d\.\s?h|u\.\s?a|bzw|str|tel|inkl|incl|evtl|ggf|max|min|p\.\s?ex|sr|sra|m|mme|fig|hr|fr|jan|feb|aug|sept?|oct|okt|nov|dec|dez)\.\s*$/iu;

function* sentencesOf(text: string, span: Span): Generator<Span> {
	for (const step of bounded(text, span, 1_500)) {
		let open: Span | undefined;
		for (const { index, segment } of segmenter.segment(unwrapped(text.slice(step.start, step.end)))) {
			const start = step.start + index;
			open = { start: open?.start ?? start, end: start + segment.length };
			if (abbreviation.test(text.slice(Math.max(open.start, open.end - 24), open.end))) continue;
			yield* bounded(text, open, MAX_UNIT_CHARS);
			open = undefined;
		}
		if (open) yield* bounded(text, open, MAX_UNIT_CHARS);
	}
}

/** The span in parts of at most `most`, cut at blanks where there are any; edges free of blanks. */
function* bounded(text: string, span: Span, most: number): Generator<Span> {
	for (let start = span.start; start < span.end;) {
		let end = Math.min(span.end, start + most);
		if (end < span.end) {
			const blank = Math.max(text.lastIndexOf(' ', end), text.lastIndexOf('\n', end));
			if (blank > start + most / 2) end = blank;
			else if (/[\ud800-\udbff]/.test(text.charAt(end - 1)) && end - 1 > start) end--;
		}
		const part = trimmed(text, { start, end });
		if (part) yield part;
		start = end;
	}
}

/** The span without blanks at its edges; undefined where nothing is left. */
export function trimmed(text: string, { start, end }: Span): Span | undefined {
	while (start < end && text.charAt(start).trim() === '') start++;
	while (end > start && text.charAt(end - 1).trim() === '') end--;
	return start < end ? { start, end } : undefined;
}

const decoration = /^(?:(?:[-*+•–▪]|\d{1,3}[.)]|#{1,6}|>)\s+|\[[ xX]\]\s+|\|\s*)/;

/** The span without the marks of a list, a heading or bold type at its edges. The text itself is never altered. */
export function undecorated(text: string, span: Span): Span {
	let { start, end } = span;
	for (;;) {
		const content = text.slice(start, end);
		const mark = decoration.exec(content)?.[0].length ?? 0;
		const bold = /^(\*\*|__|[*_`])(?=\S)[^*_`]+\1$/.exec(content)?.[1]?.length ?? 0;
		const tail = /(?:\s*\||\s+#+)$/.exec(content.slice(-16))?.[0].length ?? 0;
		if (mark + bold + tail === 0 || start + mark + bold >= end - bold - tail) break;
		start += mark + (mark > 0 ? 0 : bold);
		end -= tail + (mark > 0 || tail > 0 ? 0 : bold);
	}
	return trimmed(text, { start, end }) ?? span;
}
