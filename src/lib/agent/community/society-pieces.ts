/** Pieces of files, between members who are there: asked of one after the other, checked by their hash, and kept by the asker. */
import { base64url, fromBase64url, sha256 } from '../../protocol/bytes.ts';
import type { SaidOf } from '../../protocol/envelope.ts';
import type { PeerId } from '../../protocol/identity.ts';
import { refuse } from '../../protocol/refusal.ts';
import { NodeError } from '../ports.ts';
import { someOf, thereOf, type Room, type Rooms } from './society-rooms.ts';
import type { Blamed } from './sync.ts';

/** 40 KiB over a slow link that carries others too. */
const PIECE_MS = 15_000;

export interface Pieces {
	want(room: Room, piece: string, signal: AbortSignal): Promise<Uint8Array | undefined>;
	isWanted(said: SaidOf<'piece'>): boolean;
	fetch(room: Room, said: SaidOf<'fetch'>): Promise<void>;
	piece(said: SaidOf<'piece'>, blamed: Blamed): Promise<void>;
}

export function createPieces(rooms: Rooms): Pieces {
	const { post, store, clock, emit } = rooms.deps;
	/** By whom and which: what to do with it. */
	const wants = new Map<string, (bytes: Uint8Array | undefined) => void>();
	const nameOf = (from: PeerId, { community, piece }: { community: string; piece: string }): string =>
		`${from}/${community}/${piece}`;

	async function from(
		peer: PeerId,
		community: string,
		piece: string,
		signal: AbortSignal
	): Promise<Uint8Array | undefined> {
		const name = nameOf(peer, { community, piece });
		const life = new AbortController();
		const ends = AbortSignal.any([signal, life.signal]);
		try {
			const came = new Promise<Uint8Array | undefined>((resolve) => wants.set(name, resolve));
			await post.live(peer, 'fetch', { community, piece });
			return await Promise.race([came, clock.sleep(PIECE_MS, ends).then(() => undefined)]);
		} catch (error) {
			if (error instanceof NodeError) return undefined;
			throw error;
		} finally {
			wants.delete(name);
			life.abort();
		}
	}

	return {
		isWanted: ({ from: peer, body }) => wants.has(nameOf(peer, body)),
		async want(room, piece, signal) {
			const there = await thereOf(room, rooms);
			for (const peer of someOf(there, there.length, rooms.deps)) {
				if (signal.aborted) return undefined;
				const bytes = await from(peer, room.id, piece, signal);
				emit({ kind: 'piece', community: room.id, piece, bytes, from: peer });
				if (bytes) return bytes;
			}
			return undefined;
		},
		async fetch(room, { from: peer, body }) {
			const bytes = await store.piece(room.id, body.piece);
			const said = { community: room.id, piece: body.piece };
			rooms.say(peer, () => post.live(peer, 'piece', bytes ? { ...said, bytes: base64url(bytes) } : said));
		},
		async piece({ from: peer, body }, blamed) {
			const bytes = body.bytes === undefined ? undefined : fromBase64url(body.bytes);
			const isIt = bytes !== undefined && base64url(sha256(bytes)) === body.piece;
			wants.get(nameOf(peer, body))?.(isIt ? bytes : undefined);
			if (bytes && !isIt) await blamed(refuse('malformed', 'piece'));
		}
	};
}
