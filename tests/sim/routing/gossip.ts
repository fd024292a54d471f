/**
 * What two agents tell each other when they meet: cards of others and attestations of their own, bounded as on the wire.
 * The honest attest what they saw most of, and pass on no card of somebody they saw lie, first of those they saw most good
 * of; liars pass on liars, and vouch for each other.
 */
import { MAX_GOSSIP_ATTESTATIONS, MAX_GOSSIP_CARDS } from '#lib/protocol/limits.ts';
import type { Counts, Happening } from '#lib/agent/routing/beliefs.ts';
import type { Cell } from '#lib/agent/routing/cells.ts';
import type { Attested, Heard } from '#lib/agent/routing/events.ts';
import { oneOf, whole, type Chance } from './chance.ts';
import { isHonest, learn, type Agent } from './population.ts';

/** What a liar makes up: as much as anybody believes of hearsay. */
const MADE_UP = 12;
/** Before the first question everybody met those they are linked with so often: some 150 cards are known by then. */
const MET_BEFORE = 3;
/** Those seen of late are weighed for a telling, so many at most. */
const MOST_WEIGHED = 64;
/** The most cells an attestation names. */
const MOST_CELLS = 8;

export interface Meeting {
	readonly agents: readonly Agent[];
	readonly chance: Chance;
	readonly cards: boolean;
	readonly attestations: boolean;
	hear(agent: Agent, heard: Heard): void;
}

/** Everybody, or the newcomers, know the cards of those they are linked with, and what these tell. */
export function acquaint({
	agents,
	chance,
	cards,
	newcomers = agents
}: Pick<Meeting, 'agents' | 'chance' | 'cards'> & { readonly newcomers?: readonly Agent[] }): void {
	for (const agent of newcomers) for (const other of agent.linked) learn(chance, agent, other);
	if (!cards) return;
	for (let times = 0; times < MET_BEFORE; times++)
		for (const agent of newcomers)
			for (const index of agent.linked)
				for (const card of cardsOf(agents, agents[index]!, agent, chance)) learn(chance, agent, card);
}

/** Both tell, both hear. How many cards and attestations travelled. */
export function meet(meeting: Meeting, one: Agent, other: Agent): { cards: number; attestations: number } {
	const there = tell(meeting, one, other);
	const back = tell(meeting, other, one);
	return { cards: there.cards + back.cards, attestations: there.attestations + back.attestations };
}

function tell(meeting: Meeting, from: Agent, to: Agent): { cards: number; attestations: number } {
	const { agents, chance } = meeting;
	const cards = meeting.cards ? cardsOf(agents, from, to, chance) : [];
	const attestations = meeting.attestations ? attestationsOf(agents, from, chance) : [];
	if (isHonest(to)) {
		for (const index of cards) {
			learn(chance, to, index);
			meeting.hear(to, { kind: 'card', card: agents[index]!.card, by: from.peer });
		}
		for (const { about, belief } of attestations)
			meeting.hear(to, { kind: 'attested', by: from.peer, about: about.peer, belief });
	}
	return { cards: cards.length, attestations: attestations.length };
}

/** Nobody is told the same card twice: a node remembers whom it told what. */
function cardsOf(agents: readonly Agent[], from: Agent, to: Agent, chance: Chance): readonly number[] {
	const told = from.told.get(to.index) ?? new Set([to.index]);
	from.told.set(to.index, told);
	const cards: number[] = [];
	const add = (index: number): void => {
		if (told.has(index)) return;
		told.add(index);
		cards.push(index);
	};
	add(from.index);
	for (const index of bestSeen(from)) if (cards.length < MAX_GOSSIP_CARDS) add(index);
	for (let tries = 0; tries < 4 * MAX_GOSSIP_CARDS && cards.length < MAX_GOSSIP_CARDS; tries++) {
		const index = isHonest(from) ? oneOf(chance, from.known) : aLiar(agents, chance)?.index;
		if (index === undefined) continue;
		const seen = from.seen.get(index);
		if (!seen || seen.good >= seen.bad) add(index);
	}
	return cards;
}

/** Nobody seen to lie; a liar has seen nobody. */
function bestSeen({ seen }: Agent): readonly number[] {
	const good = [...seen].slice(-MOST_WEIGHED).filter(([, { good, bad }]) => good > bad);
	const share = ({ good, bad }: Counts): number => good / (1 + good + bad);
	return good.sort(([, one], [, other]) => share(other) - share(one)).map(([index]) => index);
}

interface Attestation {
	readonly about: Agent;
	readonly belief: Attested;
}

function attestationsOf(agents: readonly Agent[], from: Agent, chance: Chance): readonly Attestation[] {
	if (!isHonest(from)) return madeUp(agents, from, chance);
	const most = [...from.seen].sort(([, one], [, other]) => other.good + other.bad - one.good - one.bad);
	return most.slice(0, MAX_GOSSIP_ATTESTATIONS).map(([index, { good, bad, topics }]) => ({
		about: agents[index]!,
		belief: {
			trust: { good, bad },
			topics: [...topics].slice(-MOST_CELLS).map(([cell, counts]) => ({ cell, ...counts }))
		}
	}));
}

function madeUp(agents: readonly Agent[], from: Agent, chance: Chance): readonly Attestation[] {
	if (from.role === 'poisoner' || from.role === 'flooder') return [];
	const said = new Map<Agent, Attested>();
	for (let i = 0; i < MAX_GOSSIP_ATTESTATIONS; i++) {
		const slander = from.role === 'slanderer' && i % 2 === 1;
		const about = slander ? oneOf(chance, agents) : aLiar(agents, chance);
		if (!about || about === from || isHonest(about) !== slander) continue;
		const counts = slander ? { good: 0, bad: MADE_UP } : { good: MADE_UP, bad: 0 };
		const topics = about.card.topics.slice(0, MOST_CELLS).map(({ cell }) => ({ cell, ...counts }));
		said.set(about, { trust: counts, topics });
	}
	return [...said].map(([about, belief]) => ({ about, belief }));
}

/** Somebody on the liars' side; they know each other. */
export function aLiar(agents: readonly Agent[], chance: Chance): Agent | undefined {
	for (let tries = 0; tries < 60; tries++) {
		const agent = agents[whole(chance, agents.length)]!;
		if (!isHonest(agent) && !agent.gone) return agent;
	}
	return undefined;
}

/** Notes what an agent has itself seen of another; the latest comes last. */
export function note(agent: Agent, about: Agent, what: Happening, cells: readonly Cell[]): void {
	const seen = agent.seen.get(about.index) ?? { good: 0, bad: 0, topics: new Map() };
	const good = what === 'useful';
	if (good) seen.good += 1;
	else seen.bad += 1.5;
	for (const cell of cells) {
		const counts = seen.topics.get(cell) ?? { good: 0, bad: 0 };
		if (good) counts.good++;
		else counts.bad++;
		seen.topics.set(cell, counts);
	}
	agent.seen.delete(about.index);
	agent.seen.set(about.index, seen);
}
