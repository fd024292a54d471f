/** What the page and the worker that downloads say to one another. Both ends are ours. */
import type { EngineTrouble } from '#lib/agent/ports.ts';
import type { Step } from './files-meter.ts';
import type { ModelRecord } from './models.ts';

/** The only thing ever asked; cancelled by ending the worker, since what is whole is stored and nothing else. */
export interface Fetch {
	readonly record: ModelRecord;
	readonly mirror: string;
}

export type Fetched =
	| { readonly say: 'step'; readonly step: Step }
	| { readonly say: 'done' }
	| { readonly say: 'trouble'; readonly trouble: EngineTrouble; readonly detail: string };
