/**
 * Introductions that I was given, kept until both have decided or they expire: bounded by who brings them, and each good for
 * one acquaintance. What people do with them is in `introducing.ts`.
 */
import type { SaidOf } from '../protocol/envelope.ts';
import type { PeerId } from '../protocol/identity.ts';
import type { Inside } from './inside.ts';
import type { Introduction } from './ports.ts';

/** Kept of one introducer, whatever became of them: more at once nobody gets to know. */
export const MOST_OF_ONE = 8;
/** Kept in all. */
export const MOST_IN_ALL = 64;

export type IntroductionsDeps = Pick<Inside, 'introductions' | 'contacts' | 'clock'>;

/** What waits for my person. */
export interface OpenIntroduction extends Introduction {
	/** The other side has said hello already: to accept is to let them in. */
	readonly wanted: boolean;
}

/** Those that my person has not decided on: brought by a contact, of somebody who is none yet. */
export async function openIntroductions({
	introductions,
	contacts,
	clock
}: IntroductionsDeps): Promise<readonly OpenIntroduction[]> {
	const now = clock.now();
	const known = new Map((await contacts.list()).map(({ peer, standing }) => [peer, standing]));
	return (await introductions.list()).flatMap((one) => {
		const standing = known.get(one.peer) ?? 'removed';
		const isOpen = one.state === 'open' && one.expiresAt > now && known.get(one.by) === 'accepted';
		if (!isOpen || !(standing === 'removed' || standing === 'asking')) return [];
		return [{ ...one, wanted: standing === 'asking' }];
	});
}

/** False, and no change, where this id is known, or my person has decided about these two already. One at a time. */
export async function keepIntroduction(
	one: Introduction,
	{ introductions }: Pick<Inside, 'introductions'>
): Promise<boolean> {
	const all = await introductions.list();
	const isSame = ({ id, by, peer }: Introduction): boolean =>
		id === one.id || (by === one.by && peer === one.peer);
	if (all.some((other) => isSame(other) && (other.id === one.id || other.state !== 'open'))) return false;
	const before = all.filter(isSame);
	const others = all.filter((other) => !isSame(other));
	const theirs = others.filter(({ by }) => by === one.by);
	const over = [...leastNeeded(theirs, MOST_OF_ONE), ...leastNeeded(others, MOST_IN_ALL)];
	for (const { id } of [...before, ...over]) await introductions.remove(id);
	await introductions.put(one);
	return true;
}

const NEEDED: readonly Introduction['state'][] = ['declined', 'open', 'accepted'];

/** Those that make room for one more: what was decided against first, then what has waited longest. */
function leastNeeded(all: readonly Introduction[], most: number): readonly Introduction[] {
	const excess = Math.max(0, all.length - most + 1);
	return [...all]
		.sort((a, b) => NEEDED.indexOf(a.state) - NEEDED.indexOf(b.state) || a.at - b.at)
		.slice(0, excess);
}

/** Whether a stranger's hello names an introduction that a contact gave me of them, and that my person has not turned down. */
export const isIntroduced = async (said: SaidOf<'hello'>, deps: IntroductionsDeps): Promise<boolean> =>
	(await introductionOf(said, deps)) !== undefined;

/** The introduction that a hello names, if it is one of its sender. */
export async function introductionOf(
	{ from, ts, body, certificate }: SaidOf<'hello'>,
	{ introductions, contacts, clock }: IntroductionsDeps
): Promise<Introduction | undefined> {
	if (body.introduction === undefined) return undefined;
	const one = (await introductions.list()).find(({ id }) => id === body.introduction);
	// Judged when the hello was written: it may have waited for us in the mailbox.
	const isOpen = one && one.state !== 'declined' && one.expiresAt > Math.min(ts, clock.now());
	if (!isOpen || one.peer !== from || certificate.seq < one.certificateSeq) return undefined;
	return (await contacts.get(one.by))?.standing === 'accepted' ? one : undefined;
}

/** They know each other now, or my person parted from them: an id that was used lets nobody in again. */
export async function settleIntroductions(
	peer: PeerId,
	{ introductions, emit }: Pick<Inside, 'introductions' | 'emit'>
): Promise<void> {
	const theirs = (await introductions.list()).filter((one) => one.peer === peer);
	for (const { id } of theirs) await introductions.remove(id);
	if (theirs.length > 0) emit({ kind: 'introductions-changed' });
}
