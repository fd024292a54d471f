/** The tables of the one file, brought forward from whatever version wrote it. A new version is one more entry. */
import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { Marks } from './mark.ts';

type Migration = string | ((db: Database.Database, marks: Marks) => void);

/** Applied in one transaction from where `user_version` stands. */
export function migrate(db: Database.Database, marks: Marks): void {
	const from = Number(db.pragma('user_version', { simple: true }));
	if (from > MIGRATIONS.length) throw new Error('The data was written by a newer Elmnet; please update.');
	if (from === MIGRATIONS.length) return;
	db.transaction(() => {
		for (const migration of MIGRATIONS.slice(from))
			if (typeof migration === 'string') db.exec(migration);
			else migration(db, marks);
		db.pragma(`user_version = ${MIGRATIONS.length}`);
	})();
}

const MIGRATIONS: readonly Migration[] = [
	`CREATE TABLE mail (
		seq INTEGER PRIMARY KEY AUTOINCREMENT,
		id BLOB NOT NULL UNIQUE,
		owner BLOB NOT NULL,
		sender BLOB NOT NULL,
		digest BLOB NOT NULL,
		exp INTEGER NOT NULL,
		box BLOB NOT NULL
	);
	CREATE UNIQUE INDEX mail_once ON mail (owner, digest);
	CREATE INDEX mail_by_owner ON mail (owner, seq);
	CREATE INDEX mail_by_sender ON mail (owner, sender);
	CREATE INDEX mail_by_exp ON mail (exp);
	CREATE TABLE mailbox (
		owner BLOB PRIMARY KEY,
		messages INTEGER NOT NULL,
		bytes INTEGER NOT NULL
	) WITHOUT ROWID;
	CREATE TABLE invite (
		hash BLOB PRIMARY KEY,
		owner BLOB NOT NULL,
		uses INTEGER NOT NULL,
		exp INTEGER NOT NULL
	) WITHOUT ROWID;
	CREATE INDEX invite_by_owner ON invite (owner);
	CREATE TABLE redemption (
		invite BLOB NOT NULL,
		digest BLOB NOT NULL,
		PRIMARY KEY (invite, digest)
	) WITHOUT ROWID;`,
	`CREATE TABLE push (
		owner BLOB NOT NULL,
		device BLOB NOT NULL,
		endpoint TEXT NOT NULL,
		PRIMARY KEY (owner, device)
	) WITHOUT ROWID;`,
	markRows
];

/** What a row's mark is made over, one place for each kind. */
export const rowMarks = {
	/** One name for one box in one mailbox: the same again is found by it. */
	id: (marks: Marks, owner: Buffer, digest: Buffer): Buffer => marks.of('id', owner, digest),
	mail: (row: { id: Buffer; owner: Buffer; sender: Buffer; exp: number }, digest: Buffer) =>
		['mail', row.id, row.owner, row.sender, row.exp, digest] as const,
	invite: (row: { hash: Buffer; owner: Buffer; uses: number; exp: number }) =>
		['invite', row.hash, row.owner, row.uses, row.exp] as const,
	push: (row: { owner: Buffer; device: Buffer; endpoint: string; at: number }) =>
		['push', row.owner, row.device, row.endpoint, row.at] as const
};

/** By way of hex, which costs half of what Node takes to make a buffer of it. */
export const digestOf = (bytes: Buffer): Buffer => Buffer.from(hash('sha256', bytes, 'hex'), 'hex');

/**
 * Marks on every row, made once for those from before; a mail's id follows from its box, which finds doubles without an
 * index of their own; shares by sender are kept, not counted each time. Row by row, so that freed pages are used again.
 */
function markRows(db: Database.Database, marks: Marks): void {
	db.exec(`
		DROP INDEX mail_once;
		DROP INDEX mail_by_owner;
		DROP INDEX mail_by_sender;
		DROP INDEX mail_by_exp;
		ALTER TABLE mail RENAME TO mail_before;
		CREATE TABLE mail (
			seq INTEGER PRIMARY KEY,
			id BLOB NOT NULL UNIQUE,
			owner BLOB NOT NULL,
			sender BLOB NOT NULL,
			exp INTEGER NOT NULL,
			mark BLOB NOT NULL,
			box BLOB NOT NULL
		);
		CREATE INDEX mail_by_owner ON mail (owner);
		CREATE INDEX mail_by_exp ON mail (exp);
		CREATE TABLE share (
			owner BLOB NOT NULL,
			sender BLOB NOT NULL,
			messages INTEGER NOT NULL,
			PRIMARY KEY (owner, sender)
		) WITHOUT ROWID;
		INSERT INTO share SELECT owner, sender, count(*) FROM mail_before GROUP BY owner, sender;
		ALTER TABLE invite ADD COLUMN mark BLOB;
		ALTER TABLE push ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
		ALTER TABLE push ADD COLUMN mark BLOB;
		CREATE TABLE damaged (
			at INTEGER NOT NULL,
			kind TEXT NOT NULL,
			why TEXT NOT NULL,
			content BLOB
		);`);
	markMail(db, marks);
	const invites = db.prepare('SELECT hash, owner, uses, exp FROM invite').all();
	const markInvite = db.prepare('UPDATE invite SET mark = ? WHERE hash = ?');
	for (const row of invites as Parameters<typeof rowMarks.invite>[0][])
		markInvite.run(marks.of(...rowMarks.invite(row)), row.hash);
	const devices = db.prepare('SELECT owner, device, endpoint, at FROM push').all();
	const markDevice = db.prepare('UPDATE push SET mark = ? WHERE owner = ? AND device = ?');
	for (const row of devices as Parameters<typeof rowMarks.push>[0][])
		markDevice.run(marks.of(...rowMarks.push(row)), row.owner, row.device);
}

function markMail(db: Database.Database, marks: Marks): void {
	const next = db.prepare('SELECT seq, owner, sender, exp, box FROM mail_before ORDER BY seq LIMIT 1');
	const add = db.prepare(
		'INSERT INTO mail (seq, id, owner, sender, exp, mark, box) VALUES (?, ?, ?, ?, ?, ?, ?)'
	);
	const drop = db.prepare('DELETE FROM mail_before WHERE seq = ?');
	type Row = { seq: number; owner: Buffer; sender: Buffer; exp: number; box: Buffer };
	for (let row = next.get() as Row | undefined; row; row = next.get() as Row | undefined) {
		const { seq, owner, sender, exp, box } = row;
		const digest = digestOf(box);
		const id = rowMarks.id(marks, owner, digest);
		const mark = marks.of(...rowMarks.mail({ id, owner, sender, exp }, digest));
		drop.run(seq);
		add.run(seq, id, owner, sender, exp, mark, box);
	}
	db.exec('DROP TABLE mail_before');
}
