/**
 * What is looked for, and how it came: a seek, which says itself where offers go, and the probe around it. Only what one
 * envelope shows is checked here; that a question is passed on once, and how much of whom, is the reader's memory to know.
 */
import { openCard, openPart } from './carried.ts';
import { isRefusal, type Bodies, type SaidOf } from './envelope.ts';
import type { PeerId } from './identity.ts';
import { CLOCK_SLACK_MS, MAX_HOPS, MAX_SEEK_CHARS, SEEK_LIFETIME_MS } from './limits.ts';
import { refuse, type Refusal } from './refusal.ts';

export interface OpenSeek {
	readonly seek: SaidOf<'seek'>;
	/** As it was signed, to be passed on. */
	readonly text: string;
}

/**
 * A seek in text form. `now`: milliseconds since 1970 by the server-corrected clock. Refused as `malformed` when it would
 * last longer than `SEEK_LIFETIME_MS` or ends before it begins; as `expired` when `until` has passed by more than
 * `CLOCK_SLACK_MS`; otherwise as `open` refuses it. Never throws.
 */
export async function openSeek(text: string, now: number): Promise<OpenSeek | Refusal> {
	const seek = await openPart('seek', text, MAX_SEEK_CHARS, now);
	if (isRefusal(seek)) return seek;
	const { until } = seek.body;
	if (until <= seek.ts || until > seek.ts + SEEK_LIFETIME_MS) return refuse('malformed', 'body.until');
	// Both clocks may be off the server's by a little, as for live messages.
	if (now > until + CLOCK_SLACK_MS) return refuse('expired', 'body.until');
	return { seek, text };
}

/** How many links lie between the asker and the reader, as the path tells it: 1 from the asker itself. */
export const distanceOf = (path: readonly string[], sender: PeerId, asker: PeerId): number =>
	sender === asker ? 1 : path.length + 2;

/**
 * What is wrong with how a probe says it came, or undefined: its path holds a peer twice, the reader, the sender or the
 * asker; it comes from the asker, yet by way of others; path and `hops` together lead further than `MAX_HOPS`; the reader
 * asked it itself. A path that passes is a claim all the same: its sender may have left others out.
 */
export function pathTrouble(
	{ path, hops }: Pick<Bodies['probe'], 'path' | 'hops'>,
	{ asker, sender, reader }: { readonly asker: PeerId; readonly sender: PeerId; readonly reader: PeerId }
): Refusal | undefined {
	if (asker === reader) return refuse('malformed', 'my own seek');
	const on = new Set<string>(path);
	if (on.size !== path.length || [asker, sender, reader].some((peer) => on.has(peer)))
		return refuse('malformed', 'body.path');
	if (sender === asker && path.length > 0) return refuse('malformed', 'body.path');
	if (distanceOf(path, sender, asker) + hops > MAX_HOPS) return refuse('malformed', 'body.hops');
	return undefined;
}

/** A probe's seek, when both it and the way it came hold; else why not. `from`, the sender, is who delivered it. */
export async function openProbe(
	{ from, body }: Pick<SaidOf<'probe'>, 'from' | 'body'>,
	now: number,
	reader: PeerId
): Promise<OpenSeek | Refusal> {
	const opened = await openSeek(body.seek, now);
	if (isRefusal(opened)) return opened;
	return pathTrouble(body, { asker: opened.seek.from, sender: from, reader }) ?? opened;
}

/**
 * An offer's card, when it is its sender's and the offer is for cells that were asked for by way of peers that can have been
 * on the way; else why not. Whether the question is still open is the asker's memory to know.
 */
export async function openOffer(
	{ from, body }: Pick<SaidOf<'offer'>, 'from' | 'body'>,
	asked: { readonly asker: PeerId; readonly cells: readonly number[] },
	now: number
): Promise<SaidOf<'card'> | Refusal> {
	if (!body.cells.every((cell) => asked.cells.includes(cell))) return refuse('malformed', 'body.cells');
	const on = new Set<string>(body.path);
	if (on.size !== body.path.length || on.has(from) || on.has(asked.asker))
		return refuse('malformed', 'body.path');
	return openCard(body.card, now, from);
}
