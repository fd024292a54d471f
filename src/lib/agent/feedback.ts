/** What the person thinks of an answer, held for or against everybody it was made from. */
import type { Book } from './book.ts';
import type { Feedback } from './events.ts';
import type { Inside } from './inside.ts';

/** Saying the same twice counts once; a changed mind counts again. */
export async function giveFeedback(
	id: string,
	feedback: Feedback,
	{ me, book, ledger, clock }: Pick<Inside, 'me' | 'ledger' | 'clock'> & { readonly book: Book }
): Promise<void> {
	const before = await book.read(id);
	if (!before || before.feedback === feedback) return;
	await book.change(id, (exchange) => ({ ...exchange, feedback }));
	const authors = new Set(before.sources.map(({ author }) => author));
	authors.delete(me);
	for (const { peer, query } of before.route)
		if (authors.has(peer)) await ledger.record({ peer, kind: feedback, at: clock.now(), query });
}
