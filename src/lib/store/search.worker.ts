/** The search worker: the desk behind messages, one reply to each request, in order. */
import initSqlite from '@sqlite.org/sqlite-wasm';
import { searchDesk } from './search-desk.ts';
import type { SearchReply, SearchRequest } from './search-messages.ts';

// The database lives in memory alone: the adapters to the file system would start workers of their own.
Object.assign(globalThis, {
	sqlite3ApiConfig: {
		disable: { vfs: { kvvfs: true, opfs: true, 'opfs-vfs': true, 'opfs-sahpool': true, 'opfs-wl': true } }
	}
});

// At once: it compiles while the page still reads and decrypts what was saved.
const sqlite = initSqlite();
sqlite.catch(() => undefined);

let desk: ReturnType<typeof searchDesk> | undefined;
let last: Promise<void> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<SearchRequest>) => {
	last = last.then(() => reply(data));
});

async function reply(request: SearchRequest): Promise<void> {
	const { n } = request;
	try {
		desk ??= searchDesk(await sqlite);
		// Each request carries what its own job asks for.
		const job = desk[request.do] as (asks: SearchRequest) => unknown;
		const result = job(request);
		const message: SearchReply = { n, result };
		postMessage(message, { transfer: result instanceof ArrayBuffer ? [result] : [] });
	} catch (error) {
		const message: SearchReply = { n, failed: error instanceof Error ? error.message : String(error) };
		postMessage(message);
	}
}
