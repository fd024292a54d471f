/** Open invites. Their ids are random and name them to the guest; link and secret are sealed. */
import type { Invite, Invites } from '#lib/agent/ports.ts';
import { sealedCollection } from './collection.ts';
import type { Database } from './database.ts';
import type { Vault } from './vault.ts';

export function openInvites(db: Database, vault: Vault): Invites {
	const records = sealedCollection<Invite, 'invites'>(db, vault, 'invites', () => ({}));
	return {
		get: (id) => records.get(id),
		list: async () => (await records.all()).sort(byMadeAt),
		put: (invite) => records.put(invite.id, invite),
		remove: (id) => records.remove(id)
	};
}

/** Oldest first. */
export const byMadeAt = (a: { readonly madeAt: number }, b: { readonly madeAt: number }): number =>
	a.madeAt - b.madeAt;
