/** What the Prompt API says, in our words: its troubles, its download, how much it holds. */
import { NodeError, type EngineTrouble } from '#lib/agent/ports.ts';
import type { LoadStep } from './engine-messages.ts';

export function unavailable(trouble: EngineTrouble, said?: unknown): NodeError {
	const detail = said instanceof Error ? `${said.name}: ${said.message}` : trouble;
	return new NodeError('engine-unavailable', { trouble, detail, cause: said });
}

/** Its errors are DOMExceptions, told apart by name. */
export function troubleOf(error: unknown, moment: 'loading' | 'working'): EngineTrouble {
	switch (error instanceof Error ? error.name : '') {
		case 'QuotaExceededError':
			return moment === 'loading' ? 'no-room' : 'too-long';
		case 'NetworkError':
			return 'interrupted';
		case 'AbortError':
			return 'cancelled';
		// No click before a download, a policy, a language or a schema it does not do.
		case 'NotAllowedError':
		case 'NotSupportedError':
		case 'SecurityError':
			return 'unsupported';
		default:
			return 'crashed';
	}
}

/** `loaded` of its progress runs from 0 to 1. */
const PARTS = 100;

export function stepsOfDownload(tell: (step: LoadStep) => void): (monitor: CreateMonitor) => void {
	let last = 0;
	return (monitor) =>
		monitor.addEventListener('downloadprogress', ({ loaded, total }) => {
			const part = total > 0 ? loaded / total : loaded;
			const done = Math.round(Math.min(1, Math.max(0, part)) * PARTS);
			if (done <= last) return;
			last = done;
			tell({ phase: 'open', done, of: PARTS });
		});
}

/** Where a browser says nothing: what the first of them had. */
const USUAL_TOKENS = 4_096;

/** Tokens that one session holds; its name has changed. */
export const sizeOf = (session: { readonly contextWindow?: number; readonly inputQuota?: number }): number =>
	session.contextWindow ?? session.inputQuota ?? USUAL_TOKENS;
