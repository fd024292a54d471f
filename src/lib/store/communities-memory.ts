/** Communities that live as long as the process. */
import type { CommunityStore, KeptCommunity } from '#lib/agent/ports.ts';

export function memoryCommunities(): CommunityStore {
	const kept = new Map<string, KeptCommunity>();
	const entries = new Map<string, string[]>();
	const pieces = new Map<string, Map<string, Uint8Array>>();
	const piecesOf = (community: string): Map<string, Uint8Array> => {
		const some = pieces.get(community) ?? new Map<string, Uint8Array>();
		pieces.set(community, some);
		return some;
	};
	return {
		list: async () => [...kept.values()].sort(byJoinedAt),
		get: async (id) => kept.get(id),
		put: async (community) => void kept.set(community.id, community),
		remove: async (id) => {
			for (const all of [kept, entries, pieces]) all.delete(id);
		},
		entries: async (id) => [...(entries.get(id) ?? [])],
		async append(id, texts) {
			const all = entries.get(id) ?? [];
			entries.set(id, all);
			for (const text of texts) all.push(text);
		},
		piece: async (community, hash) => pieces.get(community)?.get(hash)?.slice(),
		putPiece: async (community, hash, bytes) => void piecesOf(community).set(hash, bytes.slice()),
		pieces: async (community, hashes) => new Set(hashes.filter((hash) => pieces.get(community)?.has(hash))),
		pieceBytes: async () =>
			[...pieces.values()].reduce(
				(sum, some) => sum + [...some.values()].reduce((bytes, { length }) => bytes + length, 0),
				0
			),
		forgetPieces: async (community, hashes) => {
			for (const hash of hashes) pieces.get(community)?.delete(hash);
		}
	};
}

/** The first joined first; ties by name, so that the order is always the same. */
export const byJoinedAt = (a: KeptCommunity, b: KeptCommunity): number =>
	a.joinedAt - b.joinedAt || (a.id < b.id ? -1 : 1);
