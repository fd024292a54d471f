import { expect, test } from 'vitest';
import type { Source } from '#lib/agent/ports.ts';
import { promptOf, writtenAtOnce, type Found } from '#lib/agent/compose.ts';
import { quotes } from './quotes.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { questionOf, readingOf, sum } from './reading.ts';

const question = 'How can I forward several emails in Gmail?';
const asked = questionOf(promptOf(question, []));
const elsewhere = 'Click the second column header until it shows the size, then sort the files by it.';

const read = (from: Partial<Source>) =>
	readingOf(
		{ n: 1, author: '' as PeerId, title: question, text: elsewhere, relevance: 1, quotes: [], ...from },
		asked
	);
const picked = (text: string) => ({ text, quotes: [{ start: 0, end: text.length }] });

test('a peer’s title counts for nothing where its text shares no word with the question', () => {
	const { titleMatch, about } = read(picked(elsewhere));
	expect(sum(titleMatch)).toBe(0);
	expect(about).toBe(0);
});

test('it counts in full where the text holds up most of it, and less where it holds up little', () => {
	const own = sum(read({}).titleMatch);
	expect(sum(read(picked('Mark the emails in Gmail and forward them.')).titleMatch)).toBe(own);
	const little = sum(read(picked('Ask the people behind Gmail.')).titleMatch);
	expect(little).toBeGreaterThan(0);
	expect(little).toBeLessThan(own);
});

test('a note of one’s own is believed by its title', () => {
	expect(sum(read({}).titleMatch)).toBeGreaterThan(0);
	expect(read({}).about).toBeGreaterThan(0);
});

test('another thread’s text under the question as its title stands behind what answers', async () => {
	const said = (author: string, title: string, text: string): Found => ({
		...{
			author: author as PeerId,
			authorName: author,
			title,
			hash: author,
			verification: 'verified',
			madeAt: 0
		},
		...{ relevance: 1, ...picked(text) }
	});
	const lie = said('liar', question, elsewhere);
	const answer = said(
		'expert',
		'Forward multiple emails',
		'Label all the emails, then forward them in Gmail with a filter.'
	);
	const written = await writtenAtOnce(quotes, question, [lie, answer], new AbortController().signal);
	const first = written[0];
	expect(first?.kind === 'quote' && first.spans[0]?.source).toBe(2);
});
