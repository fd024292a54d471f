/**
 * One secret for all processes of one server, else they would name the same mailbox differently. A process that has
 * `server.key` in its DATA_DIR brings it; one that has none takes it from Redis, where the first of all has left it.
 * Two different secrets on one Redis are refused in words. Who does not want the secret in Redis puts the same
 * `server.key` into each DATA_DIR before the first start: then Redis keeps only a mark to tell it by.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './config.ts';
import type { RedisLink } from './redis.ts';
import { readSecret, type Secret } from './secret.ts';

const KEY = 'elm:secret';
const MARK = 'elm:secret-mark';
const SECRET_BYTES = 32;

export async function sharedSecret(link: RedisLink, folder: string): Promise<Secret> {
	const path = join(folder, 'server.key');
	if (!existsSync(path)) await take(link, folder, path);
	const secret = readSecret(folder);
	const mark = secret.name('redis secret', 'mark');
	await link.call('SET', MARK, mark, 'NX');
	const known = await link.call('GET', MARK);
	if (Buffer.isBuffer(known) && known.equals(mark)) return secret;
	throw new ConfigError(
		`This Redis belongs to a server with another server.key than ${path}. ` +
			'Copy server.key from the DATA_DIR of its other processes, or use another Redis or another database of it (…/1).'
	);
}

/** Takes what the first process left, or is the first. */
async function take(link: RedisLink, folder: string, path: string): Promise<void> {
	if ((await link.call('EXISTS', MARK)) === 1 && (await link.call('EXISTS', KEY)) === 0)
		throw new ConfigError(
			`This Redis belongs to a server whose secret is not kept in it: copy server.key from the DATA_DIR of its other processes to ${path}.`
		);
	await link.call('SET', KEY, randomBytes(SECRET_BYTES), 'NX');
	const key = await link.call('GET', KEY);
	if (!Buffer.isBuffer(key) || key.length !== SECRET_BYTES)
		throw new ConfigError(`The secret in Redis (${KEY}) is damaged: restore it, or use another Redis.`);
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	try {
		writeFileSync(path, key, { flag: 'wx', mode: 0o600 });
	} catch (error) {
		// Another process of this machine was quicker; the mark tells whether it wrote the same.
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
}
