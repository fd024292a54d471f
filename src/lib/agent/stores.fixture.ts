/** The ports' stores in plain maps, for tests of the agent. The real ones are tested by the contract suites. */
import type { Said } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import type { Exchange } from './events.ts';
import type * as ports from './ports.ts';

export interface Shelved extends ports.Shelf {
	items: ports.Item[];
	/** Called after each search, so that a test can change what was found. */
	afterSearch: () => void;
}

export interface Stores {
	readonly contacts: ports.Contacts;
	readonly ledger: ports.Ledger & { readonly all: ports.Evidence[] };
	readonly attestations: ports.Attestations;
	readonly offenders: ports.Offenders;
	readonly overrulings: ports.Overrulings;
	readonly cards: ports.Cards;
	/** Nobody in it, until a test says so. */
	readonly directory: ports.TopicDirectory;
	/** Nothing, until a test says what this node could say something on. */
	readonly holdings: ports.Holdings;
	/** Nothing, until a test says what questions are about. */
	readonly cellsOf: (question: string) => Promise<readonly number[]>;
	readonly invites: ports.Invites;
	readonly introductions: ports.Introductions;
	readonly outbox: ports.Outbox & { readonly all: Map<string, ports.Letter> };
	readonly inboxStore: ports.InboxStore;
	readonly exchanges: ports.Exchanges & { readonly all: Map<string, Exchange> };
	readonly shelf: Shelved;
	/** All of `claims`, whatever is asked. */
	readonly memory: ports.Memory & { claims: readonly ports.Claim[] };
}

const collection = <T>(idOf: (value: T) => string) => {
	const all = new Map<string, T>();
	return {
		all,
		get: async (id: string) => all.get(id),
		list: async (): Promise<readonly T[]> => [...all.values()],
		put: async (value: T) => void all.set(idOf(value), structuredClone(value)),
		remove: async (id: string) => void all.delete(id)
	};
};

export function aStore(): Stores {
	const exchanges = collection<Exchange>(({ id }) => id);
	return {
		contacts: collection<ports.Contact>(({ peer }) => peer),
		invites: collection<ports.Invite>(({ id }) => id),
		introductions: collection<ports.Introduction>(({ id }) => id),
		ledger: aLedger(),
		attestations: anAttestations(),
		offenders: anOffenders(),
		overrulings: anOverrulings(),
		cards: someCards(),
		directory: { publish: async () => undefined, find: async () => [] },
		holdings: { on: async () => [] },
		cellsOf: async () => [],
		outbox: anOutbox(),
		inboxStore: anInboxStore(),
		exchanges: {
			...exchanges,
			list: async (conversation) =>
				[...exchanges.all.values()].filter((exchange) => exchange.conversation === conversation)
		},
		shelf: aShelf(),
		memory: aMemory()
	};
}

function aLedger(): Stores['ledger'] {
	const all: ports.Evidence[] = [];
	return {
		all,
		record: async (one) => void all.push(one),
		about: async (peer) => all.filter((one) => one.peer === peer),
		list: async () => all,
		forget: async (peer) =>
			void all.splice(0, all.length, ...all.filter((one) => peer !== undefined && one.peer !== peer))
	};
}

function anAttestations(): ports.Attestations {
	let all: readonly ports.Attestation[] = [];
	return {
		async put(one) {
			const same = all.find(({ issuer, about }) => issuer === one.issuer && about === one.about);
			if (same && same.writtenAt >= one.writtenAt) return false;
			all = [...all.filter((before) => before !== same), one];
			return true;
		},
		about: async (peer) => all.filter(({ about }) => about === peer),
		list: async () => all,
		forget: async (peer) => void (all = all.filter(({ about }) => peer !== undefined && about !== peer))
	};
}

function anOffenders(): ports.Offenders {
	const all = new Map<PeerId, ports.Offender>();
	return {
		get: async (peer) => all.get(peer),
		put: async (one) => void all.set(one.peer, one),
		list: async () => [...all.values()],
		forget: async (peer) => void (peer === undefined ? all.clear() : all.delete(peer))
	};
}

function anOverrulings(): ports.Overrulings {
	const all = new Map<PeerId, ports.Overruling>();
	return {
		get: async (peer) => all.get(peer),
		put: async (peer, overruling) => void (overruling ? all.set(peer, overruling) : all.delete(peer)),
		list: async () => all
	};
}

function someCards(): ports.Cards {
	const all = new Map<PeerId, ports.SeenCard>();
	return {
		get: async (peer) => all.get(peer),
		async put(card) {
			if ((all.get(card.peer)?.version ?? -1) >= card.version) return false;
			all.set(card.peer, card);
			return true;
		},
		list: async () => [...all.values()].sort((a, b) => b.seenAt - a.seenAt),
		forget: async (peer) => void (peer === undefined ? all.clear() : all.delete(peer))
	};
}

function aMemory(): Stores['memory'] {
	const memory: Stores['memory'] = { claims: [], recall: async () => memory.claims };
	return memory;
}

const order: readonly ports.DeliveryState[] = ['queued', 'sent', 'delivered', 'answered'];
const waits = ({ state }: ports.Letter) => state === 'queued' || state === 'sent';

function anOutbox(): Stores['outbox'] {
	const { all, get, put } = collection<ports.Letter>(({ id }) => id);
	const numbers = new Map<string, number>();
	return {
		all,
		get,
		put,
		async mark(id, state) {
			const letter = all.get(id);
			if (!letter || letter.state === 'refused' || letter.state === 'expired') return;
			const isFinal = state === 'refused' || state === 'expired';
			if (isFinal || order.indexOf(state) > order.indexOf(letter.state)) all.set(id, { ...letter, state });
		},
		waiting: async (peer) => [...all.values()].filter((one) => waits(one) && (!peer || one.to === peer)),
		async nextSeq(to) {
			numbers.set(to, (numbers.get(to) ?? 0) + 1);
			return numbers.get(to)!;
		}
	};
}

function anInboxStore(): ports.InboxStore {
	const seen = new Map<string, number>();
	const numbers = new Set<string>();
	const kept = new Map<string, Uint8Array>();
	const name = ({ from, id }: Pick<Said, 'from' | 'id'>) => `${from}/${id}`;
	return {
		async admit(said) {
			const number = `${said.from}/${said.dev}/${said.seq}`;
			if (seen.has(name(said)) || (said.seq > 0 && numbers.has(number))) return 'replayed';
			seen.set(name(said), said.exp);
			if (said.seq > 0) numbers.add(number);
			kept.set(name(said), said.bytes);
			return 'new';
		},
		done: async (said) => void kept.delete(name(said)),
		unfinished: async () => [...kept.values()],
		async sweep(now) {
			for (const [id, exp] of seen) if (exp < now) seen.delete(id);
		}
	};
}

/** One passage per item; a word of the question is a point. */
function aShelf(): Shelved {
	const passageOf = (item: ports.Item): ports.Passage => ({
		id: `${item.id}:0`,
		item: item.id,
		title: item.title,
		text: item.text,
		start: 0,
		end: item.text.length,
		visibility: item.visibility,
		madeAt: item.madeAt,
		...(item.fields?.kind === 'review' && item.fields.geohash && { geohash: item.fields.geohash })
	});
	const shelf: Shelved = {
		items: [],
		afterSearch: () => undefined,
		async search(terms, { allow, limit }) {
			const hits = shelf.items
				.filter(allow)
				.map((item) => ({
					passage: passageOf(item),
					score: terms.filter((term) => item.text.toLowerCase().includes(term)).length
				}))
				.filter(({ score }) => score > 0)
				.sort((a, b) => b.score - a.score)
				.slice(0, limit);
			shelf.afterSearch();
			return hits;
		},
		async passage(id) {
			const item = shelf.items.find((one) => `${one.id}:0` === id);
			return item && passageOf(item);
		}
	};
	return shelf;
}
