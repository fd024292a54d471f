/** Files on their way in, for a store in memory. */
import type { Bytes } from '#lib/protocol/bytes.ts';
import type { Staged, StagedFile } from './staged.ts';
import { turns } from './turns.ts';

export function memoryStaged(): Staged {
	const kept = new Map<string, { readonly file: StagedFile; readonly bytes?: Bytes }>();
	const inTurn = turns();
	return {
		count: async () => kept.size,
		list: async () => [...kept.values()].map(({ file }) => file),
		add: (files, copied, signal) =>
			inTurn(async () => {
				signal?.throwIfAborted();
				for (const { file, bytes } of files) {
					kept.set(file.id, { file, ...(bytes && { bytes: new Uint8Array(await bytes.arrayBuffer()) }) });
					copied(file.id, 'whole');
					signal?.throwIfAborted();
				}
			}),
		async bytes(id) {
			const bytes = kept.get(id)?.bytes;
			return bytes && [bytes];
		},
		async settle(files) {
			for (const file of files) if (kept.has(file.id)) kept.set(file.id, { file });
		},
		async remove(ids) {
			for (const id of ids) kept.delete(id);
		},
		clear: async () => kept.clear()
	};
}
