/** Where somebody is, as Yjs awareness says it on the way: read with suspicion, and written anew for y-webrtc. */
import * as v from 'valibot';
import { concat, type Bytes } from '#lib/protocol/bytes.ts';
import { base64urlOf, count } from '#lib/protocol/schema.ts';
import { Reading, varBytes, varText, varUint } from './carrier-bytes.ts';
import type { Presence } from './carrier.ts';

const MAX_STATE_BYTES = 1_024;
const here = v.object({ presence: v.object({ page: base64urlOf(32), from: count(), to: count() }) });

export interface SaidPresence {
	readonly clock: number;
	/** null: nowhere. */
	readonly at: Presence | null;
}

/** One member's own state. Undefined for anything else: nobody speaks for others. */
export function readPresence(update: Uint8Array): SaidPresence | undefined {
	if (update.length > MAX_STATE_BYTES) return undefined;
	try {
		const reading = new Reading(update);
		if (reading.uint() !== 1) return undefined;
		reading.uint();
		const clock = reading.uint();
		const state: unknown = JSON.parse(reading.text());
		if (!reading.done) return undefined;
		return { clock, at: presenceIn(state) ?? null };
	} catch {
		return undefined;
	}
}

/** As awareness reads it, under a client id of our choice. */
export const presenceUpdate = (client: number, { clock, at }: SaidPresence): Bytes =>
	varBytes(
		concat(varUint(1), varUint(client), varUint(clock), varText(JSON.stringify(at && { presence: at })))
	);

/** What stands in awareness under a client. */
export function presenceIn(state: unknown): Presence | undefined {
	const read = v.safeParse(here, state);
	return read.success ? read.output.presence : undefined;
}
