/** Nodes that can say what they hold, and a question asked while the clock goes on by itself. */
import type { AgentDeps, AskOptions } from './agent.ts';
import type { AskEvent, Exchange } from './events.ts';
import { audiencesOf } from './ports.ts';
import { stemsOf, wordCell } from './routing/topic-words.ts';
import type { Node, World } from './world.fixture.ts';

/** The cells of these tests: of the words that a question or a note holds. */
const words = ['accordion', 'lübeck', 'fever'] as const;

export const cellOf = (word: (typeof words)[number]): number => wordCell([...stemsOf(word).all.keys()][0]!);

export const cellsIn = (text: string): readonly number[] =>
	words.filter((word) => text.toLowerCase().includes(word)).map(cellOf);

/** A node whose questions have cells, and which knows what its notes are about. */
export async function addKnowing(world: World, name: string, change: Partial<AgentDeps> = {}): Promise<Node> {
	const self: { node?: Node } = {};
	self.node = await world.add(name, {
		cellsOf: async (text) => cellsIn(text),
		holdings: {
			async on(cells, circles) {
				const readable = self.node!.stores.shelf.items.filter(({ visibility }) =>
					audiencesOf(visibility).some((audience) => circles.includes(audience))
				);
				const held = readable.flatMap(({ text }) => cellsIn(text));
				return cells.filter((cell) => held.includes(cell));
			}
		},
		...change
	});
	return self.node;
}

/** Each knows its neighbours only. */
export async function inALine(world: World, ...nodes: readonly Node[]): Promise<void> {
	for (const [i, node] of nodes.slice(1).entries()) await world.befriend(nodes[i]!, node);
}

/** Work that no lane knows of, like loading a part, gets its turn. */
const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Everything that was begun, with the clock turned on where nothing is on the way; until `isOver`. */
export async function until(world: World, isOver: () => boolean, stepMs = 500): Promise<void> {
	for (let turns = 0; turns < 200 && !isOver(); turns++) {
		for (let breaths = 0; breaths < 6; breaths++) {
			await world.run();
			await breathe();
		}
		if (!isOver()) world.clock.turn(stepMs);
	}
}

export async function asked(
	world: World,
	node: Node,
	question: string,
	options: Partial<AskOptions> = {},
	signal: AbortSignal = new AbortController().signal
): Promise<{ readonly exchange: Exchange; readonly steps: readonly AskEvent[] }> {
	const steps: AskEvent[] = [];
	let isOver = false;
	const asking = (async () => {
		const all = { others: true, conversation: 'c', after: null, ...options };
		for await (const step of node.agent.ask(question, all, signal)) steps.push(step);
	})().finally(() => (isOver = true));
	while (!isOver && !steps.some(({ step }) => step === 'asking')) await breathe();
	await until(world, () => isOver);
	await asking;
	return { exchange: steps.at(-1)!.exchange, steps };
}

/** Does what the agent is asked to do while messages come and go. */
export async function whileItRuns(world: World, act: Promise<unknown>): Promise<void> {
	let isOver = false;
	void act.finally(() => (isOver = true));
	await until(world, () => isOver);
	await act;
	await world.run();
}
