/**
 * Full-text search over passages: SQLite FTS5 in memory, Porter stems, marks over letters ignored, bm25 with the title
 * counting twice. Holds words and places but no text (`content=''`). Runs in the search worker; also in node.
 */
import type { Database as Sqlite, PreparedStatement, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { Places, type Place } from './full-text-places.ts';
import { SavedBytes } from './saved-bytes.ts';
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

/** Which items may come back: `count` of them pass. */
export interface Allowed {
	readonly count: number;
	has(id: string): boolean;
}

/** Another number where what is below changes: snapshots of another layout are not restored. */
export const LAYOUT = 1;
/** FTS5 is asked for this many different terms at most: a question of 2,000 characters has fewer that matter. */
const MAX_TERMS = 64;
/** Beyond so many rows, one pass over all that match costs less than another with a higher limit. */
const MANY_ROWS = 20_000;
/** What one step of merging may write, in pages: a search behind it waits some milliseconds. */
const MERGE_PAGES = 64;

/** `+`: SQLite keeps the best few while it goes; FTS5's own order sorts everything first. */
const SEARCH = 'SELECT rowid, rank FROM passages WHERE passages MATCH ? ORDER BY +rank LIMIT ?';

const PLACES = 'SELECT json_group_array(json_array(first, count, id)) FROM items';

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
	readonly #places: Places;

	/** Empty, or as it was when `exported` was made. Throws when those bytes are not such a database. */
	constructor(sqlite3: Sqlite3Static, exported?: Uint8Array | SavedBytes) {
		this.#sqlite3 = sqlite3;
		this.#db = new sqlite3.oo1.DB(':memory:');
		if (exported) this.#restore(exported);
		else this.#db.exec(TABLES);
		// A deleted page is zeroed, so that what was forgotten does not linger in an export.
		this.#db.exec('PRAGMA secure_delete = ON');
		this.#places = new Places(this.#stored());
	}

	#stored(): Place[] {
		// In one text: row by row, each of thousands of values would be asked for by itself.
		const rows = this.#db.selectValue(PLACES);
		if (typeof rows !== 'string') throw new Error('full text: no list of its places');
		const stored = JSON.parse(rows) as readonly (readonly [number, number, string])[];
		return stored.map(([first, count, id]) => ({ first, count, id }));
	}

	/** Every item that is in. */
	ids(): Iterable<string> {
		return this.#places.ids();
	}

	has(id: string): boolean {
		return this.#places.get(id) !== undefined;
	}

	#restore(exported: Uint8Array | SavedBytes): void {
		const { capi, wasm } = this.#sqlite3;
		const at = exported instanceof SavedBytes ? exported.taken() : wasm.allocFromTypedArray(exported);
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
				const place = { first: this.#places.next, count: texts.length, id };
				const { first } = place;
				this.#run('INSERT INTO items (first, count, id) VALUES (?, ?, ?)', [first, texts.length, id]);
				this.#places.add(place);
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
		const place = this.#places.get(id);
		if (!place) return;
		const { first, count } = place;
		this.#run('DELETE FROM passages WHERE rowid BETWEEN ? AND ?', [first, first + count - 1]);
		this.#run('DELETE FROM items WHERE first = ?', [first]);
		this.#places.remove(id);
	}

	/** The best passages with any of `terms`, best first. What is not allowed takes no seat. */
	search(terms: readonly string[], limit: number, allowed?: Allowed): Found[] {
		return this.match(anyOf(terms), limit, allowed);
	}

	/** The best passages that an FTS5 expression matches. */
	match(expression: string, limit: number, allowed?: Allowed): Found[] {
		if (expression === '' || limit <= 0 || allowed?.count === 0) return [];
		// Enough rows that the allowed among them fill the seats; seldom more than one pass.
		const share = allowed ? allowed.count / Math.max(1, this.#places.size) : 1;
		let rows = allowed ? Math.ceil((2 * limit) / share) + 16 : limit;
		for (;;) {
			const every = rows > MANY_ROWS;
			const { found, seen } = this.#best(expression, every ? -1 : rows, limit, allowed);
			if (found.length === limit || every || seen < rows) return found;
			rows *= 8;
		}
	}

	#best(
		expression: string,
		rows: number,
		limit: number,
		allowed: Allowed | undefined
	): { readonly found: Found[]; readonly seen: number } {
		const found: Found[] = [];
		let seen = 0;
		const hits = this.#statement(SEARCH);
		try {
			hits.bind([expression, rows]);
			while (found.length < limit && hits.step()) {
				seen++;
				const row = hits.getInt(0) ?? 0;
				const place = this.#places.at(row);
				if (place && (!allowed || allowed.has(place.id)))
					found.push({ item: place.id, n: row - place.first, score: -(hits.getFloat(1) ?? 0) });
			}
		} finally {
			hits.reset();
		}
		return { found, seen };
	}

	/**
	 * Merges a little of what many small changes left behind, which every search pays for; true while there is more. The
	 * first step of a round says so.
	 */
	merge(first: boolean): boolean {
		const before = this.#db.changes(true);
		this.#db.exec(
			`INSERT INTO passages (passages, rank) VALUES ('merge', ${first ? -MERGE_PAGES : MERGE_PAGES})`
		);
		// What FTS5 says of it: fewer than two changes are none of importance.
		return this.#db.changes(true) - before >= 2;
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
