/**
 * What I may do in a community, said before it is signed: what others would leave out is not written at all. The entries decide
 * anew when they are put in order, by everybody for themselves.
 */
import type { Act, ActKind, Role } from '../../protocol/acts.ts';
import type { PeerId } from '../../protocol/identity.ts';
import type { Overview } from './views.ts';

const RANK: Record<Overview['mine'], number> = { none: 0, asking: 0, guest: 1, member: 2, anchor: 3 };

const least: Record<Exclude<ActKind, 'found' | 'join'>, Role> = {
	...{ reply: 'guest', react: 'guest', amend: 'guest', card: 'guest', leave: 'guest' },
	...{ post: 'member', page: 'member', edit: 'member', file: 'member', event: 'member' },
	...{ describe: 'anchor', invite: 'anchor', revoke: 'anchor', role: 'anchor', remove: 'anchor' },
	...{ epoch: 'anchor', pin: 'anchor', hide: 'anchor', summary: 'anchor' }
};

/** Throws RangeError where it is not mine to do as things stand. */
export function checkMay(act: Act, { mine, members, asking }: Overview, me: PeerId): void {
	if (act.kind === 'found' || act.kind === 'join') throw new RangeError(`${act.kind}: not done inside`);
	if (RANK[mine] < RANK[least[act.kind]]) throw new RangeError(`${act.kind}: not for ${mine}`);
	const whom =
		act.kind === 'leave' ? me : act.kind === 'remove' || act.kind === 'role' ? act.peer : undefined;
	if (whom === undefined) return;
	const now = members.find(({ peer }) => peer === whom);
	if (!now && !asking.some(({ peer }) => peer === whom)) throw new RangeError(`${act.kind}: not in here`);
	const stays = act.kind === 'role' && act.role === 'anchor';
	const anchors = members.filter(({ role }) => role === 'anchor').length;
	if (now?.role === 'anchor' && anchors === 1 && !stays) throw new RangeError(`${act.kind}: the last anchor`);
}
