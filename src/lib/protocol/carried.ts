/**
 * Signed texts carried inside other messages: each is opened by itself, and must be of the kind and from the author that its
 * place is for. That the message around it is genuine proves nothing of them. What is wrong with them is to be blamed on who
 * delivered the whole (see `isToBlame`), never on the author whose name stands inside.
 */
import { isRefusal, open, type Bodies, type SaidOf } from './envelope.ts';
import type { PeerId } from './identity.ts';
import { MAX_ATTESTATION_CHARS, MAX_CARD_CHARS } from './limits.ts';
import type { Kind } from './messages.ts';
import { refuse, type Refusal, type RefusalReason } from './refusal.ts';

/**
 * A card in text form. `of`: whose it must be; absent: anybody's, as in gossip and referrals. `now` as for `open`.
 * Refused as `malformed` when it is longer than a card may be, is none, or is somebody else's.
 */
export async function openCard(text: string, now: number, of?: PeerId): Promise<SaidOf<'card'> | Refusal> {
	return openPart('card', text, MAX_CARD_CHARS, now, of);
}

/** An attestation in text form, of the issuer who is expected. One about its own issuer is nothing: `malformed`. */
export async function openAttestation(
	text: string,
	now: number,
	of?: PeerId
): Promise<SaidOf<'attestation'> | Refusal> {
	const said = await openPart('attestation', text, MAX_ATTESTATION_CHARS, now, of);
	return !isRefusal(said) && said.body.about === said.from ? refuse('malformed', 'about itself') : said;
}

export interface Hearsay {
	readonly cards: readonly SaidOf<'card'>[];
	readonly attestations: readonly SaidOf<'attestation'>[];
	/** What was wrong with the other parts; the sender's to answer for where `isToBlame`. */
	readonly refused: readonly Refusal[];
}

/**
 * The parts of `gossip` that hold: cards of anybody but the reader, the newest of each peer; attestations by the sender
 * alone, about anybody but the reader and the sender, the newest about each. Never throws.
 */
export async function openGossip(
	{ from, body }: Pick<SaidOf<'gossip'>, 'from' | 'body'>,
	now: number,
	reader: PeerId
): Promise<Hearsay> {
	const cards = new Map<string, SaidOf<'card'>>();
	const attestations = new Map<string, SaidOf<'attestation'>>();
	const refused: Refusal[] = [];
	for (const text of body.cards) {
		const card = await openCard(text, now);
		if (isRefusal(card)) refused.push(card);
		else if (card.from !== reader && isNewer(card, cards.get(card.from))) cards.set(card.from, card);
	}
	for (const text of body.attestations) {
		const said = await openAttestation(text, now, from);
		if (isRefusal(said)) refused.push(said);
		else if (said.body.about !== reader && said.ts > (attestations.get(said.body.about)?.ts ?? -1))
			attestations.set(said.body.about, said);
	}
	return { cards: [...cards.values()], attestations: [...attestations.values()], refused };
}

/**
 * Of cards that a directory handed out, those that are what was asked for: genuine, of others than the reader, with one of
 * the cells among their topics; the newest of each peer, in the order in which they came.
 */
export async function openFound(
	texts: Iterable<string>,
	cells: readonly number[],
	now: number,
	reader: PeerId
): Promise<readonly SaidOf<'card'>[]> {
	const found = new Map<string, SaidOf<'card'>>();
	for (const text of texts) {
		const card = await openCard(text, now);
		if (isRefusal(card) || card.from === reader) continue;
		const isMeant = (card.body.topics ?? []).some((topic) => cells.includes(topic.cell));
		if (isMeant && isNewer(card, found.get(card.from))) found.set(card.from, card);
	}
	return [...found.values()];
}

/** Whether `card` replaces the one that is known of this peer: by version, and of one version nothing is replaced. */
export const isNewer = (
	card: { readonly body: Pick<Bodies['card'], 'version'> },
	known: { readonly body: Pick<Bodies['card'], 'version'> } | undefined
): boolean => known === undefined || card.body.version > known.body.version;

const notTheirFault: ReadonlySet<RefusalReason> = new Set(['expired', 'not-yet']);

/** An honest peer opened a part before it passed it on; only time can have spoilt it since. */
export const isToBlame = ({ rejected }: Refusal): boolean => !notTheirFault.has(rejected);

/** One part of the kind that is due, no longer than such a part may be, and from `of` where it is given. */
export async function openPart<K extends Kind>(
	kind: K,
	text: string,
	maxChars: number,
	now: number,
	of?: PeerId
): Promise<SaidOf<K> | Refusal> {
	if (text.length > maxChars) return refuse('malformed', `${kind}: ${text.length} letters`);
	const said = await open(text, now);
	// What is carried has the kind its place is for; a newer peer's own kinds have no place there.
	if (isRefusal(said)) return said.rejected === 'unknown-kind' ? refuse('malformed', said.detail) : said;
	if (!isOf(said, kind)) return refuse('malformed', `${said.kind} instead of ${kind}`);
	return of !== undefined && said.from !== of ? refuse('malformed', `${kind} of another`) : said;
}

const isOf = <K extends Kind>(said: SaidOf<Kind>, kind: K): said is SaidOf<K> => said.kind === kind;
