/** Two honest members and Mallory, and what each of them sees of their community. */
import type { Act } from '../../protocol/acts.ts';
import type { Entry } from '../../protocol/entry.ts';
import { aCommunity, NOW, unsignedEntry, type Replica } from './desk.fixture.ts';

export const post = (text: string): Act => ({ kind: 'post', text });
export const three = async () => {
	const { members, ...rest } = await aCommunity(['Ada', 'Bo', 'Mallory']);
	const [ada, bo, mallory] = members as [Replica, Replica, Replica];
	return { ada, bo, mallory, ...rest };
};
export const textsOf = async (one: Replica) =>
	(await one.desk.threads(one.community, { most: 1_000 })).threads.map(({ text }) => text);
export const overviewOf = async (one: Replica) => {
	const overview = await one.desk.overview(one.community, NOW);
	if (!overview) throw new Error('expected an overview');
	return overview;
};
export const rolesOf = async (one: Replica) =>
	Object.fromEntries((await overviewOf(one)).members.map(({ name, role }) => [name, role]));
export const faultsOf = async (one: Replica) =>
	(await overviewOf(one)).faults.map(({ peer, what, times }) => ({ peer, what, times }));
/** Another entry at the place of `entry`. */
export const twinOf = (by: Replica, { community, seq, prev, clock }: Entry, act: Act): Entry =>
	unsignedEntry(by.who, act, { community, seq, prev, clock });
