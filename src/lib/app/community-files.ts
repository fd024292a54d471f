/**
 * Files of a community: cut into pieces that are named by their hash, announced by an entry, fetched piece by piece from
 * members who are there. What came stays, so that a file broken off goes on where it was. Nothing is fetched that nobody
 * asked to see, and what comes is shown as nothing but a picture, a text or a document.
 */
import type { CommunityDesk, SharedFile } from '#lib/agent/community/views.ts';
import type { Society } from '#lib/agent/community/society-port.ts';
import { NodeError, type CommunityStore } from '#lib/agent/ports.ts';
import { wireLine } from '#lib/agent/wire-text.ts';
import { base64url } from '#lib/protocol/bytes.ts';
import { MAX_FILE_BYTES, MAX_PIECE_BYTES, MAX_TITLE_CHARS } from '#lib/protocol/limits.ts';
import type { CommunitiesApi, Transfer } from './communities-api.ts';

/** Pieces asked for at the same time. */
const AT_ONCE = 4;
/** A piece that comes damaged is asked for again so often. */
const TRIES = 2;
/** Finished ones that are still told of. */
const TOLD = 20;

export type FilesApi = Pick<CommunitiesApi, 'shareFile' | 'communityFile' | 'stopTransfer'>;

export interface FilesDeps {
	readonly desk: Pick<CommunityDesk, 'files'>;
	readonly society: () => Promise<Pick<Society, 'act' | 'wantPiece'>>;
	readonly store: Pick<CommunityStore, 'piece' | 'putPiece' | 'pieces'>;
	readonly tell: (transfers: readonly Transfer[]) => void;
}

export function keepFiles(deps: FilesDeps): FilesApi {
	const { desk, society, store } = deps;
	const running = new Map<string, { readonly stop: AbortController; readonly blob?: Promise<Blob> }>();
	let transfers: readonly Transfer[] = [];
	let adding = 0;

	/** Replaces what `before` was; undefined for none. */
	function tell(before: Transfer | undefined, now: Transfer | undefined): Transfer | undefined {
		const kept = transfers.filter((one) => one !== before);
		const moving = kept.filter(({ state }) => state === 'adding' || state === 'fetching');
		const over = kept.filter((one) => !moving.includes(one)).slice(-TOLD);
		transfers = [...over, ...moving, ...(now ? [now] : [])];
		deps.tell(transfers);
		return now;
	}

	async function shareFile(id: string, file: File): Promise<string> {
		const name = wireLine(file.name, MAX_TITLE_CHARS) || '-';
		let transfer: Transfer = {
			...{ community: id, file: undefined, name, done: 0, size: file.size },
			state: 'adding'
		};
		const move = (change: Partial<Transfer>): void => {
			const next = { ...transfer, ...change };
			tell(transfer, next);
			transfer = next;
		};
		const stop = new AbortController();
		const key = `${id}/adding/${adding++}`;
		running.set(key, { stop });
		try {
			if (file.size > MAX_FILE_BYTES) throw new NodeError('too-large');
			const pieces: string[] = [];
			for (let at = 0; at < file.size; at += MAX_PIECE_BYTES) {
				const bytes = new Uint8Array(await file.slice(at, at + MAX_PIECE_BYTES).arrayBuffer());
				stop.signal.throwIfAborted();
				const hash = await hashOf(bytes);
				await store.putPiece(id, hash, bytes);
				pieces.push(hash);
				move({ done: at + bytes.length });
			}
			const act = { kind: 'file' as const, name, type: wireLine(file.type, 128), size: file.size, pieces };
			const entry = await (await society()).act(id, act);
			move({ file: entry, done: file.size, state: 'done' });
			return entry;
		} catch (error) {
			if (stop.signal.aborted) tell(transfer, undefined);
			else move({ state: 'failed', ...troubleOf(error) });
			throw error;
		} finally {
			running.delete(key);
		}
	}

	async function communityFile(id: string, entry: string): Promise<Blob> {
		const key = `${id}/${entry}`;
		const before = running.get(key)?.blob;
		if (before) return before;
		const stop = new AbortController();
		const blob = fetched(id, entry, stop.signal).finally(() => running.delete(key));
		running.set(key, { stop, blob });
		return blob;
	}

	async function fetched(id: string, entry: string, signal: AbortSignal): Promise<Blob> {
		const file = (await desk.files(id)).find((one) => one.id === entry);
		if (!file) throw new NodeError('unreachable', { detail: 'no such file' });
		const wanted = [...new Set(file.pieces)];
		const kept = new Set(await store.pieces(id, wanted));
		const missing = wanted.filter((piece) => !kept.has(piece));
		if (missing.length === 0) return put(id, file);
		const share = file.size / wanted.length;
		const old = transfers.find((one) => one.community === id && one.file === entry);
		let transfer: Transfer = {
			...{ community: id, file: entry, name: file.fileName, size: file.size, state: 'fetching' },
			done: Math.round(kept.size * share)
		};
		tell(old, transfer);
		const move = (change: Partial<Transfer>): void => {
			const next = { ...transfer, ...change };
			tell(transfer, next);
			transfer = next;
		};
		const rest = [...missing];
		const worker = async (): Promise<void> => {
			for (let piece = rest.shift(); piece !== undefined; piece = rest.shift()) {
				await bring(id, piece, signal).catch((error: unknown) => {
					// Nothing more is asked for of a file that will not come now.
					rest.length = 0;
					throw error;
				});
				kept.add(piece);
				move({ done: Math.min(file.size, Math.round(kept.size * share)) });
			}
		};
		try {
			// All of them: what is on its way when one fails is kept for the next time.
			const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
			const failed = ended.find(({ status }) => status === 'rejected');
			if (failed?.status === 'rejected') throw failed.reason;
			const blob = await put(id, file);
			move({ done: file.size, state: 'done' });
			return blob;
		} catch (error) {
			if (signal.aborted) tell(transfer, undefined);
			else move({ state: 'failed', ...troubleOf(error) });
			throw error;
		}
	}

	/** One piece, until it is kept. */
	async function bring(id: string, piece: string, signal: AbortSignal): Promise<void> {
		for (let tries = 0; tries < TRIES; tries++) {
			signal.throwIfAborted();
			const bytes = await (await society()).wantPiece(id, piece, signal);
			if (!bytes) throw new NodeError('unreachable');
			if ((await hashOf(bytes)) === piece) return store.putPiece(id, piece, bytes);
		}
		throw new Damaged();
	}

	async function put(id: string, { pieces, type, size }: SharedFile): Promise<Blob> {
		const parts: BlobPart[] = [];
		for (const piece of pieces) {
			const bytes = await store.piece(id, piece);
			if (!bytes) throw new NodeError('unreachable');
			parts.push(new Uint8Array(bytes));
		}
		const blob = new Blob(parts, { type: safeType(type) });
		if (blob.size !== size) throw new Damaged();
		return blob;
	}

	return {
		shareFile,
		communityFile,
		async stopTransfer(id, file) {
			for (const [key, { stop }] of running)
				if (file === undefined ? key.startsWith(`${id}/adding/`) : key === `${id}/${file}`) stop.abort();
			const over = (one: Transfer): boolean =>
				one.community === id && one.file === file && (one.state === 'failed' || one.state === 'done');
			transfers = transfers.filter((one) => !over(one));
			deps.tell(transfers);
		}
	};
}

/** Its pieces are not what its announcement says. */
class Damaged extends NodeError {
	constructor() {
		super('unreachable', { detail: 'damaged' });
	}
}

function troubleOf(error: unknown): Pick<Transfer, 'trouble'> {
	if (error instanceof Damaged) return { trouble: 'damaged' };
	if (!(error instanceof NodeError)) return {};
	if (error.code === 'too-large') return { trouble: 'too-large' };
	if (error.code === 'storage-full') return { trouble: 'full' };
	return error.code === 'unreachable' ? { trouble: 'nobody' } : {};
}

/** What a browser shows without running anything of it. A drawing in SVG may hold a script. */
export function safeType(announced: string): string {
	const type = announced.toLowerCase().split(';')[0]!.trim();
	if (type === 'application/pdf' || type === 'text/plain') return type;
	return /^image\/[a-z0-9.-]+$/.test(type) ? type : 'application/octet-stream';
}

async function hashOf(bytes: Uint8Array): Promise<string> {
	return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))));
}
