/**
 * Who may read what, and who may say what to us. Decides nothing by itself about sending: whoever lets a passage
 * leave asks here at the moment it leaves.
 */
import type { SaidOf } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import type { Kind } from '../protocol/messages.ts';
import type { CommunityKind, CommunityWords } from './community/society-port.ts';
import {
	audiencesOf,
	type Audience,
	type Contact,
	type Hit,
	type Passage,
	type Shelf,
	type Standing,
	type Visibility
} from './ports.ts';

/** The one who would see it: the person of this node, or a peer, who counts as a contact only while `accepted`. */
export type Reader =
	| { readonly self: true }
	| {
			readonly peer: PeerId;
			readonly contact: boolean;
			/** Of those this node is in too; absent: none. */
			readonly communities?: readonly string[];
	  };

export const thePerson: Reader = { self: true };

/**
 * The peer as a reader: whoever knocks, is blocked or was removed reads what a stranger reads, and what the communities read
 * that we share.
 */
export const readerOf = (
	peer: PeerId,
	contact: Pick<Contact, 'standing'> | undefined,
	communities: readonly string[] = []
): Reader => ({
	peer,
	contact: contact?.standing === 'accepted',
	...(communities.length > 0 && contact?.standing !== 'blocked' && { communities })
});

/** The circles a peer stands in. Naming somebody does not outlive blocking or removing them: only contacts are named peers. */
export const circlesOf = (reader: Exclude<Reader, { readonly self: true }>): readonly Audience[] => [
	'public',
	...(reader.contact ? (['contacts', `peer/${reader.peer}`] as const) : []),
	...(reader.communities ?? []).map((community) => `community/${community}` as const)
];

export function mayRead(visibility: Visibility, reader: Reader): boolean {
	if ('self' in reader) return true;
	const circles = circlesOf(reader);
	return audiencesOf(visibility).some((audience) => circles.includes(audience));
}

/** A shelf on which only what one reader may read can be found: whoever holds it can give nothing else away. */
export interface ReadableShelf {
	search(terms: readonly string[], limit: number, meaning?: string): Promise<readonly Hit[]>;
	/** As it stands now; undefined from the moment the reader may not read it any more. */
	passage(id: string): Promise<Passage | undefined>;
}

/**
 * `reader` is asked anew each time: whoever is blocked while they are answered reads as a stranger from then on. By rule
 * and by key: records are opened with the keys of the reader's circles alone.
 */
export const readableBy = (reader: () => Promise<Reader>, shelf: Shelf): ReadableShelf => ({
	async search(terms, limit, meaning) {
		const now = await reader();
		const options = {
			allow: ({ visibility }: { visibility: Visibility }) => mayRead(visibility, now),
			limit
		};
		return shelf.search(terms, { ...options, ...keysOf(now), ...(meaning === undefined ? {} : { meaning }) });
	},
	async passage(id) {
		const now = await reader();
		const passage = await shelf.passage(id, keysOf(now).as);
		return passage && mayRead(passage.visibility, await reader()) ? passage : undefined;
	}
});

const keysOf = (reader: Reader): { readonly as?: readonly Audience[] } =>
	'self' in reader ? {} : { as: circlesOf(reader) };

/** What is said to us; what is kept travels inside other messages and never alone. */
export type SpokenKind = Exclude<Kind, 'card' | 'passage' | 'seek' | 'attestation' | 'community-card'>;
export type Spoken = { [K in SpokenKind]: SaidOf<K> }[SpokenKind];

const kept: ReadonlySet<Kind> = new Set([
	...(['card', 'passage', 'seek', 'attestation', 'community-card'] as const)
]);

export const isSpoken = (said: SaidOf<Kind>): said is Spoken => !kept.has(said.kind);

/** Of looking for somebody who knows. */
const routing: readonly SpokenKind[] = ['probe', 'offer', 'referral', 'gossip', 'introduction'];
/** Between members, who need not be contacts: the community judges who is one. */
const communal: readonly CommunityKind[] = ['knock', 'keys', 'heads', 'entries', 'fetch', 'piece'];
const byStrangers: readonly SpokenKind[] = [
	...(['hello', 'probe', 'offer', 'query', 'answer', 'referral', 'ack'] as const),
	...communal
];
const everything: readonly SpokenKind[] = [
	...(['hello', 'welcome', 'query', 'answer', 'ack', 'bye'] as const),
	...(['words', 'presence'] as const),
	...routing,
	...communal
];

export const isCommunal = (said: Spoken): said is CommunityWords =>
	(communal as readonly SpokenKind[]).includes(said.kind);

/**
 * What each standing may say at all. A stranger may knock with an invite, say what they look for, and reply to what was
 * asked of them or offered to them: all of it is looked at before it is heard, see `isJudged`.
 */
const mayBeSaid: Record<Standing | 'stranger', readonly SpokenKind[]> = {
	accepted: everything,
	// They wait for my person: a question is kept for them.
	asking: [...byStrangers, 'bye'],
	// I wait for theirs; a mailed question of mine may be answered together with the welcome.
	awaiting: [...byStrangers, 'welcome', 'bye'],
	// Receipts and farewells that cross on the way, so that neither side goes on sending.
	removed: [...byStrangers, 'bye'],
	blocked: [],
	stranger: byStrangers
};

/** Whether somebody of this standing may say this kind of thing at all. */
export const maySay = (standing: Standing | undefined, kind: SpokenKind): boolean =>
	mayBeSaid[standing ?? 'stranger'].includes(kind);

/** What is taken as it is, without asking `admission.ts`. */
const plain: Record<Standing | 'stranger', readonly SpokenKind[]> = {
	accepted: ['hello', 'welcome', 'query', 'answer', 'ack', 'bye'],
	asking: ['hello', 'query', 'ack', 'bye'],
	awaiting: ['hello', 'welcome', 'answer', 'ack', 'bye'],
	removed: ['bye'],
	blocked: [],
	stranger: []
};

/** Whether it is looked at before it is heard: on whose account it comes, how much of it. */
export const isJudged = (standing: Standing | undefined, said: Spoken): boolean => {
	// A guest who was offered an answer need not wait for my person to get it.
	if (standing === 'asking' && said.kind === 'query' && said.body.offer !== undefined) return true;
	return !plain[standing ?? 'stranger'].includes(said.kind);
};
