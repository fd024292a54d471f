/**
 * The memory writer: what a finished exchange leaves behind. By code alone: verified quotes that stood in the answer, as
 * data with their provenance; and what the person said of themselves in the question. Nothing is concluded from what
 * only comes near, from what failed its check, or from an answer the person called wrong.
 */
import type { Learnt } from './claims.ts';
import type { CitedSource, Exchange } from './events.ts';
import type { PeerId } from '../protocol/identity.ts';
import { statementsOf } from './remember-said.ts';

/** An answer shows no more than a handful of quotes. */
const MOST = 12;
/** A longer quote is a whole passage and no single thing to remember. */
const MAX_CLAIM_CHARS = 600;
/** "Yes." remembers nothing. */
const MIN_CLAIM_CHARS = 12;

/** `me`: own notes are on the shelf already, and not remembered a second time. */
export function learntFrom(exchange: Exchange, me: PeerId, now: number): readonly Learnt[] {
	if (exchange.state !== 'done' && exchange.state !== 'stopped') return [];
	const from = { exchange: exchange.id, conversation: exchange.conversation, at: now };
	const said = statementsOf(exchange.question).map((text): Learnt => ({
		text,
		source: { kind: 'person', ...from }
	}));
	const heard = quoted(exchange, me).map(({ claim, ...peer }): Learnt => ({
		text: claim,
		source: { kind: 'peer', ...from, ...peer }
	}));
	return [...said, ...heard.slice(0, MOST)];
}

function quoted(exchange: Exchange, me: PeerId) {
	if (exchange.feedback === 'wrong') return [];
	const answering = new Set(
		exchange.parts.flatMap((part) => {
			if (part.kind === 'quote') return part.close ? [] : part.sources;
			return part.kind === 'cite' ? [part.source] : [];
		})
	);
	const failed = failedIn(exchange);
	return exchange.sources
		.filter((source) => source.verification === 'verified' && !source.remembered && source.author !== me)
		.filter((source) => answering.has(source.n) && !failed.has(source.author))
		.flatMap(claimsOf);
}

const claimsOf = ({ author, authorName, title, text, hash, madeAt, spans }: CitedSource) =>
	spans.flatMap(({ start, end }) => {
		const claim = text.slice(start, end).trim();
		if (claim.length < MIN_CLAIM_CHARS || claim.length > MAX_CLAIM_CHARS) return [];
		return [{ claim, author, authorName, title, text, hash, madeAt, start, end }];
	});

/** Something they sent in this exchange did not hold: then nothing they said in it is learnt. */
export const failedIn = ({ route }: Exchange): ReadonlySet<PeerId> =>
	new Set(route.flatMap(({ peer, rejected, feedback }) => (rejected || feedback === 'wrong' ? [peer] : [])));

/** The claims that stood in an answer. */
export const usedIn = ({ sources }: Exchange): ReadonlySet<string> =>
	new Set(sources.flatMap(({ remembered }) => (remembered ? [remembered.claim] : [])));
