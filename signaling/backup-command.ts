/** The words of `npm run backup -- <folder>` and `npm run check`; ends with 1 where something is not well. */
import { backup, BackupError, check, inWords } from './backup.ts';
import { ConfigError, readConfig } from './config.ts';
import { DamagedError, InUseError } from './database.ts';
import type { Found } from './integrity.ts';
import { reasonOf } from './log.ts';

const USAGE = 'Say where to: npm run backup -- /path/to/backups (a folder for this backup is made inside).';

const counts = ({ mail, invites, devices }: Found): string =>
	`${mail} boxes of mail, ${invites} invites, ${devices} devices to wake`;

async function run(args: readonly string[]): Promise<string> {
	const config = readConfig(process.env);
	if (config.redisUrl)
		throw new BackupError(
			`Mail lies in Redis (REDIS_URL): back up its folder as Redis says (BGSAVE, or a copy of its append-only files), and ` +
				`server.key in ${config.dataDir} beside it.`
		);
	if (args.includes('--check')) {
		const found = await check(config);
		if (found.wrong.length > 0) throw new BackupError(inWords(found));
		return `All is well: ${counts(found)}.`;
	}
	const [into] = args;
	if (into === undefined || into.startsWith('-')) throw new BackupError(USAGE);
	const { path, found } = await backup(config, into);
	return `${path} holds ${counts(found)}, checked. To put it back: stop the server, copy its files into DATA_DIR, delete elmnet.sqlite-wal and elmnet.sqlite-shm there, start.`;
}

try {
	process.stdout.write(`${await run(process.argv.slice(2))}\n`);
} catch (error) {
	const known = [BackupError, ConfigError, DamagedError, InUseError].some((kind) => error instanceof kind);
	process.stderr.write(`${known ? '' : 'The backup failed: '}${reasonOf(error)}\n`);
	process.exitCode = 1;
}
