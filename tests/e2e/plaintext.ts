/**
 * Looks through everything a browser profile keeps for one site (IndexedDB, the private file system, Cache Storage,
 * local and session storage) for words that must not stand there in the clear, in the forms in which bytes could.
 */
import type { Page } from 'playwright/test';

export interface Looked {
	/** `where: word` for every word that was found. */
	readonly found: readonly string[];
	/** How many records, files and answers were looked at, by where they lie. */
	readonly seen: Readonly<Record<string, number>>;
}

export const lookThrough = (page: Page, words: readonly string[]): Promise<Looked> =>
	page.evaluate(looked, words);

/** Runs in the page, with nothing but what stands in it. */
async function looked(words: readonly string[]): Promise<Looked> {
	const found = new Set<string>();
	const seen: Record<string, number> = {};
	const letters = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);
	const inLetters = (text: string): string => letters(new TextEncoder().encode(text));
	/** UTF-8, UTF-16 either way, base64 at each of its three alignments, hex. */
	const forms = words.map((word) => {
		const plain = inLetters(word);
		const base64 = [0, 1, 2].map((shift) => btoa('\0'.repeat(shift) + plain).slice(4, -4));
		const url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
		const hex = [...plain].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join('');
		const wide = [...plain].join('\0');
		return { word, texts: [plain, wide, hex, hex.toUpperCase(), ...base64, ...url] };
	});
	const look = (where: string, text: string): void => {
		for (const { word, texts } of forms)
			if (texts.some((form) => text.includes(form))) found.add(`${where}: ${word}`);
	};
	const one = (where: string): void => {
		seen[where] = (seen[where] ?? 0) + 1;
	};

	async function value(where: string, what: unknown): Promise<void> {
		if (typeof what === 'string') look(where, inLetters(what));
		else if (what instanceof Blob) look(where, letters(new Uint8Array(await what.arrayBuffer())));
		else if (what instanceof ArrayBuffer) look(where, letters(new Uint8Array(what)));
		else if (ArrayBuffer.isView(what))
			look(where, letters(new Uint8Array(what.buffer, what.byteOffset, what.byteLength)));
		else if (Array.isArray(what)) for (const inner of what) await value(where, inner);
		else if (typeof what === 'object' && what !== null && !(what instanceof CryptoKey))
			for (const [key, inner] of Object.entries(what)) {
				look(where, inLetters(key));
				await value(where, inner);
			}
	}
	const answer = <T>(request: IDBRequest<T>): Promise<T> =>
		new Promise((resolve, reject) => {
			request.onsuccess = () => resolve(request.result);
			request.onerror = () => reject(request.error ?? new Error('no reason'));
		});

	for (const { name } of await indexedDB.databases()) {
		const db = await answer(indexedDB.open(name ?? ''));
		for (const store of db.objectStoreNames) {
			const where = `${name}/${store}`;
			const all = () => db.transaction(store).objectStore(store);
			for (const part of [await answer(all().getAllKeys()), await answer(all().getAll())])
				for (const record of part) await value(where, record);
			seen[where] = await answer(all().count());
		}
		db.close();
	}
	async function folder(directory: FileSystemDirectoryHandle, path: string): Promise<void> {
		for await (const [name, handle] of directory as unknown as AsyncIterable<[string, FileSystemHandle]>) {
			look(path, inLetters(name));
			one(path);
			if (handle instanceof FileSystemDirectoryHandle) await folder(handle, `${path}/${name}`);
			else await value(path, await (handle as FileSystemFileHandle).getFile());
		}
	}
	await folder(await navigator.storage.getDirectory(), 'private files');
	for (const name of await caches.keys()) {
		const cache = await caches.open(name);
		for (const request of await cache.keys()) {
			one('caches');
			look(`caches ${name}`, inLetters(request.url));
			await value(`caches ${name}`, await (await cache.match(request))?.arrayBuffer());
		}
	}
	await value('local storage', { ...localStorage });
	await value('session storage', { ...sessionStorage });
	return { found: [...found], seen };
}
