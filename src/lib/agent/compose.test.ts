import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PeerId } from '../protocol/identity.ts';
import { appended, composed, foundAgain, merged, ownFound, withCited, type Found } from './compose.ts';
import type { Hit } from './ports.ts';

const [anna, ben] = ['a'.repeat(64) as PeerId, 'b'.repeat(64) as PeerId];

const aFound = (change: Partial<Found> = {}): Found => ({
	...{ author: ben, authorName: 'Ben', title: 'Note', text: 'One. Two. Three.', hash: 'h', madeAt: 1 },
	...{ verification: 'verified', relevance: 1, quotes: [{ start: 0, end: 4 }] },
	...change
});

const span = (source: number, start: number, end: number) => ({ source, start, end });

describe('what an engine wrote', () => {
	test('becomes parts whose sources are numbered in the order of first use, unused ones left out', () => {
		const found = [aFound({ hash: 'a' }), aFound({ hash: 'b' }), aFound({ hash: 'c' })];
		const { parts, sources } = composed(
			[
				{ kind: 'quote', spans: [span(3, 5, 9), span(1, 0, 4)] },
				{ kind: 'text', text: 'And so it is.' },
				{ kind: 'cite', source: 3 }
			],
			found
		);
		expect(parts).toEqual([
			{ kind: 'quote', text: 'Two.', sources: [1, 2] },
			{ kind: 'text', text: 'And so it is.' },
			{ kind: 'cite', source: 1 }
		]);
		expect(sources.map(({ n, hash, spans }) => [n, hash, spans])).toEqual([
			[
				1,
				'c',
				[
					{ start: 0, end: 4 },
					{ start: 5, end: 9 }
				]
			],
			[2, 'a', [{ start: 0, end: 4 }]]
		]);
	});

	test('that points at nothing, or beyond a text, is left out', () => {
		const written = [
			{ kind: 'quote', spans: [span(2, 0, 4)] },
			{ kind: 'quote', spans: [span(1, 4, 4)] },
			{ kind: 'quote', spans: [span(1, 10, 99)] },
			{ kind: 'cite', source: 0 }
		] as const;
		expect(composed(written, [aFound()])).toEqual({ parts: [], sources: [] });
	});
});

test('merged spans are in order, apart from each other, and cover just what was covered', () => {
	const point = fc.nat(40);
	const aSpan = fc.tuple(point, point).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) + 1 }));
	fc.assert(
		fc.property(fc.array(aSpan), (spans) => {
			const result = merged(spans);
			const covers = (all: readonly { start: number; end: number }[], at: number) =>
				all.some(({ start, end }) => start <= at && at < end);
			for (let at = 0; at < 42; at++) expect(covers(result, at)).toBe(covers(spans, at));
			for (const [i, { start }] of result.entries())
				if (i > 0) expect(start).toBeGreaterThan(result[i - 1]!.end);
		})
	);
});

describe('sources', () => {
	test('of one author and one text are one, of two authors two', () => {
		const twice = withCited(
			[aFound()],
			[aFound({ quotes: [{ start: 5, end: 9 }] }), aFound({ author: anna })]
		);
		expect(twice.map(({ author, quotes }) => [author, quotes.length])).toEqual([
			[ben, 2],
			[anna, 1]
		]);
	});

	test('own hits are as relevant as they scored against the best', () => {
		const passage = { id: 'i:0', item: 'i', title: 'T', text: 'x', start: 0, end: 1, madeAt: 1 };
		const hit = (score: number): Hit => ({ passage: { ...passage, visibility: { to: 'private' } }, score });
		expect(ownFound([hit(8), hit(2)], anna).map(({ relevance }) => relevance)).toEqual([1, 0.25]);
		expect(ownFound([], anna)).toEqual([]);
	});

	test('that come after prose are added below it and numbered on', () => {
		const before = composed(
			[
				{ kind: 'text', text: 'Prose.' },
				{ kind: 'cite', source: 1 }
			],
			[aFound()]
		);
		const after = appended(before, [aFound({ author: anna, quotes: [{ start: 5, end: 9 }] })]);
		expect(after.parts.at(-1)).toEqual({ kind: 'quote', text: 'Two.', sources: [2] });
		expect(after.sources.map(({ n, author }) => [n, author])).toEqual([
			[1, ben],
			[2, anna]
		]);
	});

	test('read back from a finished answer keep what their author picked', () => {
		const [source] = composed([{ kind: 'cite', source: 1 }], [aFound()]).sources;
		expect(foundAgain(source!)).toEqual(aFound());
	});
});
