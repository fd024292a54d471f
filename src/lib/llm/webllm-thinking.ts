/** Keeps a model's thinking aloud out of what it writes: a `<think>` block at the very beginning, empty or not. */
const OPENS = '<think>';
const CLOSES = '</think>';

/** Passes everything else on piece by piece, unchanged, leading space after the block aside. */
export async function* withoutThinking(
	pieces: AsyncIterable<string>
): AsyncGenerator<string, void, undefined> {
	let held = '';
	let state: 'beginning' | 'thinking' | 'after' | 'writing' = 'beginning';
	for await (const piece of pieces) {
		if (state === 'writing') {
			yield piece;
			continue;
		}
		held += piece;
		if (state === 'beginning') {
			const start = held.trimStart();
			// So far it may still become a block.
			if (OPENS.startsWith(start)) continue;
			state = start.startsWith(OPENS) ? 'thinking' : 'writing';
		}
		if (state === 'thinking') {
			const end = held.indexOf(CLOSES);
			// The end of the mark may be cut in two: what was held stays, it is thrown away as a whole.
			if (end < 0) continue;
			held = held.slice(end + CLOSES.length);
			state = 'after';
		}
		if (state === 'after') {
			held = held.trimStart();
			if (held === '') continue;
			state = 'writing';
		}
		yield held;
		held = '';
	}
	// Too short to be a block, so it was text.
	if (state === 'beginning' && held !== '') yield held;
}
