/** Other ways to search the same passages, each with stems and stop words, as its maker recommends it. */
import { create, insertMultiple, load, save, search, type AnyOrama } from '@orama/orama';
import initSqlite, { type Database } from '@sqlite.org/sqlite-wasm';
import MiniSearch from 'minisearch';
import { stemmer } from 'stemmer';
import { stopWords } from '#lib/agent/stop-words.ts';

export interface Document {
	readonly id: number;
	readonly title: string;
	readonly text: string;
}

export interface Rival {
	add(documents: readonly Document[]): void | Promise<void>;
	/** The ten best, with their texts. */
	search(words: readonly string[]): readonly Document[] | Promise<readonly Document[]>;
	/** How long it takes to be ready again from what it can keep. */
	restore(): Promise<number>;
}

const english = [...(stopWords[0] ?? [])];

export const rivals = { 'raw FTS5': fts5, MiniSearch: miniSearch, Orama: orama } as const;

/** FTS5 as its manual shows it, texts and all, in memory: no encryption, no list of who may see what. */
async function fts5(): Promise<Rival> {
	const sqlite3 = await initSqlite();
	const open = (): Database => new sqlite3.oo1.DB(':memory:');
	let db = open();
	db.exec(`CREATE VIRTUAL TABLE p USING fts5(title, text, tokenize="porter unicode61 remove_diacritics 2");
		INSERT INTO p (p, rank) VALUES ('rank', 'bm25(2.0, 1.0)');`);
	const one = 'SELECT rowid, title, text FROM p WHERE p MATCH ? ORDER BY rank LIMIT 10';
	let asked = db.prepare(one);
	return {
		add(documents) {
			const insert = db.prepare('INSERT INTO p (rowid, title, text) VALUES (?, ?, ?)');
			db.transaction(() => {
				for (const { id, title, text } of documents) insert.bind([id + 1, title, text]).stepReset();
			});
			insert.finalize();
		},
		search(words) {
			const found: Document[] = [];
			asked.bind([words.map((word) => `"${word.replaceAll('"', '""')}"`).join(' OR ')]);
			while (asked.step())
				found.push({ id: asked.getInt(0)! - 1, title: asked.getString(1)!, text: asked.getString(2)! });
			asked.reset();
			return found;
		},
		async restore() {
			const kept = sqlite3.capi.sqlite3_js_db_export(db.pointer!);
			asked.finalize();
			db.close();
			const begun = performance.now();
			db = open();
			const at = sqlite3.wasm.allocFromTypedArray(kept);
			const flags = sqlite3.capi.SQLITE_DESERIALIZE_FREEONCLOSE | sqlite3.capi.SQLITE_DESERIALIZE_RESIZEABLE;
			const { length } = kept;
			db.checkRc(sqlite3.capi.sqlite3_deserialize(db.pointer!, 'main', at, length, length, flags));
			asked = db.prepare(one);
			asked.bind(['"the"']).step();
			asked.reset();
			return performance.now() - begun;
		}
	};
}

async function miniSearch(): Promise<Rival> {
	const stops = new Set(english);
	const options = {
		fields: ['title', 'text'],
		storeFields: ['title', 'text'],
		processTerm: (term: string) => {
			const word = term.toLowerCase();
			return stops.has(word) ? null : stemmer(word);
		},
		searchOptions: { boost: { title: 2 }, combineWith: 'OR' as const }
	};
	let index = new MiniSearch<Document>(options);
	return {
		add: (documents) => index.addAll(documents),
		search: (words) => index.search(words.join(' ')).slice(0, 10) as unknown as Document[],
		async restore() {
			const kept = JSON.stringify(index);
			const begun = performance.now();
			index = MiniSearch.loadJSON<Document>(kept, options);
			return performance.now() - begun;
		}
	};
}

async function orama(): Promise<Rival> {
	const open = (): AnyOrama =>
		create({
			schema: { title: 'string', text: 'string' } as const,
			components: { tokenizer: { language: 'english', stemming: true, stopWords: english } }
		});
	let db = open();
	return {
		async add(documents) {
			await insertMultiple(
				db,
				documents.map(({ id, title, text }) => ({ id: String(id), title, text })),
				documents.length
			);
		},
		async search(words) {
			const { hits } = await search(db, { term: words.join(' '), limit: 10, boost: { title: 2 } });
			return hits.map(({ id, document }) => ({
				id: Number(id),
				title: String(document['title']),
				text: String(document['text'])
			}));
		},
		async restore() {
			const kept = structuredClone(save(db));
			const begun = performance.now();
			db = open();
			load(db, kept);
			return performance.now() - begun;
		}
	};
}
