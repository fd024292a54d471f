import { expect, test } from 'vitest';
import { withoutThinking } from './webllm-thinking.ts';

async function* from(pieces: readonly string[]): AsyncGenerator<string> {
	yield* pieces;
}

async function passed(...pieces: string[]): Promise<string[]> {
	const all: string[] = [];
	for await (const piece of withoutThinking(from(pieces))) all.push(piece);
	return all;
}

test('an ordinary answer passes piece by piece, unchanged', async () => {
	expect(await passed(' From', ' eight', '\n', ' to', ' six')).toEqual([
		' From',
		' eight',
		'\n',
		' to',
		' six'
	]);
});

test('a block at the beginning is dropped, however it is cut into pieces', async () => {
	expect(await passed('<think>\n\n</think>\n\nYes', '.')).toEqual(['Yes', '.']);
	expect(await passed('<', 'thi', 'nk>Let me', ' see</th', 'ink>', '\n\n', 'Yes', '.')).toEqual(['Yes', '.']);
});

test('a mark in the middle of an answer is text like any other', async () => {
	expect(await passed('The tag ', '<think>', ' is old')).toEqual(['The tag ', '<think>', ' is old']);
});

test('what only began like a block is text', async () => {
	expect(await passed('<', 'b>bold')).toEqual(['<b>bold']);
	expect(await passed('<th')).toEqual(['<th']);
});

test('thinking without an end is no answer', async () => {
	expect(await passed('<think>', 'and so', ' on')).toEqual([]);
});
