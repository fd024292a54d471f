/**
 * How claims live: learnt, said again, judged, used, faded, merged, made room for. Pure; what is stored is the keeper's.
 *
 * A peer's words fade: half of a claim's strength is gone 30 days after it was last used or confirmed, and below an
 * eighth it is dropped; use renews that. But however often it is used, it ends half a year after somebody last said it,
 * because opening hours and prices change while we keep repeating them. What the person says of themselves, and every
 * claim they put in their own words, does not end by itself: nobody but they can say that it is no longer so. Only when
 * there are too many claims do the weakest make room. Pinned ones stay.
 */
import { claimWords, saysTheSame, type ClaimWords, type Nearness } from './claims-words.ts';
import type { Claim, ClaimSource } from './ports.ts';

const DAY_MS = 86_400_000;
export const HALF_LIFE_MS = 30 * DAY_MS;
/** Of what peers said. */
export const CLAIM_LIFETIME_MS = 180 * DAY_MS;
export const MAX_CLAIMS = 1_000;
/** Provenances of one claim; the oldest go. */
const MAX_SOURCES = 8;
const FADED = 1 / 8;
const MAX_STRENGTH = 4;

/** A claim before it has an id: one text from one exchange. */
export interface Learnt {
	readonly text: string;
	readonly source: ClaimSource;
}

/** What was learnt goes into `claims`: joined to what says the same, else as a claim of its own. */
export function withLearnt(
	claims: readonly Claim[],
	learnt: readonly Learnt[],
	newId: () => string,
	near?: Nearness
): readonly Claim[] {
	const all = [...claims];
	const words = all.map(({ text }) => claimWords(text));
	for (const one of learnt) {
		if (all.some(({ sources }) => sources.some((source) => isSamePlace(source, one.source)))) continue;
		const theirs = claimWords(one.text);
		const i = all.findIndex((claim, at) => isSame(claim.text, words[at]!, one.text, theirs, near));
		const same = all[i];
		if (same?.sources.some((source) => isSameSource(source, one.source))) continue;
		if (same) {
			all[i] = joined(same, one);
			words[i] = claimWords(all[i].text);
		} else {
			all.push(fresh(one, newId()));
			words.push(theirs);
		}
	}
	return all;
}

const isSame = (a: string, wordsA: ClaimWords, b: string, wordsB: ClaimWords, near: Nearness | undefined) =>
	a === b || saysTheSame(wordsA, wordsB, () => near?.(a, b) ?? 0);

/** An exchange is looked at again whenever something late comes to it: the same words from it are no second voice. */
const isSameSource = (a: ClaimSource, b: ClaimSource): boolean =>
	a.exchange === b.exchange &&
	(a.kind === 'peer' ? b.kind === 'peer' && a.author === b.author : b.kind === 'person');

/** What the person has put in their own words since is not learnt again from where it came. */
const isSamePlace = (a: ClaimSource, b: ClaimSource): boolean =>
	isSameSource(a, b) && a.kind === 'peer' && b.kind === 'peer' && a.hash === b.hash && a.start === b.start;

const fresh = ({ text, source }: Learnt, id: string): Claim => ({
	...{ id, text, sources: [source], learntAt: source.at, lastUsedAt: source.at },
	expiresAt: expiryOf([source], false),
	pinned: false,
	edited: false
});

/** The newest words, everybody who said it. The person's own wording is not replaced by somebody else's. */
const joined = (claim: Claim, { text, source }: Learnt): Claim => {
	const sources = [source, ...claim.sources].sort((a, b) => b.at - a.at).slice(0, MAX_SOURCES);
	const isNewest = sources[0] === source;
	return {
		...claim,
		text: claim.edited || !isNewest ? claim.text : text,
		sources,
		learntAt: Math.max(claim.learntAt, source.at),
		lastUsedAt: Math.max(claim.lastUsedAt, source.at),
		expiresAt: expiryOf(sources, claim.edited)
	};
};

/** From the last time that somebody said it. */
const expiryOf = (sources: readonly ClaimSource[], edited: boolean): number | null =>
	edited || sources.some(({ kind }) => kind === 'person')
		? null
		: Math.max(...sources.map(({ at }) => at)) + CLAIM_LIFETIME_MS;

/** Everybody who said it counts once, more where the answer was useful. */
const strengthOf = ({ sources }: Claim): number =>
	Math.min(
		MAX_STRENGTH,
		sources.reduce(
			(sum, source) => sum + (source.kind === 'peer' ? weights[source.judged ?? 'unsaid'] : 1),
			0
		)
	);
const weights = { useful: 2, 'not-useful': 0.5, unsaid: 1 } as const;

export const strengthAt = (claim: Claim, now: number): number =>
	strengthOf(claim) * 2 ** (-Math.max(0, now - claim.lastUsedAt) / HALF_LIFE_MS);

/** When it is dropped unless it is used or said again; null: not by itself. */
export function holdsUntil(claim: Claim): number | null {
	if (claim.pinned || claim.expiresAt === null) return null;
	const faded = claim.lastUsedAt + HALF_LIFE_MS * Math.log2(strengthOf(claim) / FADED);
	return Math.min(claim.expiresAt, Math.round(faded));
}

/** Now and then: without what has faded, what says the same made one, no more than there is room for. */
export function tended(claims: readonly Claim[], now: number, near?: Nearness): readonly Claim[] {
	const standing = claims.filter((claim) => (holdsUntil(claim) ?? Infinity) > now);
	const one = merged(standing, near);
	if (one.length <= MAX_CLAIMS) return one;
	const rank = ({ pinned }: Claim): number => (pinned ? 1 : 0);
	const strongest = [...one].sort((a, b) => rank(b) - rank(a) || strengthAt(b, now) - strengthAt(a, now));
	const kept = new Set(strongest.slice(0, MAX_CLAIMS));
	return one.filter((claim) => kept.has(claim));
}

/** Compares only claims that share their numbers and a word. */
function merged(claims: readonly Claim[], near: Nearness | undefined): readonly Claim[] {
	const kept: { claim: Claim; words: ClaimWords }[] = [];
	const byWord = new Map<string, number[]>();
	for (const claim of claims) {
		const words = claimWords(claim.text);
		const keys = [...words.keys].map((key) => `${key} ${words.exact}`);
		const candidates = new Set(keys.flatMap((key) => byWord.get(key) ?? []));
		const at = [...candidates].find((i) =>
			isSame(kept[i]!.claim.text, kept[i]!.words, claim.text, words, near)
		);
		const same = at === undefined ? undefined : kept[at];
		if (same) same.claim = oneOf(same.claim, claim);
		else {
			for (const key of keys) {
				const at = byWord.get(key);
				if (at) at.push(kept.length);
				else byWord.set(key, [kept.length]);
			}
			kept.push({ claim, words });
		}
	}
	return kept.map(({ claim }) => claim);
}

function oneOf(a: Claim, b: Claim): Claim {
	const at = ({ sources }: Claim): number => Math.max(...sources.map((source) => source.at));
	const [newer, older] = (a.edited === b.edited ? at(a) >= at(b) : a.edited) ? [a, b] : [b, a];
	const more = older.sources.filter((source) => !newer.sources.some((one) => isSameSource(one, source)));
	const sources = [...newer.sources, ...more].sort((x, y) => y.at - x.at).slice(0, MAX_SOURCES);
	return {
		...newer,
		sources,
		lastUsedAt: Math.max(a.lastUsedAt, b.lastUsedAt),
		expiresAt: expiryOf(sources, newer.edited),
		pinned: a.pinned || b.pinned
	};
}

/** They stood in an answer: their strength is whole again. */
export const withUsed = (claims: readonly Claim[], ids: ReadonlySet<string>, now: number): readonly Claim[] =>
	claims.map((claim) =>
		ids.has(claim.id) && claim.lastUsedAt < now ? { ...claim, lastUsedAt: now } : claim
	);

/**
 * The person said that this exchange was useful, or not: peers' words in it weigh more, or less. The person's own words
 * stood in the question, and are not judged with the answer.
 */
export const withJudged = (
	claims: readonly Claim[],
	exchange: string,
	judged: 'useful' | 'not-useful'
): readonly Claim[] =>
	claims.map((claim) => {
		const isMeant = (source: ClaimSource): boolean =>
			source.kind === 'peer' && source.exchange === exchange && source.judged !== judged;
		if (!claim.sources.some(isMeant)) return claim;
		const sources = claim.sources.map((source) => (isMeant(source) ? { ...source, judged } : source));
		return { ...claim, sources };
	});

/**
 * Takes back what came of peers' words in an exchange: all of them where the answer was wrong, one author's where
 * something of theirs did not hold. What others said as well stays, with them alone, and so does what the person put in
 * their own words.
 */
export const withoutTakenBack = (
	claims: readonly Claim[],
	isMeant: (source: Extract<ClaimSource, { readonly kind: 'peer' }>) => boolean
): readonly Claim[] =>
	claims.flatMap((claim) => {
		const left = claim.sources.filter((source) => source.kind === 'person' || !isMeant(source));
		if (left.length === claim.sources.length || claim.edited) return [claim];
		const [first] = left;
		if (!first) return [];
		const text = first.kind === 'peer' ? first.text.slice(first.start, first.end).trim() : claim.text;
		return [{ ...claim, text, sources: left, expiresAt: expiryOf(left, false) }];
	});

/** In the person's words from now on, and theirs to end. */
export const withEdited = (claim: Claim, text: string): Claim =>
	text === claim.text ? claim : { ...claim, text, edited: true, expiresAt: null };
