/** Contents and the circles that open them: wrapping data keys anew, and never touching the text beneath. */
import { audiencesOf, NodeError, type Visibility } from '#lib/agent/ports.ts';
import { equal } from '#lib/protocol/bytes.ts';
import type { Shared } from './data-keys.ts';
import { transact, type Database, type Schema } from './database.ts';
import type { Vault } from './vault.ts';

export type ContentRecord = Schema['contents']['value'];

/** A content's data key for those who may read it; made from `key`, the one it had when it was read. */
export interface Reshared {
	readonly id: string;
	readonly key: Uint8Array;
	readonly shared: Shared;
}

interface Shown {
	readonly id: string;
	readonly visibility: Visibility;
}

/** Texts can be long: this many are in memory while their keys are read. */
const READ_AT_ONCE = 32;

/** For each of them whose content is there, and of which `wanted` says so. */
export async function reshared(
	db: Database,
	{ circles }: Pick<Vault, 'circles'>,
	shown: readonly Shown[],
	wanted: (record: ContentRecord) => boolean = () => true
): Promise<readonly Reshared[]> {
	const all: Reshared[] = [];
	for (let at = 0; at < shown.length; at += READ_AT_ONCE) {
		const some = shown.slice(at, at + READ_AT_ONCE);
		const keys = await transact(db, ['contents'], 'readonly', (tx) =>
			Promise.all(
				some.map(async ({ id, visibility }) => {
					const record = await tx.objectStore('contents').get(id);
					return record && wanted(record) ? [{ id, visibility, key: record.sealed.key }] : [];
				})
			)
		);
		const wrapped = keys.flat().map(async ({ id, visibility, key }) => ({
			id,
			key,
			// A damaged one that opens for nobody must not keep the others from being shared.
			shared: await circles.share({ kind: 'content', id }, key, audiencesOf(visibility)).catch(nothing)
		}));
		all.push(...(await Promise.all(wrapped)));
	}
	return all;
}

/** The record with these wraps; undefined when it is no longer the one they were made for. */
export const resharedRecord = (
	record: ContentRecord | undefined,
	{ key, shared }: Reshared
): ContentRecord | undefined => (record && equal(record.sealed.key, key) ? { ...record, shared } : undefined);

const nothing = (error: unknown): Shared => {
	if (error instanceof NodeError && error.code === 'storage-unreadable') return {};
	throw error;
};
