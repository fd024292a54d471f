/**
 * Who there is: agents with what they know, what they ask about, whom they are linked with, and when they are away. All of
 * it follows from the setting and a seed; nothing here sends or decides.
 */
import { TOPIC_CELLS, type Cell, type Weighted } from '#lib/agent/routing/cells.ts';
import type { Known } from '#lib/agent/routing/events.ts';
import type { RouterState } from '#lib/agent/routing/router.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { hashOf, oneOf, tossOf, whole, zipf, type Chance } from './chance.ts';
import { ABSENCE_EVERY_MS, type Role, type Setting } from './setting.ts';

/** Questions follow it; so does half of what people know, or the favourite topics would have too few who know them. */
const ZIPF_EXPONENT = 0.9;
/** Topics one agent knows: about eight experts a topic at 200 topics and 1,000 agents. */
const MOST_TOPICS_KNOWN = 3;
const INTERESTS = 5;
/** A full card. */
const ALL_THE_CELLS = 16;
/** People make friends with people they know: a liar is among them a quarter as often as among all. */
const LIAR_FRIENDS_KEPT = 0.25;
const NEIGHBOURS_ON_EACH_SIDE = 3;
const REWIRED = 0.2;
/** Cards one agent remembers, for passing on and for when the directory has none: what a node's store keeps. */
const MOST_CARDS_KNOWN = 1_024;

export interface Agent {
	readonly index: number;
	readonly peer: PeerId;
	readonly role: Role;
	readonly card: Known;
	readonly topics: readonly number[];
	readonly interests: readonly number[];
	/** Phase and length of its day, and the part of it spent away, in milliseconds. */
	readonly phase: number;
	readonly day: number;
	readonly away: number;
	readonly linked: number[];
	readonly friends: Set<number>;
	/** Whose cards it could pass on. */
	readonly known: number[];
	/** Whom it told of which cards, by index. */
	readonly told: Map<number, Set<number>>;
	/** What its router was told of who is there: by index, while it was told they are away. */
	readonly toldAway: Set<number>;
	/** First-hand, by index: what it attests. */
	readonly seen: Map<number, Seen>;
	/** Made when it first hears something: most of 100,000 hear little. */
	router: RouterState | undefined;
	gone: boolean;
	/** Its questions under way: who asks is there. */
	asking: number;
	asked: number;
	lies: number;
}

/** What one agent itself has seen of another. */
export interface Seen {
	good: number;
	bad: number;
	readonly topics: Map<Cell, { good: number; bad: number }>;
}

export interface Population {
	readonly setting: Setting;
	readonly agents: Agent[];
	readonly byPeer: Map<PeerId, number>;
	/** One more agent, not linked with anybody yet. */
	join(role: Role): Agent;
	/** A topic to ask about, by what the agent likes. */
	topicFor(agent: Agent): number;
}

/** Topics lie evenly over the 64 fields. */
export const cellOf = (topic: number, topics: number): Cell => Math.floor((topic * TOPIC_CELLS) / topics);

/** Who knows a topic answers rightly 19 times in 20; otherwise it is honestly mistaken, or finds nothing. */
export const SKILL = 0.95;

export const isHonest = ({ role }: Agent): boolean => role === 'honest';

export function isThere(agent: Agent, at: number): boolean {
	if (agent.gone) return false;
	return agent.asking > 0 || (at + agent.phase) % agent.day >= agent.away;
}

/** Links both ways; `friend` where one brought the other in. */
export function link(one: Agent, other: Agent, friend: boolean): boolean {
	if (one === other || one.linked.includes(other.index)) return false;
	one.linked.push(other.index);
	other.linked.push(one.index);
	if (friend) {
		one.friends.add(other.index);
		other.friends.add(one.index);
	}
	return true;
}

/** Remembers a card to pass on; when there are too many, a random one makes room. */
export function learn(chance: Chance, agent: Agent, card: number): void {
	if (card === agent.index || agent.known.includes(card)) return;
	if (agent.known.length < MOST_CARDS_KNOWN) agent.known.push(card);
	else agent.known[whole(chance, MOST_CARDS_KNOWN)] = card;
}

export function populate(setting: Setting, chance: Chance): Population {
	const agents: Agent[] = [];
	const byPeer = new Map<PeerId, number>();
	const popular = zipf(setting.topics, ZIPF_EXPONENT);
	const join = (role: Role): Agent => {
		const agent = anAgent(setting, agents.length, role, chance, popular);
		agents.push(agent);
		byPeer.set(agent.peer, agent.index);
		return agent;
	};
	for (const role of rolesOf(setting, chance)) join(role);
	for (const agent of [...agents]) befriend(agents, agent, setting, chance);
	addSybils(setting, agents, join, chance);
	const topicFor = (agent: Agent): number => {
		// What one knows oneself one does not ask.
		for (let tries = 0; tries < 20; tries++) {
			const topic = chance() < 0.5 ? oneOf(chance, agent.interests)! : popular(chance);
			if (!agent.topics.includes(topic)) return topic;
		}
		return whole(chance, setting.topics);
	};
	return { setting, agents, byPeer, join, topicFor };
}

function rolesOf({ agents, attackers }: Setting, chance: Chance): readonly Role[] {
	const roles: Role[] = [];
	for (const [role, share] of Object.entries(attackers))
		for (let i = 0; i < Math.round(share * agents); i++) roles.push(role as Role);
	while (roles.length < agents) roles.push('honest');
	for (let i = roles.length - 1; i > 0; i--) {
		const other = whole(chance, i + 1);
		[roles[i], roles[other]] = [roles[other]!, roles[i]!];
	}
	return roles;
}

function anAgent(
	setting: Setting,
	index: number,
	role: Role,
	chance: Chance,
	popular: (chance: Chance) => number
): Agent {
	const distinct = (count: number, draw: () => number): number[] => {
		const drawn = new Set<number>();
		for (let tries = 0; drawn.size < count && tries < count * 20; tries++) drawn.add(draw());
		return [...drawn];
	};
	const topics =
		role === 'honest'
			? distinct(1 + whole(chance, MOST_TOPICS_KNOWN), () =>
					chance() < 0.5 ? popular(chance) : whole(chance, setting.topics)
				)
			: [];
	const claims = chance() < setting.boasting ? ALL_THE_CELLS : 1 + whole(chance, MOST_TOPICS_KNOWN);
	const claimed = role === 'honest' ? topics : distinct(claims, () => popular(chance));
	const weight = Math.max(1, Math.floor(15 / claimed.length));
	const cells: Weighted[] = claimed.map((topic) => ({ cell: cellOf(topic, setting.topics), weight }));
	const peer = peerOf(index, chance);
	const day = ABSENCE_EVERY_MS * (0.7 + 0.6 * chance());
	return {
		index,
		peer,
		role,
		card: { peer, version: 1, topics: cells },
		topics,
		interests: distinct(INTERESTS, () => popular(chance)),
		phase: Math.floor(chance() * day),
		day,
		away: setting.offline * day,
		linked: [],
		friends: new Set(),
		known: [],
		told: new Map(),
		toldAway: new Set(),
		seen: new Map(),
		router: undefined,
		gone: false,
		asking: 0,
		asked: 0,
		lies: 0
	};
}

/** As long as a real one, so that what is kept by it weighs as much. */
function peerOf(index: number, chance: Chance): PeerId {
	let hex = index.toString(16).padStart(8, '0');
	while (hex.length < 64) hex += whole(chance, 0x1_0000).toString(16).padStart(4, '0');
	return hex as PeerId;
}

/** A small world (Watts and Strogatz, 1998) of contacts, and two friends each: who brought one in, and one more. */
export function befriend(agents: readonly Agent[], agent: Agent, setting: Setting, chance: Chance): void {
	for (let step = 1; step <= NEIGHBOURS_ON_EACH_SIDE; step++) {
		const beside = agents[(agent.index + step) % agents.length]!;
		// A newcomer has no place on the ring: whom it meets is chance.
		const random = agent.index >= setting.agents || beside.gone || chance() < REWIRED;
		const other = random ? oneOf(chance, agents)! : beside;
		if (!other.gone) link(agent, other, false);
	}
	for (let made = 0, tries = 0; made < 2 && tries < 40; tries++) {
		const other = oneOf(chance, agents)!;
		if (other.gone || (isHonest(other) !== isHonest(agent) && chance() >= LIAR_FRIENDS_KEPT)) continue;
		if (link(agent, other, setting.friends)) made++;
	}
}

/** An owner's many names know each other, and one honest agent each. */
function addSybils(
	{ sybils }: Setting,
	agents: readonly Agent[],
	join: (role: Role) => Agent,
	chance: Chance
): void {
	const before = agents.length;
	for (let i = 0; i < sybils; i++) {
		const sybil = join('sybil');
		link(sybil, agents[whole(chance, before)]!, false);
		if (i > 0) link(sybil, agents[before + whole(chance, i)]!, false);
	}
}

/** Whether a liar lies this time. `question` numbers the question. */
export function lies(agent: Agent, question: number): boolean {
	if (agent.role === 'camouflage') return tossOf(agent.index, question) < 0.5;
	if (agent.role === 'in-step') return tossOf(question) < 0.5;
	return agent.role !== 'honest';
}

/** What an agent answers, as what the answer means; undefined when it knows nothing of it. Right is `right`. */
export function answerOf(agent: Agent, question: number, topic: number): string | undefined {
	if (isHonest(agent)) {
		if (!agent.topics.includes(topic)) return undefined;
		const toss = tossOf(agent.index, question, hashOf('skill'));
		if (toss < SKILL) return 'right';
		return toss < (1 + SKILL) / 2 ? `mistaken ${agent.index}` : undefined;
	}
	if (agent.role === 'black-hole' || agent.role === 'flooder') return undefined;
	if (!lies(agent, question)) return 'right';
	return agent.role === 'poisoner' ? `wrong ${agent.index}` : 'wrong';
}

export const isPoison = (meaning: string): boolean => meaning.startsWith('wrong');
