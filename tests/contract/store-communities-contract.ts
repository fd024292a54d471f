/** What every store must do with communities, their entries and pieces of their files. */
import { describe, expect, test } from 'vitest';
import { base64url, sha256 } from '#lib/protocol/bytes.ts';
import type { Store } from '#lib/store/store.ts';
import { aCommunity, anId, entryTexts } from './store-builders.ts';

const choir = aCommunity().id;
const walkers = base64url(sha256('walkers'));
const hash = (name: string): string => base64url(sha256(name));

export function communitiesContract(store: () => Store): void {
	describe('communities', () => {
		test('what was put last is the community, and they are listed in the order in which they were joined', async () => {
			const { communities } = store();
			expect(await communities.list()).toEqual([]);
			const second = aCommunity({ id: walkers, name: 'Walkers', standing: 'asking', joinedAt: 2_000 });
			await communities.put(second);
			await communities.put(aCommunity({ readTo: 4 }));
			const now = aCommunity({
				readTo: 9,
				founding: 'founding.text',
				invites: { [anId('invite')]: { link: 'abc' } }
			});
			await communities.put(now);
			expect(await communities.list()).toEqual([now, second]);
			expect(await communities.get(walkers)).toEqual(second);
			expect(await communities.get(hash('unknown'))).toBeUndefined();
		});

		test('entries come back in the order in which they were appended, of their own community alone', async () => {
			const { communities } = store();
			const [first, second] = [entryTexts('first', 3), entryTexts('second', 1)];
			expect(await communities.entries(choir)).toEqual([]);
			await communities.append(choir, first);
			await communities.append(walkers, entryTexts('walkers', 1));
			await communities.append(choir, []);
			await communities.append(choir, second);
			expect(await communities.entries(choir)).toEqual([...first, ...second]);
			expect(await communities.entries(walkers)).toEqual(entryTexts('walkers', 1));
		});

		test('appends that come at once are all kept, each in one piece', async () => {
			const { communities } = store();
			const all = ['a', 'b', 'c', 'd'].map((name) => entryTexts(name, 2));
			await Promise.all(all.map((some) => communities.append(choir, some)));
			const kept = await communities.entries(choir);
			expect([...kept].sort()).toEqual(all.flat().sort());
			for (const [one = '', other] of all) expect(kept[kept.indexOf(one) + 1]).toBe(other);
		});

		test('of hundreds of small appends nothing is lost or moved by reading, by appending meanwhile or by reading again', async () => {
			const { communities } = store();
			const all = entryTexts('one', 420);
			for (const text of all) await communities.append(choir, [text]);
			const more = entryTexts('more', 5);
			const [read] = await Promise.all([communities.entries(choir), communities.append(choir, more)]);
			expect(read.slice(0, 420)).toEqual(all);
			expect(await communities.entries(choir)).toEqual([...all, ...more]);
			const [once, twice] = await Promise.all([communities.entries(choir), communities.entries(choir)]);
			expect([once, twice]).toEqual([
				[...all, ...more],
				[...all, ...more]
			]);
		});

		test('a piece comes back byte for byte, for its own community and hash', async () => {
			const { communities } = store();
			const bytes = Uint8Array.from({ length: 40 * 1024 }, (_, n) => n % 251);
			await communities.putPiece(choir, hash('a'), bytes);
			await communities.putPiece(choir, hash('a'), bytes);
			expect(await communities.piece(choir, hash('a'))).toEqual(bytes);
			expect(await communities.piece(walkers, hash('a'))).toBeUndefined();
			expect(await communities.piece(choir, hash('b'))).toBeUndefined();
		});

		test('which pieces are kept is known, how many bytes they are, and forgotten ones are gone', async () => {
			const { communities } = store();
			for (const [name, length] of [['a', 3] as const, ['b', 5] as const, ['c', 5] as const])
				await communities.putPiece(choir, hash(name), new Uint8Array(length));
			await communities.putPiece(walkers, hash('a'), new Uint8Array(7));
			const wanted = ['a', 'b', 'x'].map(hash);
			expect(await communities.pieces(choir, wanted)).toEqual(new Set([hash('a'), hash('b')]));
			expect(await communities.pieceBytes()).toBe(20);
			await communities.forgetPieces(choir, [hash('a'), hash('x')]);
			expect(await communities.pieces(choir, wanted)).toEqual(new Set([hash('b')]));
			expect(await communities.piece(walkers, hash('a'))).toEqual(new Uint8Array(7));
			expect(await communities.pieceBytes()).toBe(17);
		});

		test('a removed community takes its entries and pieces along, and nothing of another', async () => {
			const { communities } = store();
			for (const id of [choir, walkers]) {
				await communities.put(aCommunity({ id }));
				await communities.append(id, entryTexts(id, 2));
				await communities.putPiece(id, hash('a'), new Uint8Array(3));
			}
			await communities.remove(choir);
			expect(await communities.get(choir)).toBeUndefined();
			expect(await communities.entries(choir)).toEqual([]);
			expect(await communities.piece(choir, hash('a'))).toBeUndefined();
			expect((await communities.list()).map(({ id }) => id)).toEqual([walkers]);
			expect(await communities.entries(walkers)).toEqual(entryTexts(walkers, 2));
			expect(await communities.pieceBytes()).toBe(3);
			await communities.remove(hash('unknown'));
		});
	});
}
