/**
 * The backup of everything in one file, and its way back. The file says nothing to whoever lacks the recovery phrase
 * (backup-format.ts), holds what cannot be made anew (backup-kinds.ts) as one JSON line per record, `[kind, value]`, and
 * ends with how many there were. Taking it back reads it twice: the first time every byte is checked and nothing is
 * touched. Records are read one after the other while the node works: each is as it was when its turn came.
 */
import type { RandomBytes } from '#lib/agent/ports.ts';
import { base64url, concat, sha256, utf8 } from '#lib/protocol/bytes.ts';
import { keysOfEntropy, peerIdOfRoot } from '#lib/protocol/identity.ts';
import { openBackup, readHead, Refused, sealBackup, type Head } from './backup-format.ts';
import { KINDS, type Kind, type KindDeps, type KindName } from './backup-kinds.ts';
import { entries, words } from './backup-community-kinds.ts';
import { items, ledger } from './backup-known-kinds.ts';
import { inboxKeys, letters, messages, numbers, seen, windows } from './backup-mail-kinds.ts';
import type {
	BackupDesk,
	BackupKind,
	BackupOptions,
	BackupReport,
	KindReport,
	WriteOptions,
	Written
} from './backup-report.ts';
import { sealedKinds } from './backup-sealed-kinds.ts';
import { storageError } from './database.ts';

export interface BackupDeps extends Omit<KindDeps, 'ownSettings' | 'isFromHere'> {
	readonly random: RandomBytes;
}

/** The first line: which device wrote it, without naming it, and how many records follow at most. */
const BEGIN = 'begin';
/** The last line: how many there were. */
const END = 'end';
/** Records looked up and put in together: few transactions, and no more than a few megabytes at once. */
const BATCH = 64;
const BATCH_CHARS = 2_000_000;

export function openBackupDesk(deps: BackupDeps): BackupDesk {
	return {
		write: (options) => write(deps, options),
		inspect: (file, options = {}) => refusalAsValue(() => read(deps, file, options, false)),
		restore: (file, options = {}) =>
			refusalAsValue(async () => {
				const { onProgress: _, ...quiet } = options;
				await read(deps, file, quiet, false);
				return read(deps, file, options, true);
			})
	};
}

async function refusalAsValue(work: () => Promise<BackupReport>): Promise<BackupReport> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof Refused)) throw storageError(error);
		const { refusal, head } = error;
		return { refused: refusal, ...head };
	}
}

async function entropyOf({ vault }: BackupDeps): Promise<Uint8Array> {
	const entropy = await vault.secrets.get('entropy');
	if (!entropy) throw new Error('the vault holds no recovery entropy');
	return entropy;
}

const peerOf = (entropy: Uint8Array): string => peerIdOfRoot(keysOfEntropy(entropy).root);

/** The same for one browser profile, and says nothing about it to anybody else. */
async function markOf({ vault }: BackupDeps): Promise<string> {
	const device = await vault.secrets.get('device');
	return device ? base64url(sha256(concat(utf8('elm/backup-device\0'), device))) : '';
}

async function kindsFor(
	deps: BackupDeps,
	{ ownSettings = [] }: BackupOptions,
	isFromHere: boolean
): Promise<Readonly<Record<KindName, Kind>>> {
	const own = await Promise.all(ownSettings.map((name) => deps.vault.blind('setting', name)));
	const told = new Set<string>();
	const all: KindDeps = { ...deps, ownSettings: new Set(own), isFromHere };
	return {
		...sealedKinds(all),
		items: items(all),
		ledger: ledger(all),
		entries: entries(all),
		words: words(all),
		inboxKeys: inboxKeys(all),
		letters: letters(all),
		messages: messages(all, told),
		seen: seen(all, told),
		windows: windows(all),
		numbers: numbers(all)
	};
}

// ---------------------------------------------------------------- writing

async function write(deps: BackupDeps, options: WriteOptions): Promise<Written> {
	const { madeAt, appVersion, onProgress, signal } = options;
	const entropy = await entropyOf(deps);
	const kinds = await kindsFor(deps, options, true);
	const counts = await Promise.all(KINDS.map((name) => kinds[name].count()));
	const all = counts.reduce((sum, count) => sum + count, 0);
	let records = 0;

	async function* lines(): AsyncGenerator<string> {
		yield JSON.stringify([BEGIN, { device: await markOf(deps), records: all }]);
		for (const name of KINDS)
			for await (const value of kinds[name].all()) {
				signal?.throwIfAborted();
				yield JSON.stringify([name, value]);
				records++;
				onProgress?.(Math.min(records, all), all);
			}
		yield JSON.stringify([END, { records }]);
	}
	const head = { peer: peerOf(entropy), madeAt, appVersion };
	const blob = await sealBackup(head, entropy, deps.random, lines());
	onProgress?.(all, all);
	return { blob, records };
}

// ---------------------------------------------------------------- reading

/** Looks at everything and, where `isMeant`, puts it in. */
async function read(
	deps: BackupDeps,
	file: Blob,
	options: BackupOptions,
	isMeant: boolean
): Promise<BackupReport> {
	const { onProgress, signal } = options;
	const entropy = await entropyOf(deps);
	const head = await readHead(file);
	if (head.peer !== peerOf(entropy)) throw new Refused('other-identity', head);
	const lines = openBackup(file, entropy);
	const { device, records: all } = beginning(parsed((await lines.next()).value));
	const kinds = await kindsFor(deps, options, device !== '' && device === (await markOf(deps)));
	const tally = new Tally();
	let done = 0;
	let ended = false;
	for await (const batch of batchesOf(lines)) {
		signal?.throwIfAborted();
		if (ended) throw new Refused('damaged');
		if (batch.name === END) {
			if (recordsIn(batch.values[0]) !== done) throw new Refused('damaged');
			ended = true;
			continue;
		}
		// What this version cannot put in it must not leave out in silence.
		if (!isKind(batch.name)) throw new Refused('newer-version', head);
		await take(kinds[batch.name], batch.values, tally, isMeant);
		done += batch.values.length;
		onProgress?.(Math.min(done, all), all);
	}
	if (!ended) throw new Refused('damaged');
	return reportOf(head, tally);
}

async function take(kind: Kind, values: readonly object[], tally: Tally, isMeant: boolean): Promise<void> {
	const here = await kind.look(values);
	const wanted: object[] = [];
	values.forEach((theirs, n) => {
		const mine = here[n];
		const settled = mine ? kind.settled(theirs, mine) : kind.adds === false ? 'older' : theirs;
		if (typeof settled === 'string') return tally.add(kind.group, settled);
		tally.add(kind.group, mine ? 'changed' : 'fresh');
		wanted.push(settled);
	});
	if (isMeant && wanted.length > 0) await kind.put(wanted);
}

interface Batch {
	readonly name: string;
	readonly values: readonly object[];
}

/** Lines that follow one another and are of one kind. */
async function* batchesOf(lines: AsyncIterable<string>): AsyncGenerator<Batch> {
	let name = '';
	let values: object[] = [];
	let chars = 0;
	for await (const line of lines) {
		const next = parsed(line);
		if (values.length > 0 && (next.name !== name || values.length >= BATCH || chars >= BATCH_CHARS)) {
			yield { name, values };
			values = [];
			chars = 0;
		}
		name = next.name;
		values.push(next.value);
		chars += line.length;
	}
	if (values.length > 0) yield { name, values };
}

function parsed(line: unknown): { readonly name: string; readonly value: object } {
	const said: unknown = typeof line === 'string' ? JSON.parse(line) : undefined;
	const [name, value] = Array.isArray(said) ? (said as readonly unknown[]) : [];
	if (typeof name !== 'string' || typeof value !== 'object' || value === null) throw new Refused('damaged');
	return { name, value };
}

function beginning({ name, value }: { readonly name: string; readonly value: object }): {
	readonly device: string;
	readonly records: number;
} {
	const { device } = value as { readonly device?: unknown };
	if (name !== BEGIN || typeof device !== 'string') throw new Refused('damaged');
	return { device, records: recordsIn(value) };
}

function recordsIn(value: object | undefined): number {
	const { records } = (value ?? {}) as { readonly records?: unknown };
	if (typeof records !== 'number') throw new Refused('damaged');
	return records;
}

const isKind = (name: string): name is KindName => (KINDS as readonly string[]).includes(name);

type Fate = 'fresh' | 'changed' | 'same' | 'older';

class Tally {
	readonly groups = new Map<BackupKind, KindReport>();

	add(kind: BackupKind, fate: Fate): void {
		const before = this.groups.get(kind) ?? { kind, all: 0, fresh: 0, changed: 0, same: 0, older: 0 };
		this.groups.set(kind, { ...before, all: before.all + 1, [fate]: before[fate] + 1 });
	}
}

const reportOf = ({ madeAt, appVersion }: Head, { groups }: Tally): BackupReport => ({
	madeAt,
	appVersion,
	kinds: [...groups.values()]
});
