/**
 * What others do, in the same population with the same questions, absences, liars and judgements: flooding, random walks,
 * interest shortcuts (Sripanidkulchai, Maggs and Zhang, 2003), flooding with reputation of one's own, and an oracle that
 * holds the central index. No messages are lost for them.
 */
import { blank, observed, trustIn, type Belief } from '#lib/agent/routing/beliefs.ts';
import { chanceOf, oneOf, type Chance } from './chance.ts';
import { answerOf, befriend, isHonest, isPoison, isThere, populate, type Agent } from './population.ts';
import { BEGIN, BETWEEN_QUESTIONS_MS, type Setting } from './setting.ts';
import { count, newTally, nothingSent, type Outcome, type Tally } from './tally.ts';

export type Baseline =
	| 'flooding, TTL 1'
	| 'flooding, TTL 2'
	| 'flooding, TTL 3'
	| 'flooding, TTL 4'
	| '32 random walkers × 32'
	| 'interest shortcuts'
	| 'flooding, TTL 3, own reputation'
	| 'oracle with the central index';

export const BASELINES: readonly Baseline[] = [
	'flooding, TTL 1',
	'flooding, TTL 2',
	'flooding, TTL 3',
	'flooding, TTL 4',
	'32 random walkers × 32',
	'interest shortcuts',
	'flooding, TTL 3, own reputation',
	'oracle with the central index'
];

const WALKERS = 32;
const STEPS = 32;
/** Walkers stop at so many answers, the oracle asks so many. */
const ENOUGH = 3;
const SHORTCUTS = 10;

interface Asking {
	readonly asker: Agent;
	readonly number: number;
	readonly topic: number;
	readonly at: number;
}

/** Who was reached with an answer, how far away, and how many messages it took. */
interface Found {
	readonly answers: Map<Agent, { readonly meaning: string; readonly hops: number }>;
	asked: number;
}

class Rivals {
	readonly #chance: Chance;
	readonly #population;
	readonly #visited: Int32Array;
	readonly #beliefs = new Map<Agent, Map<Agent, Belief>>();
	readonly #shortcuts = new Map<Agent, Agent[]>();
	#wave = 0;

	constructor(setting: Setting, seed: string) {
		this.#chance = chanceOf(`rivals ${seed}`);
		this.#population = populate(setting, chanceOf(`world ${seed}`));
		this.#visited = new Int32Array(this.#population.agents.length * 2 + 16);
	}

	live(baseline: Baseline): Tally {
		const { setting, agents } = this.#population;
		const tally = newTally();
		const seats = agents.slice(0, setting.agents);
		let number = 0;
		for (let nth = 1; nth <= setting.questions; nth++)
			for (let seat = 0; seat < seats.length; seat++) {
				if (this.#chance() < setting.replaced / setting.questions) seats[seat] = this.#replace(seats[seat]!);
				const asker = seats[seat]!;
				if (!isHonest(asker)) continue;
				const topic = this.#population.topicFor(asker);
				const at = BEGIN + (nth + this.#chance()) * BETWEEN_QUESTIONS_MS;
				const asking: Asking = { asker, number: number++, topic, at };
				asker.asking++;
				const found = this.#find(baseline, asking);
				count(tally, this.#judge(baseline, asking, found, nth), setting.questions);
				asker.asking--;
			}
		return tally;
	}

	#replace(left: Agent): Agent {
		const { agents, setting } = this.#population;
		left.gone = true;
		for (const index of left.linked) {
			const { linked } = agents[index]!;
			linked.splice(linked.indexOf(left.index), 1);
		}
		const agent = this.#population.join(left.role);
		befriend(agents, agent, setting, this.#chance);
		return agent;
	}

	#find(baseline: Baseline, asking: Asking): Found {
		switch (baseline) {
			case 'flooding, TTL 1':
				return this.#flood(asking, 1);
			case 'flooding, TTL 2':
				return this.#flood(asking, 2);
			case 'flooding, TTL 3':
			case 'flooding, TTL 3, own reputation':
				return this.#flood(asking, 3);
			case 'flooding, TTL 4':
				return this.#flood(asking, 4);
			case '32 random walkers × 32':
				return this.#walk(asking);
			case 'interest shortcuts':
				return this.#shortcut(asking);
			case 'oracle with the central index':
				return this.#look(asking);
		}
	}

	#put(found: Found, { number, topic }: Asking, agent: Agent, hops: number): void {
		const meaning = answerOf(agent, number, topic);
		if (meaning !== undefined && !found.answers.has(agent)) found.answers.set(agent, { meaning, hops });
	}

	/** Everybody tells everybody but who told them, once. */
	#flood(asking: Asking, ttl: number, found: Found = { answers: new Map(), asked: 0 }): Found {
		const { agents } = this.#population;
		const wave = ++this.#wave;
		let here = [asking.asker];
		this.#visited[asking.asker.index] = wave;
		for (let hops = 1; hops <= ttl; hops++) {
			const next: Agent[] = [];
			for (const agent of here)
				for (const index of agent.linked) {
					const other = agents[index]!;
					if (!isThere(other, asking.at)) continue;
					found.asked++;
					if (this.#visited[index] === wave) continue;
					this.#visited[index] = wave;
					this.#put(found, asking, other, hops);
					next.push(other);
				}
			here = next;
		}
		return found;
	}

	#walk(asking: Asking): Found {
		const { agents } = this.#population;
		const found: Found = { answers: new Map(), asked: 0 };
		const walkers = Array.from({ length: WALKERS }, () => asking.asker);
		for (let hops = 1; hops <= STEPS && found.answers.size < ENOUGH; hops++)
			for (const [walker, agent] of walkers.entries()) {
				const other = agents[oneOf(this.#chance, agent.linked) ?? -1];
				if (!other || !isThere(other, asking.at)) continue;
				found.asked++;
				walkers[walker] = other;
				if (other !== asking.asker) this.#put(found, asking, other, hops);
			}
		return found;
	}

	/** Asks who answered before, lately first; floods where none of them does. */
	#shortcut(asking: Asking): Found {
		const found: Found = { answers: new Map(), asked: 0 };
		const shortcuts = this.#shortcuts.get(asking.asker) ?? [];
		for (const agent of shortcuts) {
			if (!isThere(agent, asking.at)) continue;
			found.asked++;
			this.#put(found, asking, agent, 1);
		}
		if (found.answers.size === 0) this.#flood(asking, 3, found);
		const answered = [...found.answers.keys()].slice(0, SHORTCUTS);
		const latest = [...answered, ...shortcuts.filter((agent) => !answered.includes(agent))];
		this.#shortcuts.set(asking.asker, latest.slice(0, SHORTCUTS));
		return found;
	}

	/** Knows who is honest, who is there and who knows: what could be reached at all. */
	#look(asking: Asking): Found {
		const found: Found = { answers: new Map(), asked: 1 };
		for (const agent of this.#population.agents) {
			if (found.asked > ENOUGH) break;
			if (!isHonest(agent) || agent === asking.asker || !agent.topics.includes(asking.topic)) continue;
			if (!isThere(agent, asking.at)) continue;
			found.asked++;
			this.#put(found, asking, agent, 1);
		}
		return found;
	}

	#judge(baseline: Baseline, asking: Asking, found: Found, nth: number): Outcome {
		const own = baseline === 'flooding, TTL 3, own reputation';
		const groups = new Map<string, { weight: number; by: Agent[]; sure: boolean }>();
		let sum = 0;
		for (const [agent, { meaning }] of found.answers) {
			const group = groups.get(meaning) ?? { weight: 0, by: [], sure: false };
			const trust = trustIn(this.#beliefs.get(asking.asker)?.get(agent) ?? blank(asking.at));
			const known = trust.alpha > 1.4;
			const weight = !own ? 1 : known ? trust.mean ** 2 : 0.12;
			group.weight += weight;
			group.sure ||= known && trust.mean >= 0.6;
			group.by.push(agent);
			sum += weight;
			groups.set(meaning, group);
		}
		const best = [...groups].sort(([, one], [, other]) => other.weight - one.weight)[0];
		if (own) this.#learn(asking, groups);
		const sent = { ...nothingSent(), probe: found.asked, reply: found.answers.size };
		const [meaning, group] = best ?? [];
		return {
			nth,
			right: groups.has('right'),
			top:
				meaning === undefined
					? 'none'
					: meaning === 'right'
						? 'right'
						: isPoison(meaning)
							? 'poison'
							: 'other',
			accepted: own && group !== undefined && group.sure && group.weight / (sum + 0.15) >= 0.5,
			hops: group && found.answers.get(group.by[0]!)?.hops,
			sent,
			took: 0
		};
	}

	#learn({ asker, at }: Asking, groups: ReadonlyMap<string, { readonly by: readonly Agent[] }>): void {
		const { rated, misrated, judgedTogether } = this.#population.setting;
		const judgement = (meaning: string): boolean | undefined =>
			this.#chance() >= rated ? undefined : (meaning === 'right') !== this.#chance() < misrated;
		const beliefs = this.#beliefs.get(asker) ?? new Map<Agent, Belief>();
		this.#beliefs.set(asker, beliefs);
		for (const [meaning, { by }] of groups) {
			let useful = judgement(meaning);
			for (const agent of by) {
				const before = beliefs.get(agent) ?? blank(at);
				if (useful !== undefined) beliefs.set(agent, observed(before, useful ? 'useful' : 'wrong', [], at));
				if (!judgedTogether) useful = judgement(meaning);
			}
		}
	}
}

export const rival = (baseline: Baseline, setting: Setting, seed: string): Tally =>
	new Rivals(setting, seed).live(baseline);
