/** The person's own search box: which items hold what was typed so far, and the words around it. */
import { mayRead, thePerson } from '#lib/agent/policy.ts';
import type { Hit, ItemFacts } from '#lib/agent/ports.ts';
import { terms } from '#lib/agent/terms.ts';
import type { Store } from '#lib/store/store.ts';
import { stemmer } from 'stemmer';
import type { FoundPassage, ShelfFilter } from './knowledge-api.ts';
import { passes } from './shelf-filter.ts';

/** More than anybody reads down to; several passages may be of one item. */
const MAX_PASSAGES = 300;
/** About three lines on a wide screen. */
const EXCERPT_CHARS = 240;
/** How much of it stands before the first word that was found. */
const LEAD_CHARS = 60;

type Parts = Pick<Store, 'items' | 'shelf' | 'collections'>;

export async function findItems(
	{ items, shelf, collections }: Parts,
	text: string,
	filter: ShelfFilter
): Promise<readonly FoundPassage[]> {
	const known = new Set((await collections.list()).map(({ id }) => id));
	const options = {
		allow: (item: ItemFacts) => mayRead(item.visibility, thePerson) && passes(filter, item, known),
		limit: MAX_PASSAGES
	};
	// First what holds every word as far as it is typed, then what holds some of them in any form.
	const typed = await shelf.find(text, options);
	const hits = [...typed, ...(await shelf.search(terms(text), options))];
	const matches = matcher(text);
	const found = new Map<string, FoundPassage>();
	for (const hit of hits)
		if (!found.has(hit.passage.item)) found.set(hit.passage.item, foundIn(hit, matches));
	// A part of a word in a title is no word of the index.
	const wanted = text.trim().toLocaleLowerCase();
	for (const item of await items.list())
		if (
			!found.has(item.id) &&
			`${item.title}\n${item.origin?.name ?? ''}`.toLocaleLowerCase().includes(wanted) &&
			passes(filter, item, known)
		)
			found.set(item.id, {
				item: item.id,
				start: 0,
				end: 0,
				excerpt: item.excerpt,
				words: matches(item.excerpt)
			});
	return [...found.values()];
}

function foundIn({ passage }: Hit, matches: Matcher): FoundPassage {
	const { item, text, start, end, place } = passage;
	const first = matches(text)[0]?.start ?? 0;
	const from = first <= LEAD_CHARS ? 0 : wordStart(text, first - LEAD_CHARS, first);
	const to = from + EXCERPT_CHARS;
	const cut = text.slice(from, to < text.length ? Math.max(text.lastIndexOf(' ', to), from + 1) : to);
	const excerpt = (from > 0 ? '… ' : '') + cut.trim() + (to < text.length ? ' …' : '');
	return { item, start, end, excerpt, words: matches(excerpt), ...(place && { place }) };
}

/** The first beginning of a word between the two. */
function wordStart(text: string, from: number, to: number): number {
	const space = text.slice(from, to).search(/\s/);
	return space < 0 ? to : from + space + 1;
}

type Matcher = (text: string) => readonly { readonly start: number; readonly end: number }[];

/** Where words of `typed` stand in a text, in any of their forms; its last one may be half typed. */
export function matcher(typed: string): Matcher {
	const wanted = terms(typed).map(folded);
	const stems = new Set(wanted.map((word) => stemmer(word)));
	const last = /[\p{L}\p{N}]+$/u.exec(typed.trimStart())?.[0];
	const begun = last === undefined ? undefined : folded(last);
	return (text) => {
		const found: { start: number; end: number }[] = [];
		for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
			const plain = folded(word);
			if (stems.has(stemmer(plain)) || (begun !== undefined && plain.startsWith(begun)))
				found.push({ start: index, end: index + word.length });
		}
		return found;
	};
}

const folded = (word: string): string => word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
