/**
 * `npm run backup -- <folder>`: everything the server keeps, as it is while it runs, checked after it was written, in a
 * folder of its own that is there whole or not at all. Putting it back is copying its files into DATA_DIR.
 * `npm run check` looks through such a copy and keeps none.
 */
import {
	copyFileSync,
	fsyncSync,
	mkdirSync,
	openSync,
	closeSync,
	existsSync,
	readdirSync,
	renameSync,
	rmSync,
	statSync
} from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { CONTROL, COPY } from './backup-control.ts';
import type { Config } from './config.ts';
import { DATABASE } from './database.ts';
import { checkDatabase, type Found } from './integrity.ts';
import { readSecret } from './secret.ts';
import { sqliteStorage } from './storage.ts';

/** Said to the host in words. */
export class BackupError extends Error {}

/** Keys and small records beside the database; anything larger is not the server's. */
const MAX_SMALL_BYTES = 4 * 1024 * 1024;

/** Takes a backup into a new folder inside `into`; resolves with its name and what is in it. */
export async function backup(config: Config, into: string): Promise<{ path: string; found: Found }> {
	mkdirSync(into, { recursive: true, mode: 0o700 });
	const name = `elmnet-${new Date().toISOString().replace(/[:.]/g, '-')}`;
	const path = join(into, name);
	const partial = `${path}.partial`;
	mkdirSync(partial, { mode: 0o700 });
	try {
		const found = await withCopy(config, (copy) => {
			for (const file of smallFiles(config.dataDir)) keep(join(config.dataDir, file), join(partial, file));
			keep(copy, join(partial, DATABASE));
			// What was written is what is checked, not what it was copied from.
			return checkDatabase(join(partial, DATABASE), readSecret(partial));
		});
		if (found.wrong.length > 0) throw new BackupError(inWords(found));
		sync(partial);
		renameSync(partial, path);
		sync(into);
		return { path, found };
	} catch (error) {
		rmSync(partial, { recursive: true, force: true });
		throw error;
	}
}

/** Looks through everything that is kept, by a copy. */
export function check(config: Config): Promise<Found> {
	return withCopy(config, (copy) => checkDatabase(copy, readSecret(config.dataDir)));
}

export function inWords({ wrong }: Found): string {
	return (
		`The database is damaged:\n  ${wrong.join('\n  ')}\nNo damaged row is ever handed on, and this backup was not kept. ` +
		'A row whose mark does not fit is set aside when it is next read; for anything else put the last good backup back.'
	);
}

/** A copy of the database, by the server that runs or from the file of one that does not; gone afterwards. */
async function withCopy<T>(config: Config, use: (path: string) => T): Promise<T> {
	const { dataDir } = config;
	if (!existsSync(join(dataDir, DATABASE)))
		throw new BackupError(
			`There is no ${DATABASE} in ${dataDir}. Say with DATA_DIR where the server keeps it.`
		);
	const asked = await askServer(join(dataDir, CONTROL));
	if (asked) {
		try {
			return use(join(dataDir, asked.copy));
		} finally {
			asked.release();
		}
	}
	const path = join(dataDir, `copy-${'0'.repeat(16)}.sqlite`);
	const { limits } = config;
	const storage = sqliteStorage({ folder: dataDir, limits, secret: readSecret(dataDir), clock: Date.now });
	try {
		await storage.copyTo(path);
		return use(path);
	} finally {
		rmSync(path, { force: true });
		await storage.close();
	}
}

/** Asks the running server for a copy; undefined where none runs. */
function askServer(path: string): Promise<{ copy: string; release: () => void } | undefined> {
	return new Promise((resolve, reject) => {
		const socket = connect(path, () => socket.write('copy\n'));
		let said = '';
		socket.on('error', (error: NodeJS.ErrnoException) => {
			if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') return resolve(undefined);
			reject(new BackupError(`The server does not answer at ${path}: ${error.message}`));
		});
		socket.on('close', () => reject(new BackupError('The server stopped before the copy was done.')));
		socket.on('data', (chunk: Buffer) => {
			said += chunk.toString();
			if (!said.endsWith('\n')) return;
			const answer: unknown = JSON.parse(said);
			const copy = typeof answer === 'object' && answer !== null && 'copy' in answer ? answer.copy : '';
			if (typeof copy === 'string' && COPY.test(copy)) resolve({ copy, release: () => socket.destroy() });
			else reject(new BackupError(`The server could not copy its database: ${said.trim()}`));
		});
	});
}

function smallFiles(folder: string): string[] {
	return readdirSync(folder).filter((name) => {
		if (name.startsWith(DATABASE) || COPY.test(name)) return false;
		const { size, isFile } = ((found) => ({ size: found.size, isFile: found.isFile() }))(
			statSync(join(folder, name))
		);
		return isFile && size <= MAX_SMALL_BYTES;
	});
}

/** Copies a file and waits until it is on disk. */
function keep(from: string, to: string): void {
	copyFileSync(from, to);
	sync(to);
}

function sync(path: string): void {
	const file = openSync(path, 'r');
	try {
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
}
