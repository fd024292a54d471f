/**
 * Attestations: what this node says about others by its own experience, and what it takes from others. Written from
 * first-hand counts alone, so that hearsay never comes back as experience; read only from their issuer, so that nobody
 * hands on an old one in another's name. Scores never travel.
 */
import { open, write } from '../protocol/envelope.ts';
import { asPeerId, type Device, type PeerId } from '../protocol/identity.ts';
import { MAX_ATTESTATION_CHARS, MAX_CARD_CELLS, MAX_EVIDENCE } from '../protocol/limits.ts';
import type { Attestation, Contact, RandomBytes } from './ports.ts';
import { fadedTo, type Belief, type Counts } from './routing/beliefs.ts';

/** Observations under which there is nothing worth saying, of a peer and of a topic. */
const LEAST_SEEN = 1;
/** Three half-lives: what is older says next to nothing. */
const ATTESTATION_LIFETIME_MS = 90 * 24 * 60 * 60 * 1_000;

export interface Attesting {
	readonly about: PeerId;
	/** By own experience alone. */
	readonly belief: Belief;
	readonly from: Device;
	readonly now: number;
	readonly random: RandomBytes;
}

/**
 * Signed, in text form; undefined where too little was seen to speak of. Counts travel in hundredths.
 * Throws RangeError for one about oneself.
 */
export async function attestation({
	about,
	belief,
	from,
	now,
	random
}: Attesting): Promise<string | undefined> {
	if (about === from.peer) throw new RangeError('attestation: about oneself');
	const { trust, topics } = fadedTo(belief, now);
	if (seen(trust) < LEAST_SEEN) return undefined;
	const said = [...topics]
		.filter(([, counts]) => seen(counts) >= LEAST_SEEN)
		.sort(([a, x], [b, y]) => seen(y) - seen(x) || a - b)
		.slice(0, MAX_CARD_CELLS)
		.map(([cell, counts]) => ({ cell, ...inHundredths(counts) }));
	const body = { about, trust: inHundredths(trust), ...(said.length > 0 && { topics: said }) };
	const signed = await write({
		...{ kind: 'attestation', travel: 'kept', body, from, now, random },
		lifetimeMs: ATTESTATION_LIFETIME_MS
	});
	return signed.text;
}

/**
 * What `sender` says, where it is theirs, genuine, of a device they have not revoked, about somebody else, and still
 * stands. Undefined otherwise: nothing of it is worth telling anybody. `me`: what they say about me is not mine to keep.
 */
export async function readAttestation(
	text: string,
	sender: Pick<Contact, 'peer' | 'certificateSeq'>,
	me: PeerId,
	now: number
): Promise<Attestation | undefined> {
	if (text.length > MAX_ATTESTATION_CHARS) return undefined;
	const said = await open(text, now);
	if ('rejected' in said || said.kind !== 'attestation') return undefined;
	const { trust, topics = [] } = said.body;
	const about = asPeerId(said.body.about);
	if (about === undefined || said.from !== sender.peer || about === sender.peer || about === me)
		return undefined;
	if (said.certificate.seq < sender.certificateSeq) return undefined;
	const expiresAt = Math.min(said.exp, said.ts + ATTESTATION_LIFETIME_MS);
	if (expiresAt <= now) return undefined;
	return {
		...{ issuer: sender.peer, about, writtenAt: said.ts, expiresAt, trust: inObservations(trust) },
		topics: topics.map(({ cell, ...counts }) => ({ cell, ...inObservations(counts) }))
	};
}

const seen = ({ good, bad }: Counts): number => good + bad;

const hundredths = (count: number): number => Math.min(MAX_EVIDENCE, Math.round(count * 100));
const inHundredths = ({ good, bad }: Counts): Counts => ({ good: hundredths(good), bad: hundredths(bad) });
const inObservations = ({ good, bad }: Counts): Counts => ({ good: good / 100, bad: bad / 100 });
