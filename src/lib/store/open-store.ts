/** Opens what this device keeps. The composition root calls this once, in the tab that leads. */
import { openWhole } from './backup-late.ts';
import { openClaims } from './claims.ts';
import { openCollections } from './collections.ts';
import { openCommunities } from './communities.ts';
import { openContacts } from './contacts.ts';
import { openConversations } from './conversations.ts';
import { eraseDatabase, openDatabase, type Closed } from './database.ts';
import { openExchanges } from './exchanges.ts';
import { openInbox } from './inbox.ts';
import { openInvites } from './invites.ts';
import { lateShelf } from './late-shelf.ts';
import { lateHearsay } from './ledger-late.ts';
import { openLedger } from './ledger.ts';
import { openOutbox } from './outbox.ts';
import { openSettings } from './settings.ts';
import type { CreateWorker, SearchIndexOptions } from './shelf.ts';
import { openStaged } from './staged.ts';
import type { Store } from './store.ts';
import { StoredItems } from './stored-items.ts';
import { storeKeys } from './store-keys.ts';
import { openTalks } from './talks.ts';
import { openVault, type VaultOptions } from './vault.ts';

export interface StoreOptions
	extends VaultOptions, Partial<Omit<SearchIndexOptions, 'createWorker' | 'workerUrl'>> {
	/** `(url) => new Worker(url, { type: 'module' })`, through the app's Trusted Types policy. */
	readonly createWorker: CreateWorker;
	readonly name?: string;
	/** The database closed under us: everything throws 'storage-unavailable' from now on, and the page must be reloaded. */
	readonly closed?: (why: Closed) => void;
}

const NAME = 'elmnet';
/** What earlier versions and earlier starts left to be done has time until the first screen is there. */
const SETTLE_AFTER_MS = 5_000;

/**
 * Throws NodeError: 'storage-unavailable' no IndexedDB, private mode, a newer version's database · 'storage-full' ·
 * 'storage-unreadable' something is stored that this device's keys do not open: `repairStore` of recovery.ts · 'storage-locked'
 * a passphrase is needed · 'passphrase-wrong' another one is. Never starts anew by itself.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
	const { name = NAME, closed, random, now = Date.now } = options;
	const db = await openDatabase({ name, ...(closed && { closed }) });
	try {
		const vault = await openVault(db, options);
		const items = new StoredItems(db, vault);
		const keys = storeKeys(db, vault, { random, now });
		const settling = setTimeout(() => {
			// Where it fails, the next start tries again: everything opens meanwhile.
			for (const part of [keys, items]) part.settled().catch(() => undefined);
		}, SETTLE_AFTER_MS);
		const shelf = lateShelf(db, vault, items, options);
		return {
			secrets: vault.secrets,
			items,
			shelf,
			contacts: openContacts(db, vault),
			ledger: openLedger(db, vault, random),
			...lateHearsay(db, vault),
			communities: openCommunities(db, vault, random),
			words: openTalks(db, vault),
			invites: openInvites(db, vault),
			outbox: openOutbox(db, vault),
			inbox: openInbox(db, vault),
			exchanges: openExchanges(db, vault),
			conversations: openConversations(db, vault),
			claims: openClaims(db, vault),
			staged: openStaged(db, vault),
			collections: openCollections(db, vault),
			settings: openSettings(db, vault),
			keys,
			...openWhole({ db, vault, items, random }),
			close() {
				clearTimeout(settling);
				shelf.close();
				db.close();
			}
		};
	} catch (error) {
		db.close();
		throw error;
	}
}

/** Deletes everything, keys included: final. The choice a person has when nothing can be read, and "start over". */
export const eraseStore = (name: string = NAME): Promise<void> => eraseDatabase(name);
