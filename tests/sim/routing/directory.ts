/** The topic directory at the signaling server: by cell, who is listed; hands out random cards of those lately there. */
import type { Cell } from '#lib/agent/routing/cells.ts';
import type { Known } from '#lib/agent/routing/events.ts';
import { MAX_FOUND_CARDS } from '#lib/protocol/limits.ts';
import { whole, type Chance } from './chance.ts';
import { isThere, type Agent } from './population.ts';

/** A listing stays for so long after its owner left. */
const LATELY_MS = 30 * 60 * 1_000;
const TRIES = 64;

export class Directory {
	readonly #listed = new Map<Cell, Agent[]>();

	/** One listing for each identity and cell. */
	list(agent: Agent): void {
		for (const { cell } of agent.card.topics) {
			const listed = this.#listed.get(cell);
			if (listed) listed.push(agent);
			else this.#listed.set(cell, [agent]);
		}
	}

	/** At most `MAX_FOUND_CARDS`, those that match most cells first. */
	find(cells: readonly Cell[], but: Agent, at: number, chance: Chance): readonly Known[] {
		const found = new Map<Agent, number>();
		for (const cell of cells) {
			const listed = this.#listed.get(cell) ?? [];
			for (let tries = 0; tries < TRIES && found.size < MAX_FOUND_CARDS * cells.length; tries++) {
				const agent = listed[whole(chance, listed.length)];
				if (!agent || agent === but || found.has(agent)) continue;
				if (isThere(agent, at) || isThere(agent, at - LATELY_MS))
					found.set(agent, agent.card.topics.filter((claim) => cells.includes(claim.cell)).length);
			}
		}
		return [...found]
			.sort(([, one], [, other]) => other - one)
			.slice(0, MAX_FOUND_CARDS)
			.map(([{ card }]) => card);
	}
}
