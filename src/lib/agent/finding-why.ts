/** Why somebody is asked, as the screen shows it: the router's reason with names for peers and topics. */
import type { PeerId } from '../protocol/identity.ts';
import type { Passer, RouteAside, RouteStop } from './events.ts';
import type { Inside } from './inside.ts';
import type { Cell } from './routing/cells.ts';
import { isTopic } from './routing/cells.ts';
import type { Reason } from './routing/events.ts';
import type { RouterState } from './routing/router.ts';
import { isOften } from './ties.ts';

/** What a stop says of why its peer was asked. */
export type Why = Pick<RouteStop, 'why' | 'useful' | 'of' | 'topic' | 'by' | 'also' | 'stranger'>;

type WhyDeps = Pick<Inside, 'contacts' | 'cards'>;

/** `question`: a word of its own names the cell of a word. */
export async function whyOf(reason: Reason, question: string, deps: WhyDeps): Promise<Why> {
	switch (reason.by) {
		case 'experience':
			return {
				...{ why: 'experience', useful: reason.useful, of: reason.of },
				...(await topicOf(reason.cell, question))
			};
		case 'claim':
		case 'directory':
			return { why: reason.by, ...(await topicOf(reason.cell, question)) };
		case 'friend':
			return { why: 'contact' };
		case 'offer':
			return { why: 'offer', by: await namesOf(reason.path, deps) };
		case 'referral':
			return { why: 'referral', by: await namesOf([reason.from], deps) };
		case 'trial':
			return { why: 'trial' };
	}
}

/** What moved this one a little before or behind others. */
export function asideOf(peer: PeerId, { kept }: Pick<RouterState, 'kept'>): Pick<Why, 'also'> {
	const { presence, tie = 0 } = kept.get(peer) ?? {};
	const also: readonly RouteAside[] = [
		...(presence ? [presence] : []),
		...(isOften(tie) ? ['often' as const] : [])
	];
	return also.length > 0 ? { also } : {};
}

export const namesOf = (peers: readonly PeerId[], deps: WhyDeps): Promise<readonly Passer[]> =>
	Promise.all(peers.map(async (peer) => ({ peer, name: await nameOf(peer, deps) })));

/** As my person knows them, else as their card says; empty where neither is there. */
export async function nameOf(peer: PeerId, { contacts, cards }: WhyDeps): Promise<string> {
	return ((await contacts.get(peer)) ?? (await cards.get(peer)))?.name ?? '';
}

async function topicOf(cell: Cell, question: string): Promise<{ readonly topic?: string }> {
	const topic = isTopic(cell) ? await nameOfTopic(cell) : await wordOf(cell, question);
	return topic === undefined ? {} : { topic };
}

async function nameOfTopic(cell: Cell): Promise<string | undefined> {
	try {
		const { nameOf: named, openCodebook } = await import('./routing/codebook.ts');
		return named(await openCodebook(), cell)?.topic;
	} catch {
		// A route without topics' names is better than none.
		return undefined;
	}
}

async function wordOf(cell: Cell, question: string): Promise<string | undefined> {
	const { stemsOf, wordCell } = await import('./routing/topic-words.ts');
	return [...stemsOf(question).all.values()].find(({ stem }) => wordCell(stem) === cell)?.form;
}
