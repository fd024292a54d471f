import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { DamagedError } from './database.ts';
import { checkDatabase } from './integrity.ts';
import { readSecret } from './secret.ts';
import { sqliteStorage } from './storage.ts';
import { aBox, aDevice, aNode, soon, spawnServer, temporaryFolder, testServer } from './testing.ts';

const [ann, bob, cem] = [randomBytes(16), randomBytes(16), randomBytes(16)];
let folder: ReturnType<typeof temporaryFolder>;
let file = '';
let damaged: string[];
let now = 0;
beforeEach(() => {
	folder = temporaryFolder();
	file = join(folder.path, 'elmnet.sqlite');
	damaged = [];
	now = Date.now();
});
afterEach(() => folder.remove());

const open = () =>
	sqliteStorage({
		folder: folder.path,
		limits: readConfig({}).limits,
		secret: readSecret(folder.path),
		clock: () => now,
		onDamaged: (kind, why) => damaged.push(`${kind} ${why}`)
	});

/** Flips one bit where `needle` lies in the file, `offset` bytes behind its start. */
function flip(needle: Buffer, offset = 0): void {
	const bytes = readFileSync(file);
	const at = bytes.indexOf(needle) + offset;
	expect(at).toBeGreaterThan(0);
	bytes[at] = (bytes[at] ?? 0) ^ 0x10;
	writeFileSync(file, bytes);
}

const edit = (sql: string, ...values: unknown[]): number => {
	const db = new Database(file);
	const { changes } = db.prepare(sql).run(...values);
	db.close();
	return changes;
};

async function fill(boxes: readonly Buffer[]): Promise<void> {
	const storage = open();
	for (const box of boxes) await storage.mail.put({ owner: ann, sender: bob, exp: now + 1e9, box });
	await storage.close();
}

test('a flipped bit in a box is noticed; that box never comes, all others do, and it is counted', async () => {
	const [first, second, third] = [randomBytes(568), randomBytes(568), randomBytes(3_000)];
	const device = await aDevice();
	const server = await testServer({}, { folder: folder.path });
	const sender = await aNode(server, await aDevice());
	for (const box of [first, second, third])
		await sender.ask({ ask: 'mail', to: device.peer, exp: soon(), box: box.toString('base64url') });
	await server.close();
	flip(second, 300);

	const again = await testServer({}, { folder: folder.path });
	const reader = await aNode(again, device);
	const came = [(await reader.tell('mail')).box, (await reader.tell('mail')).box];
	expect(came).toEqual([first, third].map((box) => box.toString('base64url')));
	await reader.ask({ ask: 'ping' });
	expect(reader.frames).toEqual([]);
	expect(await (await fetch(`${again.url}/metrics`)).text()).toContain('elmnet_rows_damaged_total 1');
	const said = again.logged.filter((line) => line.includes('"damaged"'));
	expect(said).toHaveLength(1);
	expect(said[0]).not.toContain(device.peer.slice(0, 6));
	await again.close();
	const db = new Database(file, { readonly: true });
	expect(db.prepare('SELECT kind, why, length(content) AS bytes FROM damaged').all()).toEqual([
		{ kind: 'mail', why: 'mark', bytes: 568 }
	]);
	db.close();
});

test.each(['id', 'owner', 'sender', 'exp', 'mark', 'box'])(
	'a row altered in its %s alone is set aside, and what is counted is right again',
	async (column) => {
		const boxes = [randomBytes(50), randomBytes(60), randomBytes(70)];
		await fill(boxes);
		const value = column === 'exp' ? now + 5e8 : randomBytes(16);
		expect(edit(`UPDATE mail SET ${column} = ? WHERE seq = 2`, value)).toBe(1);
		const storage = open();
		// Whoever it might now seem to be for gets nothing either.
		if (column === 'owner') expect(await storage.mail.after(value as Buffer, undefined, 9)).toEqual([]);
		const found = await storage.mail.after(ann, undefined, 9);
		expect(found.map(({ box }) => box)).toEqual([boxes[0], boxes[2]]);
		// One commit sets it aside, the next counts anew, and this is behind both.
		for (let commit = 0; commit < 3; commit++) await storage.mail.received(ann, []);
		expect(await storage.mail.total()).toEqual({ messages: 2, bytes: 120 });
		await storage.close();
		expect(damaged).toEqual(['mail mark']);
		expect(checkDatabase(file, readSecret(folder.path)).wrong).toEqual([]);
	}
);

test('an expiry that was altered does not end a letter unnoticed', async () => {
	await fill([randomBytes(50)]);
	edit('UPDATE mail SET exp = 5');
	const storage = open();
	expect(await storage.mail.sweep()).toBe(0);
	expect(damaged).toEqual(['mail mark']);
	await storage.close();
});

test('a flipped byte anywhere in the pages of a mailbox never brings a wrong box', async () => {
	const boxes = Array.from({ length: 12 }, () => randomBytes(568));
	await fill(boxes);
	const sound = readFileSync(file);
	const whole = new Set(boxes.map((box) => box.toString('hex')));
	const at = sound.indexOf(boxes[5] ?? Buffer.alloc(1)) & ~4_095;
	for (let offset = 0; offset < 4_096; offset += 61) {
		const bytes = Buffer.from(sound);
		bytes[at + offset] = (bytes[at + offset] ?? 0) ^ 0x40;
		writeFileSync(file, bytes);
		try {
			const storage = open();
			const found = await storage.mail.after(ann, undefined, 99).finally(() => storage.close());
			for (const { box } of found) expect(whole.has(box.toString('hex'))).toBe(true);
			expect(found.length).toBeGreaterThanOrEqual(boxes.length - 6);
		} catch (error) {
			// Not opened, or not read: refused, which is as good. Anything else is a mistake of ours.
			expect(error).toSatisfy(
				(one: unknown) => one instanceof DamagedError || one instanceof Database.SqliteError
			);
		}
	}
});

test('an altered invite is unknown and spends nothing; an altered endpoint is not knocked at', async () => {
	const token = randomBytes(16);
	const hash = createHash('sha256').update(token).digest();
	const storage = open();
	await storage.invites.make(ann, hash, 1, now + 1e6);
	await storage.push.set(ann, cem, 'https://push.example/1');
	await storage.close();
	edit('UPDATE invite SET uses = 100');
	edit("UPDATE push SET endpoint = 'https://elsewhere.example/'");
	const again = open();
	expect(await again.invites.redeem(token, randomBytes(9), cem)).toBe('unknown');
	expect(await again.push.of(ann)).toEqual([]);
	await again.mail.received(ann, []);
	expect(await again.invites.make(ann, hash, 1, now + 1e6)).toBe(1);
	await again.close();
	expect(damaged).toEqual(['invite mark', 'push mark']);
});

test('a folder’s rows are of no use with another server’s key', async () => {
	await fill([randomBytes(50)]);
	writeFileSync(join(folder.path, 'server.key'), randomBytes(32));
	const storage = open();
	expect(await storage.mail.after(ann, undefined, 9)).toEqual([]);
	await storage.close();
	expect(damaged).toEqual(['mail mark']);
});

test('a database from before marks gets them once, loses nothing, and counts the same', async () => {
	const secret = readSecret(folder.path);
	const boxes = Array.from({ length: 5 }, () => randomBytes(100));
	const db = new Database(file);
	db.exec(`
		CREATE TABLE mail (seq INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, owner BLOB NOT NULL,
			sender BLOB NOT NULL, digest BLOB NOT NULL, exp INTEGER NOT NULL, box BLOB NOT NULL);
		CREATE UNIQUE INDEX mail_once ON mail (owner, digest);
		CREATE INDEX mail_by_owner ON mail (owner, seq);
		CREATE INDEX mail_by_sender ON mail (owner, sender);
		CREATE INDEX mail_by_exp ON mail (exp);
		CREATE TABLE mailbox (owner BLOB PRIMARY KEY, messages INTEGER NOT NULL, bytes INTEGER NOT NULL) WITHOUT ROWID;
		CREATE TABLE invite (hash BLOB PRIMARY KEY, owner BLOB NOT NULL, uses INTEGER NOT NULL, exp INTEGER NOT NULL) WITHOUT ROWID;
		CREATE INDEX invite_by_owner ON invite (owner);
		CREATE TABLE redemption (invite BLOB NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (invite, digest)) WITHOUT ROWID;
		PRAGMA user_version = 1;`);
	const add = db.prepare('INSERT INTO mail (id, owner, sender, digest, exp, box) VALUES (?, ?, ?, ?, ?, ?)');
	for (const box of boxes)
		add.run(randomBytes(16), ann, bob, createHash('sha256').update(box).digest(), now + 1e9, box);
	db.prepare('INSERT INTO mailbox VALUES (?, 5, 500)').run(ann);
	const token = randomBytes(16);
	db.prepare('INSERT INTO invite VALUES (?, ?, 2, ?)').run(
		createHash('sha256').update(token).digest(),
		ann,
		now + 1e9
	);
	db.close();
	const storage = open();
	expect((await storage.mail.after(ann, undefined, 9)).map(({ box }) => box)).toEqual(boxes);
	const [box = Buffer.alloc(1)] = boxes;
	expect(await storage.mail.put({ owner: ann, sender: bob, exp: now + 1e9, box })).toBe('known');
	expect(await storage.invites.redeem(token, randomBytes(9), cem)).toMatchObject({ uses: 1 });
	await storage.close();
	const again = open();
	expect(await again.mail.total()).toEqual({ messages: 6, bytes: 509 });
	await again.close();
	expect(checkDatabase(file, secret)).toEqual({ mail: 6, invites: 1, devices: 0, wrong: [] });
	expect(damaged).toEqual([]);
});

test('a damaged file is neither replaced nor served: its host is told what to do', async () => {
	await fill(Array.from({ length: 200 }, () => randomBytes(568)));
	const sound = readFileSync(file);
	const start = () => spawnServer({ DATA_DIR: folder.path });
	writeFileSync(file, Buffer.concat([Buffer.from('not a database'), sound.subarray(14)]));
	const scrambled = readFileSync(file);
	await expect(start()).rejects.toThrow(/exit 1: The database .* is damaged .*backup.*move elmnet\.sqlite/);
	expect(readFileSync(file).equals(scrambled)).toBe(true);
	writeFileSync(file, sound);
	truncateSync(file, 8 * 4_096);
	expect(open).toThrow(DamagedError);
	writeFileSync(file, sound);
	writeFileSync(`${file}-wal`, 'something');
	renameSync(file, `${file}.away`);
	expect(open).toThrow(/its log is there/);
	renameSync(`${file}.away`, file);
	const storage = open();
	expect((await storage.mail.total()).messages).toBe(64);
	await storage.close();
});

test('the check finds a row whose index was lost, and a count that is wrong', async () => {
	const box = randomBytes(100);
	await fill([box, randomBytes(100)]);
	edit('UPDATE mailbox SET messages = 7');
	expect(checkDatabase(file, readSecret(folder.path)).wrong).toEqual(['1 mailboxes are counted wrongly']);
	flip(box, 50);
	expect(checkDatabase(file, readSecret(folder.path)).wrong).toEqual(['mail 1: its mark does not fit']);
});

test('a reader acknowledges around a damaged row as if it had never been', async () => {
	const device = await aDevice();
	const server = await testServer({}, { folder: folder.path });
	const sender = await aNode(server, await aDevice());
	const boxes = Array.from({ length: 20 }, () => aBox());
	for (const box of boxes) await sender.ask({ ask: 'mail', to: device.peer, exp: soon(), box });
	await server.close();
	for (const box of boxes.slice(0, 9)) flip(Buffer.from(box, 'base64url'), 200);
	const again = await testServer({}, { folder: folder.path });
	const reader = await aNode(again, device);
	const ids = [];
	for (let i = 0; i < 11; i++) ids.push((await reader.tell('mail')).mail);
	// Each answer is a commit later; the last one is behind the counting anew.
	for (let commit = 0; commit < 3; commit++)
		expect(await reader.ask({ ask: 'received', mail: ids })).toMatchObject({ tell: 'ok' });
	expect(await (await fetch(`${again.url}/metrics`)).text()).toMatch(/elmnet_mail_waiting 0\n/);
	await again.close();
});
