/** A store that lives as long as the process: for simulations and tests. Passes the same contract suites. */
import type {
	Contact,
	Contacts,
	InboxStore,
	Invite,
	Invites,
	Letter,
	RandomBytes
} from '#lib/agent/ports.ts';
import type { Bytes } from '#lib/protocol/bytes.ts';
import { ENTROPY_BYTES, keysOfEntropy } from '#lib/protocol/identity.ts';
import { CLOCK_SLACK_MS } from '#lib/protocol/limits.ts';
import { nothingKept } from './backup-none.ts';
import { memoryCards } from './cards.ts';
import { byLearntAt, type Claim, type Claims } from './claims.ts';
import { byName, type Collection, type Collections } from './collections.ts';
import { memoryCommunities } from './communities-memory.ts';
import { bySince } from './contacts.ts';
import { byChangedAt, type Conversation, type Conversations } from './conversations.ts';
import { mayMove, waits } from './delivery.ts';
import { byAskedAt, type Exchange, type KeptExchanges } from './exchanges.ts';
import { byMadeAt } from './invites.ts';
import { memoryAttestations, memoryLedger, memoryOffenders } from './ledger-memory.ts';
import { MemoryItems } from './memory-items.ts';
import { memoryKeys } from './memory-keys.ts';
import type { SweptOutbox } from './outbox.ts';
import { admitSequence, emptyWindow, type SequenceWindow } from './sequence-window.ts';
import type { Settings } from './settings.ts';
import { memoryStaged } from './staged-memory.ts';
import type { Store } from './store.ts';
import { memoryTalks } from './talks-memory.ts';
import type { Secrets } from './vault.ts';

export function memoryStore({ random }: { readonly random: RandomBytes }): Store {
	const items = new MemoryItems();
	const entropy = random(ENTROPY_BYTES);
	const exchanges = memoryExchanges();
	return {
		secrets: memorySecrets({ entropy, vault: keysOfEntropy(entropy).vault }),
		items,
		shelf: {
			search: (terms, options, signal) => items.search(terms, options, signal),
			find: (text, options) => items.find(text, options),
			useEmbedder: () => undefined,
			passage: (id, as) => items.passage(id, as),
			warm: async () => undefined,
			flush: async () => undefined
		},
		contacts: memoryContacts(),
		ledger: memoryLedger(),
		attestations: memoryAttestations(),
		offenders: memoryOffenders(),
		cards: memoryCards(),
		communities: memoryCommunities(),
		words: memoryTalks(),
		invites: memoryInvites(),
		outbox: memoryOutbox(),
		inbox: memoryInbox(),
		exchanges,
		conversations: memoryConversations(exchanges),
		claims: memoryClaims(),
		staged: memoryStaged(),
		collections: memoryCollections(),
		settings: memorySettings(),
		keys: memoryKeys(),
		...nothingKept,
		close: () => undefined
	};
}

export function memorySecrets(first: Readonly<Record<string, Uint8Array>> = {}): Secrets {
	const kept = new Map<string, Bytes>();
	const keep = (name: string, secret: Uint8Array): Bytes => {
		const copy = new Uint8Array(secret);
		kept.set(name, copy);
		return copy;
	};
	for (const [name, secret] of Object.entries(first)) keep(name, secret);
	return {
		get: async (name) => kept.get(name)?.slice(),
		put: async (name, secret) => void keep(name, secret),
		async createOnce<const Name extends string>(secrets: Readonly<Record<Name, Uint8Array>>) {
			const names = Object.keys(secrets) as Name[];
			const standing = names.map(
				(name) => [name, (kept.get(name) ?? keep(name, secrets[name])).slice()] as const
			);
			return Object.fromEntries(standing) as Record<Name, Bytes>;
		},
		remove: async (name) => void kept.delete(name),
		names: async (prefix = '') => [...kept.keys()].filter((name) => name.startsWith(prefix)).sort()
	};
}

export function memoryContacts(): Contacts {
	const kept = new Map<string, Contact>();
	return {
		get: async (peer) => kept.get(peer),
		list: async () => [...kept.values()].sort(bySince),
		put: async (contact) => void kept.set(contact.peer, contact),
		remove: async (peer) => void kept.delete(peer)
	};
}

export function memoryInvites(): Invites {
	const kept = new Map<string, Invite>();
	return {
		get: async (id) => kept.get(id),
		list: async () => [...kept.values()].sort(byMadeAt),
		put: async (invite) => void kept.set(invite.id, invite),
		remove: async (id) => void kept.delete(id)
	};
}

export function memoryOutbox(): SweptOutbox {
	const kept = new Map<string, Letter>();
	const numbers = new Map<string, number>();
	return {
		put: async (letter) => void kept.set(letter.id, letter),
		get: async (id) => kept.get(id),
		async mark(id, state) {
			const letter = kept.get(id);
			if (letter && mayMove(letter.state, state)) kept.set(id, { ...letter, state });
		},
		waiting: async (peer) =>
			[...kept.values()]
				.filter(({ to, state }) => waits(state) && (peer === undefined || to === peer))
				.sort(byMadeAt),
		async nextSeq(to) {
			const next = (numbers.get(to) ?? 0) + 1;
			numbers.set(to, next);
			return next;
		},
		async sweep(now) {
			for (const { id, expiresAt } of kept.values()) if (expiresAt < now) kept.delete(id);
		}
	};
}

export function memoryInbox(): InboxStore {
	const seen = new Map<string, number>();
	const windows = new Map<string, SequenceWindow>();
	const unfinished = new Map<string, Uint8Array>();
	return {
		async admit(said) {
			const key = `${said.from}|${said.id}`;
			if (seen.has(key)) return 'replayed';
			if (said.seq > 0) {
				const device = `${said.from}|${said.dev}`;
				const next = admitSequence(windows.get(device) ?? emptyWindow(), said.seq);
				if (!next) return 'replayed';
				windows.set(device, next);
			}
			seen.set(key, said.exp);
			unfinished.set(key, said.bytes);
			return 'new';
		},
		done: async ({ from, id }) => void unfinished.delete(`${from}|${id}`),
		unfinished: async () => [...unfinished.values()],
		async sweep(now) {
			for (const [key, expiresAt] of seen) if (expiresAt < now - CLOCK_SLACK_MS) seen.delete(key);
		}
	};
}

export function memoryExchanges(): KeptExchanges {
	const kept = new Map<string, Exchange>();
	return {
		get: async (id) => kept.get(id),
		put: async (exchange) => void kept.set(exchange.id, exchange),
		remove: async (id) => void kept.delete(id),
		list: async (conversation) =>
			[...kept.values()].filter((exchange) => exchange.conversation === conversation).sort(byAskedAt),
		async counts() {
			const counts = new Map<string, number>();
			for (const { conversation } of kept.values())
				counts.set(conversation, (counts.get(conversation) ?? 0) + 1);
			return counts;
		}
	};
}

export function memoryConversations(exchanges: Pick<KeptExchanges, 'list' | 'remove'>): Conversations {
	const kept = new Map<string, Conversation>();
	return {
		list: async () => [...kept.values()].sort(byChangedAt),
		put: async (conversation) => void kept.set(conversation.id, conversation),
		async forget(id) {
			kept.delete(id);
			for (const exchange of await exchanges.list(id)) await exchanges.remove(exchange.id);
		}
	};
}

export function memoryCollections(): Collections {
	const kept = new Map<string, Collection>();
	return {
		list: async () => [...kept.values()].sort(byName),
		put: async (collection) => void kept.set(collection.id, collection),
		remove: async (id) => void kept.delete(id)
	};
}

export function memoryClaims(): Claims {
	const kept = new Map<string, Claim>();
	return {
		list: async () => [...kept.values()].sort(byLearntAt),
		put: async (claim) => void kept.set(claim.id, claim),
		remove: async (id) => void kept.delete(id),
		clear: async () => kept.clear()
	};
}

export function memorySettings(): Settings {
	const kept = new Map<string, string>();
	return {
		async get(name) {
			const text = kept.get(name);
			return text === undefined ? undefined : (JSON.parse(text) as unknown);
		},
		// As text, so that what is read is a copy and only JSON goes in, as on the disk.
		put: async (name, value) => void kept.set(name, JSON.stringify(value)),
		remove: async (name) => void kept.delete(name)
	};
}
