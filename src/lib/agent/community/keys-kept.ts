/** Epoch keys as a member keeps them: which of them is in use, and what is known of one that came. Nothing here sends. */
import { base64url, fromBase64url, sha256 } from '../../protocol/bytes.ts';
import type { KeptCommunity } from '../ports.ts';
import type { Overview } from './views.ts';

export type EpochKey = KeptCommunity['epochs'][number];

/** Two anchors may each have made one at the same time, and a member may have made up some. */
const MOST_KEYS = 8;
/** Further ahead than anchors renew while somebody sleeps; beyond is nobody's key. */
const MOST_AHEAD = 1_000;

/** What an `epoch` act says of this key. */
export const checkOf = (key: string): string => base64url(sha256(fromBase64url(key)));

/** The one whose hash the newest `epoch` names. */
export const keyInUse = (epochs: readonly EpochKey[], epoch: Overview['epoch']): EpochKey | undefined =>
	epoch && epochs.find(({ n, key }) => n === epoch.n && checkOf(key) === epoch.check);

/**
 * The keys with another one, the one in use last; undefined where it is not to be kept: it is known, is older than the one in
 * use, or is not the one that the epoch in use names. One that is ahead of its entry is kept until that comes.
 */
export function withKey(
	epochs: readonly EpochKey[],
	{ n, key }: EpochKey,
	epoch: Overview['epoch']
): readonly EpochKey[] | undefined {
	if (epochs.some((one) => one.n === n && one.key === key)) return undefined;
	const now = epoch?.n ?? 0;
	if (n < now || n > now + MOST_AHEAD) return undefined;
	if (epoch && n === now && checkOf(key) !== epoch.check) return undefined;
	const used = keyInUse(epochs, epoch);
	// The one in use makes room for none.
	const others = [...epochs.filter((one) => one !== used), { n, key }].slice(-(MOST_KEYS - 1));
	return [...others, ...(used ? [used] : [])];
}

/** The same with the one in use last, and without those before it. */
export function ordered(epochs: readonly EpochKey[], used: EpochKey): readonly EpochKey[] {
	return [...epochs.filter((one) => one !== used && one.n >= used.n), used];
}
