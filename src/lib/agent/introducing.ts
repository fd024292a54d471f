/**
 * Introductions: who knows two people hands each the other's card, under one id. Nothing else moves until a person wants
 * it; whoever does says hello with that id, and is let in only where the other person wants it too. Whoever does not is
 * silent, and nothing at the other side shows it. Loaded with the first introduction.
 */
import { isToBlame, openCard } from '../protocol/carried.ts';
import type { SaidOf } from '../protocol/envelope.ts';
import { base64url } from '../protocol/bytes.ts';
import type { PeerId } from '../protocol/identity.ts';
import { MAX_INTRODUCTION_CHARS, OLDEST_VERSION, PROTOCOL_VERSION } from '../protocol/limits.ts';
import { isRefusal, refuse, type Refusal } from '../protocol/refusal.ts';
import { ownCard, seenCard } from './cards.ts';
import type { Inside } from './inside.ts';
import { allow, type PeopleDeps } from './people.ts';
import {
	keepIntroduction,
	openIntroductions,
	type IntroductionsDeps,
	type OpenIntroduction
} from './introductions.ts';
import type { Contact, Introduction } from './ports.ts';

export { isIntroduced, openIntroductions, type OpenIntroduction } from './introductions.ts';

/** Two tabs and two devices may bring the same at once. */
const LANE = 'introductions';

export type IntroducingDeps = PeopleDeps & IntroductionsDeps & Pick<Inside, 'me' | 'cards' | 'loadedFinding'>;

/** `no-card`: one of them has not said hello since they are known, so there is nothing to hand on yet. */
export type Introduced = 'introduced' | 'no-card' | 'no-contact';

/** What a person does with introductions. */
export interface Introducing {
	/** Hands each of two contacts the other's card, with these words. Throws RangeError where they are too long. */
	introduce(one: PeerId, other: PeerId, words: string): Promise<Introduced>;
	/** What waits for my person, oldest first. */
	open(): Promise<readonly OpenIntroduction[]>;
	/** Says hello to them, or lets them in where they said it first. Of no effect once it was decided or has expired. */
	accept(id: string): Promise<void>;
	/** Silently: they are not told, and what they may have said already is dropped. */
	decline(id: string): Promise<void>;
}

export const introducing = (deps: IntroducingDeps): Introducing => ({
	introduce: (one, other, words) => introduce(one, other, words, deps),
	open: () => openIntroductions(deps),
	accept: (id) => acceptIntroduction(id, deps),
	decline: (id) => declineIntroduction(id, deps)
});

/** Hands each of two contacts the other's card, with these words. Throws RangeError where they are too long. */
export async function introduce(
	one: PeerId,
	other: PeerId,
	words: string,
	deps: Pick<IntroducingDeps, 'contacts' | 'random' | 'post'>
): Promise<Introduced> {
	const said = words.trim();
	if (said.length > MAX_INTRODUCTION_CHARS) throw new RangeError('introduction: words');
	const [a, b] = await Promise.all([deps.contacts.get(one), deps.contacts.get(other)]);
	if (one === other || a?.standing !== 'accepted' || b?.standing !== 'accepted') return 'no-contact';
	if (a.card === undefined || b.card === undefined) return 'no-card';
	const body = { introduction: base64url(deps.random(16)), ...(said !== '' && { words: said }) };
	await deps.post.mail(one, 'introduction', { ...body, card: b.card });
	await deps.post.mail(other, 'introduction', { ...body, card: a.card });
	return 'introduced';
}

// ---------------------------------------------------------------- being introduced

/**
 * Kept for my person to decide, where a contact says it of somebody I neither know, nor block, nor turned down from them
 * before. Inside the introducer's lane.
 */
export async function takeIntroduction(
	said: SaidOf<'introduction'>,
	contact: Contact | undefined,
	deps: Pick<
		IntroducingDeps,
		'me' | 'contacts' | 'cards' | 'introductions' | 'clock' | 'lanes' | 'emit' | 'loadedFinding'
	> & { readonly blamed: (refusal: Refusal) => Promise<void> }
): Promise<void> {
	if (contact?.standing !== 'accepted') return;
	const now = deps.clock.now();
	const card = await openCard(said.body.card, now);
	if (isRefusal(card)) return isToBlame(card) ? deps.blamed(card) : undefined;
	if (card.from === deps.me || card.from === said.from)
		return deps.blamed(refuse('malformed', 'card of sender or reader'));
	const known = await deps.contacts.get(card.from);
	if (known && known.standing !== 'removed') return;
	if (card.certificate.seq < (known?.certificateSeq ?? 0)) return;
	const kept = await deps.lanes.run(LANE, () =>
		keepIntroduction(
			{
				...{ id: said.body.introduction, by: said.from, peer: card.from, name: card.body.name },
				...{ card: said.body.card, certificateSeq: card.certificate.seq },
				...(said.body.words !== undefined && { words: said.body.words }),
				...{ at: now, expiresAt: said.exp, state: 'open' }
			},
			deps
		)
	);
	if (!kept) return;
	deps.emit({ kind: 'introductions-changed' });
	// Who wants to be found may be asked by what their card says, introduced or not.
	const seen = seenCard(card, said.body.card, now);
	if (seen.topics.length > 0 && (await deps.cards.put(seen))) deps.loadedFinding()?.met(seen);
}

// ---------------------------------------------------------------- what my person says

/** Says hello to them, or lets them in where they said it first. Of no effect once it was decided or has expired. */
export async function acceptIntroduction(id: string, deps: IntroducingDeps): Promise<void> {
	const one = (await openIntroductions(deps)).find((open) => open.id === id);
	if (!one) return;
	if (one.wanted) return allow(one.peer, deps);
	await deps.lanes.run(`peer/${one.peer}`, () => knock(one, deps));
	deps.emit({ kind: 'introductions-changed' });
}

async function knock({ wanted: _wanted, ...one }: OpenIntroduction, deps: IntroducingDeps): Promise<void> {
	const before = await deps.contacts.get(one.peer);
	if (before && before.standing !== 'removed') return;
	const card = await openCard(one.card, deps.clock.now(), one.peer);
	if (isRefusal(card)) return;
	const met = await deps.cards.get(one.peer);
	const given = seenCard(card, one.card, deps.clock.now());
	const { text, name, inbox, relays, certificateSeq } = met && met.version > given.version ? met : given;
	// Known before they hear of it: their hello may cross mine.
	await deps.contacts.put({
		...{ peer: one.peer, name, inbox, relays, card: text, standing: 'awaiting' },
		compared: before?.compared ?? false,
		since: deps.clock.now(),
		introducedBy: one.by,
		certificateSeq: Math.max(certificateSeq, before?.certificateSeq ?? 0)
	});
	await deps.introductions.put({ ...one, state: 'accepted' });
	deps.emit({ kind: 'contact-changed', peer: one.peer });
	await deps.post.mail(one.peer, 'hello', {
		versions: { oldest: OLDEST_VERSION, newest: PROTOCOL_VERSION },
		card: await ownCard(deps),
		introduction: one.id
	});
}

/** Silently: they are not told, and what they may have said already is dropped. */
export async function declineIntroduction(id: string, deps: IntroducingDeps): Promise<void> {
	const one = (await deps.introductions.list()).find((known) => known.id === id);
	if (one?.state !== 'open') return;
	await deps.introductions.put({ ...one, state: 'declined' });
	deps.emit({ kind: 'introductions-changed' });
	await deps.lanes.run(`peer/${one.peer}`, async () => {
		const contact = await deps.contacts.get(one.peer);
		if (contact?.standing === 'asking' && contact.introducedBy !== undefined) await forget(contact, deps);
	});
}

// ---------------------------------------------------------------- when it is over

/** Lets go of what has expired, and of whoever was waited for, or waited, by it alone. */
export async function sweepIntroductions(now: number, deps: IntroducingDeps): Promise<void> {
	const all = await deps.introductions.list();
	const [over, live] = [all.filter(isOver), all.filter((one) => !isOver(one))];
	function isOver({ expiresAt }: Introduction): boolean {
		return expiresAt <= now;
	}
	for (const { id, peer } of over) {
		await deps.introductions.remove(id);
		if (live.some((one) => one.peer === peer)) continue;
		await deps.lanes.run(`peer/${peer}`, async () => {
			const contact = await deps.contacts.get(peer);
			const isWaiting = contact?.standing === 'awaiting' || contact?.standing === 'asking';
			if (contact && isWaiting && contact.introducedBy !== undefined) await forget(contact, deps);
		});
	}
	if (over.length > 0) deps.emit({ kind: 'introductions-changed' });
}

/** As if they had never been introduced; that a device was withdrawn stays known. */
async function forget(contact: Contact, deps: IntroducingDeps): Promise<void> {
	const { introducedBy: _by, ...rest } = contact;
	await deps.contacts.put({ ...rest, standing: 'removed' });
	await deps.dropHeld(contact.peer);
	deps.emit({ kind: 'contact-changed', peer: contact.peer });
}
