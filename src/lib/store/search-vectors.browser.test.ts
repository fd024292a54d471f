import { openDB } from 'idb';
import { expect, test } from 'vitest';
import type { Embedder } from '#lib/agent/ports.ts';
import { anId, anItem, cut } from '../../../tests/contract/store-builders.ts';
import { createWorker, stores } from '../../../tests/contract/store-opening.ts';
import type { SearchRequest } from './search-messages.ts';
import type { Store } from './store.ts';

const aStore = stores();
const lesson = 'I teach the guitar on Tuesdays.';

/** Words of one kind have one meaning; says what it was given. */
function aThesaurus(id = 'thesaurus') {
	const kinds = [/guitar|music|strings/i, /tyre|bicycle|wheel/i, /soup|bread|eat/i];
	const embedded: string[] = [];
	const embedder: Embedder = {
		id,
		dimensions: 8,
		async embed(texts, signal) {
			signal?.throwIfAborted();
			embedded.push(...texts);
			return texts.map((text) => {
				const vector = new Float32Array(8);
				const kind = kinds.findIndex((words) => words.test(text));
				// What is of no kind is near to nothing of another text.
				vector[kind >= 0 ? kind : 3 + (text.length % 5)] = 1;
				return vector;
			});
		}
	};
	return { embedder, embedded };
}

const put = (store: Store, name: string, text: string): Promise<void> =>
	store.items.put(anItem({ id: anId(name), title: '', text }), cut(text));
const ask = async (store: Store, question: string, meaning = question): Promise<string[]> =>
	(await store.shelf.search(question.split(' '), { allow: () => true, limit: 5, meaning })).map(
		({ passage }) => passage.text
	);
const textsOf = (embedded: readonly string[]) =>
	embedded.filter((text) => text.startsWith('\n')).map((text) => text.trim());

async function twoNotes(name: string, embedder?: Embedder): Promise<Store> {
	const store = await aStore(name);
	if (embedder) store.shelf.useEmbedder(embedder);
	await put(store, 'lesson', lesson);
	await put(store, 'soup', 'There is soup at noon.');
	await store.shelf.flush();
	return store;
}

test('a passage that shares no word is found by its meaning, and one of another meaning is not', async () => {
	const { embedder } = aThesaurus();
	const store = await twoNotes('meaning', embedder);
	expect(await ask(store, 'music')).toEqual([lesson]);
	expect(await ask(store, 'bicycle')).toEqual([]);
	expect(await ask(store, 'music', 'nonsense')).toEqual([]);
});

test('without an embedder nothing but words is looked at, and no vector is stored', async () => {
	const store = await twoNotes('words');
	expect(await ask(store, 'music')).toEqual([]);
	expect(await ask(store, 'guitar')).toEqual([lesson]);
	const db = await openDB('words');
	expect(await db.count('vectors')).toBe(0);
	db.close();
});

test('an embedder that comes later, and one that goes, changes the next search', async () => {
	const store = await twoNotes('later');
	expect(await ask(store, 'music')).toEqual([]);
	store.shelf.useEmbedder(aThesaurus().embedder);
	await store.shelf.flush();
	expect(await ask(store, 'music')).toEqual([lesson]);
	store.shelf.useEmbedder(undefined);
	await store.shelf.flush();
	expect(await ask(store, 'music')).toEqual([]);
});

test('vectors are kept: the next start embeds only what changed since', async () => {
	const first = await twoNotes('kept', aThesaurus().embedder);
	first.close();
	const plain = await aStore('kept');
	await put(plain, 'new', 'The wheel is flat.');
	await plain.shelf.flush();
	plain.close();
	const { embedder, embedded } = aThesaurus();
	const store = await aStore('kept');
	store.shelf.useEmbedder(embedder);
	await store.shelf.flush();
	expect(textsOf(embedded)).toEqual(['The wheel is flat.']);
	expect(await ask(store, 'music')).toEqual([lesson]);
	expect(await ask(store, 'bicycle')).toEqual(['The wheel is flat.']);
});

test('the vectors of another embedder are never used', async () => {
	(await twoNotes('other', aThesaurus('one').embedder)).close();
	const { embedder, embedded } = aThesaurus('two');
	const store = await aStore('other');
	store.shelf.useEmbedder(embedder);
	await store.shelf.flush();
	expect(textsOf(embedded).sort()).toEqual([lesson, 'There is soup at noon.']);
});

test('damaged vectors are made anew', async () => {
	(await twoNotes('damaged', aThesaurus().embedder)).close();
	const db = await openDB('damaged');
	const part = await db.get('vectors', 1);
	const bytes = new Uint8Array(await part.data.arrayBuffer());
	bytes[40]! ^= 1;
	await db.put('vectors', { ...part, data: new Blob([bytes]) });
	db.close();
	const { embedder, embedded } = aThesaurus();
	const store = await aStore('damaged');
	store.shelf.useEmbedder(embedder);
	await store.shelf.flush();
	expect(textsOf(embedded)).toHaveLength(2);
	expect(await ask(store, 'music')).toEqual([lesson]);
});

test('changed words have the meaning of now, deleted and forgotten ones none', async () => {
	const store = await twoNotes('changes', aThesaurus().embedder);
	await put(store, 'lesson', 'The wheel is flat.');
	await store.shelf.flush();
	expect(await ask(store, 'music')).toEqual([]);
	expect(await ask(store, 'bicycle')).toEqual(['The wheel is flat.']);
	await store.items.delete(anId('lesson'));
	expect(await ask(store, 'bicycle')).toEqual([]);
	await store.items.undelete(anId('lesson'));
	await store.shelf.flush();
	expect(await ask(store, 'bicycle')).toEqual(['The wheel is flat.']);
	await store.items.forget(anId('lesson'));
	const db = await openDB('changes');
	expect(await db.count('vectors')).toBe(0);
	expect(await ask(store, 'bicycle')).toEqual([]);
	await store.shelf.flush();
	expect(await db.count('vectors')).toBe(2);
	db.close();
});

test('who may not see a passage does not find it by its meaning', async () => {
	const store = await twoNotes('allowed', aThesaurus().embedder);
	const options = { allow: () => false, limit: 5, meaning: 'music' };
	expect(await store.shelf.search(['music'], options)).toEqual([]);
	const publicOnly = {
		...options,
		allow: ({ visibility }: { visibility: { to: string } }) => visibility.to === 'public'
	};
	expect(await store.shelf.search(['music'], { ...publicOnly, as: ['public'] })).toEqual([]);
});

test('an embedder that fails, or that takes its time, leaves the search by words as it is', async () => {
	const store = await twoNotes('failing', aThesaurus().embedder);
	const { embedder } = aThesaurus();
	store.shelf.useEmbedder({ ...embedder, embed: () => Promise.reject(new Error('gone')) });
	await put(store, 'new', 'A new guitar.');
	await store.shelf.flush();
	expect((await ask(store, 'guitar')).sort()).toEqual(['A new guitar.', lesson]);
	store.shelf.useEmbedder({ ...embedder, embed: () => new Promise(() => undefined) });
	expect(await ask(store, 'guitar')).toHaveLength(2);
});

test('while something is searched nothing is embedded', async () => {
	const { embedder, embedded } = aThesaurus();
	let post = (): void => undefined;
	let isHeld = false;
	let isAsked = false;
	const store = await aStore('quiet', {
		createWorker(url) {
			const worker = createWorker(url);
			const send = worker.postMessage.bind(worker) as (message: unknown, options: unknown) => void;
			worker.postMessage = (message: SearchRequest, options?: unknown) => {
				if (message.do !== 'search' || !isHeld) return send(message, options);
				isAsked = true;
				post = () => send(message, options);
			};
			return worker;
		}
	});
	await put(store, 'lesson', lesson);
	await store.shelf.flush();
	isHeld = true;
	const searching = store.shelf.search(['guitar'], { allow: () => true, limit: 5 });
	store.shelf.useEmbedder(embedder);
	const flushed = store.shelf.flush();
	await store.items.put(anItem({ id: anId('soup'), title: '', text: 'Soup.' }), cut('Soup.'));
	expect(embedded).toEqual([]);
	await expect.poll(() => isAsked, { timeout: 10_000 }).toBe(true);
	post();
	expect(await searching).toHaveLength(1);
	await flushed;
	expect(textsOf(embedded)).toContain(lesson);
});
