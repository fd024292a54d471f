/** Who sits where in a world: a newcomer takes the seat of who left for good, a whitewasher its own under another name. */
import { acquaint } from './gossip.ts';
import { befriend, isHonest, type Agent } from './population.ts';
import { READING_MS } from './setting.ts';
import type { World } from './world.ts';

const LIES_UNDER_ONE_NAME = 10;

export class Seats {
	readonly #world: World;
	readonly #seats: number[];

	constructor(world: World) {
		this.#world = world;
		this.#seats = world.agents.slice(0, world.setting.agents).map(({ index }) => index);
	}

	get length(): number {
		return this.#seats.length;
	}

	at(seat: number): Agent {
		return this.#world.agents[this.#seats[seat]!]!;
	}

	/** Somebody leaves for good; a newcomer who knows nothing and nobody knows sits down. */
	replace(seat: number): void {
		const left = this.at(seat);
		if (left.asking > 0) this.#world.soon({ do: 'replace', seat }, 2 * READING_MS);
		else this.#seats[seat] = this.#succeed(left).index;
	}

	/** The same liar under another name. */
	wash(agent: Agent): void {
		if (++agent.lies < LIES_UNDER_ONE_NAME) return;
		const seat = this.#seats.indexOf(agent.index);
		const again = this.#succeed(agent);
		if (seat >= 0) this.#seats[seat] = again.index;
	}

	#succeed(left: Agent): Agent {
		const world = this.#world;
		left.gone = true;
		left.router = undefined;
		for (const index of left.linked) {
			const { linked } = world.agents[index]!;
			linked.splice(linked.indexOf(left.index), 1);
		}
		const agent = world.population.join(left.role);
		befriend(world.agents, agent, world.setting, world.chance);
		world.directory.list(agent);
		const circle = agent.linked.map((index) => world.agents[index]!);
		acquaint({ agents: world.agents, chance: world.chance, cards: world.cards, newcomers: [agent] });
		world.aside(() => {
			for (const other of circle) if (other.router && isHonest(other)) this.#greet(other, agent);
		});
		return agent;
	}

	#greet(agent: Agent, newcomer: Agent): void {
		const friend = agent.friends.has(newcomer.index);
		this.#world.hear(agent, { kind: 'card', card: newcomer.card });
		this.#world.hear(agent, {
			kind: 'standing',
			peer: newcomer.peer,
			as: friend ? 'friend' : 'contact'
		});
	}
}
