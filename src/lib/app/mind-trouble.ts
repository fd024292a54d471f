/** What is wrong with an engine or a model, out of whatever was thrown for it. */
import { NodeError, type EngineTrouble } from '#lib/agent/ports.ts';

/** Undefined where it is something else. */
export const engineTroubleOf = (thrown: unknown): EngineTrouble | undefined =>
	thrown instanceof NodeError ? thrown.trouble : undefined;
