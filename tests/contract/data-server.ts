/** Test data in a browser test, from the server of data-server.setup.ts. Fails in words where the data is absent. */
import { inject } from 'vitest';

export async function testData(path: string): Promise<Blob> {
	if (inject('dataMissing') !== '') throw new Error(inject('dataMissing'));
	const response = await fetch(inject('dataUrl') + path);
	if (!response.ok) throw new Error(`no ${path} in the test data`);
	return response.blob();
}

/** A real model of 260,000 parameters, 1 MB. */
export const stories = (): Promise<Blob> => testData('models/stories260K/stories260K.gguf');

/** What it writes, always choosing the likeliest token, after this. */
export const STORIES_PROMPT = 'Once upon a time';
export const STORIES_TEXT = ', there was a little girl named Lily. She loved to play outside in the park.';
