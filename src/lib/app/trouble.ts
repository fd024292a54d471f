/** What went wrong, as the code that the screens turn into words. */
import { NodeError, type NodeErrorCode } from '#lib/agent/ports.ts';

/** `unexpected`: not one of the limits we know; our own mistake. */
export type Trouble = NodeErrorCode | 'unexpected';

/** The code inside whatever was thrown; errors that crossed from another tab keep name and code only. */
export function troubleOf(thrown: unknown): Trouble {
	if (thrown instanceof NodeError) return thrown.code;
	if (thrown instanceof Error && thrown.name === 'NodeError' && 'code' in thrown)
		return thrown.code as NodeErrorCode;
	return 'unexpected';
}
