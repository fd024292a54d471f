/**
 * Direct messages in IndexedDB, in the order in which they came or were written, and how the conversation with each contact
 * stands. Messages are sealed and found by their envelope's id, contacts by blinded names; what became of a message of mine
 * stands in the clear, so that it moves on in one transaction.
 */
import type { StoreValue } from 'idb';
import type { DeliveryState, KeptWords, Talk, WordsStore } from '#lib/agent/ports.ts';
import { sealedCollection } from './collection.ts';
import { transact, type Database, type Schema } from './database.ts';
import { mayMove } from './delivery.ts';
import { MAX_WORDS_PER_CONTACT } from './talks-memory.ts';
import type { Vault } from './vault.ts';

type WordsRecord = StoreValue<Schema, 'words'>;
/** What of a message is sealed; its state stands beside it. */
export type SealedWords = Omit<KeptWords, 'state'>;

export const talkName = (vault: Pick<Vault, 'blind'>, peer: string): Promise<string> =>
	vault.blind('talk', peer);

export async function openedWords(
	vault: Pick<Vault, 'open'>,
	{ id, state, sealed }: WordsRecord
): Promise<KeptWords> {
	const kept = await vault.open<SealedWords>('words', id, sealed);
	// Only `add` and `mark` write the column, and both take a DeliveryState.
	return state === undefined ? kept : { ...kept, state: state as DeliveryState };
}

export async function sealedWords(
	vault: Pick<Vault, 'seal' | 'blind'>,
	{ state, ...kept }: KeptWords
): Promise<WordsRecord> {
	return {
		id: kept.id,
		with: await talkName(vault, kept.peer),
		...(state && { state }),
		sealed: await vault.seal('words', kept.id, kept)
	};
}

export function keptTalks(db: Database, vault: Vault): WordsStore {
	const talks = sealedCollection<Talk, 'talks'>(db, vault, 'talks', () => ({}));
	const nameOf = (peer: string): Promise<string> => talkName(vault, peer);
	return {
		async add(words) {
			const record = await sealedWords(vault, words);
			return transact(
				db,
				['words'],
				'readwrite',
				async (tx) => {
					const store = tx.objectStore('words');
					if ((await store.index('id').getKey(record.id)) !== undefined) return false;
					await store.add(record);
					const excess = (await store.index('with').count(record.with)) - MAX_WORDS_PER_CONTACT;
					if (excess > 0)
						for (const n of await store.index('with').getAllKeys(record.with, excess)) await store.delete(n);
					return true;
				},
				'strict'
			);
		},
		async get(id) {
			const record = await transact(db, ['words'], 'readonly', (tx) =>
				tx.objectStore('words').index('id').get(id)
			);
			return record && openedWords(vault, record);
		},
		mark: (id, state) =>
			transact(db, ['words'], 'readwrite', async (tx) => {
				const record = await tx.objectStore('words').index('id').get(id);
				if (record?.state === undefined || !mayMove(record.state as DeliveryState, state)) return;
				await tx.objectStore('words').put({ ...record, state });
			}),
		async list(peer, most, before) {
			const records = await newest(db, await nameOf(peer), most, before);
			return Promise.all(records.map((record) => openedWords(vault, record)));
		},
		talk: async (peer) => talks.get(await nameOf(peer)),
		talks: () => talks.all(),
		putTalk: async (talk) => talks.put(await nameOf(talk.peer), talk),
		async forget(peer) {
			const name = await nameOf(peer);
			await transact(
				db,
				['words', 'talks'],
				'readwrite',
				async (tx) => {
					await tx.objectStore('talks').delete(name);
					for (const n of await tx.objectStore('words').index('with').getAllKeys(name))
						await tx.objectStore('words').delete(n);
				},
				'strict'
			);
		}
	};
}

/** By their numbers first, so that a long conversation is not read for its end. */
const newest = (
	db: Database,
	name: string,
	most: number,
	before: string | undefined
): Promise<readonly WordsRecord[]> =>
	transact(db, ['words'], 'readonly', async (tx) => {
		const store = tx.objectStore('words');
		const end = before === undefined ? undefined : await store.index('id').getKey(before);
		const numbers = (await store.index('with').getAllKeys(name))
			.filter((n) => end === undefined || n < end)
			.slice(-most);
		const records = await Promise.all(numbers.map((n) => store.get(n)));
		return records.filter((record) => record !== undefined);
	});
