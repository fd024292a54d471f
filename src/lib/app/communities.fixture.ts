/** Threads and members as a desk would show them, for what is made of them. */
import type { Member, Overview, Reply, Thread } from '#lib/agent/community/views.ts';
import type { KeptCommunity } from '#lib/agent/ports.ts';
import type { PeerId } from '#lib/protocol/identity.ts';

export const idOf = (letter: string): PeerId => letter.repeat(64) as PeerId;
export const [me, bea, cem] = [idOf('a'), idOf('b'), idOf('c')];

let clock = 0;
const said = (by: PeerId, text: string) => {
	clock++;
	return {
		...{
			id: `entry-${clock}`,
			author: by,
			name: by === bea ? 'Bea' : 'Cem',
			at: 1_800_000_000_000 + clock,
			clock
		},
		...{ pinned: false, forked: false, text, withdrawn: false, mentions: [], files: [], reactions: [] }
	};
};

export const aReply = (to: string, by: PeerId, text: string, over: Partial<Reply> = {}): Reply => ({
	...said(by, text),
	...{ to, byAgent: false, sources: [] },
	...over
});

export function aThread(
	by: PeerId,
	text: string,
	over: Partial<Thread> = {},
	replies: (id: string) => readonly Reply[] = () => []
): Thread {
	const first = said(by, text);
	const all = replies(first.id);
	const { at: lastAt, clock: lastClock } = all.at(-1) ?? first;
	return { ...first, title: '', question: false, replies: all, lastAt, lastClock, ...over };
}

export const aMember = (peer: PeerId, name: string): Member => ({
	...{ peer, name, role: 'member', since: 1, frozen: false, card: '' }
});

export const anOverview = (id: string, over: Partial<Overview> = {}): Overview => ({
	...{
		id,
		name: 'Bakers',
		about: 'Bread',
		norms: '',
		topics: [],
		listed: false,
		joining: 'open',
		mine: 'member'
	},
	...{
		members: [aMember(me, 'Ada'), aMember(bea, 'Bea')],
		asking: [],
		invites: [],
		epoch: undefined,
		faults: []
	},
	...{ entries: 1, foundedAt: 1 },
	...over
});

export const aKept = (id: string, over: Partial<KeptCommunity> = {}): KeptCommunity => ({
	...{ id, name: 'Bakers', standing: 'in', founding: 'f', epochs: [], invites: {}, joinedAt: 1 },
	...{ readTo: 0, muted: false, agentAnswers: false },
	...over
});
