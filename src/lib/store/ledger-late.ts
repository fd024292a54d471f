/** What is heard of peers, who was caught, and the cards of those met, loaded when somebody first asks: most starts need none. */
import type { Attestations, Cards, Offenders } from '#lib/agent/ports.ts';
import type { Database } from './database.ts';
import type { Vault } from './vault.ts';

export interface Hearsay {
	readonly attestations: Attestations;
	readonly offenders: Offenders;
	readonly cards: Cards;
}

export function lateHearsay(db: Database, vault: Vault): Hearsay {
	let opening: Promise<Hearsay> | undefined;
	const load = async (): Promise<Hearsay> => {
		const [{ openAttestations }, { openOffenders }, { openCards }] = await Promise.all([
			import('./attestations.ts'),
			import('./ledger-offenders.ts'),
			import('./cards.ts')
		]);
		return {
			attestations: openAttestations(db, vault),
			offenders: openOffenders(db, vault),
			cards: openCards(db, vault)
		};
	};
	const opened = (): Promise<Hearsay> =>
		(opening ??= load().catch((error: unknown) => {
			// Without a network a script may be missing: the next one who asks tries again.
			opening = undefined;
			throw error;
		}));
	return {
		attestations: {
			put: async (one) => (await opened()).attestations.put(one),
			about: async (peer) => (await opened()).attestations.about(peer),
			list: async () => (await opened()).attestations.list(),
			forget: async (peer) => (await opened()).attestations.forget(peer)
		},
		offenders: {
			get: async (peer) => (await opened()).offenders.get(peer),
			put: async (one) => (await opened()).offenders.put(one),
			list: async () => (await opened()).offenders.list(),
			forget: async (peer) => (await opened()).offenders.forget(peer)
		},
		cards: {
			get: async (peer) => (await opened()).cards.get(peer),
			put: async (one) => (await opened()).cards.put(one),
			list: async () => (await opened()).cards.list(),
			forget: async (peer) => (await opened()).cards.forget(peer)
		}
	};
}
