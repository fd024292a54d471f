/**
 * What a node does when it hears that somebody looks for something: offers to the asker if it holds it, else tells its
 * best contact, else drops it. Trusts nothing a neighbour says of hops, budget or path: each seek is dealt with once, goes
 * at most three hops in all, and every neighbour may cause so many and no more.
 */
import type { PeerId } from '../../protocol/identity.ts';
import {
	CLOCK_SLACK_MS,
	MAX_HOPS,
	MAX_PROBES,
	MAX_QUESTION_CELLS,
	SEEK_LIFETIME_MS
} from '../../protocol/limits.ts';
import { chooseToTell } from './choosing.ts';
import type { Effect, Heard } from './events.ts';
import { bounded, MOST_NEIGHBOURS, MOST_SEEN, type Means, type RouterState } from './router-state.ts';

type Probe = Extract<Heard, { kind: 'probe' }>;

const MINUTE_MS = 60_000;
/** Probes a minute dealt with for one neighbour: a person asks a few questions a minute, and passes on those of some others. */
const OF_A_CONTACT = 32;
const OF_A_STRANGER = 8;
/** To so many at once at most; more only shares the same budget. */
const MOST_BRANCHES = 2;

export function hearProbe(state: RouterState, probe: Probe, means: Means): readonly Effect[] {
	const { seek, from } = probe;
	const told = asTold(state, probe, means.now);
	if (!told || !isWithinBounds(state, from, means.now)) return [];
	// The asker wants to know of me alone, and may have me told of it once more with others to tell.
	const isToMe = from === seek.asker && probe.hops === 0;
	if (!isToMe && isSeen(state, probe)) return [];
	if (means.knows(seek.cells)) return [{ do: 'offer', to: seek.asker, seek, path: told }];
	// The reader counted: how many hops the path leaves, whatever the sender says.
	const hops = Math.min(whole(probe.hops), MAX_HOPS - 1 - told.length);
	const budget = Math.min(whole(probe.budget), MAX_PROBES - 1);
	if (hops <= 0 || budget <= 0) return [];
	const outside = (peer: PeerId): boolean => peer === from || probe.path.includes(peer);
	const best = chooseToTell(state, seek, Math.min(MOST_BRANCHES, budget), outside, means.now);
	// Half of those who claim it are away: two of them are worth more than the way beyond one. Otherwise it is the way that counts.
	const claiming = best.filter(({ isExpert }) => isExpert).length;
	const branches = Math.max(claiming, budget > hops ? MOST_BRANCHES : 1);
	const chosen = best.slice(0, branches).map(({ peer }) => peer);
	if (chosen.length === 0) return [];
	const each = Math.floor((budget - chosen.length) / chosen.length);
	return chosen.map((to) => ({ do: 'probe', to, seek, hops: hops - 1, budget: each, path: told }));
}

/** Who carried it so far, its sender last; undefined where this cannot be true or is of no use any more. */
function asTold(state: RouterState, { seek, from, path }: Probe, now: number): readonly PeerId[] | undefined {
	const { me, blocked } = state;
	if (seek.asker === me || from === me || blocked.has(from) || blocked.has(seek.asker)) return undefined;
	if (!(seek.until > now) || seek.until > now + SEEK_LIFETIME_MS + CLOCK_SLACK_MS) return undefined;
	if (seek.cells.length === 0 || seek.cells.length > MAX_QUESTION_CELLS) return undefined;
	if (from === seek.asker) return path.length === 0 ? [] : undefined;
	if (path.length > MAX_HOPS - 2) return undefined;
	const told = [...path, from];
	if (new Set(told).size < told.length || told.includes(me) || told.includes(seek.asker)) return undefined;
	return told;
}

/** By asker and name: nobody can spoil another's question by using its name first. */
function isSeen({ seen }: RouterState, { seek }: Probe): boolean {
	const name = `${seek.asker} ${seek.question}`;
	if (seen.has(name)) return true;
	seen.add(name);
	bounded(seen, MOST_SEEN);
	return false;
}

function isWithinBounds({ neighbours, kept }: RouterState, from: PeerId, now: number): boolean {
	const most = kept.has(from) ? OF_A_CONTACT : OF_A_STRANGER;
	const counted = neighbours.get(from);
	if (!counted || now - counted.since >= MINUTE_MS) {
		neighbours.delete(from);
		neighbours.set(from, { since: now, probes: 1 });
		bounded(neighbours, MOST_NEIGHBOURS);
		return true;
	}
	counted.probes++;
	return counted.probes <= most;
}

const whole = (count: number): number => (count > 0 ? Math.floor(count) : 0);
