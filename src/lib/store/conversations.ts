/**
 * What the conversations are called and where the person left them: a small sealed record each, so that a list of
 * hundreds is drawn without opening one exchange. Deleting marks the record and hides it; forgetting destroys it and
 * every exchange of it, both or neither.
 */
import { sealedCollection } from './collection.ts';
import { transact, type Database } from './database.ts';
import type { Vault } from './vault.ts';

export interface Conversation {
	readonly id: string;
	/** As the person named it; empty: its first question stands for it. */
	readonly title: string;
	readonly firstQuestion: string;
	/** Exchanges in it, all versions counted. */
	readonly questions: number;
	/** When the newest of them was asked. */
	readonly changedAt: number;
	/** The last exchange of the branch that was on the screen. */
	readonly leaf?: string;
	/** Can still be brought back; forgotten at the next start. */
	readonly deleted: boolean;
}

export interface Conversations {
	/** The one changed last first; the deleted ones among them. */
	list(): Promise<readonly Conversation[]>;
	put(conversation: Conversation): Promise<void>;
	/** Destroys the record and all its exchanges: final. */
	forget(id: string): Promise<void>;
}

export function openConversations(db: Database, vault: Vault): Conversations {
	const records = sealedCollection<Conversation, 'conversations'>(db, vault, 'conversations', () => ({}));
	return {
		list: async () => (await records.all()).sort(byChangedAt),
		put: (conversation) => records.put(conversation.id, conversation),
		forget: (id) =>
			transact(
				db,
				['conversations', 'exchanges'],
				'readwrite',
				async (tx) => {
					const exchanges = tx.objectStore('exchanges');
					const keys = await exchanges.index('conversation').getAllKeys(id);
					await tx.objectStore('conversations').delete(id);
					for (const key of keys) await exchanges.delete(key);
				},
				'strict'
			)
	};
}

/** Newest first; ties by id, so that the order is always the same. */
export const byChangedAt = (a: Conversation, b: Conversation): number =>
	b.changedAt - a.changedAt || (a.id < b.id ? -1 : 1);
