/** The questions under way in a world: asked, put, answered, looked up, closed, judged by their person, and counted. */
import type { Cell } from '#lib/agent/routing/cells.ts';
import type { Effect, Heard, Known, QuestionId, Verdict } from '#lib/agent/routing/events.ts';
import { matchOf } from '#lib/agent/routing/topic-match.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { logNormal, shuffled } from './chance.ts';
import { note } from './gossip.ts';
import { answerOf, cellOf, isHonest, isPoison, isThere, type Agent } from './population.ts';
import { BETWEEN_QUESTIONS_MS, LATENCY_MS, LATENCY_SIGMA, READING_MS } from './setting.ts';
import { count, nothingSent, type Sent } from './tally.ts';
import type { World } from './world.ts';

/** Searching the shelf. */
const THINKING_MS = 300;
/** When an asker's node gives up on one reader. */
const SILENT_MS = 12_000;
const DIRECTORY_DOWN_MS = 2_000;

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

export class Questions {
	readonly open = new Map<QuestionId, Question>();
	readonly #world: World;
	readonly #nth: number[];
	#asked = 0;

	constructor(world: World) {
		this.#world = world;
		this.#nth = Array.from({ length: world.setting.agents }, () => 0);
	}

	ask(seat: number): void {
		const world = this.#world;
		const { setting, chance, population } = world;
		const nth = ++this.#nth[seat]!;
		if (nth < setting.questions)
			world.soon({ do: 'ask', seat }, BETWEEN_QUESTIONS_MS * (0.5 + chance()), true);
		const asker = world.seats.at(seat);
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
			at: world.now,
			sent: nothingSent(),
			hops: new Map(),
			replied: new Set(),
			reached: new Set(),
			verdict: undefined
		};
		this.open.set(question.id, question);
		asker.asking++;
		asker.asked++;
		world.meet(asker);
		world.lookAround(asker);
		world.hear(asker, { kind: 'ask', question: question.id, cells: question.cells, important: false });
	}

	put({ question: id, to, why }: Extract<Effect, { do: 'put' }>): void {
		const world = this.#world;
		const question = this.open.get(id);
		if (!question) return;
		question.sent.put++;
		question.hops.set(to, why.by === 'offer' ? why.path.length + 1 : 1);
		world.soon({ do: 'silent', to, question }, SILENT_MS);
		const reader = world.agent(to);
		if (reader) world.travel(question.asker, { do: 'put', to: reader, question });
	}

	/** The question has arrived at one who may know. */
	arrive(agent: Agent, question: Question): void {
		const world = this.#world;
		const { chance } = world;
		world.trace.note(world.now, agent.index, question.number);
		const { asker, topic, number } = question;
		if (question.reached.has(agent)) return;
		question.reached.add(agent);
		if (!isThere(agent, world.now)) {
			this.#reply(question, agent.peer, { outcome: 'offline' });
			return world.hear(asker, { kind: 'reach', peer: agent.peer, online: false });
		}
		if (agent.role === 'black-hole' || agent.role === 'flooder') return;
		const meaning = answerOf(agent, number, topic);
		question.sent[meaning === undefined ? 'nothing' : 'reply']++;
		if (chance() < world.setting.lost || world.apart(agent, asker)) return;
		const reply =
			meaning === undefined
				? ({ outcome: 'nothing' } as const)
				: // Liars sign their own lies, and those resolve; what the honest wrote down long ago does not always.
					({ outcome: 'answered', meaning, cited: !isHonest(agent) || chance() < 0.9 } as const);
		const heard: Heard = { kind: 'reply', question: question.id, from: agent.peer, reply };
		const inMs = logNormal(chance, THINKING_MS, LATENCY_SIGMA) + logNormal(chance, LATENCY_MS, LATENCY_SIGMA);
		question.replied.add(agent.peer);
		world.soon({ do: 'hear', to: asker, from: undefined, heard }, inMs);
		if (agent.role === 'whitewasher') world.seats.wash(agent);
	}

	silent(question: Question, to: PeerId): void {
		if (!question.replied.has(to) && !question.verdict) this.#reply(question, to, { outcome: 'silent' });
	}

	#reply(question: Question, from: PeerId, reply: { readonly outcome: 'silent' | 'offline' }): void {
		question.replied.add(from);
		this.#world.hear(question.asker, { kind: 'reply', question: question.id, from, reply });
	}

	/** Cards of the directory; where it has none, those that the asker keeps of whom it heard. */
	look({ question: id, cells }: Extract<Effect, { do: 'look' }>): void {
		const world = this.#world;
		const { setting, chance } = world;
		const question = this.open.get(id);
		if (!question) return;
		question.sent.look++;
		if (setting.directory) question.sent.found++;
		const found = setting.directory ? world.directory.find(cells, question.asker, world.now, chance) : [];
		const cards = [...found, ...this.#kept(question.asker, cells, found)];
		const inMs = setting.directory ? 2 * logNormal(chance, LATENCY_MS, LATENCY_SIGMA) : DIRECTORY_DOWN_MS;
		world.soon(
			{ do: 'hear', to: question.asker, from: undefined, heard: { kind: 'found', question: id, cards } },
			inMs
		);
	}

	#kept(agent: Agent, cells: readonly Cell[], found: readonly Known[]): readonly Known[] {
		const { keptFound } = this.#world.setting;
		if (keptFound === 0 || found.length > 0) return [];
		const known = agent.known.flatMap((index) => {
			const { card } = this.#world.agents[index]!;
			const claims = card.topics.some(({ cell }) => cells.includes(cell));
			return claims && !found.includes(card) ? [{ card, match: matchOf(cells, card.topics) }] : [];
		});
		return shuffled(this.#world.chance, known)
			.sort((one, other) => other.match - one.match)
			.slice(0, keptFound)
			.map(({ card }) => card);
	}

	close(asker: Agent, { question: id, verdict }: Extract<Effect, { do: 'close' }>): void {
		const world = this.#world;
		const question = this.open.get(id);
		if (question?.asker !== asker || question.verdict) return;
		question.verdict = verdict;
		const [best] = verdict.groups;
		const { nth, sent } = question;
		count(
			world.tally,
			{
				nth,
				right: verdict.groups.some(({ meaning }) => meaning === 'right'),
				top: best ? topOf(best.meaning) : 'none',
				accepted: verdict.accepted,
				hops: best?.by[0] && question.hops.get(best.by[0]),
				sent,
				took: world.now - question.at
			},
			world.setting.questions
		);
		world.soon({ do: 'judge', question }, READING_MS);
	}

	/** The person judges what was shown: each answer by itself, or all that say the same at once. */
	judge(question: Question): void {
		const { asker, verdict } = question;
		for (const { meaning, by } of verdict?.groups ?? []) {
			let useful = this.#judgement(meaning);
			for (const peer of by) {
				if (useful !== undefined) this.#tell(question, peer, useful);
				if (!this.#world.setting.judgedTogether) useful = this.#judgement(meaning);
			}
		}
		this.open.delete(question.id);
		asker.asking--;
	}

	/** Whether it was useful; undefined where the person does not say. */
	#judgement(meaning: string): boolean | undefined {
		const { chance, setting } = this.#world;
		if (chance() >= setting.rated) return undefined;
		return (meaning === 'right') !== chance() < setting.misrated;
	}

	#tell({ id, asker, cells }: Question, peer: PeerId, useful: boolean): void {
		const what = useful ? 'useful' : 'wrong';
		note(asker, this.#world.agent(peer)!, what, cells);
		this.#world.hear(asker, { kind: 'judged', question: id, peer, what, cells });
	}
}

function topOf(meaning: string): 'right' | 'poison' | 'other' {
	return meaning === 'right' ? 'right' : isPoison(meaning) ? 'poison' : 'other';
}
