/**
 * What looking for somebody who knows brings in, opened and admitted already: handed to whoever deals with it. Loaded with
 * the first of these.
 */
import { openCard } from '../protocol/carried.ts';
import type { SaidOf } from '../protocol/envelope.ts';
import { isRefusal } from '../protocol/refusal.ts';
import type { Admitted } from './admission.ts';
import { seenCard } from './cards.ts';
import type { Inside } from './inside.ts';
import type { Spoken } from './policy.ts';
import type { SeenCard } from './ports.ts';

export type HeardDeps = Pick<Inside, 'clock' | 'cards' | 'finding'>;

type Heard = Extract<Spoken, { kind: 'probe' | 'offer' | 'referral' }>;

/** After a reload nothing is `opened`: who looked and what was offered is forgotten with the tab, a referral still counts. */
export async function heard(said: Heard, opened: Admitted, deps: HeardDeps): Promise<void> {
	switch (said.kind) {
		case 'probe':
			if (opened.seek) await (await deps.finding()).probed(said, opened.seek);
			return;
		case 'offer':
			if (!opened.card) return;
			await kept(opened.card, said.body.card, deps);
			await (await deps.finding()).offered(said);
			return;
		case 'referral': {
			const card = opened.card ?? (await openCard(said.body.card, deps.clock.now()));
			if (isRefusal(card)) return;
			await (await deps.finding()).referred(said, await kept(card, said.body.card, deps));
		}
	}
}

/** Kept, so that its owner can be written to. */
async function kept(card: SaidOf<'card'>, text: string, { cards, clock }: HeardDeps): Promise<SeenCard> {
	const seen = seenCard(card, text, clock.now());
	return (await cards.put(seen)) ? seen : ((await cards.get(card.from)) ?? seen);
}
