/**
 * The engines there are. Each is loaded only when it is chosen, so that nobody waits for a model they do not use.
 * To add one: its file, and one line here.
 */
import type { Engine } from '#lib/agent/ports.ts';

export const engines = {
	quotes: async () => (await import('./quotes.ts')).quotes
} as const satisfies Record<string, () => Promise<Engine>>;

export type EngineId = keyof typeof engines;

/** Works everywhere, at once, without a download. */
export const DEFAULT_ENGINE: EngineId = 'quotes';
