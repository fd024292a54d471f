/** The search worker: FullText behind messages, one reply to each request, in order. */
import initSqlite from '@sqlite.org/sqlite-wasm';
import { FullText } from './full-text.ts';
import type { SearchReply, SearchRequest } from './search-messages.ts';

// The database lives in memory alone: the adapters to the file system would start workers of their own.
Object.assign(globalThis, {
	sqlite3ApiConfig: {
		disable: { vfs: { kvvfs: true, opfs: true, 'opfs-vfs': true, 'opfs-sahpool': true, 'opfs-wl': true } }
	}
});

let index: FullText | undefined;
let last: Promise<void> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<SearchRequest>) => {
	last = last.then(() => reply(data));
});

async function reply(request: SearchRequest): Promise<void> {
	const { n } = request;
	try {
		const result = await done(request);
		const message: SearchReply = { n, result };
		postMessage(message, { transfer: result instanceof ArrayBuffer ? [result] : [] });
	} catch (error) {
		const message: SearchReply = { n, failed: error instanceof Error ? error.message : String(error) };
		postMessage(message);
	}
}

async function done(request: SearchRequest): Promise<unknown> {
	if (request.do === 'start') {
		index?.close();
		index = new FullText(await initSqlite(), request.exported && new Uint8Array(request.exported));
		return undefined;
	}
	if (!index) throw new Error('search worker: not started');
	switch (request.do) {
		case 'put':
			return index.put(request.items);
		case 'remove':
			return index.remove(request.ids);
		case 'search':
			return index.search(request.terms, request.limit, request.among);
		case 'export':
			return index.export(request.compact).buffer;
	}
}
