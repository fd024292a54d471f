/**
 * One question, from the box to the cited answer: own shelf, then every peer that may be asked, then the writing.
 * Reads top to bottom. Ends when everybody asked has said their last word, when time is up, or when the person stops it.
 */
import { MAX_QUESTION_CHARS } from '../protocol/limits.ts';
import { newExchange, newTurn, type AskDeps, type AskOptions } from './ask-turn.ts';
import { isUnfinished, type Change } from './book.ts';
import { pathTo } from './branches.ts';
import { appended, composed, ownFound, writtenAtOnce, type Found } from './compose.ts';
import type { AskEvent, Exchange } from './events.ts';
import { ordersFor } from './finding-order.ts';
import type { Order } from './finding-search.ts';
import { rememberedFor } from './memory.ts';
import { mayRead, thePerson } from './policy.ts';
import { NodeError, type SearchOptions } from './ports.ts';
import { closeRoute, type Turn } from './route.ts';
import { terms } from './terms.ts';
import { wireText } from './wire-text.ts';
import type { Draft } from './writing.ts';

/** Passages of one's own that the engine looks at. */
const OWN_HITS = 12;

/** Throws NodeError('too-large') for a question the wire does not take; other limits of the device end in `failed`. */
export async function* ask(
	question: string,
	options: AskOptions,
	deps: AskDeps,
	signal: AbortSignal
): AsyncGenerator<AskEvent, void, undefined> {
	if (question.length > MAX_QUESTION_CHARS) throw new NodeError('too-large');
	const turn = newTurn(question, options, deps);
	const { book } = deps;
	try {
		const exchange = newExchange(turn, options, deps);
		deps.turns.set(turn.exchange, turn);
		const stored = book.begin(exchange);
		// Awaited below; a refusal of the disk must not be unheard of before that.
		stored.catch(() => undefined);
		yield { step: 'searching', exchange };
		yield* understanding(turn, options, deps, signal);
		turn.pool = [
			...(await ownPassages(turn, deps, signal)),
			...((await deps.communitySources?.(turn.question)) ?? []),
			...(await rememberedFor(turn.question, deps))
		];
		const own = await drafted(turn, deps, signal);
		if (own.parts.length > 0) yield { step: 'draft', exchange: own };
		await stored;
		if (options.others && !signal.aborted) yield* asking(turn, own, deps, signal);
		const trouble = signal.aborted ? undefined : yield* writingUp(turn, deps, signal);
		await closeTurn(turn, deps);
		yield await ended(turn, trouble ?? (signal.aborted ? 'stopped' : 'done'), deps);
	} catch (error) {
		if (!(error instanceof NodeError)) throw error;
		yield { step: 'failed', exchange: failed(turn, error, deps) };
	} finally {
		await abandoned(turn, deps);
	}
}

/** What a follow-up means is what is searched, sent and answered; the screen keeps what was typed beside it. */
async function* understanding(
	turn: Turn,
	options: AskOptions,
	deps: AskDeps,
	signal: AbortSignal
): AsyncGenerator<AskEvent> {
	if (options.after === null) return;
	const path = pathTo(await deps.exchanges.list(options.conversation), options.after);
	// What was kept from others must not go out as a part of this question.
	const from = options.others ? path.findLastIndex(({ askedOthers }) => !askedOthers) + 1 : 0;
	const earlier = path.slice(from).map((exchange) => exchange.understood ?? exchange.question);
	if (earlier.length === 0) return;
	const engine = deps.engine();
	const { understood } = await import('./understand.ts');
	const means = { clock: deps.clock, ...(engine.contextTokens > 0 ? { engine } : {}) };
	const full = await understood(turn.question, earlier, means, signal);
	if (full === undefined) return;
	turn.question = wireText(full, MAX_QUESTION_CHARS);
	const change: Change = (exchange) => ({ ...exchange, understood: turn.question });
	yield { step: 'searching', exchange: deps.book.show(turn.exchange, change) };
}

async function ownPassages(turn: Turn, deps: AskDeps, signal: AbortSignal): Promise<readonly Found[]> {
	const options: Omit<SearchOptions, 'limit'> = {
		allow: ({ visibility }) => mayRead(visibility, thePerson),
		meaning: turn.question
	};
	const search = (limit: number) => deps.shelf.search(terms(turn.question), { ...options, limit }, signal);
	try {
		// Most questions are not about where somebody is, and never load what ranks by it.
		const hits =
			turn.place === undefined
				? await search(OWN_HITS)
				: await (await import('./near.ts')).searchedNear(search, OWN_HITS, turn.place);
		return ownFound(hits, deps.me);
	} catch (error) {
		if (signal.aborted) return [];
		throw error;
	}
}

/** The answer as it would be with what is there now; the screen's, not stored. */
async function drafted(turn: Turn, deps: AskDeps, signal: AbortSignal): Promise<Exchange> {
	const pool = turn.pool;
	if (turn.draftedFrom === pool) return deps.book.show(turn.exchange, same);
	const written = await writtenAtOnce(deps.quotes, turn.question, pool, signal);
	// What was stopped half-way must not replace a whole draft.
	if (signal.aborted) return deps.book.show(turn.exchange, same);
	const inOrder =
		turn.place === undefined ? written : (await import('./near.ts')).writtenNear(written, pool, turn.place);
	turn.draftedFrom = pool;
	return deps.book.show(turn.exchange, (exchange) => ({ ...exchange, ...composed(inOrder, pool) }));
}

const same: Change = (exchange) => exchange;

/** Asks others, in their order, until somebody answered. `own`: what the own shelf says. */
async function* asking(
	turn: Turn,
	own: Exchange,
	deps: AskDeps,
	signal: AbortSignal
): AsyncGenerator<AskEvent> {
	for (const order of await ordersFor(turn, own, deps)) {
		const { route } = deps.book.show(turn.exchange, same);
		if (signal.aborted || route.some(({ state }) => state === 'answered')) break;
		yield* looking(order, deps, signal);
	}
	// Stopped by the person: nobody was silent, they were not waited for.
	if (!signal.aborted) await closeRoute(turn, deps);
}

/** Shows every piece of an answer as it comes. */
async function* looking(order: Order, deps: AskDeps, signal: AbortSignal): AsyncGenerator<AskEvent> {
	const { turn } = order;
	const finding = await deps.finding();
	const search = await finding.search(order);
	const stop = (): void => finding.stop(search);
	signal.addEventListener('abort', stop, { once: true });
	if (signal.aborted) stop();
	try {
		yield {
			step: 'asking',
			exchange: deps.book.show(turn.exchange, (exchange) => ({ ...exchange, state: 'asking' }))
		};
		while (!search.isClosed) {
			if ((await Promise.race([turn.bell.heard(), search.closed])) === 'closed') break;
			yield { step: 'draft', exchange: await drafted(turn, deps, signal) };
		}
	} finally {
		signal.removeEventListener('abort', stop);
		stop();
	}
	await finding.settled(search);
}

/** The last word is the chosen engine's; returns what broke it. */
async function* writingUp(
	turn: Turn,
	deps: AskDeps,
	signal: AbortSignal
): AsyncGenerator<AskEvent, NodeError | undefined> {
	await drafted(turn, deps, signal);
	const before = deps.book.show(turn.exchange, (exchange) => ({ ...exchange, state: 'writing' }));
	yield { step: 'writing', exchange: before };
	const engine = deps.engine();
	if (engine.contextTokens === 0) return undefined;
	const pool = turn.pool;
	const quotes = { parts: before.parts, sources: before.sources };
	const show = (draft: Draft): AskEvent => {
		if (draft.writtenBy === undefined) delete turn.inProse;
		else turn.inProse = pool;
		const change: Change = ({ writtenBy: _, ...rest }) => ({ ...rest, ...draft });
		return { step: 'writing', exchange: deps.book.show(turn.exchange, change) };
	};
	// Who has no model never loads what reads one.
	const { modelWriting } = await import('./writing.ts');
	return yield* modelWriting(engine, turn.question, pool, quotes, deps.random, show, signal);
}

/** Takes in what came while the engine wrote. From here on an answer is a late one, and loses nothing by it. */
async function closeTurn(turn: Turn, deps: AskDeps): Promise<void> {
	const { inProse } = turn;
	if (inProse) {
		const came = turn.pool.filter((found) => !inProse.includes(found));
		deps.book.show(turn.exchange, (exchange) => ({ ...exchange, ...appended(exchange, came) }));
	} else {
		while (turn.draftedFrom !== turn.pool) await drafted(turn, deps, new AbortController().signal);
	}
	deps.turns.delete(turn.exchange);
}

/** An engine that broke ends the question as failed; what was written, or the quotes, stays. */
async function ended(turn: Turn, how: 'done' | 'stopped' | NodeError, deps: AskDeps): Promise<AskEvent> {
	const now = deps.clock.now();
	const state = how instanceof NodeError ? 'failed' : how;
	const end: Change = (before) => ({
		...before,
		state,
		...(how instanceof NodeError ? { failure: codeOf(how) } : {}),
		tookMs: now - before.askedAt,
		route: before.route.map((stop) => (stop.state === 'answering' ? { ...stop, state: 'incomplete' } : stop))
	});
	// Beside what comes late, which judges anew.
	const exchange = await deps.lanes.run(`late/${turn.exchange}`, async () => {
		const judged = await judgedIn(turn, deps);
		return deps.book.change(turn.exchange, (before) => judged(end(before)));
	});
	return { step: state, exchange: exchange! };
}

/** What the answers come to, where others gave any. */
async function judgedIn(turn: Turn, deps: AskDeps): Promise<Change> {
	const exchange = await deps.book.read(turn.exchange);
	if (!exchange || exchange.sources.every(({ author }) => author === deps.me)) return same;
	const { assessed } = await import('./finding-judged.ts');
	return assessed(exchange, deps, turn.corroborate);
}

const codeOf = ({ trouble, code }: NodeError): string => trouble ?? code;

/** On the screen even where it cannot be stored: a full disk is one of the reasons. */
function failed(turn: Turn, error: NodeError, deps: AskDeps): Exchange {
	const change: Change = (exchange) => ({
		...exchange,
		state: 'failed',
		failure: codeOf(error),
		tookMs: deps.clock.now() - exchange.askedAt
	});
	const exchange = deps.book.show(turn.exchange, change);
	deps.book
		.change(turn.exchange, (same) => same)
		.catch(() => deps.log('exchange-not-stored', { code: error.code }));
	return exchange;
}

/** Whoever stopped listening before the end has stopped the question. */
async function abandoned(turn: Turn, deps: AskDeps): Promise<void> {
	const exchange = await deps.book.read(turn.exchange);
	if (exchange && isUnfinished(exchange)) await ended(turn, 'stopped', deps).catch(() => undefined);
	deps.turns.delete(turn.exchange);
	deps.book.end(turn.exchange);
}
