/** What takes space on this device and how it is freed, over the database, the caches and what the browser says. Loaded with the first question. */
import { OWN } from '#lib/llm/files-cache.ts';
import { deleteOwn, storedOwn } from '#lib/llm/files-kept.ts';
import type { Store } from '#lib/store/store.ts';
import type { ConversationSummary, ModelOffer } from './node-api.ts';
import type { SizedConversation, SizedItem, StorageApi, StorageReport } from './storage-api.ts';

export interface StorageDeps {
	readonly store: Pick<Store, 'usage' | 'free' | 'items'>;
	/** The models known to this device, and whether anybody has looked. */
	readonly models: () => readonly Pick<ModelOffer, 'id'>[];
	readonly conversations: () => readonly ConversationSummary[];
	readonly forgetConversation: (id: string) => Promise<void>;
	readonly tellPersisted: (persisted: boolean) => void;
	/** Of this origin; absent where a page is not secure. */
	readonly caches?: CacheStorage | undefined;
	readonly manager?: Pick<StorageManager, 'estimate' | 'persist'> | undefined;
}

/** What the service worker calls the app's own cache begins so. */
const SHELL = 'shell-';

export function keepStorage(deps: StorageDeps): StorageApi {
	const { store, conversations, forgetConversation, tellPersisted, manager } = deps;
	return {
		async storageReport(): Promise<StorageReport> {
			const [use, items, appBytes, leftoverBytes, said] = await Promise.all([
				store.usage(),
				store.items.list(),
				shellBytes(deps),
				leftoversOf(deps).then((sizes) => sum(sizes.map(({ bytes }) => bytes))),
				manager?.estimate()
			]);
			const titles = new Map(items.map(({ id, title }) => [id, title]));
			const bytes = new Map(use.conversations.map((one) => [one.id, one.bytes]));
			return {
				kinds: use.kinds,
				largestItems: use.largestItems.flatMap(({ id, bytes }): SizedItem[] => {
					const title = titles.get(id);
					return title === undefined ? [] : [{ id, title, bytes }];
				}),
				conversations: conversations()
					.map(({ id, title, changedAt }): SizedConversation => ({
						...{ id, title, changedAt },
						bytes: bytes.get(id) ?? 0
					}))
					.sort((a, b) => a.changedAt - b.changedAt),
				appBytes,
				leftoverBytes,
				usedBytes: said?.usage,
				quotaBytes: said?.quota
			};
		},
		async freeSpace(what) {
			if (what !== 'leftovers') return store.free(what);
			await store.items.forgetDeleted();
			for (const { id } of await leftoversOf(deps)) if (deps.caches) await deleteOwn(id, deps.caches);
		},
		async forgetConversationsBefore(at) {
			const old = conversations().filter(({ changedAt }) => changedAt < at);
			for (const { id } of old) await forgetConversation(id);
			return old.length;
		},
		async askToPersist() {
			const persisted = (await manager?.persist()) ?? false;
			tellPersisted(persisted);
			return persisted;
		}
	};
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

async function shellBytes({ caches }: StorageDeps): Promise<number> {
	let bytes = 0;
	for (const name of (await caches?.keys()) ?? []) {
		if (!caches || !name.startsWith(SHELL)) continue;
		const cache = await caches.open(name);
		bytes += sum(await Promise.all((await cache.keys()).map((request) => lengthOf(cache, request))));
	}
	return bytes;
}

/** As the server named it, compressed or not: what is written on the disk is about that. */
async function lengthOf(cache: Cache, request: Request): Promise<number> {
	const response = await cache.match(request);
	const named = Number(response?.headers.get('content-length') ?? NaN);
	return Number.isFinite(named) ? named : ((await response?.blob())?.size ?? 0);
}

/** Files of models that are not known here any more: opened under an identity that is gone, or taken out of the catalogue. */
async function leftoversOf({
	caches,
	models
}: StorageDeps): Promise<readonly { readonly id: string; readonly bytes: number }[]> {
	const known = new Set(models().map(({ id }) => id));
	// Nobody has looked yet: then nothing is known, and nothing may be taken for left over.
	if (!caches || known.size === 0 || !(await caches.has(OWN))) return [];
	const keys = await (await caches.open(OWN)).keys();
	const ids = new Set(keys.map(({ url }) => decodeURIComponent(new URL(url).pathname.split('/')[1] ?? '')));
	const left = [...ids].filter((id) => id !== '' && !known.has(id));
	return Promise.all(left.map(async (id) => ({ id, bytes: (await storedOwn(id, caches)).bytes })));
}
