/**
 * With which servers anything is exchanged, and by which keys they are known. A server's key is read from its signed
 * document at first sight and kept. One that shows another key later is talked to no more until the host has looked:
 * it may have lost its disk, and somebody else may stand in its place.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { openServerDocument } from '#lib/protocol/federation.ts';
import { keyHex } from '#lib/protocol/schema.ts';
import type { Config } from './config.ts';
import type { Counts } from './counts.ts';
import { reasonOf, type Log } from './log.ts';
import { Buckets } from './quota.ts';
import { Unreachable, type Reach } from './federation-reach.ts';

/** Where levels let strangers in, they are not kept without end: beyond this, only those the host names are new. */
const MAX_KNOWN = 2_000;
/** Documents of servers not seen before, fetched on a stranger's word: a minute, of all strangers together. */
const NEW_PER_MINUTE = 30;
/** After a proof that failed, the document is looked at again; so often in an hour for one server. */
const DOUBTS_PER_HOUR = 6;
/** A look that found nothing is not repeated at once. */
const FRUITLESS_MS = 30_000;
const MAX_FRUITLESS = 1_000;

const known = v.object({
	key: keyHex,
	since: v.number(),
	/** Whether its certificate was vouched for. From then on it always must be. */
	vouched: v.boolean(),
	/** Another key it showed later. Taking the entry out of the file makes it unknown, and it may start anew. */
	distrusted: v.optional(keyHex)
});
type Known = v.InferOutput<typeof known>;
/** What one must prove to be taken for a server. */
export type Identity = Pick<Known, 'key' | 'vouched'>;
const file = v.record(v.string(), known);

export interface TrustParts {
	readonly config: Pick<Config, 'federation' | 'federationPeers' | 'dataDir'>;
	readonly clock: () => number;
	readonly counts: Counts;
	readonly log: Log;
	readonly reach: Pick<Reach, 'document'>;
	readonly host: string | undefined;
}

export class Trust {
	readonly #parts: TrustParts;
	readonly #path: string;
	#last: ReadonlyMap<string, Known>;
	readonly #named: ReadonlySet<string>;
	readonly #looking = new Map<string, Promise<Identity>>();
	readonly #fruitless = new Map<string, { until: number; error: Unreachable }>();
	readonly #news = new Buckets({ burst: NEW_PER_MINUTE, perSecond: NEW_PER_MINUTE / 60 });
	readonly #doubts = new Buckets({ burst: DOUBTS_PER_HOUR, perSecond: DOUBTS_PER_HOUR / 3_600 });

	constructor(parts: TrustParts) {
		this.#parts = parts;
		this.#path = join(parts.config.dataDir, 'servers.json');
		this.#named = new Set(parts.config.federationPeers);
		this.#last = readKnown(this.#path);
		for (const [host, { distrusted }] of this.#last)
			if (distrusted !== undefined) parts.log.error('federation-distrusted', { server: host });
	}

	/** How many servers are talked to no more because they changed their key. */
	get distrusted(): number {
		return [...this.#read().values()].filter((one) => one.distrusted !== undefined).length;
	}

	isNamed(host: string): boolean {
		return this.#named.has(host);
	}

	/** Whether the level lets us talk to it at all. */
	allows(host: string): boolean {
		const { federation } = this.#parts.config;
		if (this.#parts.host === undefined || host === this.#parts.host || federation === 'private') return false;
		return this.#named.has(host) || federation !== 'allowlist';
	}

	/** The key that this server must prove. Throws Unreachable. */
	async identityOf(host: string): Promise<Identity> {
		if (!this.allows(host)) throw new Unreachable('server-unknown', 'level');
		const kept = this.#read().get(host);
		if (kept?.distrusted !== undefined) throw new Unreachable('server-unknown', 'changed its key');
		if (kept && (kept.vouched || !this.#mustBeVouched(host))) return kept;
		const fruitless = this.#fruitless.get(host);
		if (fruitless && fruitless.until > this.#parts.clock()) throw fruitless.error;
		const looking = this.#looking.get(host) ?? this.#meet(host).finally(() => this.#looking.delete(host));
		this.#looking.set(host, looking);
		return looking;
	}

	/** It did not prove the key we know. Somebody else in its name, or has it another one now? */
	async doubt(host: string): Promise<void> {
		const { clock, log } = this.#parts;
		const kept = this.#read().get(host);
		if (!kept || kept.distrusted !== undefined || this.#doubts.take(host, clock()) > 0) return;
		let key: string;
		try {
			({ key } = await this.#look(host, kept.vouched));
		} catch (error) {
			return log.warn('federation-unproved', { server: host, reason: reasonOf(error) });
		}
		if (key === kept.key) return log.warn('federation-impostor', { server: host });
		this.#distrust(host, kept, key);
	}

	#distrust(host: string, kept: Known, key: string): void {
		this.#parts.counts.add('federation_key_mismatches');
		this.#parts.log.error('federation-distrusted', { server: host });
		this.#keep(host, { ...kept, distrusted: key });
	}

	#mustBeVouched(host: string): boolean {
		return this.#named.has(host) || this.#parts.config.federation !== 'open';
	}

	async #meet(host: string): Promise<Identity> {
		const { clock } = this.#parts;
		const known = this.#read();
		const isFull = !known.has(host) && known.size >= MAX_KNOWN;
		if (!this.#named.has(host) && (isFull || this.#news.take('', clock()) > 0))
			throw new Unreachable('server-away', 'too many new servers');
		try {
			const found = await this.#lookAtNew(host);
			const kept = this.#read().get(host);
			// Taken in by a laxer level, and not by its key: it was never who it said.
			if (kept && kept.key !== found.key) {
				this.#distrust(host, kept, found.key);
				throw new Unreachable('server-unknown', 'changed its key');
			}
			this.#keep(host, { ...found, since: clock() });
			this.#parts.log.info('federation-met', { server: host });
			return found;
		} catch (error) {
			if (error instanceof Unreachable) this.#remember(host, error);
			throw error;
		}
	}

	#remember(host: string, error: Unreachable): void {
		// One the host named may only be starting up.
		if (this.#named.has(host)) return;
		this.#fruitless.delete(host);
		this.#fruitless.set(host, { until: this.#parts.clock() + FRUITLESS_MS, error });
		const [oldest] = this.#fruitless.keys();
		if (this.#fruitless.size > MAX_FRUITLESS && oldest !== undefined) this.#fruitless.delete(oldest);
	}

	/** Only `open` takes a server for what it says where nobody vouches for its certificate. */
	async #lookAtNew(host: string): Promise<Identity> {
		try {
			return await this.#look(host, true);
		} catch (error) {
			if (this.#mustBeVouched(host) || !(error instanceof Unreachable) || !error.unvouched) throw error;
			return this.#look(host, false);
		}
	}

	async #look(host: string, vouched: boolean): Promise<Identity> {
		const document = await openServerDocument(await this.#parts.reach.document(host, vouched));
		if (!document) throw new Unreachable('server-unknown', 'document: unreadable');
		if (document.host !== host) throw new Unreachable('server-unknown', 'document: another name');
		return { key: document.key, vouched };
	}

	/** Read anew each time: links are rare, other processes of this server write it too, and the host may have edited it. */
	#read(): ReadonlyMap<string, Known> {
		try {
			this.#last = readKnown(this.#path);
		} catch (error) {
			this.#parts.log.error('federation-file', { reason: reasonOf(error) });
		}
		return this.#last;
	}

	#keep(host: string, entry: Known): void {
		mkdirSync(this.#parts.config.dataDir, { recursive: true, mode: 0o700 });
		const entries = Object.fromEntries(new Map(this.#read()).set(host, entry));
		const next = `${this.#path}.${process.pid}`;
		writeFileSync(next, `${JSON.stringify(entries, undefined, '\t')}\n`, {
			mode: 0o600,
			flush: true
		});
		renameSync(next, this.#path);
	}
}

function readKnown(path: string): ReadonlyMap<string, Known> {
	try {
		return new Map(Object.entries(v.parse(file, JSON.parse(readFileSync(path, 'utf8')))));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
		throw new Error(`${path} is damaged: correct it, or delete it and all servers are new.`, {
			cause: error
		});
	}
}
