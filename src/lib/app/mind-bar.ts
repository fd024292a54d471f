/**
 * One honest bar for all of a loading: its phases share it, it never goes back, and what is left is told only where it
 * can be known. The parts report a few times a second at most, so everything they say is passed on.
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
export interface Bar {
	step(step: PhaseStep): void;
}

export interface BarOptions {
	readonly name: string;
	readonly model?: string;
	/** Those there will be, in their order. */
	readonly phases: readonly Phase[];
	readonly tell: (loading: Loading) => void;
}

/** Tells at once that it has begun. */
export function openBar({ name, model, phases, tell }: BarOptions): Bar {
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
	tell(told);

	return {
		step(step) {
			// A late word of an earlier phase must not turn the bar back.
			if (ORDER.indexOf(step.phase) < ORDER.indexOf(told.phase)) return;
			const before = phases.filter((phase) => ORDER.indexOf(phase) < ORDER.indexOf(step.phase));
			const share = step.of > 0 ? Math.min(1, Math.max(0, step.done / step.of)) : 0;
			const done = before.reduce((sum, phase) => sum + SHARES[phase], 0) + share * SHARES[step.phase];
			told = {
				...bytesOf(told, step),
				phase: step.phase,
				progress: Math.max(told.progress, Math.min(1, done / whole))
			};
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
		// The catalogue's size is about; the newest is the one that counts.
		totalBytes: step.of,
		bytesPerSecond,
		...(bytesPerSecond > 0 && { remainingMs: Math.round((left / bytesPerSecond) * 1000) })
	};
}
