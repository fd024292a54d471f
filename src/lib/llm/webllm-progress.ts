/**
 * WebLLM's progress as our steps. Its reports run from 0 to 1 three times and say what they are about only in their text;
 * ours never go back. Its first phase, the download, does not happen here: the files are there already.
 */
import type { InitProgressReport } from '@mlc-ai/web-llm';
import type { LoadStep } from './engine-messages.ts';

/** Where a report does not count its parts. */
const PARTS = 100;

export function stepsFrom(tell: (step: LoadStep) => void): (report: InitProgressReport) => void {
	let last: LoadStep = { phase: 'open', done: 0, of: 0 };
	return (report) => {
		const step = stepOf(report);
		if (!step || isBehind(step, last)) return;
		last = step;
		tell(step);
	};
}

function stepOf({ progress, text }: InitProgressReport): LoadStep | undefined {
	const phase = phaseOf(text);
	if (!phase) return undefined;
	const [, done, of] = /\[(\d+)\/(\d+)\]/.exec(text) ?? [];
	if (done !== undefined && of !== undefined) return { phase, done: Number(done), of: Number(of) };
	const part = Number.isFinite(progress) ? Math.min(1, Math.max(0, progress)) : 0;
	return { phase, done: Math.round(part * PARTS), of: PARTS };
}

function phaseOf(text: string): LoadStep['phase'] | undefined {
	if (text.startsWith('Loading model from cache')) return 'open';
	if (text.startsWith('Loading GPU shader modules') || text.startsWith('Finish loading')) return 'compile';
	return undefined;
}

function isBehind(step: LoadStep, last: LoadStep): boolean {
	if (step.phase !== last.phase) return step.phase === 'open';
	const part = ({ done, of }: LoadStep): number => (of === 0 ? -1 : done / of);
	return part(step) <= part(last);
}
