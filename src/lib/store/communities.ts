/**
 * The communities this node is in, loaded when there is one or when somebody first asks for more: most starts need none.
 */
import type { CommunityStore, RandomBytes } from '#lib/agent/ports.ts';
import { transact, type Database } from './database.ts';
import type { Vault } from './vault.ts';

export function openCommunities(db: Database, vault: Vault, random: RandomBytes): CommunityStore {
	let opening: Promise<CommunityStore> | undefined;
	const opened = (): Promise<CommunityStore> =>
		(opening ??= import('./communities-kept.ts')
			.then(({ keptCommunities }) => keptCommunities(db, vault, random))
			.catch((error: unknown) => {
				// Without a network a script may be missing: the next one who asks tries again.
				opening = undefined;
				throw error;
			}));
	const isEmpty = (): Promise<boolean> =>
		transact(
			db,
			['communities'],
			'readonly',
			async (tx) => (await tx.objectStore('communities').count()) === 0
		);
	return {
		list: async () => ((await isEmpty()) ? [] : (await opened()).list()),
		get: async (id) => (await opened()).get(id),
		put: async (community) => (await opened()).put(community),
		remove: async (id) => (await opened()).remove(id),
		entries: async (id) => (await opened()).entries(id),
		append: async (id, texts) => (await opened()).append(id, texts),
		piece: async (community, hash) => (await opened()).piece(community, hash),
		putPiece: async (community, hash, bytes) => (await opened()).putPiece(community, hash, bytes),
		pieces: async (community, hashes) => (await opened()).pieces(community, hashes),
		pieceBytes: async () => (await opened()).pieceBytes(),
		forgetPieces: async (community, hashes) => (await opened()).forgetPieces(community, hashes)
	};
}
