/** The scripted model server as a page reaches it, and its strings. */
import { inject } from 'vitest';
import type { Behaviour, ModelRequest } from './openai-server.ts';

/** What a person would paste. */
export const url = inject('modelServerUrl');
const control = inject('modelServerControl');

async function tell(path: string, body?: object): Promise<unknown> {
	const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
	return (await fetch(control + path, init)).json();
}

export const stop = (): Promise<unknown> => tell('/stop');
export const start = (): Promise<unknown> => tell('/start');
/** From now on; what is not named goes well again. */
export const behave = (change: Partial<Behaviour> = {}): Promise<unknown> => tell('/behave', change);
/** All since the tests began. */
export const requests = async (): Promise<ModelRequest[]> => (await tell('/requests')) as ModelRequest[];
