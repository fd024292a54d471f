/**
 * Full-text search over passages: SQLite FTS5 in memory, Porter stems, marks over letters ignored, bm25 with the title
 * counting twice. Holds words and places but no text (`content=''`). Runs in the search worker; also in node.
 */
import type { Database as Sqlite, PreparedStatement, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { wordsFor } from './words.ts';

/** One item with its passages' texts. */
export interface Indexed {
	readonly id: string;
	readonly title: string;
	readonly texts: readonly string[];
}

/** Passage `n` of an item; a higher score is better. */
export interface Found {
	readonly item: string;
	readonly n: number;
	readonly score: number;
}

/** Which items may come back; the shorter of two lists is sent. */
export type Among = { readonly only: readonly string[] } | { readonly except: readonly string[] };

/** Another number where what is below changes: snapshots of another layout are not restored. */
export const LAYOUT = 1;
/** FTS5 is asked for this many different terms at most: a question of 2,000 characters has fewer that matter. */
const MAX_TERMS = 64;

const TABLES = `
	CREATE TABLE items (first INTEGER PRIMARY KEY, count INTEGER NOT NULL, id TEXT NOT NULL UNIQUE);
	CREATE VIRTUAL TABLE passages USING fts5(
		title, text, content='', contentless_delete=1, tokenize="porter unicode61 remove_diacritics 2"
	);
	INSERT INTO passages (passages, rank) VALUES ('rank', 'bm25(2.0, 1.0)');
`;

export class FullText {
	readonly #sqlite3: Sqlite3Static;
	readonly #db: Sqlite;
	readonly #statements = new Map<string, PreparedStatement>();

	/** Empty, or as it was when `exported` was made. Throws when those bytes are not such a database. */
	constructor(sqlite3: Sqlite3Static, exported?: Uint8Array) {
		this.#sqlite3 = sqlite3;
		this.#db = new sqlite3.oo1.DB(':memory:');
		if (exported) this.#restore(exported);
		else this.#db.exec(TABLES);
		// A deleted page is zeroed, so that what was forgotten does not linger in an export.
		this.#db.exec('PRAGMA secure_delete = ON');
	}

	#restore(exported: Uint8Array): void {
		const { capi, wasm } = this.#sqlite3;
		const at = wasm.allocFromTypedArray(exported);
		const flags = capi.SQLITE_DESERIALIZE_FREEONCLOSE | capi.SQLITE_DESERIALIZE_RESIZEABLE;
		const { pointer } = this.#db;
		if (pointer === undefined) throw new Error('full text: closed');
		const { length } = exported;
		this.#db.checkRc(capi.sqlite3_deserialize(pointer, 'main', at, length, length, flags));
		this.#db.exec('SELECT first, count, id FROM items LIMIT 1; SELECT rowid FROM passages LIMIT 1');
	}

	/** Puts items in, each in place of what was there under its id. All or none. */
	put(items: readonly Indexed[]): void {
		this.#db.transaction(() => {
			for (const { id, title, texts } of items) {
				this.#removeOne(id);
				if (texts.length === 0) continue;
				const first = Number(this.#db.selectValue('SELECT coalesce(max(first + count), 1) FROM items'));
				this.#run('INSERT INTO items (first, count, id) VALUES (?, ?, ?)', [first, texts.length, id]);
				const titleWords = wordsFor(title);
				for (const [n, text] of texts.entries())
					this.#run('INSERT INTO passages (rowid, title, text) VALUES (?, ?, ?)', [
						first + n,
						titleWords,
						wordsFor(text)
					]);
			}
		});
	}

	remove(ids: readonly string[]): void {
		this.#db.transaction(() => {
			for (const id of ids) this.#removeOne(id);
		});
	}

	#removeOne(id: string): void {
		const places = this.#rows('SELECT first, count FROM items WHERE id = ?', id, (row) => [
			row.getInt(0) ?? 0,
			row.getInt(1) ?? 0
		]);
		for (const [first = 0, count = 0] of places) {
			this.#run('DELETE FROM passages WHERE rowid BETWEEN ? AND ?', [first, first + count - 1]);
			this.#run('DELETE FROM items WHERE first = ?', [first]);
		}
	}

	/** The best passages with any of `terms`, best first. What is not among the allowed takes no seat. */
	search(terms: readonly string[], limit: number, among?: Among): Found[] {
		const expression = anyOf(terms);
		if (expression === '' || limit <= 0) return [];
		const allowed = predicate(among);
		const found: Found[] = [];
		const hits = this.#statement('SELECT rowid, rank FROM passages WHERE passages MATCH ? ORDER BY rank');
		try {
			hits.bind([expression]);
			while (found.length < limit && hits.step()) {
				const place = this.#placeOf(hits.getInt(0) ?? 0);
				if (place && allowed(place.item)) found.push({ ...place, score: -(hits.getFloat(1) ?? 0) });
			}
		} finally {
			hits.reset();
		}
		return found;
	}

	#placeOf(rowid: number): { readonly item: string; readonly n: number } | undefined {
		const sql = 'SELECT id, first FROM items WHERE first <= ? ORDER BY first DESC LIMIT 1';
		return this.#rows(sql, rowid, (row) => ({
			item: row.getString(0) ?? '',
			n: rowid - (row.getInt(1) ?? 0)
		}))[0];
	}

	/** The database as bytes. `compact` first rewrites it without anything that was ever removed. */
	export(compact: boolean): Uint8Array<ArrayBuffer> {
		const { pointer } = this.#db;
		if (pointer === undefined) throw new Error('full text: closed');
		if (compact) {
			this.#finalize();
			this.#db.exec(`INSERT INTO passages (passages) VALUES ('optimize'); VACUUM`);
		}
		return this.#sqlite3.capi.sqlite3_js_db_export(pointer);
	}

	close(): void {
		this.#finalize();
		this.#db.close();
	}

	#statement(sql: string): PreparedStatement {
		const prepared = this.#statements.get(sql) ?? this.#db.prepare(sql);
		this.#statements.set(sql, prepared);
		return prepared;
	}

	#run(sql: string, values: readonly (string | number)[]): void {
		const statement = this.#statement(sql);
		try {
			statement.bind([...values]).step();
		} finally {
			statement.reset();
		}
	}

	#rows<Row>(sql: string, value: string | number, read: (row: PreparedStatement) => Row): Row[] {
		const statement = this.#statement(sql);
		const rows: Row[] = [];
		try {
			statement.bind([value]);
			while (statement.step()) rows.push(read(statement));
		} finally {
			statement.reset();
		}
		return rows;
	}

	#finalize(): void {
		for (const statement of this.#statements.values()) statement.finalize();
		this.#statements.clear();
	}
}

/** An FTS5 expression for any of the terms. Each is one quoted string, so nothing in it is read as syntax. */
export function anyOf(terms: readonly string[]): string {
	const words = new Set<string>();
	for (const term of terms) {
		// SQLite ends a text at NUL; a lone surrogate has no UTF-8.
		const word = wordsFor(term.replaceAll('\0', ' ').toWellFormed()).trim();
		if (word !== '' && words.size < MAX_TERMS) words.add(`"${word.replaceAll('"', '""')}"`);
	}
	return [...words].join(' OR ');
}

function predicate(among: Among | undefined): (id: string) => boolean {
	if (!among) return () => true;
	if ('only' in among) {
		const only = new Set(among.only);
		return (id) => only.has(id);
	}
	const except = new Set(among.except);
	return (id) => !except.has(id);
}
