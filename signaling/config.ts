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
	/** PeerJS messages a second and device, and frames on topics a second and key; five times as many at once. */
	readonly brokerPerSecond: number;
	readonly topicsPerSecond: number;
	readonly mailboxMessages: number;
	readonly mailboxBytes: number;
	readonly mailPerSender: number;
	readonly openInvites: number;
	/** What one other server may do here, for all who speak through it. */
	readonly serverMessagesPerSecond: number;
	readonly serverBytesPerMinute: number;
	readonly serverMailPerMinute: number;
	readonly serverWatchedPeers: number;
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
	/** STUN servers, `stun:host:port`; none unless named. */
	readonly stunUrls: readonly string[];
	/** coturn, `turn:host:port` or `turns:…`, and the secret it shares with us (`static-auth-secret`). */
	readonly turnUrls: readonly string[];
	readonly turnSecret: string | undefined;
	/** Set: several processes form one server over it. */
	readonly redisUrl: URL | undefined;
	/** `disk`: nothing is acknowledged before Redis has it on disk. `relaxed`: the host takes the loss of what Redis forgets. */
	readonly redisDurability: RedisDurability;
	/** How many processes on this machine share the port; more than one needs `redisUrl`. */
	readonly processes: number;
	/** With which other servers anything is exchanged: see federation.ts. */
	readonly federation: FederationLevel;
	/** Hosts that are allowed beside the level's own rule. */
	readonly federationPeers: readonly string[];
	/** Whom a browser's maker may write to about wake-ups: `mailto:` or https; none sends no wake-ups. */
	readonly pushContact: string | undefined;
	/** For tests alone: wake-ups also by http and into private networks. Anybody may then have us ask addresses there. */
	readonly pushAllowPrivate: boolean;
	readonly logLevel: LogLevel;
	readonly limits: Limits;
}

/**
 * `private`: with nobody · `allowlist`: with those named · `verified`: with those named, and with whoever is reached by
 * https under the name its signed document says · `open`: with whoever proves a key.
 */
export const FEDERATION_LEVELS = ['private', 'allowlist', 'verified', 'open'] as const;
export type FederationLevel = (typeof FEDERATION_LEVELS)[number];

export const REDIS_DURABILITIES = ['disk', 'relaxed'] as const;
export type RedisDurability = (typeof REDIS_DURABILITIES)[number];
/** More than any machine has cores for; each costs some 80 MB. */
const MAX_PROCESSES = 64;

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
	brokerPerSecond: 60,
	topicsPerSecond: 60,
	mailboxMessages: 1_000,
	mailboxBytes: 10 * 1024 * 1024,
	mailPerSender: 64,
	openInvites: 50,
	serverMessagesPerSecond: 300,
	serverBytesPerMinute: 64 * 1024 * 1024,
	serverMailPerMinute: 3_000,
	serverWatchedPeers: 10_000,
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
	brokerPerSecond: 'BROKER_MESSAGES_PER_SECOND',
	topicsPerSecond: 'TOPIC_MESSAGES_PER_SECOND',
	mailboxMessages: 'MAILBOX_MESSAGES',
	mailboxBytes: 'MAILBOX_BYTES',
	mailPerSender: 'MAIL_PER_SENDER',
	openInvites: 'OPEN_INVITES',
	serverMessagesPerSecond: 'SERVER_MESSAGES_PER_SECOND',
	serverBytesPerMinute: 'SERVER_BYTES_PER_MINUTE',
	serverMailPerMinute: 'SERVER_MAIL_PER_MINUTE',
	serverWatchedPeers: 'SERVER_WATCHED_PEERS',
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

function iceUrls(name: string, value: string | undefined, schemes: RegExp): readonly string[] {
	const urls = words(value);
	const wrong = urls.find((url) => !schemes.test(url));
	if (wrong !== undefined)
		throw new ConfigError(`${name} must list addresses like turn:elm.example:3478, not "${wrong}".`);
	return urls;
}

function oneOf<const Name extends string>(
	name: string,
	value: string | undefined,
	known: readonly Name[],
	otherwise: Name
): Name {
	const found = known.find((one) => one === (value || otherwise));
	if (found === undefined)
		throw new ConfigError(`${name} must be one of ${known.join(', ')}, not "${value}".`);
	return found;
}

function redis(value: string): URL {
	if (!URL.canParse(value) || !/^rediss?:$/.test(new URL(value).protocol))
		throw new ConfigError(`REDIS_URL must look like redis://localhost:6379, not "${value}".`);
	return new URL(value);
}

function contact(value: string): string {
	if (!/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(value))
		throw new ConfigError(`PUSH_CONTACT must look like mailto:you@elm.example, not "${value}".`);
	return value;
}

/** Reads the environment; throws `ConfigError` with a sentence for the host. */
export function readConfig(env: Environment): Config {
	const limits = Object.fromEntries(
		(Object.keys(DEFAULTS) as (keyof Limits)[]).map((key) => [
			key,
			whole(LIMIT_NAMES[key], env[LIMIT_NAMES[key]], DEFAULTS[key], 1, Number.MAX_SAFE_INTEGER)
		])
	) as unknown as Limits;
	const turnUrls = iceUrls('TURN_URLS', env['TURN_URLS'], /^turns?:[\w.:[\]-]+(\?transport=(udp|tcp))?$/);
	const turnSecret = env['TURN_SECRET'] || undefined;
	if (turnUrls.length > 0 !== (turnSecret !== undefined))
		throw new ConfigError('TURN_URLS and TURN_SECRET belong together: set both or neither.');
	const publicUrl = env['PUBLIC_URL'];
	const processes = whole('PROCESSES', env['PROCESSES'], 1, 1, MAX_PROCESSES);
	if (processes > 1 && !env['REDIS_URL'])
		throw new ConfigError('PROCESSES above 1 needs REDIS_URL: several processes are one server over Redis.');
	return {
		port: whole('PORT', env['PORT'], 8787, 0, 65_535),
		host: env['HOST'] || '127.0.0.1',
		dataDir: env['DATA_DIR'] || '.elmnet',
		appDir: env['APP_DIR'] || fileURLToPath(new URL(join('..', 'build'), import.meta.url)),
		publicUrl: publicUrl ? origin('PUBLIC_URL', publicUrl) : undefined,
		allowedOrigins: words(env['ALLOWED_ORIGINS']).map((value) => origin('ALLOWED_ORIGINS', value).origin),
		trustedProxies: words(env['TRUSTED_PROXIES']),
		stunUrls: iceUrls('STUN_URLS', env['STUN_URLS'], /^stuns?:[\w.:[\]-]+$/),
		turnUrls,
		turnSecret,
		redisUrl: env['REDIS_URL'] ? redis(env['REDIS_URL']) : undefined,
		redisDurability: oneOf('REDIS_DURABILITY', env['REDIS_DURABILITY'], REDIS_DURABILITIES, 'disk'),
		processes,
		federation: oneOf('FEDERATION', env['FEDERATION'], FEDERATION_LEVELS, 'allowlist'),
		federationPeers: words(env['FEDERATION_PEERS']).map((host) => host.toLowerCase()),
		pushContact: env['PUSH_CONTACT'] ? contact(env['PUSH_CONTACT']) : undefined,
		pushAllowPrivate: env['PUSH_ALLOW_PRIVATE'] === '1',
		logLevel: oneOf('LOG_LEVEL', env['LOG_LEVEL'], LEVELS, 'warn'),
		limits
	};
}
