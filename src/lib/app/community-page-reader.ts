/**
 * The page worker as seen from the page. Silent for a second it is ended and asked again, edit by edit, and the edit it does
 * not come back from is left out from then on: what one member wrote cannot hold up a page.
 */
import type { Edit } from '#lib/agent/community/views.ts';
import { NodeError } from '#lib/agent/ports.ts';
import type { PageJob, PageJobs, PageReply } from './community-page-messages.ts';

const SILENT_MS = 1_000;
/** It is loaded, maybe for the first time and over a slow line. */
const START_MS = 30_000;
/** Edits that are found out one after the other, for one question. */
const MAX_FOUND_OUT = 8;

/** The worker's side of a page: a worker in the browser, the same code beside a test. */
export interface PageReader {
	ask<Job extends PageJob>(job: Job, asks: PageJobs[Job]['asks']): Promise<PageJobs[Job]['gives']>;
	close(): void;
}

type Silent = { readonly silentAt: number };

export function pageReader(createWorker: () => Worker, silentMs: number = SILENT_MS): PageReader {
	const unreadable = new Set<string>();
	let worker: Worker | undefined;
	let last: Promise<unknown> = Promise.resolve();
	let n = 0;

	function end(): void {
		worker?.terminate();
		worker = undefined;
	}

	/** What it gives, or the edit it was at when it fell silent. */
	function once<Job extends PageJob>(
		job: Job,
		asks: PageJobs[Job]['asks'],
		careful: boolean
	): Promise<{ readonly gives: PageJobs[Job]['gives'] } | Silent> {
		const mine = ++n;
		const fresh = worker === undefined;
		const asked = (worker ??= createWorker());
		return new Promise((resolve, reject) => {
			let at = -1;
			let timer: ReturnType<typeof setTimeout>;
			const finish = (then: () => void): void => {
				clearTimeout(timer);
				asked.removeEventListener('message', heard);
				asked.removeEventListener('error', broke);
				then();
			};
			const silent = (): void => finish(() => (end(), resolve({ silentAt: at })));
			const wait = (ms: number): void => {
				clearTimeout(timer);
				timer = setTimeout(silent, ms);
			};
			const heard = ({ data }: MessageEvent<PageReply>): void => {
				wait(silentMs);
				if ('ready' in data || data.n !== mine) return;
				if ('at' in data) at = data.at;
				// The worker is our own code, built from the same table of jobs.
				else if ('result' in data) finish(() => resolve({ gives: data.result as PageJobs[Job]['gives'] }));
				else finish(() => reject(new Error(data.failed)));
			};
			const broke = (): void => finish(() => (end(), reject(new NodeError('storage-unreadable'))));
			asked.addEventListener('message', heard);
			asked.addEventListener('error', broke);
			wait(fresh ? START_MS : silentMs);
			asked.postMessage({ n: mine, do: job, careful, ...asks });
		});
	}

	async function answered<Job extends PageJob>(
		job: Job,
		asks: PageJobs[Job]['asks']
	): Promise<PageJobs[Job]['gives']> {
		let careful = false;
		for (let tries = 0; tries < 2 * MAX_FOUND_OUT; tries++) {
			const edits: readonly Edit[] = asks.edits.filter(({ id }) => !unreadable.has(id));
			const came = await once(job, { ...asks, edits }, careful);
			if ('gives' in came) return came.gives;
			const culprit = edits[came.silentAt];
			if (careful && culprit) unreadable.add(culprit.id);
			careful = true;
		}
		throw new NodeError('storage-unreadable');
	}

	return {
		ask(job, asks) {
			const reply = last.then(() => answered(job, asks));
			last = reply.catch(() => undefined);
			return reply;
		},
		close: end
	};
}
