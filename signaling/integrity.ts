/**
 * Looks through a whole database that nobody else has open: whether its pages and indexes hang together, every row's mark
 * fits, and what is counted is what is there. Says what is wrong by number, never by name.
 */
import Database from 'better-sqlite3';
import { digestOf, rowMarks } from './database-schema.ts';
import { Marks } from './mark.ts';
import type { Secret } from './secret.ts';

/** More are not worth listing: what to do is the same. */
const MAX_FOUND = 20;

export interface Found {
	readonly mail: number;
	readonly invites: number;
	readonly devices: number;
	/** In words, for its host; none: all is well. */
	readonly wrong: readonly string[];
}

type MailRow = {
	seq: number;
	id: Buffer;
	owner: Buffer;
	sender: Buffer;
	exp: number;
	mark: Buffer;
	box: Buffer;
};
type InviteRow = { hash: Buffer; owner: Buffer; uses: number; exp: number; mark: Buffer };
type PushRow = { owner: Buffer; device: Buffer; endpoint: string; at: number; mark: Buffer };

/** Throws nothing that the file's content could cause. Leaves the file alone and no other beside it. */
export function checkDatabase(path: string, secret: Secret): Found {
	const wrong: string[] = [];
	const counted = { mail: 0, invites: 0, devices: 0 };
	let db: Database.Database | undefined;
	try {
		db = new Database(path, { fileMustExist: true });
		// One plain file: without a log there is none to be left behind.
		db.pragma('journal_mode = DELETE');
		for (const row of db.pragma(`integrity_check(${MAX_FOUND})`) as { integrity_check: string }[])
			if (row.integrity_check !== 'ok') wrong.push(row.integrity_check);
		checkMarks(db, new Marks(secret), counted, wrong);
		if (wrong.length === 0) checkCounts(db, wrong);
	} catch (error) {
		wrong.push(error instanceof Error ? error.message : String(error));
	} finally {
		db?.close();
	}
	return { ...counted, wrong: wrong.slice(0, MAX_FOUND) };
}

function checkMarks(
	db: Database.Database,
	marks: Marks,
	counted: { mail: number; invites: number; devices: number },
	wrong: string[]
): void {
	for (const row of db.prepare('SELECT seq, id, owner, sender, exp, mark, box FROM mail').iterate()) {
		const mail = row as MailRow;
		counted.mail++;
		if (!marks.fits(mail.mark, ...rowMarks.mail(mail, digestOf(mail.box))))
			wrong.push(`mail ${mail.seq}: its mark does not fit`);
	}
	for (const row of db.prepare('SELECT hash, owner, uses, exp, mark FROM invite').iterate()) {
		counted.invites++;
		if (!marks.fits((row as InviteRow).mark, ...rowMarks.invite(row as InviteRow)))
			wrong.push(`invite ${counted.invites}: its mark does not fit`);
	}
	for (const row of db.prepare('SELECT owner, device, endpoint, at, mark FROM push').iterate()) {
		counted.devices++;
		if (!marks.fits((row as PushRow).mark, ...rowMarks.push(row as PushRow)))
			wrong.push(`device ${counted.devices}: its mark does not fit`);
	}
}

/** Quotas go by these: a wrong one would refuse mail, or take too much. */
function checkCounts(db: Database.Database, wrong: string[]): void {
	const sizes = db
		.prepare(
			`SELECT count(*) AS off FROM
			(SELECT owner, count(*) AS messages, sum(length(box)) AS bytes FROM mail GROUP BY owner) AS held
			FULL JOIN mailbox USING (owner)
			WHERE held.messages IS NOT mailbox.messages OR held.bytes IS NOT mailbox.bytes`
		)
		.get() as { off: number };
	if (sizes.off > 0) wrong.push(`${sizes.off} mailboxes are counted wrongly`);
	const shares = db
		.prepare(
			`SELECT count(*) AS off FROM
			(SELECT owner, sender, count(*) AS messages FROM mail GROUP BY owner, sender) AS held
			FULL JOIN share USING (owner, sender)
			WHERE held.messages IS NOT share.messages`
		)
		.get() as { off: number };
	if (shares.off > 0) wrong.push(`${shares.off} shares of senders are counted wrongly`);
}
