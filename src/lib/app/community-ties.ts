/** Who replies to whom in a community: a reply of one to the other ties two people. What an agent wrote ties nobody. */
import type { Thread } from '#lib/agent/community/views.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { IsNew } from './community-fresh.ts';

/** Who wrote something new to what I had written. */
export function repliedToMe(threads: readonly Thread[], me: PeerId, isNew: IsNew): readonly PeerId[] {
	return threads.flatMap((thread) =>
		thread.replies.flatMap((reply) =>
			reply.author !== me && !reply.byAgent && isNew(reply) && authorIn(thread, reply.to) === me
				? [reply.author]
				: []
		)
	);
}

/** Whose entry this is, of what stands in these threads. */
export const authorOf = (threads: readonly Thread[], entry: string): PeerId | undefined =>
	threads.map((thread) => authorIn(thread, entry)).find((author) => author !== undefined);

const authorIn = (thread: Thread, entry: string): PeerId | undefined =>
	[thread, ...thread.replies].find(({ id }) => id === entry)?.author;
