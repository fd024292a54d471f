import { expect, test } from 'vitest';
import { Headings } from './marks.ts';

test('a path holds the headings above, outermost first, and a later one of the same level replaces them', () => {
	const text = 'Before.\n\n# Bread **new**\n\nx\n\n### Deep\n\nx\n\nOvens\n-----\n\nx\n\n# End';
	expect(new Headings().marksOf(text, 'markdown').map(({ path }) => path)).toEqual([
		['Bread new'],
		['Bread new', 'Deep'],
		['Bread new', 'Ovens'],
		['End']
	]);
	expect(new Headings().marksOf(text, 'text')).toEqual([]);
});

test('the next part of a long text begins below the headings that the last one ended under', () => {
	const headings = new Headings();
	headings.marksOf('# A\n\n## B\n\nx', 'markdown');
	expect(headings.marksOf('still B\n\n## C', 'markdown')).toEqual([
		{ start: 0, path: ['A', 'B'] },
		{ start: 9, path: ['A', 'C'] }
	]);
});

test('of a text of headings alone only the outer ones are kept', () => {
	const text = Array.from({ length: 100 }, (_, n) => `# ${n}\n\n${'## x\n\n'.repeat(30)}`).join('');
	expect(new Headings().marksOf(text, 'markdown')).toHaveLength(100);
});
