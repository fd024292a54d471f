/**
 * What a question from outside is answered with, and no more: the shelf as this asker sees it, a guard that says yes or
 * no to what would leave, and a way to reply to this asker alone. Neither the person's shelf, nor contacts, memory,
 * engine or post reach whoever answers: what a peer writes can turn no part of this into anything else.
 */
import type { PeerId } from '../protocol/identity.ts';
import type { SaidOf, Writing } from '../protocol/envelope.ts';
import type { Asker, Budget } from './budget.ts';
import type { Inside } from './inside.ts';
import { spellings } from './leaving-secrets.ts';
import type { Guard } from './leaving.ts';
import { mayRead, readableBy, readerOf, type ReadableShelf, type Reader } from './policy.ts';
import type { Clock, Engine, Keyring, Passage, RandomBytes } from './ports.ts';
import type { Post } from './post.ts';

export type Query = SaidOf<'query'>;
/** Peers get passages and quotes, word for word; no prose is written for them. */
export type AnswerBody = Writing<'answer'>['body'] & { readonly text: '' };

export interface Answerer {
	readonly me: PeerId;
	readonly shelf: ReadableShelf;
	readonly guard: Guard;
	/** Without a model. */
	readonly quotes: Engine;
	/** Signs passages. */
	readonly device: Keyring['device'];
	/** Of this asker alone. */
	readonly budget: { left(now: number): number; spend(bytes: number, now: number): void };
	readonly clock: Pick<Clock, 'now'>;
	readonly random: RandomBytes;
	readonly log: Inside['log'];
	/** To the asker, the way the question came; to nobody once they are blocked. */
	readonly reply: (body: AnswerBody) => Promise<void>;
	/** Names somebody who may know instead, to the asker alone; false where there is nobody to name. */
	readonly refer: () => Promise<boolean>;
}

/** What decides which words leave. A preview of an answer is made with the same, so that the two cannot differ. */
export type View = Pick<Answerer, 'me' | 'shelf' | 'guard' | 'quotes' | 'log'>;

export type ViewDeps = Pick<Inside, 'me' | 'shelf' | 'quotes' | 'invites' | 'keyring' | 'log'>;

export type AnswererDeps = Pick<
	Inside,
	| 'me'
	| 'shelf'
	| 'quotes'
	| 'contacts'
	| 'cards'
	| 'invites'
	| 'keyring'
	| 'clock'
	| 'random'
	| 'reputation'
	| 'ownCommunities'
	| 'log'
> & { readonly post: Post; readonly budget: Budget };

/** Records that the guard compares an answer with, for each look. */
const UNREADABLE_HITS = 24;

export function answererFor(
	query: Pick<Query, 'from' | 'seq' | 'id' | 'body'>,
	as: Asker,
	deps: AnswererDeps
): Answerer {
	const { contacts, keyring, budget, clock, random, post } = deps;
	const asker = query.from;
	const log: Inside['log'] = (what, detail) => deps.log(what, { peer: asker, ...detail });
	// Communities that both are in at that moment: whoever is removed from one reads it no more.
	const readerNow = async (): Promise<Reader> => {
		const shared = (await deps.ownCommunities())?.[as === 'contact' ? 'sharedWith' : 'answersFor'](asker);
		return readerOf(asker, await contacts.get(asker), await shared);
	};
	// Mail by mail, live by the live way while there is one.
	const say = async <K extends 'answer' | 'referral'>(kind: K, body: Writing<K>['body']): Promise<void> => {
		if ((await contacts.get(asker))?.standing === 'blocked') return;
		if (query.seq > 0) await post.mail(asker, kind, body);
		else await post.best(asker, kind, body);
	};
	return {
		...viewOf(readerNow, { ...deps, log }),
		...{ device: keyring.device, clock, random },
		budget: {
			left: (now) => budget.left(asker, as, now),
			spend: (bytes, now) => budget.spend(asker, as, bytes, now)
		},
		reply: (body) => say('answer', body),
		async refer() {
			if (as === 'stranger') return false;
			const { namedFor } = await import('./referring.ts');
			const cells = await (await deps.reputation()).cellsOf(query.body.text);
			const named = await namedFor(asker, cells, deps);
			if (named) await say('referral', { re: query.id, card: named.text });
			return named !== undefined;
		}
	};
}

/** The shelf as `reader` sees it, who is asked for anew at every look. */
export function viewOf(reader: () => Promise<Reader>, deps: ViewDeps): View {
	const { me, shelf, quotes, log } = deps;
	let secrets: Promise<readonly string[]> | undefined;
	return {
		...{ me, quotes, log },
		shelf: readableBy(reader, shelf),
		guard: {
			secrets: () => (secrets ??= ownSecrets(deps)),
			async unreadable(terms) {
				const now = await reader();
				const allow = ({ visibility }: Pick<Passage, 'visibility'>): boolean => !mayRead(visibility, now);
				const hits = await shelf.search(terms, { allow, limit: UNREADABLE_HITS });
				return hits.flatMap(({ passage }) => [passage.title, passage.text]);
			}
		}
	};
}

/** The keys that lie open while the node runs, and the invites that are. */
async function ownSecrets({ keyring, invites }: ViewDeps): Promise<readonly string[]> {
	const inbox = await keyring.inboxSecret((await keyring.inbox()).id);
	const open = await invites.list();
	return [
		...spellings(keyring.device.secret),
		...(inbox ? spellings(inbox) : []),
		...open.flatMap(({ secret, link }) => [secret, link])
	];
}
