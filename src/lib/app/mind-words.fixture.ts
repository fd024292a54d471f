/** Models, choices and short words that the tests of the mind share. */
import { expect } from 'vitest';
import { smallerThan } from '#lib/llm/catalogue.ts';
import { aDevice, aMind, type Fakes } from './mind.fixture.ts';
import type { EngineChoice, MindState } from './node-api.ts';

export const LLAMA = 'Llama-3.2-1B-Instruct-q4f16_1-MLC';
export const SMALL = 'SmolLM2-360M-Instruct-q4f16_1-MLC';
export const CPU = 'SmolLM2-135M-Instruct-Q8_0';
/** Which one it is, is the catalogue's matter. */
export const SMALLER = smallerThan(LLAMA, aDevice());
export const llama: EngineChoice = { engine: 'webllm', model: LLAMA };
export const small: EngineChoice = { engine: 'webllm', model: SMALL };
export const onCpu: EngineChoice = { engine: 'cpu', model: CPU };
export const server: EngineChoice = { engine: 'http', url: 'http://localhost:11434', model: 'llama3.2' };
export const hosts = ['huggingface.co', '*.hf.co', 'raw.githubusercontent.com'];

export const stateOf = ({ mind }: Fakes): MindState => mind.state();
export const wantedOf = (fakes: Fakes): string => fakes.log.filter((line) => line !== 'persist').join(', ');
export const refused = (trouble: string): unknown =>
	expect.objectContaining({ code: 'engine-unavailable', trouble });
/** Everything that was set going has come to rest. */
export const quiet = async (): Promise<void> => {
	for (let i = 0; i < 50; i++) await Promise.resolve();
	await new Promise((resolve) => setTimeout(resolve, 0));
};

export async function written({ mind }: Fakes, text = 'tea'): Promise<string> {
	let words = '';
	for await (const piece of mind.api.tryEngine(text, new AbortController().signal)) words += piece;
	return words;
}

export async function ready(choice: EngineChoice, given: Partial<Fakes> = {}): Promise<Fakes> {
	const fakes = await aMind(given);
	await fakes.mind.api.chooseEngine(choice, hosts);
	return fakes;
}
