/**
 * People the person may want to meet: gathers what this device knows already, and says the reasons in words. It asks nobody
 * and publishes nothing; what is compared is what both sides made discoverable. Loaded with the first look.
 */
import type { Agent } from '#lib/agent/agent.ts';
import type { Overview } from '#lib/agent/community/views.ts';
import {
	MOST_SUGGESTED,
	suggestions,
	type Meetable,
	type Mutual,
	type Reason,
	type Shared,
	type Suggestion
} from '#lib/agent/meeting.ts';
import type { Contact, SeenCard, Self } from '#lib/agent/ports.ts';
import { isTopic, type Cell } from '#lib/agent/routing/cells.ts';
import { nameOf, openCodebook } from '#lib/agent/routing/codebook.ts';
import { tieNow } from '#lib/agent/ties.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { Store } from '#lib/store/store.ts';
import type { FoundApi } from './found-api.ts';
import { keptIntroductions } from './introductions.ts';
import type { MeetingApi, MeetingReason, MeetingSuggestion } from './meeting-api.ts';
import { keepMeeting, keptMeeting } from './meeting-kept.ts';

/** Each is looked at more closely, from the top, until enough are found. */
const LOOKED_AT = 4 * MOST_SUGGESTED;

export interface MeetingDeps {
	readonly me: PeerId;
	readonly store: Pick<Store, 'contacts' | 'cards' | 'attestations' | 'settings' | 'words' | 'communities'>;
	readonly agent: Pick<Agent, 'communities' | 'reputation' | 'sayHello' | 'words'>;
	readonly community: (id: string) => Promise<Overview | null>;
	readonly self: () => Self;
	/** What words on the own card are called. */
	readonly lookAtFound: FoundApi['lookAtFound'];
	readonly now: () => number;
}

export function keepMeetings(deps: MeetingDeps): MeetingApi {
	const { store, agent } = deps;
	let last: Promise<unknown> = Promise.resolve();
	/** In turn: each change sees the one before. */
	const keep = (list: 'dismissed' | 'asked', peer: PeerId): Promise<void> => {
		const done = last.then(() => keepMeeting(store.settings, list, peer));
		last = done.catch(() => undefined);
		return done;
	};
	return {
		peopleToMeet: () => peopleToMeet(deps),
		dismissMeeting: (peer) => keep('dismissed', peer),
		sayHello: (peer, community) => agent.sayHello(peer, community),
		async askToBeIntroduced(peer, through, words) {
			await (await agent.words()).say(through, words);
			await keep('asked', peer);
		}
	};
}

async function peopleToMeet(deps: MeetingDeps): Promise<readonly MeetingSuggestion[]> {
	const { store, agent, self } = deps;
	const [kept, others] = [await keptMeeting(store.settings), await meetable(deps)];
	const gone = new Set(kept.dismissed);
	const nameOfCell = await names(self(), others, deps);
	const found = suggestions(self(), others, (cell) => nameOfCell(cell) !== undefined);
	const desk = await agent.reputation();
	const shown: MeetingSuggestion[] = [];
	for (const one of found.filter(({ peer }) => !gone.has(peer)).slice(0, LOOKED_AT)) {
		if (shown.length === MOST_SUGGESTED) break;
		if ((await desk.of(one.peer)).limited) continue;
		shown.push(inWords(one, kept.asked.includes(one.peer), nameOfCell));
	}
	return shown;
}

// ---------------------------------------------------------------- what is known here

/** Everybody whose card is known, and who is neither a contact, nor was one, nor waits for my person. */
async function meetable(deps: MeetingDeps): Promise<readonly Meetable[]> {
	const { me, store } = deps;
	const contacts = await store.contacts.list();
	const [fellows, mutuals] = [await fellowsIn(deps), await mutualsAmong(contacts, deps)];
	const cards = new Map((await store.cards.list()).map((card) => [card.peer, card]));
	for (const [peer, { card }] of fellows) cards.set(peer, card);
	const known = new Set([me, ...contacts.map(({ peer }) => peer)]);
	for (const { peer } of await keptIntroductions(store.settings).list()) known.add(peer);
	return [...cards.values()]
		.filter(({ peer }) => !known.has(peer))
		.map(({ peer, name, topics, place }) => ({
			...{ peer, name, topics, ...(place !== undefined && { place }) },
			communities: fellows.get(peer)?.communities ?? [],
			mutuals: mutuals.get(peer) ?? []
		}));
}

interface Fellow {
	readonly card: SeenCard;
	readonly communities: readonly Shared[];
}

async function fellowsIn(deps: MeetingDeps): Promise<ReadonlyMap<PeerId, Fellow>> {
	const { me, agent, store } = deps;
	const fellows = new Map<PeerId, Fellow>();
	const kept = (await store.communities.list()).filter(({ standing }) => standing === 'in');
	if (kept.length === 0) return fellows;
	const society = await agent.communities();
	for (const { id } of kept) {
		const { name = '', members = [] } = (await deps.community(id)) ?? {};
		for (const { peer, frozen } of members) {
			if (peer === me || frozen) continue;
			const card = fellows.get(peer)?.card ?? (await society.cardOf(peer));
			const shared = { community: id, name, members: members.length };
			if (card) fellows.set(peer, { card, communities: [...(fellows.get(peer)?.communities ?? []), shared] });
		}
	}
	return fellows;
}

/** Contacts who have signed more good than bad of somebody they asked themselves. */
async function mutualsAmong(
	contacts: readonly Contact[],
	{ store, now }: MeetingDeps
): Promise<ReadonlyMap<PeerId, readonly Mutual[]>> {
	const accepted = new Map(
		contacts.flatMap((one) => (one.standing === 'accepted' ? [[one.peer, one.name] as const] : []))
	);
	const ties = new Map((await store.words.talks()).map((talk) => [talk.peer, tieNow(talk, now())]));
	const mutuals = new Map<PeerId, readonly Mutual[]>();
	for (const { issuer, about, trust, expiresAt } of await store.attestations.list()) {
		const name = accepted.get(issuer);
		if (name === undefined || trust.good <= trust.bad || expiresAt <= now()) continue;
		const mutual = { peer: issuer, name, tie: ties.get(issuer) ?? 0 };
		mutuals.set(about, [...(mutuals.get(about) ?? []), mutual]);
	}
	return mutuals;
}

// ---------------------------------------------------------------- in words

/** Topics have names that everybody knows; a word is known where it was written, and looked up only where somebody shares it. */
async function names(
	{ topics }: Pick<Self, 'topics'>,
	others: readonly Meetable[],
	{ lookAtFound }: Pick<MeetingDeps, 'lookAtFound'>
): Promise<(cell: Cell) => string | undefined> {
	const theirs = new Set(others.flatMap((other) => other.topics.map(({ cell }) => cell)));
	const shared = topics.filter(({ cell }) => theirs.has(cell));
	if (shared.length === 0) return () => undefined;
	const codebook = await openCodebook();
	const own = shared.every(({ cell }) => isTopic(cell)) ? [] : (await lookAtFound()).topics;
	const words = new Map(own.map(({ cell, name }) => [cell, name]));
	return (cell) => nameOf(codebook, cell)?.topic ?? words.get(cell);
}

function inWords(
	{ peer, name, reasons }: Suggestion,
	asked: boolean,
	nameOfCell: (cell: Cell) => string | undefined
): MeetingSuggestion {
	const fellow = reasons.find((reason) => reason.why === 'community');
	const mutual = reasons.find((reason) => reason.why === 'mutual');
	return {
		...{ peer, name, asked },
		reasons: reasons.map((reason) => said(reason, nameOfCell)),
		fellowOf: fellow?.community,
		through: mutual && { peer: mutual.peer, name: mutual.name }
	};
}

function said(reason: Reason, nameOfCell: (cell: Cell) => string | undefined): MeetingReason {
	switch (reason.why) {
		case 'topics':
			return { why: 'topics', topics: reason.cells.flatMap((cell) => nameOfCell(cell) ?? []) };
		case 'community':
			return { why: 'community', name: reason.name };
		case 'mutual':
			return { why: 'mutual', name: reason.name, more: reason.more, ...(reason.often && { often: true }) };
		case 'near':
			return { why: 'near' };
	}
}
