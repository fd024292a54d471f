/** A community as its screens get it, without a node behind it. */
import type { CommunitySummary, Member, Overview } from '#lib/app/communities-api.ts';
import type { PeerId } from '#lib/protocol/identity.ts';

export const ID = 'c'.repeat(43);
export const entryNamed = (letter: string): string => letter.repeat(43);
export const peerNamed = (letter: string): PeerId => letter.repeat(64) as PeerId;
export const ME = peerNamed('a');

const DAY_MS = 86_400_000;
const aMember = (peer: PeerId, name: string, role: Member['role'], daysAgo: number): Member => ({
	...{ peer, name, role, since: Date.now() - daysAgo * DAY_MS },
	...{ frozen: false, card: '' }
});

/** I am Ada, its first anchor; Ben is a member who is there, Cleo a guest. */
export const anOverview = (over: Partial<Overview> = {}): Overview => ({
	...{ id: ID, name: 'Mill Lane Choir', about: 'Rehearsals, scores and lifts.', norms: 'Be on time.' },
	...{ topics: [], listed: false, joining: 'approval', mine: 'anchor' },
	members: [
		aMember(ME, 'Ada', 'anchor', 12),
		aMember(peerNamed('b'), 'Ben', 'member', 3),
		aMember(peerNamed('d'), 'Cleo', 'guest', 1)
	],
	...{ asking: [], invites: [], faults: [], entries: 42, foundedAt: Date.now() - 12 * DAY_MS },
	epoch: { n: 2, check: '', at: Date.now() - 2 * DAY_MS },
	...over
});

export const aSummary = (over: Partial<CommunitySummary> = {}): CommunitySummary => ({
	...{ id: ID, name: 'Mill Lane Choir', about: 'Rehearsals, scores and lifts.', mine: 'anchor', members: 3 },
	...{
		there: [peerNamed('b')],
		unread: 4,
		readTo: 10,
		mentions: 1,
		asking: 0,
		muted: false,
		agentAnswers: false
	},
	...{ complete: 1, revision: 1, changedAt: Date.now() },
	...over
});
