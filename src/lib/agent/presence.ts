/**
 * Whether contacts are there, as they say themselves: kept as long as the tab, replaced by the next, gone with their link.
 * Types and bounds only; when mine is said is the composition root's.
 */
import type { Bodies } from '../protocol/envelope.ts';
import { wireLine } from './wire-text.ts';

export type Presence = Bodies['presence'];

const FOCUS_CHARS = 80;

/** As it may travel: in one line, no longer than the wire allows. */
export const presenceOf = ({ state, energy, focus, doing }: Presence): Presence => ({
	state,
	...(energy !== undefined && { energy: Math.round(Math.min(100, Math.max(0, energy))) }),
	...(focus && { focus: wireLine(focus, FOCUS_CHARS) }),
	...(doing && { doing: wireLine(doing, FOCUS_CHARS) })
});
