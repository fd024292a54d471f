/** Errands as this device keeps them: one setting, for they are few. What an older version or a backup holds is checked. */
import * as v from 'valibot';
import { asPeerId, type PeerId } from '#lib/protocol/identity.ts';
import type { Settings } from '#lib/store/settings.ts';
import { writtenText } from './community-said.ts';
import {
	MAX_ERRAND_CHARS,
	MAX_ERRAND_STEPS,
	MAX_STEP_CHARS,
	MAX_WAIT_MS,
	type Errand,
	type ErrandStep,
	type ErrandToSend
} from './errands-api.ts';

export const ERRANDS = 'errands';
/** The oldest that ended make room. */
export const MAX_ERRANDS = 32;

/** A step as it is kept. */
export interface KeptStep extends ErrandStep {
	/** What stood last where it was said when it was begun: what I said since then may be this. */
	readonly after?: string;
}

export interface KeptErrand extends Errand {
	readonly steps: readonly KeptStep[];
}

const peer = v.pipe(
	v.string(),
	v.check((text) => asPeerId(text) !== undefined),
	v.transform((text) => text as PeerId)
);
const optional = {
	text: v.exactOptional(v.string()),
	number: v.exactOptional(v.number())
};
const step = v.object({
	kind: v.picklist(['ask', 'share']),
	where: v.variant('to', [
		v.object({ to: v.literal('community'), id: v.string(), name: v.string() }),
		v.object({ to: v.literal('person'), peer, name: v.string() })
	]),
	text: v.string(),
	state: v.picklist(['waiting', 'offline', 'sending', 'sent', 'failed', 'taken-back']),
	trouble: v.exactOptional(v.picklist(['not-in', 'no-contact', 'full', 'unexpected'])),
	...{ from: optional.text, entry: optional.text, at: optional.number, after: optional.text }
});
const answer = v.object({
	...{ id: v.string(), step: v.number(), by: peer, name: v.string(), at: v.number() },
	...{ byAgent: v.boolean(), text: v.string(), isCut: v.boolean(), isAmended: v.boolean() },
	reads: v.exactOptional(v.picklist(['yes', 'no']))
});
const act = v.object({
	at: v.number(),
	what: v.picklist([
		...(['began', 'sent', 'failed', 'taken-back', 'stopped', 'answered', 'over', 'told', 'undone'] as const)
	]),
	step: optional.number
});
const errand: v.GenericSchema<unknown, KeptErrand> = v.object({
	...{ id: v.string(), text: v.string(), madeAt: v.number(), until: optional.number, more: v.number() },
	state: v.picklist(['running', 'answered', 'over', 'told', 'undone', 'stopped']),
	...{ steps: v.array(step), answers: v.array(answer), acts: v.array(act) }
});

const asErrands = (value: unknown): readonly KeptErrand[] =>
	Array.isArray(value)
		? value.flatMap((one: unknown) => {
				const read = v.safeParse(errand, one);
				return read.success ? [read.output] : [];
			})
		: [];

export interface KeptErrands {
	/** Oldest first. */
	list(): Promise<readonly KeptErrand[]>;
	/** In turn: each change sees the one before; one that could not be stored has not happened. */
	change(work: (all: readonly KeptErrand[]) => readonly KeptErrand[]): Promise<readonly KeptErrand[]>;
}

export function keptErrands(settings: Pick<Settings, 'get' | 'put'>): KeptErrands {
	let last: Promise<readonly KeptErrand[]> | undefined;
	const list = (): Promise<readonly KeptErrand[]> =>
		(last ??= settings
			.get(ERRANDS)
			.then(asErrands)
			.catch((error: unknown) => {
				// Read again by the next who asks.
				last = undefined;
				throw error;
			}));
	return {
		list,
		async change(work) {
			const before = list();
			const after = before.then(async (all) => {
				const changed = capped(work(all));
				if (changed !== all) await settings.put(ERRANDS, changed);
				return changed;
			});
			last = after.catch(() => before);
			// Where it could not even be read, whoever asked for the change hears of it.
			last.catch(() => undefined);
			return after;
		}
	};
}

function capped(all: readonly KeptErrand[]): readonly KeptErrand[] {
	const surplus = all.length - MAX_ERRANDS;
	if (surplus <= 0) return all;
	const gone = new Set(all.filter(({ state }) => state !== 'running').slice(0, surplus));
	return all.filter((one) => !gone.has(one));
}

/** An errand that nobody has gone on yet. Throws RangeError for what does not fit. */
export function madeOf({ text, steps, waitMs }: ErrandToSend, id: string, at: number): KeptErrand {
	const said = steps.map((step) => ({ ...step, text: writtenText(step.text), state: 'waiting' as const }));
	const fits = said.every((step) => step.text !== '' && step.text.length <= MAX_STEP_CHARS);
	if (said.length === 0 || said.length > MAX_ERRAND_STEPS || !fits || text.length > MAX_ERRAND_CHARS)
		throw new RangeError(`errand: ${said.length} steps, ${text.length} letters`);
	if (waitMs !== null && !(waitMs > 0 && waitMs <= MAX_WAIT_MS)) throw new RangeError(`errand: ${waitMs} ms`);
	return {
		...{ id, text, madeAt: at, state: 'running', steps: said, answers: [], more: 0 },
		...(waitMs !== null && { until: at + waitMs }),
		acts: [{ at, what: 'began' }]
	};
}
