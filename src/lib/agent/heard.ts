/**
 * What looking for somebody who knows brings in, opened and admitted already: handed to whoever deals with it. Loaded with
 * the first of these.
 */
import { openCard } from '../protocol/carried.ts';
import { isRefusal } from '../protocol/refusal.ts';
import type { Admitted } from './admission.ts';
import { seenCard } from './cards.ts';
import { takeGossip, type TakingDeps } from './gossip.ts';
import type { Inside } from './inside.ts';
import type { Spoken } from './policy.ts';

export type HeardDeps = Omit<TakingDeps, 'blamed'> & Pick<Inside, 'finding'>;

type Heard = Extract<Spoken, { kind: 'probe' | 'offer' | 'referral' | 'gossip' }>;

/** After a reload nothing is `opened`: who looked and what was offered is forgotten with the tab, the rest still counts. */
export async function heard(
	said: Heard,
	opened: Admitted,
	deps: HeardDeps & Pick<TakingDeps, 'blamed'>
): Promise<void> {
	switch (said.kind) {
		case 'probe':
			if (opened.seek) await (await deps.finding()).probed(said, opened.seek);
			return;
		case 'offer':
			if (opened.card) await (await deps.finding()).offered(said);
			return;
		case 'gossip':
			return takeGossip(said, deps);
		case 'referral': {
			const { clock, finding } = deps;
			const card = opened.card ?? (await openCard(said.body.card, clock.now()));
			if (isRefusal(card)) return;
			await (await finding()).referred(said, seenCard(card, said.body.card, clock.now()));
		}
	}
}
