/** The kinds of a backup that were said to others: the entries of communities, and direct messages. */
import type { DeliveryState, KeptWords } from '#lib/agent/ports.ts';
import { base64url, sha256 } from '#lib/protocol/bytes.ts';
import { countOf, kind, recordsOf, type Kind, type KindDeps } from './backup-kinds.ts';
import { transact, type Schema } from './database.ts';
import { mayMove } from './delivery.ts';
import { openedWords, sealedWords } from './talks-kept.ts';

/** Entries that were appended together, or gathered since. */
interface KeptEntries {
	readonly id: string;
	/** Blinded. */
	readonly community: string;
	readonly texts: readonly string[];
}

/** A gathered record has a megabyte. */
const ENTRIES_PAGE = 16;

/** An entry never changes: one that is here is the same. Those that are missing come after those that are here. */
export function entries({ db, vault }: KindDeps): Kind {
	/** Their hashes, by community. */
	let known: Promise<Map<string, Set<string>>> | undefined;
	const opened = (record: Schema['entries']['value']): Promise<readonly string[]> =>
		vault.open<readonly string[]>('entries', record.id, record.sealed);
	const all = async (): Promise<Map<string, Set<string>>> => {
		const here = new Map<string, Set<string>>();
		for await (const record of recordsOf(db, 'entries', ENTRIES_PAGE))
			note(here, record.community, await opened(record));
		return here;
	};
	return kind<KeptEntries>({
		group: 'communities',
		count: () => countOf(db, 'entries'),
		async *all() {
			for await (const record of recordsOf(db, 'entries', ENTRIES_PAGE))
				yield { id: record.id, community: record.community, texts: await opened(record) };
		},
		async look(theirs) {
			const here = await (known ??= all());
			return theirs.map(({ id, community, texts }) => {
				const hashes = here.get(community);
				const kept = texts.filter((text) => hashes?.has(nameOf(text)));
				return kept.length > 0 ? { id, community, texts: kept } : undefined;
			});
		},
		settled({ id, community, texts }, here) {
			if (here.texts.length === texts.length) return 'same';
			const kept = new Set(here.texts);
			return { id, community, texts: texts.filter((text) => !kept.has(text)) };
		},
		async put(values) {
			const records = await Promise.all(
				values.map(async ({ id, community, texts }) => ({
					id,
					community,
					sealed: await vault.seal('entries', id, texts)
				}))
			);
			await transact(
				db,
				['entries'],
				'readwrite',
				async (tx) => {
					for (const record of records) await tx.objectStore('entries').add(record);
				},
				'strict'
			);
			const here = await known;
			if (here) for (const { community, texts } of values) note(here, community, texts);
		}
	});
}

const nameOf = (text: string): string => base64url(sha256(text));

function note(here: Map<string, Set<string>>, community: string, texts: readonly string[]): void {
	const hashes = here.get(community) ?? new Set<string>();
	here.set(community, hashes);
	for (const text of texts) hashes.add(nameOf(text));
}

/** A message never changes; what became of mine only moves on. */
export function words({ db, vault }: KindDeps): Kind {
	return kind<KeptWords>({
		group: 'words',
		count: () => countOf(db, 'words'),
		async *all() {
			for await (const record of recordsOf(db, 'words')) yield await openedWords(vault, record);
		},
		async look(theirs) {
			const records = await transact(db, ['words'], 'readonly', (tx) =>
				Promise.all(theirs.map(({ id }) => tx.objectStore('words').index('id').get(id)))
			);
			return Promise.all(records.map(async (record) => record && openedWords(vault, record)));
		},
		settled: (theirs, here) =>
			theirs.state === here.state
				? 'same'
				: theirs.state && here.state && mayMove(here.state, theirs.state)
					? { ...here, state: theirs.state }
					: 'older',
		async put(values) {
			const records = await Promise.all(values.map((one) => sealedWords(vault, one)));
			await transact(
				db,
				['words'],
				'readwrite',
				async (tx) => {
					const store = tx.objectStore('words');
					for (const record of records) {
						const now = await store.index('id').get(record.id);
						if (!now) await store.add(record);
						else if (
							record.state &&
							now.state &&
							mayMove(now.state as DeliveryState, record.state as DeliveryState)
						)
							await store.put({ ...now, state: record.state });
					}
				},
				'strict'
			);
		}
	});
}
