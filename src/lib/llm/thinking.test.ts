import { expect, test } from 'vitest';
import { withoutThinking } from './thinking.ts';

async function* each(pieces: Iterable<string>): AsyncGenerator<string, void, undefined> {
	yield* pieces;
}

async function passed(pieces: Iterable<string>): Promise<string[]> {
	const all: string[] = [];
	for await (const piece of withoutThinking(each(pieces))) all.push(piece);
	return all;
}

test('an ordinary answer passes piece by piece, unchanged', async () => {
	const pieces = [' From', ' eight', '\n', ' to', ' six', ' < ', 'seven '];
	expect(await passed(pieces)).toEqual(pieces);
});

test('nothing that cannot become a mark is held back', async () => {
	const pieces = withoutThinking(
		(async function* () {
			yield 'a <';
			yield 'b> c';
			await new Promise<never>(() => undefined);
		})()
	);
	expect((await pieces.next()).value).toBe('a ');
	expect((await pieces.next()).value).toBe('<b> c');
});

test.each([
	['<think>hm</think>\n\nThe owl.', 'The owl.'],
	['<think>\n</think>\n\nThe owl.', 'The owl.'],
	['<think>a</think>\n<think>b</think>\nThe owl.', 'The owl.'],
	['The <think>hm</think>owl.', 'The owl.'],
	['The <think>hm</think> owl.', 'The  owl.'],
	['<think>never ends', ''],
	['The owl. <think>never ends', 'The owl. '],
	['a < b and <thin> ice', 'a < b and <thin> ice'],
	['ends in <thi', 'ends in <thi'],
	['  The owl. ', '  The owl. '],
	['<think><think>hm</think>The owl.', 'The owl.']
])('%j says %j, however it is cut, and no piece of it is empty', async (text, said) => {
	const cuts = [[text], [...text], ...[...text].map((_, at) => [text.slice(0, at), text.slice(at)])];
	for (const cut of cuts) {
		const pieces = await passed(cut);
		expect(pieces.join('')).toBe(said);
		expect(pieces).not.toContain('');
	}
});
