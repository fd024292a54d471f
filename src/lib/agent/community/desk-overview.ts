/** What a community is, who is in it, and who did what nobody honest does. */
import type { Role } from '../../protocol/acts.ts';
import type { Ground } from './desk-ground.ts';
import { allOf } from './log.ts';
import { rankOf, type Person } from './roles.ts';
import type { Fault, Member, Overview } from './views.ts';

const isRole = (standing: Person['standing']): standing is Role => rankOf(standing) > 0;
const byName = (a: { name: string; peer: string }, b: { name: string; peer: string }): number =>
	a.name < b.name ? -1 : a.name > b.name ? 1 : a.peer < b.peer ? -1 : 1;

/** Undefined before the founding entry is there. */
export function overviewOf(ground: Ground, now: number): Overview | undefined {
	if (!ground.founded) return undefined;
	const { roles, nameOf } = ground;
	const { name, about, norms, topics, listed, joining, foundedAt, epoch } = roles.described;
	const people = [...roles.people.values()];
	const mine = roles.people.get(ground.me)?.standing ?? 'none';
	return {
		...{ id: ground.id, name, about, norms, topics, listed, joining, mine, epoch, foundedAt },
		members: people.flatMap((person) => membersOf(ground, person)).sort(anchorsFirst),
		asking: people
			.filter(({ standing }) => standing === 'asking')
			.map(({ peer, since }) => ({ peer, name: nameOf(peer), at: since })),
		invites: [...roles.invites.values()]
			.filter(({ revoked, joins, uses, until }) => !revoked && joins.length < uses && until > now)
			.map(({ entry, by, uses, joins, until }) => ({
				...{ entry, by, until, joins: [...joins], usesLeft: uses - joins.length }
			})),
		faults: faultsOf(ground),
		entries: entriesOf(ground)
	};
}

function membersOf(ground: Ground, { peer, standing, since, frozen }: Person): readonly Member[] {
	if (!isRole(standing)) return [];
	const name = ground.nameOf(peer);
	return [{ peer, name, role: standing, since, frozen, card: ground.cardOf(peer) }];
}

const anchorsFirst = (a: Member, b: Member): number =>
	Number(b.role === 'anchor') - Number(a.role === 'anchor') || byName(a, b);

function faultsOf({ roles, content, seen }: Ground): readonly Fault[] {
	const all = new Map<string, Fault>();
	for (const faults of [roles.faults, content.faults, seen])
		for (const [key, fault] of faults) {
			const known = all.get(key);
			const times = fault.times + (known?.times ?? 0);
			all.set(key, { ...fault, times, lastAt: Math.max(fault.lastAt, known?.lastAt ?? 0) });
		}
	return [...all.values()].sort((a, b) => b.lastAt - a.lastAt || (a.peer < b.peer ? -1 : 1));
}

function entriesOf({ logs, roles }: Ground): number {
	let entries = 0;
	for (const log of logs.values()) if (roles.ever.logs.has(log.dev)) entries += allOf(log).length;
	return entries;
}
