/**
 * Sealed boxes that wait for a sleeper. What is kept: a keyed name of the reader, a keyed name of the sender (to
 * count, not to tell), the expiry and the box. A box goes only when its reader says it is stored, or when its time is
 * over; a full mailbox refuses the sender in words, it never drops.
 */
import { createHash, randomBytes } from 'node:crypto';
import { MAIL_LIFETIME_MS } from '#lib/protocol/limits.ts';
import type { Limits } from './config.ts';
import type { Store } from './database.ts';
import type { Cursor, Letter, MailStore, Stored, Waiting } from './ports.ts';

export type MailLimits = Pick<Limits, 'mailboxMessages' | 'mailboxBytes' | 'mailPerSender'>;

interface Row {
	readonly seq: number;
	readonly id: Buffer;
	readonly box: Buffer;
}

/** One expiry sweep deletes at most this many, so that it never holds up the mail. */
const SWEEP_ROWS = 500;

export class Mailboxes implements MailStore {
	readonly #store: Store;
	readonly #limits: MailLimits;
	readonly #clock: () => number;
	readonly #sql;

	constructor(store: Store, limits: MailLimits, clock: () => number) {
		this.#store = store;
		this.#limits = limits;
		this.#clock = clock;
		const { db } = store;
		this.#sql = {
			known: db.prepare('SELECT 1 FROM mail WHERE owner = ? AND digest = ?'),
			size: db.prepare('SELECT messages, bytes FROM mailbox WHERE owner = ?'),
			bySender: db.prepare('SELECT count(*) AS held FROM mail WHERE owner = ? AND sender = ?'),
			add: db.prepare('INSERT INTO mail (id, owner, sender, digest, exp, box) VALUES (?, ?, ?, ?, ?, ?)'),
			grow: db.prepare(
				`INSERT INTO mailbox (owner, messages, bytes) VALUES (?, 1, ?)
				ON CONFLICT (owner) DO UPDATE SET messages = messages + 1, bytes = bytes + excluded.bytes`
			),
			shrink: db.prepare('UPDATE mailbox SET messages = messages - 1, bytes = bytes - ? WHERE owner = ?'),
			drop: db.prepare('DELETE FROM mailbox WHERE owner = ? AND messages <= 0'),
			after: db.prepare(
				'SELECT seq, id, box FROM mail WHERE owner = ? AND seq > ? AND exp > ? ORDER BY seq LIMIT ?'
			),
			remove: db.prepare('DELETE FROM mail WHERE id = ? AND owner = ? RETURNING length(box) AS bytes'),
			expired: db.prepare('SELECT id, owner FROM mail WHERE exp <= ? LIMIT ?'),
			total: db.prepare(
				'SELECT coalesce(sum(messages), 0) AS messages, coalesce(sum(bytes), 0) AS bytes FROM mailbox'
			)
		};
	}

	/** Keeps a box; the answer comes after it is on disk. */
	put(letter: Letter): Promise<Stored> {
		return this.#store.write(() => this.putWithin(letter));
	}

	/** The same, inside a transaction of somebody else's. */
	putWithin({ owner, sender, exp, box }: Letter): Stored {
		const digest = createHash('sha256').update(box).digest();
		if (this.#sql.known.get(owner, digest)) return 'known';
		const size = this.#sql.size.get(owner) as { messages: number; bytes: number } | undefined;
		const { mailboxMessages, mailboxBytes, mailPerSender } = this.#limits;
		if (size && (size.messages >= mailboxMessages || size.bytes + box.length > mailboxBytes)) return 'full';
		const { held } = this.#sql.bySender.get(owner, sender) as { held: number };
		if (held >= mailPerSender) return 'full-of-sender';
		const until = Math.min(exp, this.#clock() + MAIL_LIFETIME_MS);
		this.#sql.add.run(randomBytes(16), owner, sender, digest, until, box);
		this.#sql.grow.run(owner, box.length);
		return 'stored';
	}

	/** The cursor is the row's number. */
	async after(owner: Buffer, cursor: Cursor | undefined, count: number): Promise<readonly Waiting[]> {
		const rows = this.#sql.after.all(owner, Number(cursor ?? 0), this.#clock(), count) as Row[];
		return rows.map(({ seq, id, box }) => ({ cursor: String(seq), id, box }));
	}

	received(owner: Buffer, ids: readonly Buffer[]): Promise<number> {
		return this.#store.write(() => ids.filter((id) => this.#remove(owner, id)).length);
	}

	async sweep(): Promise<number> {
		let swept = 0;
		for (;;) {
			const gone = await this.#store.write(() => {
				const rows = this.#sql.expired.all(this.#clock(), SWEEP_ROWS) as { id: Buffer; owner: Buffer }[];
				for (const { id, owner } of rows) this.#remove(owner, id);
				return rows.length;
			});
			swept += gone;
			if (gone < SWEEP_ROWS) return swept;
		}
	}

	#remove(owner: Buffer, id: Buffer): boolean {
		const row = this.#sql.remove.get(id, owner) as { bytes: number } | undefined;
		if (!row) return false;
		this.#sql.shrink.run(row.bytes, owner);
		this.#sql.drop.run(owner);
		return true;
	}

	async total(): Promise<{ messages: number; bytes: number }> {
		return this.#sql.total.get() as { messages: number; bytes: number };
	}
}
