/**
 * Hearsay between contacts: cards of others who want to be found, and what each has seen of them itself. Told to a contact
 * who has just answered a greeting, seldom and little; taken with bounds that do not hang on what is told, so that whoever
 * gossips ten thousand names leaves a handful. Loaded with the first contact that is met.
 */
import { isToBlame, openCard, openGossip } from '../protocol/carried.ts';
import { textForm, type SaidOf } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import { MAX_GOSSIP_CARDS } from '../protocol/limits.ts';
import { isRefusal, type Refusal } from '../protocol/refusal.ts';
import { seenCard } from './cards.ts';
import type { Inside } from './inside.ts';
import { NodeError, type Contact, type SeenCard } from './ports.ts';
import type { Post } from './post.ts';

/** One contact is told, and heard, so often at most: a belief changes slowly, and cards more slowly still. */
export const TOLD_EVERY_MS = 30 * 60_000;
/** Clocks and reloads differ: whoever keeps to the half hour is never turned away. */
export const HEARD_EVERY_MS = 10 * 60_000;
/** Peers never met before that one contact may bring in a day: with 24 contacts the thousand cards kept last a day at least. */
export const NEW_PEERS_A_DAY = 40;
const DAY_MS = 24 * 60 * 60_000;
/** Of all the text in one telling: it fits an envelope of 64 KiB with what is around it. Cards take half of it at most. */
const MOST_CHARS = 48 * 1_024;
/** Of the cards kept, only so many are weighed for one telling: the latest. */
const WEIGHED = 64;
/** Cards of which it is remembered that one contact was told them. */
const MOST_TOLD = 512;

/** What is remembered of gossip, in memory alone: a reload may tell somebody twice. */
export interface Gossiped {
	readonly told: Map<PeerId, { readonly at: number; readonly cards: ReadonlyMap<PeerId, number> }>;
	readonly heard: Map<PeerId, { readonly at: number; readonly day: number; readonly brought: number }>;
}

export const nothingGossiped = (): Gossiped => ({ told: new Map(), heard: new Map() });

export type GossipDeps = Pick<
	Inside,
	'me' | 'contacts' | 'cards' | 'clock' | 'reputation' | 'loadedFinding' | 'gossiped'
>;

// ---------------------------------------------------------------- telling

/** Tells a contact who can be reached now what is new to them; nothing where they were told lately. */
export async function tellGossip(
	reader: PeerId,
	deps: GossipDeps & { readonly post: Pick<Post, 'live'> }
): Promise<void> {
	const now = deps.clock.now();
	const before = deps.gossiped.told.get(reader);
	if (before && now - before.at < TOLD_EVERY_MS) return;
	if ((await deps.contacts.get(reader))?.standing !== 'accepted') return;
	const known = (await findable(deps)).filter(({ peer }) => peer !== reader && peer !== deps.me);
	deps.gossiped.told.set(reader, { at: now, cards: before?.cards ?? new Map<PeerId, number>() });
	if (known.length === 0) return;
	const cards = await worthTelling(known, before?.cards ?? new Map<PeerId, number>(), deps);
	const about = known.map(({ peer }) => peer);
	const attestations = within(
		await (await deps.reputation()).attestationsFor(reader, about),
		MOST_CHARS - cards.reduce((chars, { text }) => chars + text.length, 0)
	);
	const told = new Map([
		...(before?.cards ?? []),
		...cards.map(({ peer, version }) => [peer, version] as const)
	]);
	deps.gossiped.told.set(reader, { at: now, cards: new Map([...told].slice(-MOST_TOLD)) });
	if (cards.length + attestations.length === 0) return;
	try {
		await deps.post.live(reader, 'gossip', {
			cards: cards.map(({ text }) => text),
			attestations: [...attestations]
		});
	} catch (error) {
		if (!(error instanceof NodeError)) throw error;
		// Gone again: with the next greeting.
		if (before) deps.gossiped.told.set(reader, before);
		else deps.gossiped.told.delete(reader);
	}
}

/** Everybody whose owner wants to be found and whom I do not block: contacts, then whoever was seen last. */
async function findable(
	deps: Pick<GossipDeps, 'contacts' | 'cards' | 'clock'>
): Promise<readonly SeenCard[]> {
	const contacts = await deps.contacts.list();
	const blocked = new Set(contacts.filter(({ standing }) => standing === 'blocked').map(({ peer }) => peer));
	const own = await Promise.all(contacts.map((contact) => cardOf(contact, deps.clock.now())));
	const found = new Map(own.flatMap((card) => (card ? [[card.peer, card] as const] : [])));
	for (const card of (await deps.cards.list()).slice(0, WEIGHED))
		if (!blocked.has(card.peer) && card.version > (found.get(card.peer)?.version ?? -1))
			found.set(card.peer, card);
	return [...found.values()].filter(({ topics }) => topics.length > 0);
}

async function cardOf({ peer, standing, card }: Contact, now: number): Promise<SeenCard | undefined> {
	if (standing !== 'accepted' || card === undefined) return undefined;
	const said = await openCard(card, now, peer);
	return isRefusal(said) ? undefined : seenCard(said, card, now);
}

/** The best believed first, then the newest; nobody whom I limit, and no card that they were told or that does not open any more. */
async function worthTelling(
	known: readonly SeenCard[],
	told: ReadonlyMap<PeerId, number>,
	{ reputation, clock }: Pick<GossipDeps, 'reputation' | 'clock'>
): Promise<readonly SeenCard[]> {
	const desk = await reputation();
	const fresh = known.filter(({ peer, version }) => version > (told.get(peer) ?? -1));
	const views = await Promise.all(fresh.map(async (card) => ({ card, view: await desk.of(card.peer) })));
	const best = views
		.filter(({ view }) => !view.limited)
		.sort((a, b) => b.view.trust.mean - a.view.trust.mean || b.card.version - a.card.version);
	const chosen: SeenCard[] = [];
	let room = MOST_CHARS / 2;
	for (const { card } of best) {
		if (chosen.length === MAX_GOSSIP_CARDS) break;
		if (card.text.length > room || isRefusal(await openCard(card.text, clock.now(), card.peer))) continue;
		room -= card.text.length;
		chosen.push(card);
	}
	return chosen;
}

function within(texts: readonly string[], room: number): readonly string[] {
	const chosen: string[] = [];
	for (const text of texts) {
		room -= text.length;
		if (room < 0) break;
		chosen.push(text);
	}
	return chosen;
}

// ---------------------------------------------------------------- taking

export type TakingDeps = GossipDeps & {
	/** What is wrong in it is held against whoever delivered it. */
	readonly blamed: (refusal: Refusal) => Promise<void>;
};

/**
 * What a contact tells. Cards are kept where they are newer than what is known, and are of nobody I block; attestations
 * count as the sender's own voice. More than one telling in ten minutes has no effect and is not opened.
 */
export async function takeGossip(said: SaidOf<'gossip'>, deps: TakingDeps): Promise<void> {
	const now = deps.clock.now();
	if ((await deps.contacts.get(said.from))?.standing !== 'accepted') return;
	const { heard } = deps.gossiped;
	const before = heard.get(said.from);
	if (before && now - before.at < HEARD_EVERY_MS) return;
	const isSameDay = before !== undefined && now - before.day < DAY_MS;
	const today = isSameDay ? before : { at: now, day: now, brought: 0 };
	heard.set(said.from, { ...today, at: now });
	const { cards, refused } = await openGossip(said, now, deps.me);
	let { brought } = today;
	for (const card of cards) brought += await keep(card, said.from, brought < NEW_PEERS_A_DAY, deps);
	heard.set(said.from, { ...today, at: now, brought });
	const fresh = await (await deps.reputation()).heard(said.body.attestations, said.from);
	for (const attestation of fresh) deps.loadedFinding()?.attested(attestation);
	// One slip is one offence, however much of the telling it spoilt.
	const wrong = refused.find(isToBlame);
	if (wrong) await deps.blamed(wrong);
}

/** 1 for somebody never met before. */
async function keep(card: SaidOf<'card'>, by: PeerId, mayBeNew: boolean, deps: TakingDeps): Promise<number> {
	const seen = seenCard(card, textForm(card.bytes), deps.clock.now());
	// Their owner does not want to be found: an honest contact does not pass them on.
	if (seen.topics.length === 0) return 0;
	const [contact, known] = await Promise.all([deps.contacts.get(seen.peer), deps.cards.get(seen.peer)]);
	if (contact?.standing === 'blocked' || (!contact && !known && !mayBeNew)) return 0;
	const certificateSeq = Math.max(contact?.certificateSeq ?? 0, known?.certificateSeq ?? 0);
	// Signed by a device that its owner has withdrawn since.
	if (seen.certificateSeq < certificateSeq || !(await deps.cards.put(seen))) return 0;
	deps.loadedFinding()?.met(seen, by);
	return contact || known ? 0 : 1;
}
