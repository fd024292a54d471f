/**
 * Reputation while it is used: the one place where evidence is recorded, so that beliefs held in memory, offences and the
 * ledger say the same; who is asked, and the screen, look here. Loaded with the first of these.
 */
import type { Device, PeerId } from '../protocol/identity.ts';
import { MAX_GOSSIP_ATTESTATIONS } from '../protocol/limits.ts';
import { heardFrom, type Voice } from './attest-weight.ts';
import { attestation, readAttestation } from './attest.ts';
import { explained, type Explanation, type TopicNames } from './explain.ts';
import type { Lanes } from './lanes.ts';
import type * as ports from './ports.ts';
import { believed, isCaught, isFriend, viewOf, type View } from './reputation.ts';
import { fadedTo, observed, type Belief, type Counts } from './routing/beliefs.ts';

export interface ReputationDeps {
	readonly device: Device;
	/** Where evidence lies; nobody else writes to it. */
	readonly ledger: ports.Ledger;
	readonly attestations: ports.Attestations;
	readonly offenders: ports.Offenders;
	readonly overrulings: ports.Overrulings;
	readonly contacts: Pick<ports.Contacts, 'get' | 'list'>;
	readonly clock: Pick<ports.Clock, 'now'>;
	readonly random: ports.RandomBytes;
	readonly lanes: Lanes;
	/** What a question is about; may throw where it cannot be loaded. */
	readonly cellsOf: (question: string) => Promise<readonly number[]>;
	/** The question that this query put to somebody, while it is known. */
	readonly questionOf: (query: string) => Promise<string | undefined>;
}

/** Everything known of peers' conduct, for the person to take along. Plain JSON. */
export interface ReputationExport {
	readonly about: 'elmnet-reputation';
	readonly version: 1;
	readonly madeAt: number;
	readonly evidence: readonly ports.Evidence[];
	readonly attestations: readonly ports.Attestation[];
	readonly offenders: readonly ports.Offender[];
	/** By peer. */
	readonly overruled: Readonly<Record<string, ports.Overruling>>;
}

export interface Reputation {
	/** Stores it, with what its question was about, and takes it into account. Throws NodeError as the store does. */
	record(evidence: ports.Evidence): Promise<void>;
	of(peer: PeerId): Promise<View>;
	/** What a question is about; nothing where nobody can tell. */
	cellsOf(question: string): Promise<readonly number[]>;
	/** Undefined: no opinion any more. */
	overrule(peer: PeerId, overruling: ports.Overruling | undefined): Promise<void>;
	/** Forgets what happened with them, what others say of them, and the person's own word; without a peer, all of it. */
	reset(peer?: PeerId): Promise<void>;
	explain(peer: PeerId, names: TopicNames): Promise<Explanation>;
	export(): Promise<ReputationExport>;
	/** Signed attestations for `reader` about these peers, the reader left out; those with most behind them first. */
	attestationsFor(reader: PeerId, about: readonly PeerId[]): Promise<readonly string[]>;
	/** What a contact attests; returns what was new of it. A stranger's word is not kept. */
	heard(texts: readonly string[], from: PeerId): Promise<readonly ports.Attestation[]>;
}

/** Beliefs held in memory, some 2 KB each. */
const MOST_HELD = 256;
/** Questions of which it is remembered what they are about. */
const MOST_QUESTIONS = 32;

export function createReputation(deps: ReputationDeps): Reputation {
	const desk = new Desk(deps);
	return {
		record: (evidence) => desk.record(evidence),
		of: (peer) => desk.of(peer),
		cellsOf: (question) => desk.cellsOf(question),
		overrule: (peer, overruling) => deps.overrulings.put(peer, overruling),
		reset: (peer) => desk.reset(peer),
		explain: async (peer, names) =>
			explained(peer, await desk.of(peer), await deps.ledger.about(peer), await desk.voices(peer), names),
		export: () => exported(deps),
		attestationsFor: (reader, about) => desk.attestationsFor(reader, about),
		heard: (texts, from) => desk.heard(texts, from)
	};
}

/** A belief by own experience, and whether an offence is noted. */
interface Own {
	readonly belief: Belief;
	readonly offender: boolean;
}

class Desk {
	readonly #deps: ReputationDeps;
	readonly #own = new Map<PeerId, Own>();
	readonly #questions = new Map<string, Promise<readonly number[]>>();

	constructor(deps: ReputationDeps) {
		this.#deps = deps;
	}

	async record(given: ports.Evidence): Promise<void> {
		const evidence = await this.#withCells(given);
		const { peer, kind, cells = [], at } = evidence;
		await this.#deps.lanes.run(`reputation/${peer}`, async () => {
			const before = await this.#known(peer);
			await this.#deps.ledger.record(evidence);
			await this.#settle(peer, { ...before, belief: observed(before.belief, kind, cells, at) });
		});
	}

	async of(peer: PeerId): Promise<View> {
		const { overrulings, clock } = this.#deps;
		const { belief, offender } = await this.#ownOf(peer);
		const overruled = await overrulings.get(peer);
		const heard = heardFrom(await this.voices(peer), clock.now());
		const friend = isFriend(await this.#deps.contacts.get(peer), offender, overruled);
		return viewOf(belief, { heard, friend }, offender, overruled);
	}

	/** What is said of them, with what I think of whoever says it. */
	async voices(peer: PeerId): Promise<readonly Voice[]> {
		const { attestations, clock } = this.#deps;
		const now = clock.now();
		const standing = (await attestations.about(peer)).filter(({ expiresAt }) => expiresAt > now);
		return Promise.all(
			standing.map(async ({ issuer, trust, writtenAt }) => ({
				...{ said: trust, writtenAt },
				issuer: await this.#issuer(issuer)
			}))
		);
	}

	async #issuer(peer: PeerId): Promise<Voice['issuer']> {
		const { belief, offender } = await this.#ownOf(peer);
		const overruled = await this.#deps.overrulings.get(peer);
		const friend = isFriend(await this.#deps.contacts.get(peer), offender, overruled);
		const { trust, limited } = viewOf(belief, { friend }, offender, overruled);
		return limited ? { ...trust, mean: 0 } : trust;
	}

	cellsOf(question: string): Promise<readonly number[]> {
		const known = this.#questions.get(question);
		if (known) return known;
		// What a question is about is a help, and no reason to lose what happened.
		const cells = this.#deps.cellsOf(question).catch((): readonly number[] => {
			this.#questions.delete(question);
			return [];
		});
		this.#questions.set(question, cells);
		withoutOldest(this.#questions, MOST_QUESTIONS);
		return cells;
	}

	async #withCells(evidence: ports.Evidence): Promise<ports.Evidence> {
		if (evidence.cells || evidence.query === undefined) return evidence;
		const question = await this.#deps.questionOf(evidence.query);
		const cells = question === undefined ? [] : await this.cellsOf(question);
		return cells.length > 0 ? { ...evidence, cells } : evidence;
	}

	/** As of now. */
	async #ownOf(peer: PeerId): Promise<Own> {
		const own = await this.#deps.lanes.run(`reputation/${peer}`, () => this.#known(peer));
		const belief = fadedTo(own.belief, this.#deps.clock.now());
		return { belief, offender: own.offender && isCaught(belief, true) };
	}

	/** Inside the peer's lane. */
	async #known(peer: PeerId): Promise<Own> {
		const held = this.#own.get(peer);
		if (held) return held;
		const { ledger, offenders, clock } = this.#deps;
		const offence = await offenders.get(peer);
		const belief = believed(await ledger.about(peer), clock.now(), offence);
		return this.#hold(peer, { belief, offender: offence !== undefined });
	}

	/** Notes the offence as it stands now, or that it is made up for. */
	async #settle(peer: PeerId, { belief, offender }: Own): Promise<void> {
		const { offenders } = this.#deps;
		const caught = isCaught(belief, offender);
		this.#hold(peer, { belief, offender: caught });
		if (caught) await offenders.put({ peer, at: belief.at, trust: belief.trust });
		else if (offender) await offenders.forget(peer);
	}

	#hold(peer: PeerId, own: Own): Own {
		this.#own.delete(peer);
		this.#own.set(peer, own);
		withoutOldest(this.#own, MOST_HELD);
		return own;
	}

	async reset(peer?: PeerId): Promise<void> {
		const { ledger, attestations, offenders, overrulings, lanes } = this.#deps;
		const peers = peer === undefined ? [...(await overrulings.list()).keys()] : [peer];
		for (const one of peers) await overrulings.put(one, undefined);
		await lanes.run(`reputation/${peer ?? ''}`, async () => {
			for (const part of [ledger, attestations, offenders]) await part.forget(peer);
			if (peer === undefined) this.#own.clear();
			else this.#own.delete(peer);
		});
	}

	async attestationsFor(reader: PeerId, about: readonly PeerId[]): Promise<readonly string[]> {
		const { device, clock, random } = this.#deps;
		const others = about.filter((peer) => peer !== reader && peer !== device.peer);
		const owns = await Promise.all(
			others.map(async (peer) => ({ about: peer, ...(await this.#ownOf(peer)) }))
		);
		const signed: string[] = [];
		for (const { about, belief } of owns.sort((a, b) => behind(b.belief.trust) - behind(a.belief.trust))) {
			if (signed.length === MAX_GOSSIP_ATTESTATIONS) break;
			const text = await attestation({ about, belief, from: device, now: clock.now(), random });
			if (text !== undefined) signed.push(text);
		}
		return signed;
	}

	async heard(texts: readonly string[], from: PeerId): Promise<readonly ports.Attestation[]> {
		const { attestations, contacts, device, clock } = this.#deps;
		const sender = await contacts.get(from);
		if (sender?.standing !== 'accepted') return [];
		const fresh: ports.Attestation[] = [];
		for (const text of texts.slice(0, MAX_GOSSIP_ATTESTATIONS)) {
			const said = await readAttestation(text, sender, device.peer, clock.now());
			if (said && (await attestations.put(said))) fresh.push(said);
		}
		return fresh;
	}
}

const behind = ({ good, bad }: Counts): number => good + bad;

function withoutOldest(kept: Map<string, unknown>, most: number): void {
	for (const oldest of kept.keys()) {
		if (kept.size <= most) return;
		kept.delete(oldest);
	}
}

async function exported(deps: ReputationDeps): Promise<ReputationExport> {
	const { ledger, attestations, offenders, overrulings, clock } = deps;
	return {
		...({ about: 'elmnet-reputation', version: 1 } as const),
		madeAt: clock.now(),
		evidence: await ledger.list(),
		attestations: await attestations.list(),
		offenders: await offenders.list(),
		overruled: Object.fromEntries(await overrulings.list())
	};
}
