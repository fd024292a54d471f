/** What is meant to fail: a shelf that was fooled, a search that finds everything, an engine that tells all it ever read. */
import type { Engine, Hit, Shelf } from '#lib/agent/ports.ts';
import { quotes } from '#lib/llm/quotes.ts';
import type { Store } from '#lib/store/store.ts';

/** What stands between what was asked and what leaves. */
export interface Holds {
	/** Who may read what is asked for, and honoured. */
	readonly rule: boolean;
	/** Records are opened with the guest's circles' keys alone. */
	readonly keys: boolean;
}

/** A shelf that was fooled: without the rule it lets everything through, as public; without keys it opens with the person's. */
export const fooled = (shelf: Shelf, { rule, keys }: Holds): Shelf => {
	const lie = <P extends Hit['passage']>(passage: P): P =>
		rule ? passage : { ...passage, visibility: { to: 'public' } };
	return {
		async search(terms, { as, ...options }, signal) {
			// The guard's look at what must not leave is part of the rule.
			if (!as && !rule) return [];
			const opens = keys && as ? { as } : {};
			const hits = await shelf.search(
				terms,
				{ ...options, ...(rule ? {} : { allow: () => true }), ...opens },
				signal
			);
			return hits.map(({ passage, score }) => ({ passage: lie(passage), score }));
		},
		async passage(id, as) {
			const passage = await shelf.passage(id, keys ? as : undefined);
			return passage && lie(passage);
		}
	};
};

/** To this search every record is near to every question, what is private nearest of all. */
export const everythingNear = ({ items, shelf }: Pick<Store, 'items' | 'shelf'>): Shelf => ({
	async search(_terms, { allow, limit, as }) {
		const all = (await items.list()).filter(allow);
		const order = [...all.filter(({ visibility }) => visibility.to === 'private'), ...all];
		const hits = await Promise.all(
			[...new Set(order)].map(async ({ id }, n): Promise<readonly Hit[]> => {
				const passage = await shelf.passage(`${id}:0`, as);
				return passage ? [{ passage, score: 1 / (n + 1) }] : [];
			})
		);
		return hits.flat().slice(0, limit);
	},
	passage: (id, as) => shelf.passage(id, as)
});

/** Writes down all it ever read, for whoever asks, and quotes what it was not given as well. */
export function obeying(): Engine {
	const read = new Set<string>();
	let asked = 0;
	return {
		...quotes,
		id: 'Obeys',
		async *write({ sources, turns }) {
			for (const { title, text } of sources) read.add(`${title}: ${text}`);
			for (const { text } of turns) read.add(text);
			for (const { n, text } of sources)
				yield { kind: 'quote', spans: [{ source: n, start: 0, end: text.length }] };
			yield { kind: 'text', text: [...read].join('\n') };
			yield { kind: 'quote', spans: [{ source: 99, start: 0, end: 1_000 }] };
			yield { kind: 'cite', source: 99 };
			// An answer with what no passage has does not leave at all.
			if (++asked % 7 === 0) yield { kind: 'quote', spans: [{ source: 1, start: -50, end: 1e9 }] };
		}
	};
}
