/**
 * How much two people have to do with each other, and what was counts half after a month. It grows with what one of the two
 * did on purpose: every message between them, an answer of theirs that my person's question got and whose citations hold, a
 * reply of one to the other in a community. What agents settle among themselves, such as a question of theirs that mine
 * answers, counts nothing: it costs nobody anything. Orders who is asked and suggested; says nothing about whom to believe.
 */
import type { PeerId } from '../protocol/identity.ts';
import type { Inside } from './inside.ts';
import type { Talk } from './ports.ts';

/** What makes a tie grow. */
export type Tying = 'words' | 'answer' | 'reply';

/** A reply in a community is said to everybody, and to them beside. */
const worth: Readonly<Record<Tying, number>> = { words: 1, answer: 1, reply: 0.5 };
const HALF_LIFE_MS = 30 * 24 * 60 * 60 * 1_000;
/** As much as five messages of these days: then a person would say that they talk often. */
const OFTEN = 5;

/** The tie as it is now. A clock that was set back lets nothing grow. */
export const tieNow = ({ tie, tieAt }: Pick<Talk, 'tie' | 'tieAt'>, now: number): number =>
	tie * 2 ** (-Math.max(0, now - tieAt) / HALF_LIFE_MS);

/** The talk after one more message, or what else ties. */
export const tiedMore = (talk: Talk, now: number, by: Tying = 'words'): Talk => ({
	...talk,
	tie: tieNow(talk, now) + worth[by],
	tieAt: now
});

export const isOften = (tie: number): boolean => tie >= OFTEN;

/** Where nothing was said with them. */
export const noTalk = (peer: PeerId, now: number): Talk => ({
	...{ peer, unread: 0, byAgent: false, tie: 0, tieAt: now }
});

/** Everybody there is a tie with, as of now. */
export async function tiesNow({
	words,
	clock
}: Pick<Inside, 'words' | 'clock'>): Promise<ReadonlyMap<PeerId, number>> {
	const now = clock.now();
	return new Map((await words?.talks())?.map((talk) => [talk.peer, tieNow(talk, now)]));
}

/** There is more to do with this contact than before; of anybody else nothing is kept. */
export async function tied(
	peer: PeerId,
	by: Tying,
	{ words, contacts, lanes, clock, emit }: Pick<Inside, 'words' | 'contacts' | 'lanes' | 'clock' | 'emit'>
): Promise<void> {
	if (!words || (await contacts.get(peer))?.standing !== 'accepted') return;
	await lanes.run(`words/${peer}`, async () => {
		const now = clock.now();
		await words.putTalk(tiedMore((await words.talk(peer)) ?? noTalk(peer, now), now, by));
		emit({ kind: 'words-changed', peer });
	});
}
