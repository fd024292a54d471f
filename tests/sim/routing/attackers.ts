/**
 * What those do who mean ill. They have no router: they say they know everything, bring in others of their kind, and answer
 * as their role says (population.ts). Flooders send storms of probes that nobody wants answered.
 */
import type { Heard, Seek } from '#lib/agent/routing/events.ts';
import { SEEK_LIFETIME_MS } from '#lib/protocol/limits.ts';
import { aLiar } from './gossip.ts';
import type { Agent } from './population.ts';
import type { World } from './world.ts';

/** Fellow liars brought in by one probe. */
const RECRUITS = 2;
/** How often one flooder storms in the whole run, and with how many probes. */
export const STORMS = 40;
const PROBES_A_STORM = 50;

/** Whoever of the liars hears a probe offers, and so do its friends; nobody of them passes it on. */
export function attackerHears(world: World, agent: Agent, heard: Heard): void {
	if (heard.kind !== 'probe' || agent.role === 'flooder') return;
	const { seek, path, from } = heard;
	if (isRepeated(world, `${agent.index} ${seek.question}`)) return;
	const way = from === seek.asker ? path : [...path, from];
	world.offer(agent, seek.asker, seek.question, seek.cells, way);
	if (agent.role === 'poisoner' || agent.role === 'black-hole') return;
	for (let i = 0; i < RECRUITS && i < heard.budget; i++) {
		const fellow = aLiar(world.agents, world.chance);
		if (fellow && fellow !== agent)
			world.offer(fellow, seek.asker, seek.question, seek.cells, [...way, agent.peer]);
	}
}

/** The network doubled it: a liar offers once, as the wire drops what comes twice. */
function isRepeated(world: World, what: string): boolean {
	const before = offered.get(world) ?? new Set();
	offered.set(world, before);
	return before.has(what) || !before.add(what);
}
const offered = new WeakMap<World, Set<string>>();

/** Probes with far more budget and hops than there are, to anybody, for questions that nobody has. */
export function storm(world: World, agent: Agent): void {
	if (agent.gone) return;
	for (let i = 0; i < PROBES_A_STORM; i++) {
		const seek: Seek = {
			question: `storm ${world.storms.sent++}`,
			asker: agent.peer,
			cells: world
				.anyone()
				.card.topics.map(({ cell }) => cell)
				.slice(0, 3),
			until: world.now + SEEK_LIFETIME_MS
		};
		world.send(agent, world.anyone().peer, {
			kind: 'probe',
			from: agent.peer,
			seek,
			hops: 1_000,
			budget: 1_000_000,
			path: []
		});
	}
}
