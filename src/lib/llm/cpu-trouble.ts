/** What the CPU engine's library means by what it throws and logs, in our codes. The only place that reads its words. */
import type { EngineTrouble } from '#lib/agent/ports.ts';

type Meaning = readonly [words: RegExp, trouble: EngineTrouble];

const ALWAYS: readonly Meaning[] = [
	[/exceeds the available context|larger than the max context|context size has been exceeded/i, 'too-long'],
	[
		/out of memory|\bOOM\b|bad_alloc|cannot enlarge memory|(could not|cannot|failed to|unable to) allocate|allocation failed|maximum memory size/i,
		'memory'
	]
];
const OPENING: readonly Meaning[] = [
	[/unknown model architecture|not supported|does not support/i, 'unsupported'],
	[/load(ing)? model|magic|gguf|tensor|vocab|tokenizer|read failed|read error|file size/i, 'damaged']
];

/** `said`: the error and what was logged just before it, which often carries the reason. */
export function cpuTrouble(said: string, during: 'opening' | 'writing'): EngineTrouble {
	const meanings = during === 'opening' ? [...ALWAYS, ...OPENING] : ALWAYS;
	return meanings.find(([words]) => words.test(said))?.[1] ?? 'crashed';
}
