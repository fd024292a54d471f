/**
 * Communities whose entries carry no real signatures, so that thousands can be written and judged in a second: everything
 * but the signatures is as on the wire, and is read by the code that reads the real ones.
 */
import type { Act, ActOf } from '../../protocol/acts.ts';
import { base64url, hex, sha256, utf8 } from '../../protocol/bytes.ts';
import { reopenEntry, type Entry, type EntryId } from '../../protocol/entry.ts';
import { asPeerId, type PeerId } from '../../protocol/identity.ts';
import { isRefusal, type Refusal } from '../../protocol/refusal.ts';
import { createDesk } from './desk.ts';
import type { Opens } from './desk-take.ts';
import type { CommunityDesk, Head } from './views.ts';

export const NOW = Date.UTC(2027, 0, 15, 12);
const NO_SIGNATURE = 'A'.repeat(86);
export const BAD_PROOF = `B${'A'.repeat(85)}`;
export const anyHash = (text: string): string => base64url(sha256(text));

const unsigned = (value: object) => `${base64url(utf8(JSON.stringify(value)))}.${NO_SIGNATURE}`;

/** Reads each text once, however many desks are handed it. `bad` texts are refused as if their signature were. */
export function unsignedOpens(bad: ReadonlySet<string> = new Set()): Opens {
	const read = new Map<string, Entry | Refusal>();
	const kept = (text: string) => {
		const known = read.get(text) ?? reopenEntry(text);
		read.set(text, known);
		return known;
	};
	return {
		kept,
		entry: async (text) => (bad.has(text) ? { rejected: 'signature' } : kept(text)),
		card: async () => ({}),
		proof: async (proof) => proof === NO_SIGNATURE
	};
}

/** One device of somebody. `name` alone makes the same person again; `device` another device. */
export interface Writer {
	readonly peer: PeerId;
	readonly dev: string;
	readonly card: string;
	readonly certificate: string;
}

export function aWriter(name: string, device = name): Writer {
	const peer = asPeerId(hex(sha256(`peer ${name}`)));
	if (!peer) throw new RangeError('peer: expected 64 digits');
	const dev = hex(sha256(`device ${device}`));
	const certificate = unsigned({ root: peer, dev, notBefore: 0, notAfter: 1, seq: 1 });
	return { peer, dev, certificate, card: unsigned({ body: { version: 1, name } }) };
}

interface Writing {
	readonly community: string;
	readonly seq: number;
	readonly prev: EntryId;
	readonly clock: number;
	readonly at?: number;
}

/** An entry just as it is told to be, whatever stands there already. */
export function unsignedEntry(
	by: Writer,
	act: Act,
	{ community, seq, prev, clock, at = NOW }: Writing
): Entry {
	const { certificate: cert } = by;
	const entry = reopenEntry(unsigned({ community, cert, seq, prev, at, clock, act }));
	if (isRefusal(entry)) throw new RangeError(`entry: ${entry.rejected} ${entry.detail ?? ''}`);
	return entry;
}

export const aJoin = (by: Writer, invite: EntryId, proof = NO_SIGNATURE): ActOf<'join'> => ({
	...{ kind: 'join', invite, proof, card: by.card }
});

export const anInvite = (uses = 256, until = NOW + 86_400_000): ActOf<'invite'> => ({
	...{ kind: 'invite', key: hex(sha256('invite')), uses, until }
});

export function aFounding(by: Writer, joining: 'open' | 'approval' = 'open', nonce = 'one'): Entry {
	const act: Act = {
		...{ kind: 'found', name: 'Birds', joining, card: by.card },
		nonce: base64url(sha256(nonce).slice(0, 16))
	};
	return unsignedEntry(by, act, { community: '', seq: 1, prev: '', clock: 1 });
}

/** Somebody's device with its desk. */
export class Replica {
	readonly who: Writer;
	readonly desk: CommunityDesk;
	readonly community: string;

	constructor(who: Writer, community: string, opens: Opens) {
		this.who = who;
		this.community = community;
		this.desk = createDesk(opens);
	}

	/** Opens an empty one, and takes these in. */
	async start(...texts: readonly string[]): Promise<this> {
		await this.desk.open(this.community, [], this.who.peer);
		await this.take(texts);
		return this;
	}

	take(texts: readonly string[], now = NOW): ReturnType<CommunityDesk['take']> {
		return this.desk.take(this.community, texts, now);
	}

	/** Writes an act where the desk says it belongs, without taking it in. `ahead`: its clock is so much later. */
	async write(act: Act, { at = NOW, ahead = 0, as = this.who } = {}): Promise<Entry> {
		const { seq, prev, clock } = await this.desk.next(this.community, as.dev);
		return unsignedEntry(as, act, { community: this.community, seq, prev, clock: clock + ahead, at });
	}

	async act(act: Act, options: { at?: number; ahead?: number; as?: Writer } = {}): Promise<Entry> {
		const entry = await this.write(act, options);
		await this.take([entry.text]);
		return entry;
	}

	heads(): ReturnType<CommunityDesk['heads']> {
		return this.desk.heads(this.community);
	}

	async missing(theirs: readonly Head[]): Promise<readonly string[]> {
		return (await this.desk.missing(this.community, theirs, 1_000_000)).texts;
	}

	/** Everything a screen could show; what was seen here alone is no part of it. */
	async views(): Promise<unknown> {
		const { desk, community } = this;
		const overview = await desk.overview(community, NOW);
		const pages = await desk.pages(community);
		const seenHere = new Set(['flood', 'too-much', 'carrier']);
		return {
			overview: overview && {
				...overview,
				mine: undefined,
				faults: overview.faults.filter(({ what }) => !seenHere.has(what))
			},
			threads: await desk.threads(community, { most: 1_000_000 }),
			pages,
			edits: await Promise.all(pages.map(({ id }) => desk.edits(community, id))),
			files: await desk.files(community),
			gatherings: await desk.gatherings(community),
			summaries: await desk.summaries(community),
			found: await desk.search(community, ['heron'], 50)
		};
	}
}

/** What two members do until they hold the same; the number of rounds it took, or undefined where it was not enough. */
export async function reconcile(one: Replica, other: Replica, rounds = 400): Promise<number | undefined> {
	for (let round = 0; round < rounds; round++) {
		const [a, b] = [await one.heads(), await other.heads()];
		if (a.digest === b.digest) return round;
		const [forOther, forOne] = [await one.missing(b.heads), await other.missing(a.heads)];
		await other.take(forOther);
		await one.take(forOne);
	}
	return undefined;
}

/** Of one community: a founder with an invite, and others who came in by it. */
export async function aCommunity(
	names: readonly string[],
	{ joining = 'open', opens = unsignedOpens() }: { joining?: 'open' | 'approval'; opens?: Opens } = {}
): Promise<{ readonly members: readonly Replica[]; readonly invite: Entry; readonly founding: Entry }> {
	const writers = names.map((name) => aWriter(name));
	const [first, ...others] = writers;
	if (!first) throw new RangeError('names: expected a founder');
	const founding = aFounding(first, joining);
	const founder = await new Replica(first, founding.community, opens).start(founding.text);
	const invite = await founder.act(anInvite());
	const members = [founder];
	for (const who of others) {
		const guest = await new Replica(who, founding.community, opens).start();
		await reconcile(founder, guest);
		await guest.act(aJoin(who, invite.id));
		await reconcile(founder, guest);
		members.push(guest);
	}
	for (const member of members) await reconcile(founder, member);
	return { members, invite, founding };
}
