/** Fetches whatever kind of model it is. */
import { addressOf } from './catalogue.ts';
import type { Desk } from './files-desk.ts';
import { fetchGguf } from './files-gguf.ts';
import { fetchMlc } from './files-mlc.ts';
import { fetchStatic } from './files-static.ts';
import { worded } from './files-trouble.ts';
import type { ModelRecord } from './models.ts';

/** Throws NodeError('engine-unavailable') with its trouble; what was whole by then stays on the device. */
export async function fetchModel(
	record: ModelRecord,
	mirror: string,
	desk: Desk,
	signal: AbortSignal
): Promise<void> {
	const { id, files, bytes } = record;
	desk.meter.begin('download', 0, bytes);
	try {
		switch (files.kind) {
			case 'mlc':
				return await fetchMlc(files, mirror, desk, signal);
			case 'gguf': {
				const { url, ...hash } = files;
				return await fetchGguf({ id, bytes, ...hash, url: addressOf(url, mirror) }, desk, signal);
			}
			case 'static':
				return await fetchStatic({ id, bytes, base: addressOf(files.base, mirror) }, desk, signal);
			case 'opened':
				return;
		}
	} catch (error) {
		throw worded(error);
	}
}
