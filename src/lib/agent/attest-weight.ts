/**
 * What others' attestations add to one's own experience: each is one voice, worth what its issuer is trusted, and all
 * together never more than a little. After the discounting of opinions in Jøsang and Ismail, The Beta Reputation System
 * (2002), with bounds against rings of slanderers and of friends praising one another. Pure: time is handed in.
 */
import { HALF_LIFE_MS, type Counts, type Estimate } from './routing/beliefs.ts';
import { BELIEVED, MOST_HEARD, MOST_OF_ONE } from './routing/hearsay-bounds.ts';

/** One attestation, with what I think of its issuer by my own experience alone: else two could raise each other. */
export interface Voice {
	readonly said: Counts;
	readonly writtenAt: number;
	readonly issuer: Estimate;
}

/** Whether the voice is heard at all. */
export const isBelieved = ({ issuer }: Voice): boolean => issuer.mean >= BELIEVED;

/** Observations for and against, at most `MOST_HEARD` in all. */
export function heardFrom(voices: readonly Voice[], now: number): Counts {
	let [good, bad] = [0, 0];
	for (const voice of voices.filter(isBelieved)) {
		const weighed = weigh(voice, now);
		good += weighed.good;
		bad += weighed.bad;
	}
	return within({ good, bad }, MOST_HEARD);
}

function weigh({ said, writtenAt, issuer }: Voice, now: number): Counts {
	const faded = 0.5 ** (Math.max(0, now - writtenAt) / HALF_LIFE_MS);
	const voice = within({ good: said.good * faded, bad: said.bad * faded }, MOST_OF_ONE);
	return { good: voice.good * issuer.mean, bad: voice.bad * issuer.mean };
}

function within({ good, bad }: Counts, most: number): Counts {
	const share = Math.min(1, most / (good + bad || 1));
	return { good: good * share, bad: bad * share };
}
