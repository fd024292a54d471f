/** Files on their way in, in IndexedDB: bytes in sealed parts, then the record that makes a file be there. */
import type { StoreValue } from 'idb';
import type { Bytes } from '#lib/protocol/bytes.ts';
import { storageUnreadable, transact, type Database, type Schema } from './database.ts';
import type { Staged, StagedFile, ToStage } from './staged.ts';
import { turns } from './turns.ts';
import type { Vault } from './vault.ts';

type Part = StoreValue<Schema, 'stagedParts'>;
type StagedRecord = StoreValue<Schema, 'staged'>;

/** What is encrypted at once, and what one transaction holds: little enough for a phone, enough to make both cheap. */
const PART_BYTES = 8 * 1024 * 1024;
const BATCH_FILES = 128;
/** Smaller parts lie in their records: a file of its own for each would cost more than its bytes. */
const BLOB_BYTES = 256 * 1024;

export function stagedFiles(
	db: Database,
	vault: Pick<Vault, 'seal' | 'open' | 'sealBytes' | 'openBytes'>
): Staged {
	/** Files go in one after the other, also when two calls bring them: their order is their number. */
	const inTurn = turns();

	async function sealedPart(id: string, part: number, bytes: Blob): Promise<Part> {
		const { key, data } = await vault.sealBytes(
			'stagedParts',
			`${id}/${part}`,
			new Uint8Array(await bytes.arrayBuffer())
		);
		const own = new Uint8Array(data);
		return { id, part, key, data: own.length > BLOB_BYTES ? new Blob([own]) : own };
	}

	async function recordOf(file: StagedFile, n: number): Promise<StagedRecord> {
		return { id: file.id, n, sealed: await vault.seal('staged', file.id, file) };
	}

	async function put(records: readonly StagedRecord[], parts: readonly Part[]): Promise<void> {
		await transact(db, ['staged', 'stagedParts'], 'readwrite', async (tx) => {
			await Promise.all([
				...parts.map((part) => tx.objectStore('stagedParts').put(part)),
				...records.map((record) => tx.objectStore('staged').put(record))
			]);
		});
	}

	/** Each part by itself; the record, which makes them a file, follows. */
	async function putLarge(id: string, bytes: Blob, signal?: AbortSignal): Promise<void> {
		for (let at = 0; at < bytes.size; at += PART_BYTES) {
			signal?.throwIfAborted();
			await put([], [await sealedPart(id, at / PART_BYTES, bytes.slice(at, at + PART_BYTES))]);
		}
	}

	const nextNumber = (): Promise<number> =>
		transact(db, ['staged'], 'readonly', async (tx) => {
			const last = await tx.objectStore('staged').index('n').openKeyCursor(null, 'prev');
			return typeof last?.key === 'number' ? last.key + 1 : 0;
		});

	async function add(
		files: readonly ToStage[],
		copied: Parameters<Staged['add']>[1],
		signal?: AbortSignal
	): Promise<void> {
		let n = await nextNumber();
		let records: StagedRecord[] = [];
		let parts: Part[] = [];
		let held = 0;
		const flush = async (): Promise<void> => {
			const ids = records.map(({ id }) => id);
			await put(records, parts);
			[records, parts, held] = [[], [], 0];
			for (const id of ids) copied(id, 'whole');
		};
		for (const { file, bytes } of files) {
			signal?.throwIfAborted();
			try {
				if (bytes && bytes.size > PART_BYTES) await putLarge(file.id, bytes, signal);
				else if (bytes) parts.push(await sealedPart(file.id, 0, bytes));
			} catch (error) {
				if (!isGone(error)) throw error;
				copied(file.id, 'unreadable');
				continue;
			}
			records.push(await recordOf(file, n++));
			held += bytes?.size ?? 0;
			if (held >= PART_BYTES || records.length >= BATCH_FILES) await flush();
		}
		await flush();
	}

	const partsOf = (id: string): IDBKeyRange => IDBKeyRange.bound([id, 0], [id, Infinity]);

	return {
		count: async () => (await db.count('staged')) + (await db.count('stagedParts')),
		async list() {
			const records = await transact(db, ['staged'], 'readonly', (tx) =>
				tx.objectStore('staged').index('n').getAll()
			);
			return Promise.all(records.map(({ id, sealed }) => vault.open<StagedFile>('staged', id, sealed)));
		},
		add: (files, copied, signal) => inTurn(() => add(files, copied, signal)),
		async bytes(id) {
			const parts = await transact(db, ['staged', 'stagedParts'], 'readonly', async (tx) =>
				(await tx.objectStore('staged').get(id)) ? tx.objectStore('stagedParts').getAll(partsOf(id)) : []
			);
			if (parts.length === 0) return undefined;
			const opened: Bytes[] = [];
			for (const { part, key, data } of parts) {
				const sealed = data instanceof Blob ? new Uint8Array(await data.arrayBuffer()) : data;
				if (part !== opened.length) throw storageUnreadable('a part of a file is missing');
				opened.push(await vault.openBytes('stagedParts', `${id}/${part}`, { key, data: sealed }));
			}
			return opened;
		},
		async settle(files) {
			const sealed = await Promise.all(files.map((file) => recordOf(file, 0)));
			await transact(db, ['staged', 'stagedParts'], 'readwrite', async (tx) => {
				// All at once: one after the other they would wait for each other's answers.
				await Promise.all(
					sealed.map(async (record) => {
						const before = await tx.objectStore('staged').get(record.id);
						// Cancelled in between.
						if (!before) return;
						await Promise.all([
							tx.objectStore('staged').put({ ...record, n: before.n }),
							tx.objectStore('stagedParts').delete(partsOf(record.id))
						]);
					})
				);
			});
		},
		remove: (ids) =>
			transact(db, ['staged', 'stagedParts'], 'readwrite', async (tx) => {
				for (const id of ids) {
					await tx.objectStore('staged').delete(id);
					await tx.objectStore('stagedParts').delete(partsOf(id));
				}
			}),
		clear: () =>
			transact(db, ['staged', 'stagedParts'], 'readwrite', async (tx) => {
				await tx.objectStore('staged').clear();
				await tx.objectStore('stagedParts').clear();
			})
	};
}

/** The file was moved, changed or locked since it was chosen. */
const isGone = (error: unknown): boolean =>
	error instanceof DOMException && /^Not(Found|Readable)Error$/.test(error.name);
