/**
 * Who may say what about looking for somebody who knows, and what strangers may say at all; judged before anything is
 * stored, so that nobody but contacts can fill the store. A stranger is heard only on what my person, or I for them, began:
 * their own seek, a question of mine that is looked for or was put to them, an offer of mine, an invite, a community that we
 * share. What is wrong with a part inside is the sender's to answer for, never its author's. Loaded with the first such
 * message.
 */
import { isToBlame, openCard } from '../protocol/carried.ts';
import type { SaidOf } from '../protocol/envelope.ts';
import { isRefusal, refuse, type Refusal } from '../protocol/refusal.ts';
import { openOffer, openProbe, type OpenSeek } from '../protocol/seek.ts';
import type { CommunityWords } from './community/society-port.ts';
import type { Correspondents } from './correspondents.ts';
import { isFellow } from './fellow-hello.ts';
import type { Finding } from './finding.ts';
import type { Inside } from './inside.ts';
import { isIntroduced, type IntroductionsDeps } from './introductions.ts';
import { inviteOf } from './invites.ts';
import { isCommunal, type Spoken } from './policy.ts';
import type { Contact, Letter } from './ports.ts';
import type { Strangers } from './strangers.ts';

/** What was opened to judge it, so that nothing is opened twice. */
export interface Admitted {
	readonly seek?: OpenSeek;
	readonly card?: SaidOf<'card'>;
}

/** `toBlame`: no honest sender would have said it, whatever its clock and its memory. */
export interface Turned {
	readonly refusal: Refusal;
	readonly toBlame: boolean;
}

export type AdmissionDeps = IntroductionsDeps &
	Pick<Inside, 'me' | 'contacts' | 'invites' | 'outbox' | 'clock' | 'ownCommunities'> & {
		readonly correspondents: () => Promise<Correspondents>;
		readonly strangers: () => Promise<Strangers>;
		/** Of my own questions and offers; where it is not loaded there are none. */
		readonly loadedFinding: () => Pick<Finding, 'sought' | 'isOffered' | 'isTold'> | undefined;
	};

type NotCommunal = Exclude<Spoken, CommunityWords>;

/** Whether `said`, which its sender's standing allows, is heard now. */
export async function admission(
	said: Spoken,
	contact: Contact | undefined,
	deps: AdmissionDeps
): Promise<Admitted | Turned> {
	if (isCommunal(said)) return communal(said, deps);
	const isContact = contact?.standing === 'accepted';
	const strangers = await deps.strangers();
	const isWithin =
		said.kind === 'words'
			? strangers.says(said.from, said.ts, deps.clock.now())
			: strangers.of(said.from, isContact ? 'contact' : 'stranger', deps.clock.now());
	if (!isWithin) return tooMany;
	const judged = await judge(said, contact, deps);
	if ('refusal' in judged || isContact) return judged;
	if (isOlder(said, await (await deps.correspondents()).of(said.from))) return turned('revoked');
	// Whoever holds an invite is bounded by its uses.
	if (said.kind === 'hello') return judged;
	const pool = said.kind === 'probe' ? 'unasked' : 'asked-for';
	return strangers.ofAll(pool, said.seq > 0, deps.clock.now()) ? judged : tooMany;
}

async function judge(
	said: NotCommunal,
	contact: Contact | undefined,
	deps: AdmissionDeps
): Promise<Admitted | Turned> {
	const isContact = contact?.standing === 'accepted';
	switch (said.kind) {
		case 'probe':
			return probe(said, isContact, deps);
		case 'offer':
			return offer(said, isContact, deps);
		case 'referral':
			return referral(said, deps);
		case 'query':
			return query(said, deps);
		case 'answer':
			return (await letterTo(said, deps))?.kind === 'query' ? {} : unasked;
		case 'ack':
			return (await letterTo(said, deps)) ? {} : unasked;
		case 'hello':
			return (await isInvited(said, contact, deps))
				? {}
				: turned('stranger', 'neither invited, introduced nor a fellow member');
		// Only contacts may say these, and whoever takes them judges what is inside.
		case 'gossip':
		case 'introduction':
		case 'welcome':
		case 'bye':
		case 'words':
		case 'presence':
			return {};
	}
}

/** Members are counted and judged by the community. */
async function communal(said: CommunityWords, deps: AdmissionDeps): Promise<Admitted | Turned> {
	const society = await deps.ownCommunities();
	const judged = society ? await society.judge(said) : turned('stranger', 'in no community');
	return judged === 'heard' ? {} : judged;
}

/** Contacts pass on what others look for; a stranger speaks for itself alone. */
async function probe(
	said: SaidOf<'probe'>,
	isContact: boolean,
	{ me, clock, contacts, correspondents }: AdmissionDeps
): Promise<Admitted | Turned> {
	if (!isContact && said.body.path.length > 0) return turned('stranger', 'passes on');
	const opened = await openProbe(said, clock.now(), me);
	if (isRefusal(opened)) return inside(opened);
	const { seek } = opened;
	if (!isContact && seek.from !== said.from) return turned('stranger', 'passes on');
	if ((await contacts.get(seek.from))?.standing === 'blocked') return turned('stranger', 'blocked');
	const known = await correspondents();
	// Whoever passed it on need not know that its asker withdrew that device.
	if (isOlder(seek, await known.of(seek.from))) return turned('revoked');
	known.looks(seek);
	return { seek: opened };
}

/** A contact's offer that comes too late is received and of no effect; a stranger's is not received. */
async function offer(
	said: SaidOf<'offer'>,
	isContact: boolean,
	{ me, clock, loadedFinding }: AdmissionDeps
): Promise<Admitted | Turned> {
	const cells = loadedFinding()?.sought(said.body.re);
	if (!cells) return isContact ? {} : unasked;
	const card = await openOffer(said, { asker: me, cells }, clock.now());
	return isRefusal(card) ? inside(card) : { card };
}

async function referral(said: SaidOf<'referral'>, deps: AdmissionDeps): Promise<Admitted | Turned> {
	const letter = await letterTo(said, deps);
	// Instead of an answer or an offer, and once: names are kept, and would push out others.
	const isAsked = letter?.kind === 'query' && letter.state !== 'answered';
	if (!isAsked && !deps.loadedFinding()?.isTold(said.body.re, said.from)) return unasked;
	const card = await openCard(said.body.card, deps.clock.now());
	if (isRefusal(card)) return inside(card);
	const isOther = card.from !== said.from && card.from !== deps.me;
	return isOther ? { card } : inside(refuse('malformed', 'card of sender or reader'));
}

/** An offer invites one question, from whom it was made to; a fellow member asks where my person lets me answer. */
async function query(
	{ id, from, body }: SaidOf<'query'>,
	{ loadedFinding, strangers, ownCommunities }: AdmissionDeps
): Promise<Admitted | Turned> {
	if (body.offer === undefined && ((await (await ownCommunities())?.answersFor(from)) ?? []).length > 0)
		return {};
	if (body.offer === undefined || !loadedFinding()?.isOffered(body.offer, from)) return unasked;
	return (await strangers()).takesUp(body.offer, id) ? {} : unasked;
}

/** My own letter to them that this is the reply to. */
async function letterTo(
	said: SaidOf<'answer' | 'referral' | 'ack'>,
	{ outbox }: Pick<Inside, 'outbox'>
): Promise<Letter | undefined> {
	const letter = await outbox.get(said.body.re);
	return letter?.to === said.from ? letter : undefined;
}

const isInvited = async (
	said: SaidOf<'hello'>,
	contact: Contact | undefined,
	deps: AdmissionDeps
): Promise<boolean> =>
	(await inviteOf(said, deps)) !== undefined ||
	(await isIntroduced(said, deps)) ||
	isFellow(said, contact, deps);

const isOlder = (
	said: Pick<Spoken, 'certificate'>,
	known: { readonly certificateSeq: number } | undefined
): boolean => known !== undefined && said.certificate.seq < known.certificateSeq;

const turned = (...why: Parameters<typeof refuse>): Turned => ({ refusal: refuse(...why), toBlame: false });
const inside = (refusal: Refusal): Turned => ({ refusal, toBlame: isToBlame(refusal) });
const unasked = turned('stranger', 'not asked for');
const tooMany = turned('stranger', 'too many');
