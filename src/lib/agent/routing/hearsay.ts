/**
 * What others say of a peer. Believed only of those I know by own experience, each by how far it is trusted and by how its
 * earlier words held; all together never more than three observations of my own. Nobody speaks for themselves.
 */
import type { PeerId } from '../../protocol/identity.ts';
import { blank, trustIn, type Counts } from './beliefs.ts';
import type { Attested } from './events.ts';
import { BELIEVED, MOST_HEARD, MOST_OF_ONE } from './hearsay-bounds.ts';
import {
	MOST_ATTESTED_STRANGERS,
	MOST_ISSUERS,
	type HeardOf,
	type Kept,
	type RouterState
} from './router-state.ts';

const nothing: Counts = { good: 0, bad: 0 };

export function hearOf(state: RouterState, by: PeerId, about: PeerId, belief: Attested): void {
	const { me, kept, heard } = state;
	if (by === about || about === me || by === me || !kept.has(by) || state.blocked.has(by)) return;
	let of = heard.get(about);
	if (!of) {
		of = { by: new Map(), sum: undefined, stamp: -1 };
		heard.set(about, of);
		forgetStrangers(state);
	}
	of.by.delete(by);
	of.by.set(by, belief);
	if (of.by.size > MOST_ISSUERS) of.by.delete(lightest(state, of));
	of.stamp = -1;
}

/** The sum of what is heard of a peer, as observations. */
export function heardAbout(state: RouterState, about: PeerId): Counts {
	if (!state.options.hearsay) return nothing;
	const of = state.heard.get(about);
	if (!of) return nothing;
	if (of.stamp === state.stamp && of.sum) return of.sum;
	let [good, bad] = [0, 0];
	for (const [issuer, { trust }] of of.by) {
		const weight = weightOf(state, state.kept.get(issuer));
		if (weight < BELIEVED) continue;
		const all = positive(trust.good) + positive(trust.bad);
		const share = weight * Math.min(1, MOST_OF_ONE / Math.max(all, Number.EPSILON));
		good += share * positive(trust.good);
		bad += share * positive(trust.bad);
	}
	const share = Math.min(1, MOST_HEARD / Math.max(good + bad, Number.EPSILON));
	of.sum = { good: good * share, bad: bad * share };
	of.stamp = state.stamp;
	return of.sum;
}

/** What became of a peer, set against what was said of it: a recommender of liars loses weight. */
export function creditIssuers(state: RouterState, about: PeerId, turnedOut: 'good' | 'bad'): void {
	if (!state.options.credibility) return;
	for (const [issuer, { trust }] of state.heard.get(about)?.by ?? []) {
		const kept = state.kept.get(issuer);
		if (!kept || trust.good === trust.bad) continue;
		const held = trust.good > trust.bad === (turnedOut === 'good');
		const { good, bad } = kept.credit ?? nothing;
		kept.credit = held ? { good: Math.min(good + 1, 12), bad } : { good, bad: Math.min(bad + 1, 12) };
	}
}

/** Whether what a peer says of others counts, be it attested or by handing on a card. */
export const believes = (state: RouterState, peer: PeerId): boolean =>
	weightOf(state, state.kept.get(peer)) >= BELIEVED;

/** 0 to 1: how far an issuer's word counts. Own experience only: hearsay never lends weight to hearsay. */
function weightOf(state: RouterState, issuer: Kept | undefined): number {
	if (!issuer) return 0;
	const friend = issuer.standing === 'friend';
	const belief = issuer.belief ?? blank(0);
	const trust = trustIn(belief, { friend }).mean;
	if (!state.options.credibility || !issuer.credit) return trust;
	return (trust * (2 + issuer.credit.good)) / (2 + issuer.credit.good + 1.5 * issuer.credit.bad);
}

function lightest(state: RouterState, of: HeardOf): PeerId {
	let [least, found] = [Infinity, undefined as PeerId | undefined];
	for (const issuer of of.by.keys()) {
		const weight = weightOf(state, state.kept.get(issuer));
		if (weight < least) [least, found] = [weight, issuer];
	}
	return found!;
}

/** Who is kept is spoken of as long as it is; of others the latest few hundred. */
function forgetStrangers({ heard, kept }: RouterState): void {
	const most = kept.size + MOST_ATTESTED_STRANGERS;
	if (heard.size <= most) return;
	for (const about of heard.keys())
		if (!kept.has(about)) {
			heard.delete(about);
			return;
		}
}

const positive = (count: number): number => (count > 0 && Number.isFinite(count) ? count : 0);
