/**
 * What a router begins with, and how one peer's part of it is renewed: contacts and what the person decided of them, cards,
 * what the ledger says of everybody in it, what others attested. The ledger is the one truth about conduct: what the
 * router concluded by itself is replaced by what is recorded.
 */
import { openCard } from '../protocol/carried.ts';
import { isRefusal } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import type { Inside } from './inside.ts';
import type { Attestation, Contact, Evidence, EvidenceKind, SeenCard } from './ports.ts';
import type { View } from './reputation.ts';
import type { Belief } from './routing/beliefs.ts';
import type { Heard, Known } from './routing/events.ts';

export type SeedDeps = Pick<
	Inside,
	'me' | 'contacts' | 'cards' | 'ledger' | 'attestations' | 'reputation' | 'clock'
>;

/** Judgements this close to one another are of one answer: the person says it once of several authors. */
const TOGETHER_MS = 2_000;
/** More than hearsay and a good name can make up for. */
const LIMITED_BAD = 4;

export const knownOf = ({ peer, version, topics, place }: SeenCard): Known => ({
	peer,
	version,
	topics,
	...(place !== undefined && { place })
});

export const attestedOf = ({ issuer, about, trust, topics }: Attestation): Heard => ({
	...({ kind: 'attested', by: issuer, about } as const),
	belief: { trust, topics }
});

/** Everything known, in an order in which nobody chosen has to make room for a stranger. */
export async function seeds(deps: SeedDeps): Promise<readonly Heard[]> {
	const contacts = await deps.contacts.list();
	const evidence = await deps.ledger.list();
	const others = new Set(evidence.map(({ peer }) => peer));
	for (const { peer } of contacts) others.delete(peer);
	// Of strangers those who answered before; who was only heard of is looked up when nobody else is there.
	const cards = (await deps.cards.list())
		.filter(({ peer }) => others.has(peer))
		.map((card): Heard => ({ kind: 'card', card: knownOf(card) }));
	const attestations = await deps.attestations.list();
	return [
		...cards.toReversed(),
		...(await Promise.all([...others].map((peer) => ofPeer(peer, undefined, deps)))).flat(),
		...(await Promise.all(contacts.map((contact) => ofPeer(contact.peer, contact, deps)))).flat(),
		...attestations.map(attestedOf)
	];
}

/** One peer as they stand now. */
export async function ofPeer(
	peer: PeerId,
	contact: Contact | undefined,
	deps: SeedDeps
): Promise<readonly Heard[]> {
	if (peer === deps.me) return [];
	if (contact?.standing === 'blocked') return [{ kind: 'standing', peer, as: 'blocked' }];
	const view = await (await deps.reputation()).of(peer);
	const card = contact?.card === undefined ? undefined : await readOf(contact.card, peer, deps);
	return [
		{ kind: 'standing', peer, as: asOf(contact, view) },
		...(card ? [{ kind: 'card', card } as const] : []),
		{ kind: 'believed', peer, belief: beliefOf(view) }
	];
}

const asOf = (contact: Contact | undefined, { standing }: View): 'friend' | 'contact' | 'stranger' => {
	if (standing.friend && contact?.standing === 'accepted') return 'friend';
	return contact?.standing === 'accepted' ? 'contact' : 'stranger';
};

/** What the ledger makes of them now. */
export async function beliefIn(peer: PeerId, deps: Pick<SeedDeps, 'reputation'>): Promise<Heard> {
	const view = await (await deps.reputation()).of(peer);
	return { kind: 'believed', peer, belief: beliefOf(view) };
}

/** Whose trust is limited comes last, and never makes an answer count as verified. */
const beliefOf = ({ belief, limited }: View): Belief =>
	limited ? { ...belief, trust: { good: 0, bad: Math.max(belief.trust.bad, LIMITED_BAD) } } : belief;

async function readOf(text: string, peer: PeerId, { clock }: SeedDeps): Promise<Known | undefined> {
	const card = await openCard(text, clock.now(), peer);
	if (isRefusal(card)) return undefined;
	const { version, topics = [], place } = card.body;
	return { peer, version, topics, ...(place !== undefined && { place }) };
}

const judgements: ReadonlySet<EvidenceKind> = new Set(['useful', 'wrong', 'harmful', 'kept', 'corrected']);

/** How many of their questions the person has judged, as the ledger remembers it. */
export function ratedIn(evidence: readonly Evidence[]): number {
	const times = evidence.filter(({ kind }) => judgements.has(kind)).map(({ at }) => at);
	times.sort((a, b) => a - b);
	return times.filter((at, i) => i === 0 || at - times[i - 1]! > TOGETHER_MS).length;
}
