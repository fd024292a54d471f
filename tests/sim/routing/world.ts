/**
 * Many agents under one virtual clock: carries out what their routers want, over a network that delays, loses, doubles and
 * parts, and counts. The routers are the real ones; nothing is signed or sealed here, the sizes of what would be are
 * measured in sizes.ts. The same setting and seed give the same run, message for message: `trace` says whether they did.
 */
import type { Cell } from '#lib/agent/routing/cells.ts';
import type { Effect, Heard, QuestionId, Verdict } from '#lib/agent/routing/events.ts';
import { newRouter, step } from '#lib/agent/routing/router.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { attackerHears, STORMS, storm } from './attackers.ts';
import { chanceOf, logNormal, oneOf, whole, type Chance } from './chance.ts';
import { Directory } from './directory.ts';
import { acquaint, meet, note, type Meeting } from './gossip.ts';
import {
	answerOf,
	befriend,
	cellOf,
	isHonest,
	isPoison,
	isThere,
	populate,
	type Agent,
	type Population
} from './population.ts';
import { Queue } from './queue.ts';
import { BEGIN, BETWEEN_QUESTIONS_MS, endOf, type Setting } from './setting.ts';
import { count, newTally, nothingSent, type Sent, type Tally } from './tally.ts';

/** One way, between two homes or by the relay. */
const LATENCY_MS = 80;
const LATENCY_SIGMA = 0.6;
/** Searching the shelf. */
const THINKING_MS = 300;
/** When an asker's node gives up on one reader. */
const SILENT_MS = 12_000;
const DIRECTORY_DOWN_MS = 2_000;
/** The person reads, then judges. */
const READING_MS = 60_000;
/** Two that are linked meet after so many of one's questions. */
const QUESTIONS_A_MEETING = 3;
const FRIENDS_MET = 2 / 3;
const PARTED_EVERY_MS = 5 * 24 * 60 * 60 * 1_000;

export interface Question {
	readonly number: number;
	readonly id: QuestionId;
	readonly asker: Agent;
	readonly topic: number;
	readonly cells: readonly Cell[];
	readonly nth: number;
	readonly at: number;
	readonly sent: Sent;
	readonly hops: Map<PeerId, number>;
	readonly replied: Set<PeerId>;
	/** Who was reached by it: what comes twice is dealt with once. */
	readonly reached: Set<Agent>;
	verdict: Verdict | undefined;
}

type Due =
	| { readonly do: 'ask'; readonly seat: number }
	| { readonly do: 'hear'; readonly to: Agent; readonly from: Agent | undefined; readonly heard: Heard }
	| { readonly do: 'put'; readonly to: Agent; readonly question: Question }
	| { readonly do: 'silent'; readonly to: PeerId; readonly question: Question }
	| { readonly do: 'judge'; readonly question: Question }
	| { readonly do: 'woken'; readonly agent: Agent }
	| { readonly do: 'replace'; readonly seat: number }
	| { readonly do: 'storm'; readonly agent: Agent };

export class World implements Meeting {
	readonly setting: Setting;
	readonly chance: Chance;
	readonly population: Population;
	readonly tally: Tally = newTally();
	/** Milliseconds of this machine in the routers: for questions, and for what is passed on between them. */
	readonly cpu = { questions: 0, gossip: 0 };
	readonly gossip = { meetings: 0, cards: 0, attestations: 0 };
	/** Probes that flooders sent, and those that honest nodes passed on because of them. */
	readonly storms = { sent: 0, passedOn: 0 };
	/** Questions whose router never closed them. */
	unclosed = 0;
	now = BEGIN;
	readonly questions = new Map<QuestionId, Question>();
	readonly #queue = new Queue<Due>();
	readonly #directory = new Directory();
	/** Who sits where: a newcomer takes the seat of who left. */
	readonly #seats: number[];
	readonly #nth: number[];
	#pending = 0;
	#asked = 0;
	#trace = 0x811c9dc5;
	#second = 0x9e3779b9;
	#onQuestion = true;

	constructor(setting: Setting, seed: string) {
		this.setting = setting;
		this.chance = chanceOf(`world ${seed}`);
		this.population = populate(setting, this.chance);
		acquaint(this);
		for (const agent of this.agents) this.#directory.list(agent);
		this.#seats = this.agents.slice(0, setting.agents).map(({ index }) => index);
		this.#nth = this.#seats.map(() => 0);
		const length = endOf(setting) - BEGIN;
		for (const [seat, index] of this.#seats.entries()) {
			const agent = this.agents[index]!;
			if (isHonest(agent)) this.#soon({ do: 'ask', seat }, this.chance() * BETWEEN_QUESTIONS_MS, true);
			if (this.chance() < setting.replaced) this.#soon({ do: 'replace', seat }, this.chance() * length);
			if (agent.role !== 'flooder') continue;
			for (let i = 0; i < STORMS; i++) this.#soon({ do: 'storm', agent }, this.chance() * length);
		}
	}

	get agents(): readonly Agent[] {
		return this.population.agents;
	}

	get cards(): boolean {
		return this.setting.cards;
	}

	get attestations(): boolean {
		return this.setting.attestations;
	}

	/** Two runs with the same trace sent the same messages at the same moments. */
	get trace(): string {
		return [this.#trace, this.#second].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
	}

	/** Lives until the last question is closed and judged. */
	run(): this {
		while (this.#pending > 0) {
			const next = this.#queue.take();
			if (!next) break;
			this.now = next.at;
			this.#live(next.what);
		}
		this.unclosed += this.questions.size;
		return this;
	}

	#live(due: Due): void {
		switch (due.do) {
			case 'ask':
				return this.#ask(due.seat);
			case 'hear':
				return this.#arrive(due.to, due.from, due.heard);
			case 'put':
				return this.#answer(due.to, due.question);
			case 'silent':
				if (due.question.replied.has(due.to) || due.question.verdict) return;
				return this.#reply(due.question, due.to, { outcome: 'silent' });
			case 'judge':
				return this.#judge(due.question);
			case 'woken':
				return this.hear(due.agent, { kind: 'woken' });
			case 'replace':
				return this.#replace(due.seat);
			case 'storm':
				return storm(this, due.agent);
		}
	}

	#soon(what: Due, inMs: number, pending = false): void {
		if (pending) this.#pending++;
		this.#queue.put(this.now + inMs, what);
	}

	#ask(seat: number): void {
		const { setting, chance, population } = this;
		this.#pending--;
		const nth = ++this.#nth[seat]!;
		if (nth < setting.questions)
			this.#soon({ do: 'ask', seat }, BETWEEN_QUESTIONS_MS * (0.5 + chance()), true);
		const asker = this.agents[this.#seats[seat]!]!;
		const topic = population.topicFor(asker);
		const beside = topic + (topic % 2 === 0 ? 1 : -1);
		const topics = chance() < setting.soft && beside < setting.topics ? [beside, topic] : [topic];
		const question: Question = {
			number: this.#asked++,
			id: `question ${this.#asked}`,
			asker,
			topic,
			cells: topics.map((one) => cellOf(one, setting.topics)),
			nth,
			at: this.now,
			sent: nothingSent(),
			hops: new Map(),
			replied: new Set(),
			reached: new Set(),
			verdict: undefined
		};
		this.questions.set(question.id, question);
		this.#pending++;
		asker.asking++;
		asker.asked++;
		if (asker.asked % QUESTIONS_A_MEETING === 0) this.#meet(asker);
		this.#lookAround(asker);
		this.hear(asker, { kind: 'ask', question: question.id, cells: question.cells, important: false });
	}

	/** A router hears something; an attacker does what attackers do. */
	hear(agent: Agent, heard: Heard): void {
		if (agent.gone) return;
		if (!isHonest(agent)) return attackerHears(this, agent, heard);
		const { chance } = this;
		const knows = (cells: readonly Cell[]) => agent.card.topics.some(({ cell }) => cells.includes(cell));
		if (!agent.router) this.#begin(agent);
		const began = performance.now();
		const { state, effects } = step(agent.router!, heard, { now: this.now, random: chance, knows });
		this.cpu[this.#onQuestion ? 'questions' : 'gossip'] += performance.now() - began;
		agent.router = state;
		for (const effect of effects) this.#carryOut(agent, effect);
	}

	/** A router is made when it is first needed, with all that its owner knows by then. */
	#begin(agent: Agent): void {
		agent.router = newRouter(agent.peer, this.setting.router);
		const before = this.#onQuestion;
		this.#onQuestion = false;
		for (const index of agent.linked) {
			const { card, peer } = this.agents[index]!;
			this.hear(agent, { kind: 'card', card });
			this.hear(agent, { kind: 'standing', peer, as: agent.friends.has(index) ? 'friend' : 'contact' });
		}
		for (const index of agent.known) this.hear(agent, { kind: 'card', card: this.agents[index]!.card });
		this.#onQuestion = before;
	}

	#carryOut(agent: Agent, effect: Effect): void {
		switch (effect.do) {
			case 'probe': {
				const { to, seek, hops, budget, path } = effect;
				if (!this.questions.has(seek.question)) this.storms.passedOn++;
				return this.send(agent, to, { kind: 'probe', from: agent.peer, seek, hops, budget, path });
			}
			case 'offer':
				return this.offer(agent, effect.seek.asker, effect.seek.question, effect.seek.cells, effect.path);
			case 'put': {
				const question = this.questions.get(effect.question);
				if (question) this.#put(question, effect);
				return;
			}
			case 'look': {
				const question = this.questions.get(effect.question);
				if (question) this.#look(question, effect.cells);
				return;
			}
			case 'wake':
				return this.#queue.put(Math.max(this.now, effect.at), { do: 'woken', agent });
			case 'close': {
				const question = this.questions.get(effect.question);
				if (question?.asker === agent) this.#close(question, effect.verdict);
				return;
			}
		}
	}

	offer(
		from: Agent,
		to: PeerId,
		question: QuestionId,
		cells: readonly Cell[],
		path: readonly PeerId[]
	): void {
		this.send(from, to, { kind: 'offer', question, from: from.card, cells, path });
	}

	/** Over the network, once, twice or not at all. */
	send(from: Agent, to: PeerId, heard: Extract<Heard, { kind: 'probe' | 'offer' }>): void {
		const question = this.questions.get(heard.kind === 'probe' ? heard.seek.question : heard.question);
		if (question) question.sent[heard.kind]++;
		const index = this.population.byPeer.get(to);
		if (index === undefined) return;
		this.#travel(from, { do: 'hear', to: this.agents[index]!, from, heard });
	}

	#travel(from: Agent, what: Due & { readonly to: Agent }): void {
		const { chance, setting } = this;
		if (chance() < setting.lost || this.#apart(from, what.to)) return;
		this.#soon(what, logNormal(chance, LATENCY_MS, LATENCY_SIGMA));
		if (chance() < setting.twice) this.#soon(what, logNormal(chance, LATENCY_MS, LATENCY_SIGMA));
	}

	#apart(one: Agent, other: Agent): boolean {
		if (!this.setting.parted || this.now % PARTED_EVERY_MS >= PARTED_EVERY_MS / 5) return false;
		return one.index % 2 !== other.index % 2;
	}

	#arrive(to: Agent, from: Agent | undefined, heard: Heard): void {
		this.#note(to.index, heard.kind.charCodeAt(0) + heard.kind.length * 256);
		if (isThere(to, this.now)) {
			if (heard.kind === 'probe' && isHonest(to)) this.#lookAround(to);
			return this.hear(to, heard);
		}
		// Relays and links say that somebody is away.
		if (from && isHonest(from)) this.hear(from, { kind: 'reach', peer: to.peer, online: false });
	}

	#put(question: Question, { to, why }: Extract<Effect, { do: 'put' }>): void {
		question.sent.put++;
		question.hops.set(to, why.by === 'offer' ? why.path.length + 1 : 1);
		this.#soon({ do: 'silent', to, question }, SILENT_MS);
		const index = this.population.byPeer.get(to);
		if (index !== undefined) this.#travel(question.asker, { do: 'put', to: this.agents[index]!, question });
	}

	/** The question has arrived at one who may know. */
	#answer(agent: Agent, question: Question): void {
		this.#note(agent.index, question.number);
		const { asker, topic, number } = question;
		if (question.reached.has(agent)) return;
		question.reached.add(agent);
		if (!isThere(agent, this.now)) {
			this.#reply(question, agent.peer, { outcome: 'offline' });
			return this.hear(asker, { kind: 'reach', peer: agent.peer, online: false });
		}
		if (agent.role === 'black-hole' || agent.role === 'flooder') return;
		const meaning = answerOf(agent, number, topic);
		question.sent[meaning === undefined ? 'nothing' : 'reply']++;
		if (this.chance() < this.setting.lost || this.#apart(agent, asker)) return;
		const reply =
			meaning === undefined
				? ({ outcome: 'nothing' } as const)
				: // Liars sign their own lies, and those resolve; what the honest wrote down long ago does not always.
					({ outcome: 'answered', meaning, cited: !isHonest(agent) || this.chance() < 0.9 } as const);
		const heard: Heard = { kind: 'reply', question: question.id, from: agent.peer, reply };
		const inMs =
			logNormal(this.chance, THINKING_MS, LATENCY_SIGMA) + logNormal(this.chance, LATENCY_MS, LATENCY_SIGMA);
		question.replied.add(agent.peer);
		this.#soon({ do: 'hear', to: asker, from: undefined, heard }, inMs);
		if (agent.role === 'whitewasher') this.#wash(agent);
	}

	#reply(question: Question, from: PeerId, reply: { readonly outcome: 'silent' | 'offline' }): void {
		question.replied.add(from);
		this.hear(question.asker, { kind: 'reply', question: question.id, from, reply });
	}

	#look(question: Question, cells: readonly Cell[]): void {
		const { setting, chance } = this;
		question.sent.look++;
		if (setting.directory) question.sent.found++;
		const cards = setting.directory ? this.#directory.find(cells, question.asker, this.now, chance) : [];
		const inMs = setting.directory ? 2 * logNormal(chance, LATENCY_MS, LATENCY_SIGMA) : DIRECTORY_DOWN_MS;
		const heard: Heard = { kind: 'found', question: question.id, cards };
		this.#soon({ do: 'hear', to: question.asker, from: undefined, heard }, inMs);
	}

	#close(question: Question, verdict: Verdict): void {
		if (question.verdict) return;
		question.verdict = verdict;
		const [best] = verdict.groups;
		count(
			this.tally,
			{
				nth: question.nth,
				right: verdict.groups.some(({ meaning }) => meaning === 'right'),
				top: !best
					? 'none'
					: best.meaning === 'right'
						? 'right'
						: isPoison(best.meaning)
							? 'poison'
							: 'other',
				accepted: verdict.accepted,
				hops: best?.by[0] && question.hops.get(best.by[0]),
				sent: question.sent,
				took: this.now - question.at
			},
			this.setting.questions
		);
		this.#soon({ do: 'judge', question }, READING_MS);
	}

	/** The person judges what was shown: each answer by itself, or all that say the same at once. */
	#judge(question: Question): void {
		const { asker, verdict } = question;
		for (const { meaning, by } of verdict?.groups ?? []) {
			let useful = this.#judgement(meaning);
			for (const peer of by) {
				if (useful !== undefined) this.#tell(question, peer, useful);
				if (!this.setting.judgedTogether) useful = this.#judgement(meaning);
			}
		}
		this.questions.delete(question.id);
		asker.asking--;
		this.#pending--;
	}

	/** Whether it was useful; undefined where the person does not say. */
	#judgement(meaning: string): boolean | undefined {
		if (this.chance() >= this.setting.rated) return undefined;
		return (meaning === 'right') !== this.chance() < this.setting.misrated;
	}

	#tell({ id, asker, cells }: Question, peer: PeerId, useful: boolean): void {
		const about = this.agents[this.population.byPeer.get(peer)!]!;
		const what = useful ? 'useful' : 'wrong';
		note(asker, about, what, cells);
		this.hear(asker, { kind: 'judged', question: id, peer, what, cells });
	}

	/** Who is linked sees who is there. */
	#lookAround(agent: Agent): void {
		for (const index of agent.linked) {
			const other = this.agents[index]!;
			const away = !isThere(other, this.now);
			if (away === agent.toldAway.has(index)) continue;
			if (away) agent.toldAway.add(index);
			else agent.toldAway.delete(index);
			this.hear(agent, { kind: 'reach', peer: other.peer, online: !away });
		}
	}

	#meet(agent: Agent): void {
		// Friends twice as often: what they say counts from the first day.
		const circle = agent.friends.size > 0 && this.chance() < FRIENDS_MET ? [...agent.friends] : agent.linked;
		const other = this.agents[oneOf(this.chance, circle) ?? agent.index]!;
		if (other === agent || !isThere(other, this.now)) return;
		this.#onQuestion = false;
		const told = meet(this, agent, other);
		this.#onQuestion = true;
		this.gossip.meetings++;
		this.gossip.cards += told.cards;
		this.gossip.attestations += told.attestations;
	}

	/** Somebody leaves for good; a newcomer who knows nothing and nobody knows sits down. */
	#replace(seat: number): void {
		const left = this.agents[this.#seats[seat]!]!;
		if (left.asking > 0) return this.#soon({ do: 'replace', seat }, 2 * READING_MS);
		this.#seats[seat] = this.#succeed(left).index;
	}

	/** The same liar under another name. */
	#wash(agent: Agent): void {
		if (++agent.lies < 10) return;
		const seat = this.#seats.indexOf(agent.index);
		const again = this.#succeed(agent);
		if (seat >= 0) this.#seats[seat] = again.index;
	}

	#succeed(left: Agent): Agent {
		left.gone = true;
		left.router = undefined;
		for (const index of left.linked) {
			const { linked } = this.agents[index]!;
			linked.splice(linked.indexOf(left.index), 1);
		}
		const agent = this.population.join(left.role);
		befriend(this.agents, agent, this.setting, this.chance);
		this.#directory.list(agent);
		const circle = agent.linked.map((index) => this.agents[index]!);
		acquaint({ agents: this.agents, chance: this.chance, cards: this.cards, newcomers: [agent] });
		this.#onQuestion = false;
		for (const other of circle) if (other.router && isHonest(other)) this.#greet(other, agent);
		this.#onQuestion = true;
		return agent;
	}

	#greet(agent: Agent, newcomer: Agent): void {
		const friend = agent.friends.has(newcomer.index);
		this.hear(agent, { kind: 'card', card: newcomer.card });
		this.hear(agent, { kind: 'standing', peer: newcomer.peer, as: friend ? 'friend' : 'contact' });
	}

	#note(one: number, other: number): void {
		this.#trace = Math.imul(this.#trace ^ one ^ (this.now | 0), 0x01000193);
		this.#second = Math.imul(this.#second ^ other ^ this.#trace, 0x85ebca6b);
		this.#second ^= this.#second >>> 15;
	}

	/** A random agent, for attackers. */
	anyone(): Agent {
		return this.agents[whole(this.chance, this.agents.length)]!;
	}
}
