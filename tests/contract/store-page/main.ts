/** The smallest page with a store, as the app composes it; the test drives it through `window`. */
import { ownScript } from '#lib/app/own-script.ts';
import { openStore } from '#lib/store/open-store.ts';
import { anItem, cut } from '../store-builders.ts';

const store = await openStore({
	random: (length) => crypto.getRandomValues(new Uint8Array(length)),
	createWorker: (url) => new Worker(ownScript(url), { type: 'module' })
});

Object.assign(window, {
	store,
	put: () => store.items.put(anItem(), cut(anItem().text)),
	flush: () => store.shelf.flush(),
	find: async (term: string) =>
		(await store.shelf.search([term], { allow: () => true, limit: 3 })).map(({ passage }) => passage.text)
});
document.title = 'ready';
