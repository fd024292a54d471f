/**
 * Entries that are genuine and cannot be placed yet: one of their log is missing, or their author has not come in as far as
 * is known here. Bounded: what does not fit is forgotten, and comes again when logs are compared.
 */
import type { Entry } from '../../protocol/entry.ts';

/** For a community, in entries and in letters. */
const MOST = 256;
const MOST_CHARS = 2 * 1024 * 1024;
/** What an entry weighs beside its letters. */
const ENTRY_CHARS = 1_024;

export class Waiting {
	readonly #entries = new Map<string, Entry>();
	#chars = 0;

	get size(): number {
		return this.#entries.size;
	}

	add(entry: Entry): void {
		if (this.#entries.has(entry.id)) return;
		this.#entries.set(entry.id, entry);
		this.#chars += entry.text.length;
		while (this.#entries.size > MOST || this.#chars > MOST_CHARS) this.delete(this.#furthest());
	}

	delete(entry: Entry): void {
		if (this.#entries.delete(entry.id)) this.#chars -= entry.text.length;
	}

	has(id: string): boolean {
		return this.#entries.has(id);
	}

	/** Earlier places of a log first. */
	list(): readonly Entry[] {
		return [...this.#entries.values()].sort((a, b) => a.seq - b.seq);
	}

	/** Of the log that takes the most room the last: who floods the pool pushes out what is their own. */
	#furthest(): Entry {
		const logs = new Map<string, { chars: number; last: Entry }>();
		for (const entry of this.#entries.values()) {
			const log = logs.get(entry.dev) ?? { chars: 0, last: entry };
			log.chars += entry.text.length + ENTRY_CHARS;
			if (entry.seq > log.last.seq) log.last = entry;
			logs.set(entry.dev, log);
		}
		return [...logs.values()].reduce((most, log) => (log.chars > most.chars ? log : most)).last;
	}
}
