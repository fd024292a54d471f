/** One run in a process of its own: told what to live through, tells what came of it. */
import { serialize } from 'node:v8';
import { rival, type Baseline } from './baselines.ts';
import { isHonest } from './population.ts';
import type { Setting } from './setting.ts';
import { measureSizes, type Sizes } from './sizes.ts';
import { figuresOf, newTally, type Figures, type Stretch, type Tally } from './tally.ts';
import { World } from './world.ts';

export interface Job {
	readonly seed: string;
	readonly setting: Setting;
	/** Instead of our router. */
	readonly baseline?: Baseline;
}

export interface Life {
	readonly seed: string;
	readonly figures: Figures;
	/** By tenths of the questions: success, right first, poisoned first in per cent, messages a question. */
	readonly over: readonly Learned[];
	readonly trace: string;
	/** Of the routers, a question, in milliseconds: for questions, and for gossip. Of this machine; no other run repeats it. */
	readonly cpu: { readonly questions: number; readonly gossip: number };
	/** Of one router with all it remembers, serialised, in bytes. */
	readonly state: number;
	/** A question, in bytes: cards and attestations passed on. */
	readonly gossipBytes: number;
	readonly unclosed: number;
	/** Probes passed on for each that a flooder sent. */
	readonly echoed: number;
}

export interface Learned {
	readonly success: number;
	readonly right: number;
	readonly poisoned: number;
	readonly accepted: number;
	readonly messages: number;
}

const ROUTERS_WEIGHED = 50;

export async function live({ seed, setting, baseline }: Job): Promise<Life> {
	const sizes = await measureSizes();
	if (baseline) return told(seed, rival(baseline, setting, seed), undefined);
	const before = process.cpuUsage();
	const began = performance.now();
	const world = new World(setting, seed).run();
	const { user } = process.cpuUsage(before);
	// The clock on the wall runs while others have the processor; the process's own time does not.
	const ours = user / 1_000 / (performance.now() - began);
	const each = 1 / Math.max(1, world.tally.all.questions);
	const routers = world.agents.flatMap((agent) => (isHonest(agent) && agent.router ? [agent.router] : []));
	const weighed = routers.slice(0, ROUTERS_WEIGHED).map((router) => serialize(router).length);
	return {
		...told(seed, world.tally, sizes),
		trace: String(world.trace),
		cpu: { questions: world.cpu.questions * ours * each, gossip: world.cpu.gossip * ours * each },
		state: Math.round(weighed.reduce((sum, bytes) => sum + bytes, 0) / Math.max(1, weighed.length)),
		gossipBytes: (world.gossip.cards * sizes.card + world.gossip.attestations * sizes.attestation) * each,
		unclosed: world.unclosed,
		echoed: world.storms.passedOn / Math.max(1, world.storms.sent)
	};
}

const told = (seed: string, tally: Tally, sizes: Sizes | undefined): Life => ({
	seed,
	figures: figuresOf(tally, sizes),
	over: tally.over.map(learned),
	trace: '',
	cpu: { questions: 0, gossip: 0 },
	state: 0,
	gossipBytes: 0,
	unclosed: 0,
	echoed: 0
});

function learned(all: Stretch): Learned {
	const { success, right, poisoned, accepted, messages } = figuresOf({ ...newTally(), all }, undefined);
	return { success, right, poisoned, accepted, messages };
}

// As a child of report.ts; a test only imports.
if (process.send) {
	process.on('message', (job: Job) => {
		void live(job).then((life) => process.send!(life));
	});
}
