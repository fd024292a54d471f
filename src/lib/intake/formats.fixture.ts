/** What comes of a file of some bytes under some name. */
import { readFile, type ReadStep } from './read.ts';

export async function stepsOf(name: string, ...bytes: BlobPart[]): Promise<ReadStep[]> {
	const steps: ReadStep[] = [];
	for await (const step of readFile(new File(bytes, name))) if (step.kind !== 'progress') steps.push(step);
	return steps;
}

export async function itemOf(name: string, ...bytes: BlobPart[]) {
	const step = (await stepsOf(name, ...bytes)).find((one) => one.kind === 'item');
	if (step?.kind !== 'item') throw new Error(`no item in ${name}`);
	return step.item;
}

export const reasonOf = async (name: string, ...bytes: BlobPart[]) => {
	const step = (await stepsOf(name, ...bytes)).at(-1);
	return step?.kind === 'refused' ? step.code : step?.kind;
};

export const placeOf = (item: { text: string; marks?: readonly { start: number }[] }, words: string) =>
	item.marks?.findLast(({ start }) => start <= item.text.indexOf(words));

export const passages = (item: { text: string; spans: readonly { start: number; end: number }[] }) =>
	item.spans.map(({ start, end }) => item.text.slice(start, end));
