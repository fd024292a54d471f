/**
 * Who is what in a community, and when: the people, invites, keys and description that the acts about them come to, and
 * whether any entry counts at its place. Made by roles-fold.ts; the same acts always make the same.
 */
import type { Act, ActKind, Joining, Role } from '../../protocol/acts.ts';
import { inOrder, type EntryId } from '../../protocol/entry.ts';
import type { PeerId } from '../../protocol/identity.ts';
import type { Weighted } from '../routing/cells.ts';
import type { Held, Place } from './log.ts';
import type { Fault } from './views.ts';

export type Standing = Role | 'asking' | 'none';

/** What somebody is from a place in the order on. */
export interface Turn extends Place {
	readonly standing: Standing;
	readonly frozen: boolean;
	/** The most they ever were until then. */
	readonly best: number;
}

export interface Person {
	readonly peer: PeerId;
	standing: Standing;
	frozen: boolean;
	since: number;
	best: number;
	/** Comes in again only where an anchor lets them. */
	removed: boolean;
	/** Newest that a `found` or `join` brought, text form. */
	card: string;
	readonly turns: Turn[];
}

export interface Invited {
	readonly entry: EntryId;
	readonly by: PeerId;
	readonly key: string;
	readonly uses: number;
	readonly until: number;
	/** By which somebody came in. */
	readonly joins: EntryId[];
	revoked: boolean;
}

/** Of the joins by an invite that was revoked, those that stand. */
export interface Closing {
	readonly invite: EntryId;
	readonly joins: ReadonlySet<EntryId>;
}

/** How far the logs of somebody count who was removed at `place`. */
export interface Cut {
	readonly place: Place;
	readonly peer: PeerId;
	readonly heads: ReadonlyMap<string, number>;
}

export interface Described {
	name: string;
	about: string;
	norms: string;
	topics: readonly Weighted[];
	listed: boolean;
	joining: Joining;
	foundedAt: number;
	epoch: { readonly n: number; readonly check: string; readonly at: number } | undefined;
}

const RANK: Readonly<Record<Standing, number>> = { none: 0, asking: 0, guest: 1, member: 2, anchor: 3 };
export const rankOf = (standing: Standing): number => RANK[standing];

/** What an act takes; 0: whoever it is about judges it elsewhere. */
const NEEDS: Readonly<Record<ActKind, number>> = {
	...{ found: 0, join: 0, leave: 0 },
	...{ reply: 1, react: 1, amend: 1, card: 1 },
	...{ post: 2, page: 2, edit: 2, file: 2, event: 2 },
	...{ describe: 3, invite: 3, revoke: 3, role: 3, remove: 3, epoch: 3, pin: 3, hide: 3, summary: 3 }
};
export const needOf = (act: Act): number => NEEDS[act.kind];

const DECIDING = [
	...(['found', 'describe', 'invite', 'revoke', 'join'] as const),
	...(['role', 'remove', 'leave', 'epoch'] as const)
] as const;
/** An act that changes who is what. They are gone through anew whenever one comes in between. */
export type Deciding = Extract<Act, { kind: (typeof DECIDING)[number] }>;
const deciding: ReadonlySet<ActKind> = new Set(DECIDING);
export const isDeciding = (act: Act): act is Deciding => deciding.has(act.kind);
/** Whether an entry has a part in who is what: the first of a log does, for it may let the log in. */
export const decides = ({ act, seq }: Held['entry']): boolean => seq === 1 || deciding.has(act.kind);

/** Faults that the entries themselves show, by whom and what. */
export type Tally = Map<string, Fault>;
export function tally(faults: Tally, peer: PeerId, what: Fault['what'], at: number): void {
	const key = `${peer} ${what}`;
	const known = faults.get(key);
	const lastAt = Math.max(at, known?.lastAt ?? 0);
	faults.set(key, { peer, what, times: (known?.times ?? 0) + 1, lastAt });
}

export interface Roles {
	readonly described: Described;
	readonly people: ReadonlyMap<PeerId, Person>;
	readonly invites: ReadonlyMap<EntryId, Invited>;
	/** Logs that count, by their device. */
	readonly admitted: ReadonlySet<string>;
	readonly cuts: readonly Cut[];
	readonly faults: Tally;
}

/** The turn of somebody that holds at a place. */
export function turnAt(person: Person | undefined, place: Place): Turn | undefined {
	const turns = person?.turns ?? [];
	for (let i = turns.length - 1; i >= 0; i--) if (inOrder(turns[i]!, place) <= 0) return turns[i];
	return undefined;
}

/** Beyond where the logs of a removed author count, whatever its clock says. What was founded stays so. */
export const isCut = (cuts: readonly Cut[], { entry, ...held }: Held): boolean =>
	cuts.some(
		({ place, peer, heads }) =>
			peer === held.author &&
			entry.act.kind !== 'found' &&
			inOrder(held, place) < 0 &&
			entry.seq > (heads.get(entry.dev) ?? 0)
	);

/**
 * Whether an entry counts at its place; `not-allowed` where its author never had the right to it. Somebody who lost it
 * may not have known.
 */
export function judged(roles: Roles, held: Held): 'counts' | 'not' | 'not-allowed' {
	if (!roles.admitted.has(held.entry.dev) || isCut(roles.cuts, held)) return 'not';
	const turn = turnAt(roles.people.get(held.author), held);
	if (!turn || (turn.frozen && !held.forked)) return 'not';
	const need = needOf(held.entry.act);
	if (rankOf(turn.standing) >= need) return 'counts';
	return turn.best < need ? 'not-allowed' : 'not';
}
