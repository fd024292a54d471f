/**
 * Many agents under one virtual clock: carries out what their routers want, over a network that delays, loses, doubles and
 * parts, and counts. The routers are the real ones; nothing is signed or sealed here, the sizes of what would be are
 * measured in sizes.ts. The same setting and seed give the same run, message for message: `trace` says whether they did.
 */
import type { Cell } from '#lib/agent/routing/cells.ts';
import type { Effect, Heard, QuestionId } from '#lib/agent/routing/events.ts';
import { newRouter, step } from '#lib/agent/routing/router.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { attackerHears, STORMS, storm } from './attackers.ts';
import { chanceOf, logNormal, whole, type Chance } from './chance.ts';
import { Directory } from './directory.ts';
import { acquaint, meet, type Meeting } from './gossip.ts';
import { isHonest, isThere, populate, type Agent, type Population } from './population.ts';
import { Questions, type Question } from './questions.ts';
import { Queue } from './queue.ts';
import { Seats } from './seats.ts';
import { BEGIN, BETWEEN_QUESTIONS_MS, endOf, LATENCY_MS, LATENCY_SIGMA, type Setting } from './setting.ts';
import { newTally, type Tally } from './tally.ts';
import { Trace } from './trace.ts';

const PARTED_EVERY_MS = 5 * 24 * 60 * 60 * 1_000;

export type Due =
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
	readonly trace = new Trace();
	readonly directory = new Directory();
	readonly questions: Questions;
	readonly seats: Seats;
	/** Milliseconds of this machine in the routers: for questions, and for what is passed on between them. */
	readonly cpu = { questions: 0, gossip: 0 };
	readonly gossip = { meetings: 0, cards: 0, attestations: 0 };
	/** Probes that flooders sent, and those that honest nodes passed on because of them. */
	readonly storms = { sent: 0, passedOn: 0 };
	/** Questions whose router never closed them. */
	unclosed = 0;
	now = BEGIN;
	readonly #queue = new Queue<Due>();
	/** Questions to come, and those not judged yet. */
	#pending = 0;
	#onQuestion = true;
	readonly #dealtWith = new WeakSet<Heard>();

	constructor(setting: Setting, seed: string) {
		this.setting = setting;
		this.chance = chanceOf(`world ${seed}`);
		this.population = populate(setting, this.chance);
		acquaint(this);
		for (const agent of this.agents) this.directory.list(agent);
		this.seats = new Seats(this);
		this.questions = new Questions(this);
		const length = endOf(setting) - BEGIN;
		for (let seat = 0; seat < this.seats.length; seat++) {
			const agent = this.seats.at(seat);
			if (isHonest(agent) && seat % setting.asksEvery === 0)
				this.soon({ do: 'ask', seat }, this.chance() * BETWEEN_QUESTIONS_MS, true);
			if (this.chance() < setting.replaced) this.soon({ do: 'replace', seat }, this.chance() * length);
			if (agent.role !== 'flooder') continue;
			for (let i = 0; i < STORMS; i++) this.soon({ do: 'storm', agent }, this.chance() * length);
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

	agent(peer: PeerId): Agent | undefined {
		const index = this.population.byPeer.get(peer);
		return index === undefined ? undefined : this.agents[index];
	}

	/** Lives until the last question is closed and judged. */
	run(): this {
		while (this.#pending > 0) {
			const next = this.#queue.take();
			if (!next) break;
			this.now = next.at;
			this.#live(next.what);
		}
		this.unclosed += this.questions.open.size;
		return this;
	}

	#live(due: Due): void {
		switch (due.do) {
			case 'ask':
				// Judging it is what is pending from here on.
				return this.questions.ask(due.seat);
			case 'hear':
				return this.#arrive(due.to, due.from, due.heard);
			case 'put':
				return this.questions.arrive(due.to, due.question);
			case 'silent':
				return this.questions.silent(due.question, due.to);
			case 'judge':
				this.questions.judge(due.question);
				this.#pending--;
				return;
			case 'woken':
				return this.hear(due.agent, { kind: 'woken' });
			case 'replace':
				return this.seats.replace(due.seat);
			case 'storm':
				return storm(this, due.agent);
		}
	}

	soon(what: Due, inMs: number, pending = false): void {
		if (pending) this.#pending++;
		this.#queue.put(this.now + inMs, what);
	}

	/** What the routers do meanwhile is no question's doing. */
	aside(act: () => void): void {
		const before = this.#onQuestion;
		this.#onQuestion = false;
		act();
		this.#onQuestion = before;
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

	/** A router is made when it is first needed, with those its owner is linked with. */
	#begin(agent: Agent): void {
		agent.router = newRouter(agent.peer, this.setting.router);
		this.aside(() => {
			for (const index of agent.linked) {
				const { card, peer } = this.agents[index]!;
				this.hear(agent, { kind: 'card', card });
				this.hear(agent, { kind: 'standing', peer, as: agent.friends.has(index) ? 'friend' : 'contact' });
			}
		});
	}

	#carryOut(agent: Agent, effect: Effect): void {
		switch (effect.do) {
			case 'probe': {
				const { to, seek, hops, budget, path } = effect;
				if (!this.questions.open.has(seek.question)) this.storms.passedOn++;
				return this.send(agent, to, { kind: 'probe', from: agent.peer, seek, hops, budget, path });
			}
			case 'offer':
				return this.offer(agent, effect.seek.asker, effect.seek.question, effect.seek.cells, effect.path);
			case 'put':
				return this.questions.put(effect);
			case 'look':
				return this.questions.look(effect);
			case 'wake':
				return this.#queue.put(Math.max(this.now, effect.at), { do: 'woken', agent });
			case 'close':
				return this.questions.close(agent, effect);
			case 'note':
				// The router has taken it into account.
				return;
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
		const question = this.questions.open.get(heard.kind === 'probe' ? heard.seek.question : heard.question);
		if (question) question.sent[heard.kind]++;
		const reader = this.agent(to);
		if (reader) this.travel(from, { do: 'hear', to: reader, from, heard });
	}

	travel(from: Agent, what: Due & { readonly to: Agent }): void {
		const { chance, setting } = this;
		if (chance() < setting.lost || this.apart(from, what.to)) return;
		this.soon(what, logNormal(chance, LATENCY_MS, LATENCY_SIGMA));
		if (chance() < setting.twice) this.soon(what, logNormal(chance, LATENCY_MS, LATENCY_SIGMA));
	}

	apart(one: Agent, other: Agent): boolean {
		if (!this.setting.parted || this.now % PARTED_EVERY_MS >= PARTED_EVERY_MS / 5) return false;
		return one.index % 2 !== other.index % 2;
	}

	/** What the network doubled is dealt with once, as the wire drops what comes twice. */
	#arrive(to: Agent, from: Agent | undefined, heard: Heard): void {
		if (this.#dealtWith.has(heard)) return;
		this.#dealtWith.add(heard);
		this.trace.note(this.now, to.index, heard.kind.charCodeAt(0) + heard.kind.length * 256);
		if (isThere(to, this.now)) {
			if (heard.kind === 'probe' && isHonest(to)) this.lookAround(to);
			return this.hear(to, heard);
		}
		// Relays and links say that somebody is away.
		if (from && isHonest(from)) this.hear(from, { kind: 'reach', peer: to.peer, online: false });
	}

	/** Who is linked sees who is there. */
	lookAround(agent: Agent): void {
		for (const index of agent.linked) {
			const other = this.agents[index]!;
			const away = !isThere(other, this.now);
			if (away === agent.toldAway.has(index)) continue;
			if (away) agent.toldAway.add(index);
			else agent.toldAway.delete(index);
			this.hear(agent, { kind: 'reach', peer: other.peer, online: !away });
		}
	}

	/** Everybody linked who is there: a node greets its contacts when it opens, and both tell what is new to the other. */
	meet(agent: Agent): void {
		for (const index of agent.linked) {
			const other = this.agents[index]!;
			if (!isThere(other, this.now)) continue;
			this.aside(() => {
				const told = meet(this, agent, other);
				this.gossip.meetings++;
				this.gossip.cards += told.cards;
				this.gossip.attestations += told.attestations;
			});
		}
	}

	/** A random agent, for attackers. */
	anyone(): Agent {
		return this.agents[whole(this.chance, this.agents.length)]!;
	}
}
