/** A household of three on a network, and a model that writes what it is told. */
import type { AgentDeps } from './agent.ts';
import { NodeError, type Engine, type EngineTrouble, type Prompt } from './ports.ts';
import { World } from './world.fixture.ts';

export interface Scripted extends Engine {
	readonly asked: Prompt[];
}

/** Writes the pieces that `script` makes of its prompt; a trouble among them is thrown. */
export function aModel(
	script: (prompt: Prompt) => readonly (string | { trouble: EngineTrouble })[],
	context = 4_096
): Scripted {
	const asked: Prompt[] = [];
	return {
		...{ id: 'Model', instant: false, contextTokens: context, structured: false, asked },
		async *write(prompt, signal) {
			asked.push(prompt);
			for (const piece of script(prompt)) {
				if (signal.aborted) return;
				if (typeof piece !== 'string') throw new NodeError('engine-unavailable', piece);
				yield { kind: 'text', text: piece };
			}
		}
	};
}

/** By tokens, as a real one writes. */
export const inPieces = (text: string): readonly string[] => text.match(/\s?\S{1,4}/g) ?? [];
/** The number a source has in the prompt, by words of its text. */
export const numberOf = ({ sources }: Prompt, words: string): number =>
	sources.find(({ text }) => text.includes(words))?.n ?? 0;

/** Anna asks with this engine; Ben and Cleo answer. */
export async function household(engine: Engine, change: Partial<AgentDeps> = {}) {
	const world = new World();
	const anna = await world.add('Anna', { engine: () => engine, ...change });
	const [ben, cleo] = [await world.add('Ben'), await world.add('Cleo')];
	await world.befriend(anna, ben);
	await world.befriend(anna, cleo);
	return { world, anna, ben, cleo };
}
