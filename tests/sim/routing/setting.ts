/** What is simulated: one record says all of it, so that a table's row is its setting and its seeds. */
import type { newRouter } from '#lib/agent/routing/router.ts';

/**
 * What an agent is. `poisoner` answers everything wrongly, each in its own words · `colluder` all say the same wrong thing
 * and vouch for each other · `slanderer` a colluder that attests evil of the honest · `camouflage` a colluder that answers
 * rightly half of the time, each by its own coin · `in-step` the same, all lying to the same questions · `whitewasher` a
 * colluder that comes back under a new name after ten lies · `black-hole` offers and never answers · `sybil` one of an
 * owner's many names, a colluder · `flooder` sends probes in storms.
 */
export type Role =
	| 'honest'
	| 'poisoner'
	| 'colluder'
	| 'slanderer'
	| 'camouflage'
	| 'in-step'
	| 'whitewasher'
	| 'black-hole'
	| 'sybil'
	| 'flooder';

export interface Setting {
	/** Without sybils. */
	readonly agents: number;
	readonly topics: number;
	/** Asked by each honest agent that asks: one in `asksEvery`; the others answer, pass on and are met. */
	readonly questions: number;
	readonly asksEvery: number;
	/** Share of the agents by role; the rest are honest. */
	readonly attackers: Partial<Record<Exclude<Role, 'honest' | 'sybil'>, number>>;
	/** Share of them whose cards claim as much as a card holds, of the favourite topics; the others as much as the honest do. */
	readonly boasting: number;
	/** Names that one owner adds. */
	readonly sybils: number;
	/** Share of the time that everybody is away. */
	readonly offline: number;
	/** Share of the agents that leave for good, each with a newcomer in its place. */
	readonly replaced: number;
	/** Share of the answers shown that the person judges, and share of those judged wrongly. */
	readonly rated: number;
	readonly misrated: number;
	/** Whether one judgement holds for all who said the same; else each answer is judged by itself. */
	readonly judgedTogether: boolean;
	readonly directory: boolean;
	/** Share of messages lost, and of messages that come twice. */
	readonly lost: number;
	readonly twice: number;
	/** A fifth of the time nobody reaches the other half. */
	readonly parted: boolean;
	/** Share of the questions that lie between two topics of one field. */
	readonly soft: number;
	/** Cards of those heard of that a look brings where the directory finds none. */
	readonly keptFound: number;
	/** Whether cards and attestations are passed on, and who brought whom in is a friend. */
	readonly cards: boolean;
	readonly attestations: boolean;
	readonly friends: boolean;
	/** What the router is made with. */
	readonly router: Parameters<typeof newRouter>[1];
}

/** PROTOCOL section 6's table: 1,000 agents, a fifth colluding liars, 30 % away, 30 % replaced, 60 questions each, all cold. */
export const ISSUE: Setting = {
	agents: 1_000,
	topics: 200,
	questions: 60,
	asksEvery: 1,
	attackers: { colluder: 0.2 },
	boasting: 0.5,
	sybils: 0,
	offline: 0.3,
	replaced: 0.3,
	rated: 0.6,
	misrated: 0.1,
	judgedTogether: false,
	directory: true,
	lost: 0.01,
	twice: 0.01,
	parted: false,
	soft: 0,
	keptFound: 8,
	cards: true,
	attestations: true,
	friends: true,
	router: undefined
};

const HOUR_MS = 60 * 60 * 1_000;
/** One way, between two homes or by the relay. */
export const LATENCY_MS = 80;
export const LATENCY_SIGMA = 0.6;
/** The person reads, then judges. */
export const READING_MS = 60_000;
/** Everybody asks about three questions a day. */
export const BETWEEN_QUESTIONS_MS = 8 * HOUR_MS;
/** Absence comes once in about so long. */
export const ABSENCE_EVERY_MS = 20 * HOUR_MS;
/** 1 January 2027. */
export const BEGIN = Date.UTC(2027, 0, 1);
/** When the last question of a setting has been asked, about. */
export const endOf = ({ questions }: Setting): number => BEGIN + (questions + 1) * BETWEEN_QUESTIONS_MS;
