/** What this device keeps, as one thing: the parts a node is composed of, over IndexedDB or in memory. */
import type {
	Attestations,
	Cards,
	CommunityStore,
	Contacts,
	InboxStore,
	Invites,
	Ledger,
	Offenders,
	WordsStore
} from '#lib/agent/ports.ts';
import type { Whole } from './backup-late.ts';
import type { Claims } from './claims.ts';
import type { Collections } from './collections.ts';
import type { Conversations } from './conversations.ts';
import type { KeptExchanges } from './exchanges.ts';
import type { Items } from './items.ts';
import type { SweptOutbox } from './outbox.ts';
import type { Settings } from './settings.ts';
import type { StoredShelf } from './shelf.ts';
import type { Staged } from './staged.ts';
import type { StoreKeys } from './store-keys.ts';
import type { Secrets } from './vault.ts';

export interface Store extends Whole {
	/** `entropy` (16 bytes, what the recovery phrase says) and `vault` are there from the first start on. */
	readonly secrets: Secrets;
	readonly items: Items;
	readonly shelf: StoredShelf;
	readonly contacts: Contacts;
	readonly ledger: Ledger;
	readonly attestations: Attestations;
	readonly offenders: Offenders;
	readonly cards: Cards;
	readonly communities: CommunityStore;
	readonly words: WordsStore;
	readonly invites: Invites;
	readonly outbox: SweptOutbox;
	readonly inbox: InboxStore;
	readonly exchanges: KeptExchanges;
	readonly conversations: Conversations;
	readonly claims: Claims;
	readonly staged: Staged;
	readonly collections: Collections;
	readonly settings: Settings;
	readonly keys: StoreKeys;
	/** Ends the worker and closes the database; nothing stored is lost. */
	close(): void;
}
