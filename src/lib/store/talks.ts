/** Direct messages, loaded when there are any or when somebody first asks for more. */
import type { WordsStore } from '#lib/agent/ports.ts';
import { transact, type Database } from './database.ts';
import type { Vault } from './vault.ts';

export function openTalks(db: Database, vault: Vault): WordsStore {
	let opening: Promise<WordsStore> | undefined;
	const opened = (): Promise<WordsStore> =>
		(opening ??= import('./talks-kept.ts')
			.then(({ keptTalks }) => keptTalks(db, vault))
			.catch((error: unknown) => {
				// Without a network a script may be missing: the next one who asks tries again.
				opening = undefined;
				throw error;
			}));
	const isEmpty = (): Promise<boolean> =>
		transact(db, ['talks'], 'readonly', async (tx) => (await tx.objectStore('talks').count()) === 0);
	return {
		add: async (words) => (await opened()).add(words),
		get: async (id) => (await opened()).get(id),
		mark: async (id, state) => (await opened()).mark(id, state),
		list: async (peer, most, before) => (await opened()).list(peer, most, before),
		talk: async (peer) => (await opened()).talk(peer),
		talks: async () => ((await isEmpty()) ? [] : (await opened()).talks()),
		putTalk: async (talk) => (await opened()).putTalk(talk),
		forget: async (peer) => (await opened()).forget(peer)
	};
}
