/** What became of each file of an import, told to the screen now and then. An archive is shown as the files in it. */
import type { Outcome, StagedFile } from '#lib/store/staged.ts';
import type { FileResult, ImportProgress, ImportRefusal } from './importing-api.ts';

/** How often the screen hears of progress; a bar needs no more. */
const TELL_EVERY_MS = 100;
/** Up to this many files are all told each time; of more only the refused and the last ones, this many of both. */
const TOLD_FILES = 200;

type Final = Outcome['state'];

interface Row {
	result: FileResult;
	/** Items taken and not stored yet. */
	unstored: number;
	/** What it will have been once they are. */
	ending?: Final;
}

interface Entry {
	staged: StagedFile;
	readonly own: Row;
	readonly inside: Map<string, Row>;
	/** Has no more items to give. */
	read: boolean;
	settled: boolean;
}

export class ResultSheet {
	readonly #tell: (progress: ImportProgress) => void;
	readonly #entries = new Map<string, Entry>();
	readonly #waiting = new Set<Entry>();
	/** Which row an item belongs to. */
	readonly #rowOf = new Map<string, { readonly entry: Entry; readonly row: Row }>();
	/** Rows that changed last, at the end. */
	readonly #recent = new Set<Row>();
	#bytesTotal = 0;
	#bytesCopied = 0;
	/** Of all files before those in hand, of those in hand, and how much of these was read. */
	#bytesBefore = 0;
	#bytesInHand = 0;
	#bytesRead = 0;
	#toldAt = -Infinity;

	constructor(tell: (progress: ImportProgress) => void) {
		this.#tell = tell;
	}

	get isEmpty(): boolean {
		return this.#entries.size === 0;
	}

	/** Files of this import, in order; those done with in an earlier tab bring their outcome. */
	add(files: readonly StagedFile[], copied: boolean): void {
		for (const staged of files) {
			const entry: Entry = {
				staged,
				own: { result: { name: staged.name, state: 'waiting', passages: 0 }, unstored: 0 },
				inside: new Map(),
				read: false,
				settled: false
			};
			this.#entries.set(staged.id, entry);
			this.#bytesTotal += staged.bytes;
			if (copied || staged.outcome) this.#bytesCopied += staged.bytes;
			if (staged.outcome) this.#recall(entry, staged.outcome);
			else if (copied) this.#waiting.add(entry);
		}
		this.#show(true);
	}

	/** The file lies in the store and can be read. */
	copied(id: string): void {
		const entry = this.#entries.get(id);
		if (!entry || entry.settled) return;
		this.#bytesCopied += entry.staged.bytes;
		this.#waiting.add(entry);
		this.#show();
	}

	/** The next files to read, of so many bytes in all, or one that is larger. */
	take(mostBytes: number): readonly StagedFile[] {
		const taken: StagedFile[] = [];
		let bytes = 0;
		for (const entry of this.#waiting) {
			if (taken.length > 0 && bytes + entry.staged.bytes > mostBytes) break;
			bytes += entry.staged.bytes;
			this.#waiting.delete(entry);
			taken.push(entry.staged);
		}
		this.#bytesBefore += this.#bytesInHand;
		[this.#bytesInHand, this.#bytesRead] = [bytes, 0];
		return taken;
	}

	/** Bytes read of the files in hand. */
	progress(bytesRead: number): void {
		this.#bytesRead = bytesRead;
		this.#show();
	}

	/** An item of this file is on its way into the store. */
	took(file: string, name: string, item: string, passages: number, ending: 'done' | 'updated'): void {
		const entry = this.#entries.get(file);
		if (!entry) return;
		const row = this.#row(entry, name);
		row.unstored++;
		row.ending = ending;
		this.#rowOf.set(item, { entry, row });
		this.#set(row, { ...row.result, state: 'reading', passages: row.result.passages + passages });
	}

	/** This name (the file or one inside it) is done with, nothing of it is stored. */
	ended(file: string, name: string, state: 'same' | 'refused' | 'cancelled', reason?: ImportRefusal): void {
		const entry = this.#entries.get(file);
		if (!entry) return;
		const row = this.#row(entry, name);
		row.ending = state;
		this.#set(row, { ...row.result, state, ...(reason && { reason }) });
	}

	/** The file has no more items. It is done with when all of them are stored, not before. */
	read(file: string): void {
		const entry = this.#entries.get(file);
		if (entry) entry.read = true;
	}

	stored(ids: readonly string[]): void {
		for (const id of ids) {
			const row = this.#rowOf.get(id)?.row;
			this.#rowOf.delete(id);
			if (row && --row.unstored === 0 && row.ending && row.result.state === 'reading')
				this.#set(row, { ...row.result, state: row.ending });
		}
	}

	/** The file is not in the store, so that there is nothing to read and nothing to let go of. */
	leaveOut(file: string): void {
		const entry = this.#entries.get(file);
		if (!entry || entry.settled) return;
		this.#waiting.delete(entry);
		entry.read = entry.settled = true;
		this.#bytesTotal -= entry.staged.bytes;
	}

	/** Files that became done with since the last call, with what became of them. */
	settled(): readonly StagedFile[] {
		const settled: StagedFile[] = [];
		for (const entry of this.#entries.values()) {
			if (entry.settled || !entry.read || rowsOf(entry).some(({ unstored }) => unstored > 0)) continue;
			entry.settled = true;
			const outcome = rowsOf(entry).flatMap(({ result }) => outcomeOf(result) ?? []);
			settled.push({ ...entry.staged, outcome });
		}
		return settled;
	}

	/** The import is over. Whatever is not finished has this end; what was stored of it stays. */
	end(state: 'cancelled' | 'refused', reason?: ImportRefusal): void {
		for (const entry of this.#entries.values())
			for (const row of rowsOf(entry))
				if (row.result.state === 'waiting' || row.result.state === 'reading')
					row.result = { ...row.result, state, ...(reason && { reason }) };
		this.#tellAll(false);
	}

	#row(entry: Entry, name: string): Row {
		if (name === entry.staged.name) return entry.own;
		const found = entry.inside.get(name);
		if (found) return found;
		const row: Row = { result: { name, state: 'reading', passages: 0 }, unstored: 0 };
		entry.inside.set(name, row);
		return row;
	}

	#recall(entry: Entry, outcome: readonly Outcome[]): void {
		for (const { name, state, reason, passages } of outcome) {
			const row = this.#row(entry, name);
			// The codes of an earlier version may be others; words for what is unknown there are.
			row.result = { name, state, passages, ...(reason && { reason: reason as ImportRefusal }) };
		}
		entry.settled = entry.read = true;
		this.#bytesBefore += entry.staged.bytes;
	}

	#set(row: Row, result: FileResult): void {
		row.result = result;
		this.#recent.delete(row);
		this.#recent.add(row);
		this.#show();
	}

	#show(now = false): void {
		const time = performance.now();
		if (!now && time - this.#toldAt < TELL_EVERY_MS) return;
		this.#toldAt = time;
		this.#tellAll(true);
	}

	#tellAll(running: boolean): void {
		const counts = { waiting: 0, reading: 0, done: 0, updated: 0, same: 0, refused: 0, cancelled: 0 };
		const rows = [...this.#entries.values()].flatMap(rowsOf);
		for (const { result } of rows) counts[result.state]++;
		const shown = running && rows.length > TOLD_FILES ? this.#most(rows) : rows;
		this.#tell({
			counts,
			files: shown.map(({ result }) => result),
			bytesCopied: this.#bytesCopied,
			bytesDone: running ? Math.min(this.#bytesTotal, this.#bytesBefore + this.#bytesRead) : this.#bytesTotal,
			bytesTotal: this.#bytesTotal,
			running
		});
	}

	/** What a person wants to know of a large import while it goes on. */
	#most(rows: readonly Row[]): readonly Row[] {
		const refused = rows.filter(({ result }) => result.state === 'refused').slice(-TOLD_FILES / 2);
		const last = [...this.#recent].filter((row) => !refused.includes(row)).slice(-TOLD_FILES / 2);
		for (const old of [...this.#recent].slice(0, -TOLD_FILES)) this.#recent.delete(old);
		return [...last.reverse(), ...refused];
	}
}

/** An archive is the files in it, unless something is to be said of itself. */
function rowsOf({ own, inside, read }: Entry): readonly Row[] {
	if (inside.size === 0) return [own];
	const ownMatters = own.result.state !== 'waiting' || !read;
	return ownMatters ? [own, ...inside.values()] : [...inside.values()];
}

function outcomeOf({ state, ...result }: FileResult): Outcome | undefined {
	return state === 'waiting' || state === 'reading' ? undefined : { ...result, state };
}
