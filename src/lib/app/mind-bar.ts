/**
 * One honest bar for all of a loading: its phases share it, it never goes back, and what is left is told only where it
 * can be known. Tells often enough to be read and no more, however often the parts report.
 */
import type { Loading } from './node-api.ts';

type Phase = Loading['phase'];

/** A report of one phase: bytes while downloading, else steps; `of` 0 where the whole is not known. */
export interface PhaseStep {
	readonly phase: Phase;
	readonly done: number;
	readonly of: number;
	readonly bytesPerSecond?: number;
}

const ORDER: readonly Phase[] = ['download', 'check', 'open', 'compile'];
/** What a phase takes of the bar, about: a download takes minutes, the rest seconds. */
const SHARES: Readonly<Record<Phase, number>> = { download: 80, check: 6, open: 10, compile: 4 };
/** Four times a second is as often as a number can be read. */
const TELL_EVERY_MS = 250;

export interface Bar {
	step(step: PhaseStep): void;
}

export interface BarOptions {
	readonly name: string;
	readonly model?: string;
	/** Those there will be, in their order. */
	readonly phases: readonly Phase[];
	readonly now: () => number;
	readonly tell: (loading: Loading) => void;
}

/** Tells at once that it has begun. */
export function openBar({ name, model, phases, now, tell }: BarOptions): Bar {
	const whole = phases.reduce((sum, phase) => sum + SHARES[phase], 0);
	let told: Loading = {
		name,
		...(model !== undefined && { model }),
		phase: phases[0] ?? 'open',
		progress: 0,
		doneBytes: 0,
		totalBytes: 0,
		bytesPerSecond: 0
	};
	let toldAt = now();
	let newest = told;
	tell(told);

	return {
		step(step) {
			// A late word of an earlier phase must not turn the bar back.
			if (ORDER.indexOf(step.phase) < ORDER.indexOf(newest.phase)) return;
			const before = phases.filter((phase) => ORDER.indexOf(phase) < ORDER.indexOf(step.phase));
			const share = step.of > 0 ? Math.min(1, Math.max(0, step.done / step.of)) : 0;
			const done = before.reduce((sum, phase) => sum + SHARES[phase], 0) + share * SHARES[step.phase];
			newest = {
				...bytesOf(newest, step),
				phase: step.phase,
				progress: Math.max(newest.progress, Math.min(1, done / whole))
			};
			const isNews = newest.phase !== told.phase || now() - toldAt >= TELL_EVERY_MS;
			if (!isNews) return;
			told = newest;
			toldAt = now();
			tell(told);
		}
	};
}

function bytesOf({ remainingMs: _, ...loading }: Loading, step: PhaseStep): Loading {
	if (step.phase !== 'download') return { ...loading, bytesPerSecond: 0 };
	const { bytesPerSecond = 0 } = step;
	const left = Math.max(0, step.of - step.done);
	return {
		...loading,
		doneBytes: Math.max(loading.doneBytes, step.done),
		totalBytes: Math.max(loading.totalBytes, step.of),
		bytesPerSecond,
		...(bytesPerSecond > 0 && { remainingMs: Math.round((left / bytesPerSecond) * 1000) })
	};
}
