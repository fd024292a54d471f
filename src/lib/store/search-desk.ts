/** What the search worker does with what it is asked: words and vectors of the same items, one table of jobs. */
import type { Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { AllowedLists } from './among.ts';
import { FullText, type Allowed, type Found } from './full-text.ts';
import { typedExpression } from './full-text-typed.ts';
import { CANDIDATES, fused } from './fusion.ts';
import type { Meaning, SearchJobs } from './search-messages.ts';
import { SavedBytes } from './saved-bytes.ts';
import { Vectors } from './vectors.ts';

type Jobs = {
	readonly [Job in keyof SearchJobs]: (asks: SearchJobs[Job]['asks']) => SearchJobs[Job]['gives'];
};

/** `start` comes before everything else but `restore`. A job that throws leaves an index that is not to be used again. */
export function searchDesk(sqlite3: Sqlite3Static): Jobs {
	let started: FullText | undefined;
	let saved: SavedBytes | undefined;
	let vectors: Vectors | undefined;
	const lists = new AllowedLists();
	const index = (): FullText => {
		if (!started) throw new Error('search worker: not started');
		return started;
	};

	function search(terms: readonly string[], limit: number, allowed?: Allowed, meaning?: Meaning): Found[] {
		const held = vectors;
		if (!held || !meaning || limit <= 0) return index().search(terms, limit, allowed);
		const candidates = Math.max(limit, CANDIDATES);
		const nearness = {
			nearest: held.search(meaning.vector, candidates, allowed),
			of: (found: Found) => held.near(meaning.vector, found),
			unrelated: meaning.unrelated
		};
		return fused(index().search(terms, candidates, allowed), nearness, limit);
	}

	return {
		restore({ bytes, at, part }) {
			saved ??= new SavedBytes(sqlite3, bytes);
			saved.put(at, new Uint8Array(part));
			return undefined;
		},
		start({ restored }) {
			started?.close();
			started = new FullText(sqlite3, restored ? saved : undefined);
			saved?.drop();
			saved = undefined;
			return undefined;
		},
		put({ items }) {
			for (const { id } of items) vectors?.remove(id);
			index().put(items);
			return undefined;
		},
		remove({ ids }) {
			for (const id of ids) vectors?.remove(id);
			index().remove(ids);
			return undefined;
		},
		search: ({ terms, limit, among, meaning }) => search(terms, limit, among && lists.of(among), meaning),
		find: ({ typed, limit, among }) => index().match(typedExpression(typed), limit, among && lists.of(among)),
		export: ({ compact }) => index().export(compact).buffer,
		merge: ({ first }) => index().merge(first),
		vectors({ embedder, exported }) {
			vectors = embedder && new Vectors(embedder.id, embedder.dimensions);
			if (!embedder || !exported) return false;
			try {
				vectors = Vectors.restored(embedder.id, embedder.dimensions, new Uint8Array(exported));
				return true;
			} catch {
				// They are made anew, which costs time only.
				return false;
			}
		},
		unembedded({ limit }) {
			const missing: string[] = [];
			for (const id of index().ids()) {
				if (missing.length >= limit) break;
				if (!vectors?.has(id)) missing.push(id);
			}
			return vectors ? missing : [];
		},
		embedded({ items }) {
			// What was removed meanwhile stays away.
			for (const { id, values } of items) if (index().has(id)) vectors?.put(id, values);
			return undefined;
		},
		forgetVectors({ ids }) {
			for (const id of ids) vectors?.remove(id);
			return undefined;
		},
		exportVectors() {
			if (!vectors) throw new Error('search worker: no vectors');
			return vectors.export().buffer;
		}
	};
}
