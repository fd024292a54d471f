/** What a host may set, all by environment variables, each with a default that suits one family on one machine. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Limits {
	readonly sockets: number;
	readonly unprovedSocketsPerAddress: number;
	readonly provedSocketsPerAddress: number;
	readonly socketsPerIdentity: number;
	/** New sockets and challenges, each, a second and address; ten times as many at once. */
	readonly newSocketsPerSecond: number;
	readonly messagesPerSecond: number;
	readonly bytesPerMinute: number;
	readonly mailPerMinute: number;
	readonly offersPerMinute: number;
	readonly mailboxMessages: number;
	readonly mailboxBytes: number;
	readonly mailPerSender: number;
	readonly openInvites: number;
	/** All of the database, in bytes; beyond it mail is refused as 'storage'. */
	readonly storedBytes: number;
	readonly proofMs: number;
	readonly pingMs: number;
	readonly slowReaderMs: number;
	readonly banMs: number;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface Config {
	readonly port: number;
	readonly host: string;
	readonly dataDir: string;
	/** The built app. */
	readonly appDir: string;
	/** How people reach this server, when not by the name of the machine itself: an origin without a path. */
	readonly publicUrl: URL | undefined;
	readonly allowedOrigins: readonly string[];
	/** Addresses whose X-Forwarded-For and X-Forwarded-Proto are believed. */
	readonly trustedProxies: readonly string[];
	readonly logLevel: LogLevel;
	readonly limits: Limits;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Said to the host in words; main prints it and leaves. */
export class ConfigError extends Error {}

const DEFAULTS: Limits = {
	sockets: 20_000,
	unprovedSocketsPerAddress: 20,
	provedSocketsPerAddress: 400,
	socketsPerIdentity: 5,
	newSocketsPerSecond: 20,
	messagesPerSecond: 30,
	bytesPerMinute: 2 * 1024 * 1024,
	mailPerMinute: 60,
	offersPerMinute: 10,
	mailboxMessages: 1_000,
	mailboxBytes: 10 * 1024 * 1024,
	mailPerSender: 64,
	openInvites: 50,
	storedBytes: 2 * 1024 * 1024 * 1024,
	proofMs: 5_000,
	pingMs: 25_000,
	slowReaderMs: 30_000,
	banMs: 15 * 60_000
};

/** Environment variable of each limit. */
export const LIMIT_NAMES: Readonly<Record<keyof Limits, string>> = {
	sockets: 'MAX_SOCKETS',
	unprovedSocketsPerAddress: 'MAX_SOCKETS_PER_ADDRESS',
	provedSocketsPerAddress: 'MAX_PROVED_SOCKETS_PER_ADDRESS',
	socketsPerIdentity: 'MAX_SOCKETS_PER_IDENTITY',
	newSocketsPerSecond: 'NEW_SOCKETS_PER_SECOND',
	messagesPerSecond: 'MESSAGES_PER_SECOND',
	bytesPerMinute: 'BYTES_PER_MINUTE',
	mailPerMinute: 'MAIL_PER_MINUTE',
	offersPerMinute: 'OFFERS_PER_MINUTE',
	mailboxMessages: 'MAILBOX_MESSAGES',
	mailboxBytes: 'MAILBOX_BYTES',
	mailPerSender: 'MAIL_PER_SENDER',
	openInvites: 'OPEN_INVITES',
	storedBytes: 'MAX_STORED_BYTES',
	proofMs: 'PROOF_MS',
	pingMs: 'PING_MS',
	slowReaderMs: 'SLOW_READER_MS',
	banMs: 'BAN_MS'
};

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

function whole(
	name: string,
	value: string | undefined,
	otherwise: number,
	least: number,
	most: number
): number {
	if (value === undefined || value.trim() === '') return otherwise;
	const number = Number(value);
	if (!Number.isSafeInteger(number) || number < least || number > most)
		throw new ConfigError(`${name} must be a whole number from ${least} to ${most}, not "${value}".`);
	return number;
}

const words = (value: string | undefined): string[] =>
	(value ?? '').split(/[\s,]+/).filter((word) => word !== '');

function origin(name: string, value: string): URL {
	const url = URL.canParse(value) ? new URL(value) : undefined;
	if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '')
		throw new ConfigError(`${name} must look like https://elm.example, not "${value}".`);
	return url;
}

/** Reads the environment; throws `ConfigError` with a sentence for the host. */
export function readConfig(env: Environment): Config {
	const limits = Object.fromEntries(
		(Object.keys(DEFAULTS) as (keyof Limits)[]).map((key) => [
			key,
			whole(LIMIT_NAMES[key], env[LIMIT_NAMES[key]], DEFAULTS[key], 1, Number.MAX_SAFE_INTEGER)
		])
	) as unknown as Limits;
	const level = env['LOG_LEVEL'] ?? 'warn';
	const logLevel = LEVELS.find((known) => known === level);
	if (!logLevel) throw new ConfigError(`LOG_LEVEL must be one of ${LEVELS.join(', ')}, not "${level}".`);
	const publicUrl = env['PUBLIC_URL'];
	return {
		port: whole('PORT', env['PORT'], 8787, 0, 65_535),
		host: env['HOST'] || '127.0.0.1',
		dataDir: env['DATA_DIR'] || '.elmnet',
		appDir: env['APP_DIR'] || fileURLToPath(new URL(join('..', 'build'), import.meta.url)),
		publicUrl: publicUrl ? origin('PUBLIC_URL', publicUrl) : undefined,
		allowedOrigins: words(env['ALLOWED_ORIGINS']).map((value) => origin('ALLOWED_ORIGINS', value).origin),
		trustedProxies: words(env['TRUSTED_PROXIES']),
		logLevel,
		limits
	};
}
