/**
 * Invites as the server knows them: a hash, how many uses are left, and in whose mailbox a guest's box goes. Spending
 * a use and storing the box are one transaction: a use is never lost without a box, nor a box taken without a use.
 */
import { INVITE_LIFETIME_MS, MAIL_LIFETIME_MS } from '#lib/protocol/limits.ts';
import { digestOf, rowMarks } from './database-schema.ts';
import type { Store } from './database.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { InviteStore, Redeemed } from './ports.ts';

/** Spent and expired invites are remembered this long, so that a late guest hears the true reason. */
const REMEMBERED_MS = INVITE_LIFETIME_MS;
/** And no more of them for each that may be open. */
const REMEMBERED_PER_OPEN = 10;

interface Row {
	readonly hash: Buffer;
	readonly owner: Buffer;
	readonly uses: number;
	readonly exp: number;
	readonly mark: Buffer;
}

export class Invites implements InviteStore {
	readonly #store: Store;
	readonly #mailboxes: Mailboxes;
	readonly #open: number;
	readonly #clock: () => number;
	readonly #sql;

	constructor(store: Store, mailboxes: Mailboxes, open: number, clock: () => number) {
		this.#store = store;
		this.#mailboxes = mailboxes;
		this.#open = open;
		this.#clock = clock;
		const { db } = store;
		this.#sql = {
			get: db.prepare('SELECT hash, owner, uses, exp, mark FROM invite WHERE hash = ?'),
			held: db.prepare(
				'SELECT count(*) AS held, coalesce(sum(uses > 0 AND exp > ?), 0) AS open FROM invite WHERE owner = ?'
			),
			add: db.prepare('INSERT INTO invite (hash, owner, uses, exp, mark) VALUES (?, ?, ?, ?, ?)'),
			spend: db.prepare('UPDATE invite SET uses = ?, mark = ? WHERE hash = ?'),
			remove: db.prepare('DELETE FROM invite WHERE hash = ? AND owner = ?'),
			removeRow: db.prepare('DELETE FROM invite WHERE hash = ?'),
			redeemed: db.prepare('SELECT 1 FROM redemption WHERE invite = ? AND digest = ?'),
			redeem: db.prepare('INSERT INTO redemption (invite, digest) VALUES (?, ?)'),
			forget: db.prepare('DELETE FROM redemption WHERE invite NOT IN (SELECT hash FROM invite)'),
			sweep: db.prepare('DELETE FROM invite WHERE exp <= ?'),
			open: db.prepare('SELECT count(*) AS held FROM invite WHERE exp > ? AND uses > 0')
		};
	}

	make(owner: Buffer, hash: Buffer, uses: number, exp: number): Promise<number | 'quota' | 'taken'> {
		return this.#store.write(() => {
			const known = this.#sound(hash);
			if (known === 'damaged') return 'taken';
			if (known) return known.owner.equals(owner) ? known.uses : 'taken';
			const { held, open } = this.#sql.held.get(this.#clock(), owner) as { held: number; open: number };
			if (open >= this.#open || held >= this.#open * REMEMBERED_PER_OPEN) return 'quota';
			const row = { hash, owner, uses, exp: Math.min(exp, this.#clock() + INVITE_LIFETIME_MS) };
			this.#sql.add.run(hash, owner, uses, row.exp, this.#store.marks.of(...rowMarks.invite(row)));
			return uses;
		});
	}

	/** The invite by that hash where its mark fits; a damaged one is set aside with the next commit. */
	#sound(hash: Buffer): Row | 'damaged' | undefined {
		const row = this.#sql.get.get(hash) as Row | undefined;
		if (!row || this.#store.marks.fits(row.mark, ...rowMarks.invite(row))) return row;
		void this.#store.setAside('invite', 'mark', row.owner, () => void this.#sql.removeRow.run(hash));
		return 'damaged';
	}

	revoke(owner: Buffer, hash: Buffer): Promise<boolean> {
		return this.#store.write(() => this.#sql.remove.run(hash, owner).changes > 0);
	}

	/** One use for one box. A guest who asks again with the same box, having missed the answer, spends nothing more. */
	redeem(token: Buffer, box: Buffer, sender: Buffer): Promise<Redeemed> {
		const hash = digestOf(token);
		const digest = digestOf(box);
		return this.#store.write((): Redeemed => {
			const row = this.#sound(hash);
			if (!row || row === 'damaged') return 'unknown';
			if (this.#sql.redeemed.get(hash, digest)) return { owner: row.owner, uses: row.uses, stored: false };
			if (row.exp <= this.#clock()) return 'expired';
			if (row.uses <= 0) return 'spent';
			const exp = this.#clock() + MAIL_LIFETIME_MS;
			const stored = this.#mailboxes.putWithin({ owner: row.owner, sender, exp, box });
			if (stored !== 'stored' && stored !== 'known') return stored;
			const spent = { ...row, uses: row.uses - 1 };
			this.#sql.spend.run(spent.uses, this.#store.marks.of(...rowMarks.invite(spent)), hash);
			this.#sql.redeem.run(hash, digest);
			return { owner: row.owner, uses: row.uses - 1, stored: true };
		});
	}

	sweep(): Promise<number> {
		return this.#store.write(() => {
			const gone = this.#sql.sweep.run(this.#clock() - REMEMBERED_MS).changes;
			this.#sql.forget.run();
			return gone;
		});
	}

	async open(): Promise<number> {
		return (this.#sql.open.get(this.#clock()) as { held: number }).held;
	}
}
