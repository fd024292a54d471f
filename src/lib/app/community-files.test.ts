import { describe, expect, test } from 'vitest';
import type { SharedFile } from '#lib/agent/community/views.ts';
import type { Act } from '#lib/protocol/acts.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { MAX_FILE_BYTES, MAX_PIECE_BYTES } from '#lib/protocol/limits.ts';
import { memoryStore } from '#lib/store/in-memory.ts';
import type { Transfer } from './communities-api.ts';
import { keepFiles, safeType } from './community-files.ts';

const store = () => memoryStore({ random: (n) => crypto.getRandomValues(new Uint8Array(n)) }).communities;
type Pieces = ReturnType<typeof store>;

/** Somebody with a store of their own; pieces come from `others`, as they are there. */
function aMember(announced: SharedFile[], others: () => readonly Pieces[] = () => []) {
	const kept = store();
	const told: Transfer[][] = [];
	const wanted: string[] = [];
	let spoil: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes;
	const society = {
		async act(_: string, act: Act) {
			if (act.kind !== 'file') throw new RangeError(act.kind);
			const { name: fileName, type, size, pieces } = act;
			const shown = {
				author: 'a'.repeat(64) as PeerId,
				name: 'Ada',
				at: 1,
				clock: 1,
				pinned: false,
				forked: false
			};
			announced.push({ ...shown, id: `file-${announced.length}`, fileName, type, size, pieces });
			return announced.at(-1)!.id;
		},
		async wantPiece(community: string, piece: string) {
			wanted.push(piece);
			for (const other of others()) {
				const bytes = await other.piece(community, piece);
				if (bytes) return spoil(bytes);
			}
			return undefined;
		}
	};
	const files = keepFiles({
		desk: { files: async () => announced },
		society: async () => society,
		store: kept,
		tell: (all) => told.push([...all])
	});
	return {
		files,
		kept,
		told,
		wanted,
		last: () => told.at(-1)?.at(-1),
		spoils: (how: typeof spoil) => (spoil = how)
	};
}

const aFile = (size: number, type = 'image/png'): File => {
	const bytes = new Uint8Array(size).map((_, i) => (i * 31 + (i >> 8)) & 255);
	return new File([bytes], 'holiday.png', { type });
};

describe('a file', () => {
	test('is cut, announced, fetched piece by piece and the same again', async () => {
		const announced: SharedFile[] = [];
		const ada = aMember(announced);
		const file = aFile(3 * MAX_PIECE_BYTES + 17);
		const entry = await ada.files.shareFile('c', file);
		expect(announced[0]).toMatchObject({ fileName: 'holiday.png', size: file.size });
		expect(announced[0]!.pieces).toHaveLength(4);
		expect(ada.last()).toMatchObject({ state: 'done', done: file.size });

		const bea = aMember(announced, () => [ada.kept]);
		const blob = await bea.files.communityFile('c', entry);
		expect(new Uint8Array(await blob.arrayBuffer())).toEqual(new Uint8Array(await file.arrayBuffer()));
		expect(blob.type).toBe('image/png');
		expect(bea.wanted).toHaveLength(4);
		const shares = bea.told.flat().map(({ done }) => done);
		expect([...shares].sort((a, b) => a - b)).toEqual(shares);
		// Kept from now on: nobody is asked again.
		await bea.files.communityFile('c', entry);
		expect(bea.wanted).toHaveLength(4);
	});

	test('broken off goes on with the pieces that are missing', async () => {
		const announced: SharedFile[] = [];
		const ada = aMember(announced);
		const entry = await ada.files.shareFile('c', aFile(4 * MAX_PIECE_BYTES));
		let there = 2;
		const bea = aMember(announced, () => (there-- > 0 ? [ada.kept] : []));
		await expect(bea.files.communityFile('c', entry)).rejects.toMatchObject({ code: 'unreachable' });
		expect(bea.last()).toMatchObject({ state: 'failed', trouble: 'nobody' });
		there = Infinity;
		const before = bea.wanted.length;
		expect((await bea.files.communityFile('c', entry)).size).toBe(4 * MAX_PIECE_BYTES);
		expect(bea.wanted.length - before).toBe(2);
	});

	test('whose pieces are not what they are called is damaged, and nothing of it is kept', async () => {
		const announced: SharedFile[] = [];
		const ada = aMember(announced);
		const entry = await ada.files.shareFile('c', aFile(100));
		const bea = aMember(announced, () => [ada.kept]);
		bea.spoils((bytes) => bytes.map((byte) => byte ^ 1));
		await expect(bea.files.communityFile('c', entry)).rejects.toThrow();
		expect(bea.last()).toMatchObject({ state: 'failed', trouble: 'damaged' });
		expect(await bea.kept.pieceBytes()).toBe(0);
	});

	test('whose size is announced wrongly is not shown', async () => {
		const announced: SharedFile[] = [];
		const ada = aMember(announced);
		const entry = await ada.files.shareFile('c', aFile(100));
		announced[0] = { ...announced[0]!, size: 2_000 };
		await expect(ada.files.communityFile('c', entry)).rejects.toThrow();
	});

	test('beyond the limit is not begun, and says so', async () => {
		const ada = aMember([]);
		await expect(ada.files.shareFile('c', aFile(MAX_FILE_BYTES + 1))).rejects.toMatchObject({
			code: 'too-large'
		});
		expect(ada.last()).toMatchObject({ state: 'failed', trouble: 'too-large' });
		expect(await ada.kept.pieceBytes()).toBe(0);
	});

	test('that is stopped is told of no more', async () => {
		const announced: SharedFile[] = [];
		const ada = aMember(announced);
		const entry = await ada.files.shareFile('c', aFile(8 * MAX_PIECE_BYTES));
		const bea = aMember(announced, () => [ada.kept]);
		const fetching = bea.files.communityFile('c', entry);
		await bea.files.stopTransfer('c', entry);
		await expect(fetching).rejects.toThrow();
		expect(bea.told.at(-1)).toEqual([]);
	});

	test('is shown as a picture, a text or a document, and as nothing that could run', () => {
		expect(safeType('image/jpeg')).toBe('image/jpeg');
		expect(safeType('text/plain; charset=utf-8')).toBe('text/plain');
		expect(safeType('application/pdf')).toBe('application/pdf');
		for (const type of [
			'text/html',
			'image/svg+xml',
			'application/xhtml+xml',
			'text/xml',
			'',
			'IMAGE/SVG+XML'
		])
			expect(safeType(type)).toBe('application/octet-stream');
	});
});
