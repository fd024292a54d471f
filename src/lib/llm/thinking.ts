/** Keeps what a model thinks aloud out of what it writes: `<think>` blocks, wherever they stand and however they are cut. */
const OPENS = '<think>';
const CLOSES = '</think>';

/**
 * Everything else passes piece by piece, unchanged; only what may become a mark is held back until that is clear. An
 * answer that begins after a block begins with its first word. A block without an end is none of it an answer.
 */
export async function* withoutThinking(
	pieces: AsyncIterable<string>
): AsyncGenerator<string, void, undefined> {
	let held = '';
	let thinking = false;
	let begun = false;
	let hasThought = false;
	const said = (text: string): string => {
		const words = begun || !hasThought ? text : text.trimStart();
		begun ||= words.trim() !== '';
		return words;
	};
	for await (const piece of pieces) {
		held += piece;
		for (;;) {
			const mark: string = thinking ? CLOSES : OPENS;
			const at = held.indexOf(mark);
			if (at < 0) break;
			const before = thinking ? '' : said(held.slice(0, at));
			if (before !== '') yield before;
			held = held.slice(at + mark.length);
			hasThought = true;
			thinking = !thinking;
		}
		const clear = held.length - openEnd(held, thinking ? CLOSES : OPENS);
		const text = thinking ? '' : said(held.slice(0, clear));
		held = held.slice(clear);
		if (text !== '') yield text;
	}
	if (!thinking && held !== '') yield said(held);
}

/** How many characters at the end could be the beginning of `mark`. */
function openEnd(text: string, mark: string): number {
	for (let length = Math.min(mark.length - 1, text.length); length > 0; length--)
		if (mark.startsWith(text.slice(text.length - length))) return length;
	return 0;
}
