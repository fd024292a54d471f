/** What went wrong with a model's files, in our codes: the network's, the storage's and the files' own troubles. */
import { NodeError, type EngineTrouble } from '#lib/agent/ports.ts';

/** The bytes are not what they should be: thrown away and fetched once more, then `damaged`. */
export class Wrong extends Error {}

/** The file on the server is another one than before: what is kept of it does not fit what is still missing. */
export class Changed extends Wrong {}

export const trouble = (trouble: EngineTrouble, detail?: string, cause?: unknown): NodeError =>
	new NodeError('engine-unavailable', { trouble, cause, ...(detail !== undefined && { detail }) });

/** Every error of a download as a NodeError with its trouble. */
export function worded(error: unknown): NodeError {
	if (error instanceof NodeError) return error;
	const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
	if (error instanceof Wrong) return trouble('damaged', message, error);
	if (name === 'QuotaExceededError') return trouble('no-room', message, error);
	if (name === 'AbortError') return trouble('cancelled', message, error);
	// What the browser says when the storage itself is out of order, or shut in private windows.
	if (name === 'SecurityError' || name === 'InvalidStateError' || name === 'UnknownError')
		return trouble('unsupported', message, error);
	return trouble('interrupted', message, error);
}
