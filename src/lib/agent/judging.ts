/**
 * What an answer's sources are worth: who agrees with whom and what differs, as plain data for the screen, and for each
 * source whether it is shown as verified, with the reason. Verified is decided by the router's own verdict
 * (routing/verdict.ts, PROTOCOL section 6 "Accept"), so that route, ledger and screen never tell three stories.
 */
import type { PeerId } from '../protocol/identity.ts';
import type { Agreement, Check, CitedSource } from './events.ts';
import { compared, type Compared, type Said } from './meaning.ts';
import type { Near } from './meaning-facts.ts';
import type { Belief, Standing } from './routing/beliefs.ts';
import type { Cell, Weighted } from './routing/cells.ts';
import type { Verdict } from './routing/events.ts';
import { KNOWN } from './routing/hearsay-bounds.ts';
import { newRouter } from './routing/router.ts';
import { admit } from './routing/router-peers.ts';
import type { Asked, Asking, RouterState } from './routing/router-state.ts';
import { verdictOf } from './routing/verdict.ts';
import { wordsOf } from './support-words.ts';

/** One who answered, as they stand with the person. */
export interface Voice {
	readonly belief: Belief;
	readonly standing?: Standing;
	/** From their card. */
	readonly claims?: readonly Weighted[];
	/** Others who offered or referred them: they are no second opinion beside these. */
	readonly broughtBy?: readonly PeerId[];
}

/** What the question asks of its answers. */
export interface Bar {
	readonly me: PeerId;
	readonly cells: readonly Cell[];
	/** `needsCorroboration`: two independent known answerers, or it is shown as unverified. */
	readonly important: boolean;
	/** Questions the person has rated so far; below ten only friends, or two that are known, verify. */
	readonly rated: number;
	readonly now: number;
}

export interface Judged {
	readonly verdict: Verdict;
	/** By the source's number. */
	readonly checks: ReadonlyMap<number, Check>;
}

type Source = Pick<CitedSource, 'n' | 'author' | 'text' | 'spans' | 'hash' | 'verification'>;

/** A copied text is one voice; two people may well write the same few words. */
const COPY_WORDS = 12;
/** From here on the newcomer rule of the verdict no longer holds. */
const RATED_ENOUGH = 10;

/** Who said what, by author in the order of the sources; what failed its check says nothing. */
export function saidIn(sources: readonly Source[]): readonly Said[] {
	const by = new Map<PeerId, Said['quotes'][number][]>();
	for (const { author, text, spans, hash, verification } of sources) {
		if (verification !== 'own' && verification !== 'verified') continue;
		const quotes = spans.map(({ start, end }) => ({ text: text.slice(start, end), hash }));
		by.set(author, [...(by.get(author) ?? []), ...quotes]);
	}
	return [...by].map(([author, quotes]) => ({ by: author, quotes }));
}

/** Who agrees and what differs; undefined where one alone was heard, or nobody agrees or differs. */
export function agreementIn(
	sources: readonly Source[],
	question: string,
	near?: Near
): Agreement | undefined {
	const { groups, against } = compared(saidIn(sources), question, near);
	if (against.length === 0 && groups.every(({ said }) => said.length < 2)) return undefined;
	return {
		groups: groups.map(({ said }) => {
			const by = said.map((one) => one.by);
			const numbers = sources.filter(({ author }) => by.includes(author)).map(({ n }) => n);
			return { by, sources: numbers };
		}),
		against
	};
}

/**
 * Each source verified or not. Pure; `voices` of everybody heard, a missing one is a stranger. The person's own notes are
 * theirs and no vote.
 */
export function judged(
	sources: readonly Source[],
	{ groups }: Compared,
	voices: ReadonlyMap<PeerId, Voice>,
	bar: Bar
): Judged {
	const state = stateOf(voices, bar);
	const asking = askingOf(sources, groups, voices, bar);
	const verdict = verdictOf(state, asking, bar.now);
	const best = verdict.accepted ? acceptedWhy(state, asking, verdict, voices, bar) : undefined;
	const open = best ? undefined : openWhy(state, asking, bar);
	const check = ({ author, verification }: Source): Check => {
		if (verification === 'own') return { verified: true, why: 'own' };
		if (verification !== 'verified') return { verified: false, why: 'unproven' };
		if (verdict.groups[0]?.by.includes(author))
			return best ?? { verified: false, why: isKnownIn(verdict.groups[0].by, voices) ? open! : 'stranger' };
		if (best) return { verified: false, why: 'otherwise' };
		return { verified: false, why: isKnownIn([author], voices) ? 'divided' : 'stranger' };
	};
	return { verdict, checks: new Map(sources.map((source) => [source.n, check(source)])) };
}

const isKnown = ({ belief, standing }: Voice): boolean =>
	standing?.friend === true || belief.trust.good > KNOWN;

const isKnownIn = (peers: readonly PeerId[], voices: ReadonlyMap<PeerId, Voice>): boolean =>
	peers.some((peer) => {
		const voice = voices.get(peer);
		return voice !== undefined && isKnown(voice);
	});

/** Important questions are accepted for corroboration alone: what would be accepted then is corroborated. */
function acceptedWhy(
	state: RouterState,
	asking: Asking,
	{ groups }: Verdict,
	voices: ReadonlyMap<PeerId, Voice>,
	{ now }: Bar
): Check {
	if (verdictOf(state, { ...asking, important: true }, now).accepted)
		return { verified: true, why: 'corroborated' };
	const hasFriend = groups[0]!.by.some((peer) => voices.get(peer)?.standing?.friend);
	return { verified: true, why: hasFriend ? 'friend' : 'known' };
}

/** Which of the conditions it was: what would be accepted without it. */
function openWhy(
	state: RouterState,
	asking: Asking,
	{ now, important }: Bar
): 'alone' | 'newcomer' | 'divided' {
	if (important && verdictOf(state, { ...asking, important: false }, now).accepted) return 'alone';
	const settled = { ...state, rated: RATED_ENOUGH };
	if (verdictOf(settled, { ...asking, important: false }, now).accepted) return 'newcomer';
	return 'divided';
}

/** A router that knows these voices and nothing else: the verdict's rule lives in one place. */
function stateOf(voices: ReadonlyMap<PeerId, Voice>, { me, rated, now }: Bar): RouterState {
	const state: RouterState = { ...newRouter(me, { contacts: Math.max(1, voices.size) }), rated };
	for (const [peer, { belief, standing, claims }] of voices) {
		const kept = admit(state, peer, { peer, version: 0, topics: claims ?? [] }, now);
		kept.belief = belief;
		if (standing?.friend) kept.standing = 'friend';
		if (standing?.heard) state.heard.set(peer, { by: new Map(), sum: standing.heard, stamp: state.stamp });
	}
	return state;
}

function askingOf(
	sources: readonly Source[],
	groups: Compared['groups'],
	voices: ReadonlyMap<PeerId, Voice>,
	{ me, cells, important }: Bar
): Asking {
	const asked = new Map<PeerId, Asked>();
	const copies = copiesIn(sources);
	for (const { meaning, said } of groups)
		for (const { by } of said) {
			if (by === me) continue;
			const path = [...(voices.get(by)?.broughtBy ?? []), ...(copies.get(by) ?? [])];
			asked.set(by, { why: { by: 'offer', path }, reply: { outcome: 'answered', meaning, cited: true } });
		}
	const nothing = {
		spent: 0,
		due: 0,
		round: 0,
		until: 0,
		looked: true,
		referrals: 0,
		offers: 0,
		beyond: true
	};
	return {
		...{ question: '', cells, important, place: undefined, phase: 'answers', ranked: undefined, asked },
		...{ circle: new Set<PeerId>(), passed: new Set<PeerId>(), mute: new Set<PeerId>() },
		...{
			...nothing,
			candidates: new Map(),
			probed: new Map<PeerId, number>(),
			chains: new Map<PeerId, number>()
		}
	};
}

/** Whose text is another's word for word: who came first is the one that counts. */
function copiesIn(sources: readonly Source[]): ReadonlyMap<PeerId, readonly PeerId[]> {
	const first = new Map<string, PeerId>();
	const copies = new Map<PeerId, readonly PeerId[]>();
	for (const { author, hash, text } of sources) {
		if (wordsOf(text).length < COPY_WORDS) continue;
		const from = first.get(hash);
		if (from === undefined) first.set(hash, author);
		else if (from !== author) copies.set(author, [...(copies.get(author) ?? []), from]);
	}
	return copies;
}
