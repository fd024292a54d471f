/**
 * What the person thinks of an answer, said outright or shown by what they did with it: held for or against everybody
 * it was made from.
 */
import type { PeerId } from '../protocol/identity.ts';
import type { Book } from './book.ts';
import type { Exchange, Feedback } from './events.ts';
import type { Inside } from './inside.ts';
import type { EvidenceKind } from './ports.ts';
import { terms } from './terms.ts';

/** What people do anyway: kept it (copied it, opened its source), asked the same once more, put it right. */
export type Noticed = Extract<EvidenceKind, 'kept' | 'asked-again' | 'corrected'>;

type FeedbackDeps = Pick<
	Inside,
	'me' | 'ledger' | 'clock' | 'lanes' | 'exchanges' | 'reputation' | 'loadedFinding'
> & {
	readonly book: Book;
};

/** Whoever asks again so soon was not helped; later they may have forgotten. */
const AGAIN_WITHIN_MS = 60_000;

/**
 * Saying the same twice counts once; a changed mind counts again. `author`: of this one's words alone, and that stands
 * whatever is said of the whole.
 */
export async function giveFeedback(
	id: string,
	feedback: Feedback,
	deps: FeedbackDeps,
	author?: PeerId
): Promise<void> {
	const before = await deps.book.read(id);
	if (!before) return;
	const alone = new Map<PeerId, Feedback>();
	for (const stop of before.route) if (stop.feedback) alone.set(stop.peer, stop.feedback);
	if (author === undefined) {
		if (before.feedback === feedback) return;
		await deps.book.change(id, (exchange) => ({ ...exchange, feedback }));
		return held(before, feedback, (peer) => !alone.has(peer), deps);
	}
	if (alone.get(author) === feedback) return;
	await deps.book.change(id, (exchange) => ({
		...exchange,
		route: exchange.route.map((stop) => (stop.peer === author ? { ...stop, feedback } : stop))
	}));
	const isSaid = !alone.has(author) && before.feedback === feedback;
	if (!isSaid) await held(before, feedback, (peer) => peer === author, deps);
}

/**
 * Once per exchange, peer and kind; nothing where the person has said outright what they think. `author`: only of this
 * source of it.
 */
export function notice(id: string, what: Noticed, deps: FeedbackDeps, author?: PeerId): Promise<void> {
	return deps.lanes.run(`noticed/${id}`, async () => {
		const exchange = await deps.book.read(id);
		if (!exchange || exchange.feedback !== undefined) return;
		const isJudged = (peer: PeerId): boolean =>
			exchange.route.some((stop) => stop.peer === peer && stop.feedback !== undefined);
		const isNew = async (peer: PeerId, query: string): Promise<boolean> =>
			(author === undefined || author === peer) &&
			!isJudged(peer) &&
			!(await deps.ledger.about(peer)).some((one) => one.query === query && one.kind === what);
		await held(exchange, what, isNew, deps);
	});
}

/** The person asks: what in this conversation said the same a moment ago did not help. */
export async function noticeAsking(
	question: string,
	conversation: string,
	deps: FeedbackDeps
): Promise<void> {
	const now = deps.clock.now();
	const asked = sameness(question);
	for (const { id, question: before, state, askedAt, tookMs } of await deps.exchanges.list(conversation))
		if (state === 'done' && now - askedAt - tookMs <= AGAIN_WITHIN_MS && sameness(before) === asked)
			await notice(id, 'asked-again', deps);
}

const sameness = (question: string): string => [...new Set(terms(question))].sort().join(' ');

/** For or against everybody whose words stand in the answer; one's own notes are nobody's merit. */
async function held(
	exchange: Exchange,
	kind: EvidenceKind,
	counts: (peer: PeerId, query: string) => boolean | Promise<boolean>,
	{ me, ledger, clock, reputation, loadedFinding }: FeedbackDeps
): Promise<void> {
	const authors = new Set(exchange.sources.map(({ author }) => author));
	authors.delete(me);
	const stops = exchange.route.filter(({ peer }) => authors.has(peer));
	if (stops.length === 0) return;
	const cells = await (await reputation()).cellsOf(exchange.understood ?? exchange.question);
	const counted: PeerId[] = [];
	for (const { peer, query } of stops) {
		if (!(await counts(peer, query))) continue;
		counted.push(peer);
		await ledger.record({
			...{ peer, kind, at: clock.now(), query },
			...(cells.length > 0 && { cells })
		});
	}
	// What it says of others who answered the same, or otherwise.
	loadedFinding()?.judged(exchange.id, counted, kind, cells);
}
