/**
 * Sealed boxes that wait for a sleeper. What is kept: a keyed name of the reader, a keyed name of the sender (to
 * count, not to tell), the expiry and the box. A box goes only when its reader says it is stored, or when its time is
 * over; a full mailbox refuses the sender in words, it never drops. A row whose mark does not fit is set aside.
 */
import { MAIL_LIFETIME_MS } from '#lib/protocol/limits.ts';
import type { Limits } from './config.ts';
import { digestOf, rowMarks } from './database-schema.ts';
import type { Store } from './database.ts';
import type { Cursor, Letter, MailStore, Stored, Waiting } from './ports.ts';

export type MailLimits = Pick<Limits, 'mailboxMessages' | 'mailboxBytes' | 'mailPerSender'>;

interface Row {
	readonly seq: number;
	readonly id: Buffer;
	readonly owner: Buffer;
	readonly sender: Buffer;
	readonly exp: number;
	readonly mark: Buffer;
	readonly box: Buffer;
}

/** One expiry sweep deletes at most this many at a time, so that it never holds up the mail. */
const SWEEP_ROWS = 500;

export class Mailboxes implements MailStore {
	readonly #store: Store;
	readonly #limits: MailLimits;
	readonly #clock: () => number;
	readonly #sql;
	/** Never used again while a reader holds a cursor: cursors do not outlive the process. */
	#seq: number;
	/** Damaged rows on their way out, or that the disk will not let go of: not looked at again. */
	readonly #aside = new Set<number>();
	#recounting = false;

	constructor(store: Store, limits: MailLimits, clock: () => number) {
		this.#store = store;
		this.#limits = limits;
		this.#clock = clock;
		this.#sql = statements(store);
		this.#seq = (this.#sql.last.get() as { seq: number }).seq;
	}

	/** Keeps a box; the answer comes after it is on disk. */
	put(letter: Letter): Promise<Stored> {
		return this.#store.write(() => this.putWithin(letter));
	}

	/** The same, inside a transaction of somebody else's. */
	putWithin({ owner, sender, exp, box }: Letter): Stored {
		const { marks } = this.#store;
		const digest = digestOf(box);
		const id = rowMarks.id(marks, owner, digest);
		if (this.#sql.known.get(id)) return 'known';
		const { mailboxMessages, mailboxBytes, mailPerSender } = this.#limits;
		if (box.length > mailboxBytes || mailboxMessages < 1) return 'full';
		// Each grows only where there is room, in one statement.
		if (this.#sql.grow.run(owner, box.length, mailboxMessages, mailboxBytes).changes === 0) return 'full';
		if (this.#sql.growShare.run(owner, sender, mailPerSender).changes === 0) {
			this.#giveRoom(owner, 1, box.length);
			return 'full-of-sender';
		}
		const row = { id, owner, sender, exp: Math.min(exp, this.#clock() + MAIL_LIFETIME_MS) };
		const mark = marks.of(...rowMarks.mail(row, digest));
		this.#sql.add.run(++this.#seq, id, owner, sender, row.exp, mark, box);
		return 'stored';
	}

	/** The cursor is the row's number. */
	async after(owner: Buffer, cursor: Cursor | undefined, count: number): Promise<readonly Waiting[]> {
		const now = this.#clock();
		const waiting: Waiting[] = [];
		for (let seq = Number(cursor ?? 0); waiting.length < count;) {
			const found = this.#sql.after.all(owner, seq, count - waiting.length) as { seq: number }[];
			for (const next of found) {
				seq = next.seq;
				const row = this.#sound(seq, owner);
				if (row && row.exp > now) waiting.push({ cursor: String(seq), id: row.id, box: row.box });
			}
			if (found.length === 0) break;
		}
		return waiting;
	}

	received(owner: Buffer, ids: readonly Buffer[]): Promise<number> {
		return this.#store.write(() => {
			let [messages, bytes] = [0, 0];
			for (const id of ids) {
				const row = this.#sql.remove.get(id, owner) as { sender: Buffer; bytes: number } | undefined;
				if (!row) continue;
				this.#giveShare(owner, row.sender);
				messages++;
				bytes += row.bytes;
			}
			if (messages > 0) this.#giveRoom(owner, messages, bytes);
			return messages;
		});
	}

	async sweep(): Promise<number> {
		let swept = 0;
		for (;;) {
			const rows = this.#sql.expired.all(this.#clock(), SWEEP_ROWS) as { seq: number }[];
			// Damaged ones are set aside here too: a flipped bit in the expiry must not end a letter unnoticed.
			const over = rows.flatMap(({ seq }) => this.#sound(seq) ?? []);
			const gone = await this.#store.write(() => over.filter((row) => this.#remove(row)).length);
			swept += gone;
			if (gone === 0) break;
		}
		await this.#store.sweepDamaged(MAIL_LIFETIME_MS);
		return swept;
	}

	/** The row, where its mark fits and it lies in the mailbox it was found under; a damaged one is set aside. */
	#sound(seq: number, owner?: Buffer): Row | undefined {
		if (this.#aside.has(seq)) return undefined;
		let row: Row | undefined;
		try {
			row = this.#sql.row.get(seq) as Row | undefined;
			if (!row) return undefined;
			const digest = digestOf(row.box);
			const fits = this.#store.marks.fits(row.mark, ...rowMarks.mail(row, digest));
			if (fits && (owner === undefined || row.owner.equals(owner))) return row;
		} catch (error) {
			// Not even readable. One row is not worth everything behind it.
			if (isPassing(error)) throw error;
		}
		this.#setAside(seq, row);
		return undefined;
	}

	#setAside(seq: number, row: Row | undefined): void {
		this.#aside.add(seq);
		const gone = this.#store.setAside('mail', row ? 'mark' : 'unreadable', row?.box, () => {
			this.#sql.removeRow.run(seq);
		});
		if (this.#recounting) return;
		this.#recounting = true;
		// Behind all that go in the same commit, once.
		gone
			.then(() => {
				this.#recounting = false;
				return this.#store.write(() => this.#recount());
			})
			.catch(() => undefined);
	}

	#remove({ id, owner }: Row): boolean {
		const row = this.#sql.remove.get(id, owner) as { sender: Buffer; bytes: number } | undefined;
		if (!row) return false;
		this.#giveShare(owner, row.sender);
		this.#giveRoom(owner, 1, row.bytes);
		return true;
	}

	#giveShare(owner: Buffer, sender: Buffer): void {
		if (this.#sql.lastShare.run(owner, sender).changes === 0) this.#sql.shrinkShare.run(owner, sender);
	}

	#giveRoom(owner: Buffer, messages: number, bytes: number): void {
		this.#sql.shrink.run(messages, bytes, owner);
		this.#sql.drop.run(owner);
	}

	/** After a damaged row went, whose own numbers cannot be believed, nor whose it was. */
	#recount(): void {
		this.#sql.forgetShares.run();
		this.#sql.countShares.run();
		this.#sql.forgetSizes.run();
		this.#sql.countSizes.run();
	}

	async total(): Promise<{ messages: number; bytes: number }> {
		return this.#sql.total.get() as { messages: number; bytes: number };
	}
}

/** Whether a read may succeed next time: the file is busy or the machine out of something, not damaged. */
const isPassing = (error: unknown): boolean =>
	!(error instanceof Error && 'code' in error && /^SQLITE_(CORRUPT|NOTADB)|^ERR_/.test(String(error.code))) &&
	!(error instanceof TypeError);

function statements({ db }: Store) {
	return {
		last: db.prepare('SELECT coalesce(max(seq), 0) AS seq FROM mail'),
		known: db.prepare('SELECT 1 FROM mail WHERE id = ?'),
		grow: db.prepare(
			`INSERT INTO mailbox (owner, messages, bytes) VALUES (?, 1, ?)
			ON CONFLICT (owner) DO UPDATE SET messages = messages + 1, bytes = bytes + excluded.bytes
			WHERE messages < ? AND bytes + excluded.bytes <= ?`
		),
		growShare: db.prepare(
			`INSERT INTO share (owner, sender, messages) VALUES (?, ?, 1)
			ON CONFLICT (owner, sender) DO UPDATE SET messages = messages + 1 WHERE messages < ?`
		),
		add: db.prepare('INSERT INTO mail (seq, id, owner, sender, exp, mark, box) VALUES (?, ?, ?, ?, ?, ?, ?)'),
		shrink: db.prepare('UPDATE mailbox SET messages = messages - ?, bytes = bytes - ? WHERE owner = ?'),
		drop: db.prepare('DELETE FROM mailbox WHERE owner = ? AND messages <= 0'),
		lastShare: db.prepare('DELETE FROM share WHERE owner = ? AND sender = ? AND messages <= 1'),
		shrinkShare: db.prepare('UPDATE share SET messages = messages - 1 WHERE owner = ? AND sender = ?'),
		after: db.prepare('SELECT seq FROM mail WHERE owner = ? AND seq > ? ORDER BY seq LIMIT ?'),
		// By its number, so that every field comes from the row and none from an index.
		row: db.prepare('SELECT seq, id, owner, sender, exp, mark, box FROM mail WHERE seq = ?'),
		remove: db.prepare('DELETE FROM mail WHERE id = ? AND owner = ? RETURNING sender, length(box) AS bytes'),
		removeRow: db.prepare('DELETE FROM mail WHERE seq = ?'),
		expired: db.prepare('SELECT seq FROM mail WHERE exp <= ? LIMIT ?'),
		forgetShares: db.prepare('DELETE FROM share'),
		countShares: db.prepare(
			'INSERT INTO share SELECT owner, sender, count(*) FROM mail GROUP BY owner, sender'
		),
		forgetSizes: db.prepare('DELETE FROM mailbox'),
		countSizes: db.prepare(
			'INSERT INTO mailbox SELECT owner, count(*), sum(length(box)) FROM mail GROUP BY owner'
		),
		total: db.prepare(
			'SELECT coalesce(sum(messages), 0) AS messages, coalesce(sum(bytes), 0) AS bytes FROM mailbox'
		)
	};
}
