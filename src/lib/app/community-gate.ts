/**
 * Whether what is said to all in a community interrupts the person now, and why. What is for them alone is never asked
 * about here: it always does. Held back is what comes while they are busy or at something, where they muted it, and what is
 * far from their topics in a community they hardly open; of what nobody can tell, it is told.
 */
import type { PeerId } from '#lib/protocol/identity.ts';
import { fieldOf, isTopic, type Cell } from '#lib/agent/routing/cells.ts';
import { isOften } from '#lib/agent/ties.ts';
import type { Settings } from '#lib/store/settings.ts';
import type { HeldWhy, ToldWhy } from './communities-api.ts';

/** Something said to all. */
export interface Broadcast {
	readonly id: string;
	readonly community: string;
	readonly by: PeerId;
	readonly text: string;
}

export type Verdict =
	| { readonly held: HeldWhy }
	/** `topic`: which of mine it is about, where that has a name. */
	| { readonly because?: ToldWhy; readonly topic?: string };

export interface GateDeps {
	readonly settings: Pick<Settings, 'get' | 'put'>;
	/** As the person lets contacts know, where they do. */
	readonly own: () => { readonly state: string; readonly focus?: string | undefined } | undefined;
	readonly topics: () => Promise<readonly Cell[]>;
	readonly cellsOf: (text: string) => Promise<readonly Cell[]>;
	readonly nameOf: (cell: Cell) => Promise<string | undefined>;
	readonly ties: () => Promise<ReadonlyMap<PeerId, number>>;
	readonly now: () => number;
}

export interface Gate {
	/** By id. Never throws: what cannot be judged is told. */
	judged(
		said: readonly Broadcast[],
		where: { readonly muted: boolean; readonly joinedAt: number }
	): Promise<ReadonlyMap<string, Verdict>>;
	/** The person has looked at it. */
	opened(community: string): Promise<void>;
	/** They forget it: so does this. */
	forget(community: string): Promise<void>;
}

/** The name of the setting. */
export const OPENED = 'communities-opened';
const WEEK_MS = 7 * 24 * 60 * 60_000;
/** Reading on in one place is one opening. */
const APART_MS = 10 * 60_000;
/** Opened once this week, or more often before. */
const LATELY = 0.5;
const MOST_KEPT = 100;

interface Opened {
	/** Openings, each counting half after a week. */
	readonly times: number;
	readonly at: number;
}

export function openGate(deps: GateDeps): Gate {
	const { settings, now } = deps;
	let last: Promise<unknown> = Promise.resolve();

	/** Each on what the one before has kept. */
	function inTurn(work: () => Promise<void>): Promise<void> {
		const done = last.then(work);
		last = done.catch(() => undefined);
		return done;
	}

	async function note(community: string): Promise<void> {
		const all = read(await settings.get(OPENED));
		const before = all.get(community);
		if (before && Math.abs(now() - before.at) < APART_MS) return;
		all.delete(community);
		all.set(community, { times: faded(before, now()) + 1, at: now() });
		await settings.put(OPENED, Object.fromEntries([...all].slice(-MOST_KEPT)));
	}

	async function drop(community: string): Promise<void> {
		const all = read(await settings.get(OPENED));
		if (all.delete(community)) await settings.put(OPENED, Object.fromEntries(all));
	}

	return {
		async judged(said, { muted, joinedAt }) {
			if (said.length === 0) return new Map();
			const held = muted ? 'muted' : heldBy(deps.own());
			if (held) return new Map(said.map(({ id }) => [id, { held }]));
			try {
				const mine = await deps.topics();
				const ties = await deps.ties();
				const kept = read(await settings.get(OPENED));
				const verdicts = new Map<string, Verdict>();
				for (const one of said) {
					// Who came in lately has opened it, whatever they did since.
					const times = faded(kept.get(one.community), now()) + faded({ times: 1, at: joinedAt }, now());
					verdicts.set(one.id, await verdictOf(one, mine, times >= LATELY, ties, deps));
				}
				return verdicts;
			} catch {
				return new Map();
			}
		},
		opened: (community) => inTurn(() => note(community)),
		forget: (community) => inTurn(() => drop(community))
	};
}

function heldBy(own: ReturnType<GateDeps['own']>): HeldWhy | undefined {
	if (own?.state === 'busy') return 'busy';
	return own?.focus ? 'focus' : undefined;
}

async function verdictOf(
	{ by, text }: Broadcast,
	mine: readonly Cell[],
	isOpenedLately: boolean,
	ties: ReadonlyMap<PeerId, number>,
	{ cellsOf, nameOf }: GateDeps
): Promise<Verdict> {
	if (isOften(ties.get(by) ?? 0)) return { because: 'often' };
	const cells = mine.length > 0 ? await cellsOf(text) : [];
	const shared = cells.find((cell) => mine.some((own) => isNear(own, cell)));
	if (shared !== undefined) {
		const topic = await nameOf(shared);
		return { because: 'topic', ...(topic !== undefined && { topic }) };
	}
	if (isOpenedLately) return { because: 'opened' };
	return cells.some(isTopic) ? { held: 'far' } : {};
}

/** The same topic or word, or a topic of the same field. */
const isNear = (one: Cell, other: Cell): boolean =>
	one === other || (fieldOf(one) !== undefined && fieldOf(one) === fieldOf(other));

const faded = (opened: Opened | undefined, now: number): number =>
	opened ? opened.times * 2 ** (-Math.max(0, now - opened.at) / WEEK_MS) : 0;

/** An older version, or a backup, may hold something else. */
function read(kept: unknown): Map<string, Opened> {
	if (typeof kept !== 'object' || kept === null) return new Map();
	return new Map(
		Object.entries(kept).flatMap(([id, value]: [string, unknown]) => {
			const { times, at } = (value ?? {}) as Partial<Record<keyof Opened, unknown>>;
			return typeof times === 'number' && typeof at === 'number' ? [[id, { times, at }] as const] : [];
		})
	);
}
