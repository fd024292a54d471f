/**
 * What an exchange says of its answers, made ready for the screen: for each source whether it is verified and why, what
 * stands over the answer, and who says what. Words are the catalogue's; nothing is judged here.
 */
import type { Agreement, Check, CitedSource, Exchange, RouteStop } from '#lib/app/node-api.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { judgement as words, type Who } from '#lib/ui/text/judgement.ts';
import { text } from '#lib/ui/text.ts';
import { isRunning } from './outcome.ts';

/** `good` false: look twice. `genuine`: the words are their author's, whatever they are worth. */
export interface Standing {
	readonly words: string;
	readonly good: boolean;
	readonly genuine: boolean;
}

/** What one source is worth; where nobody judged, and where the citation itself failed, what its check said. */
export function standingOf(source: CitedSource, exchange: Exchange): Standing {
	const { verification } = source;
	const check = exchange.judgement?.checks[source.n];
	// Whether it may be believed is said when everybody was heard.
	if (check === undefined && verification === 'verified' && isRunning(exchange))
		return { words: words.genuine, good: true, genuine: false };
	if (check === undefined || verification !== 'verified')
		return {
			words: text.ask.sourceDialog.verification[verification],
			good: verification === 'own' || verification === 'verified',
			genuine: false
		};
	return { words: wordsOf(check, exchange), good: check.verified, genuine: true };
}

function wordsOf(check: Check, { judgement, agreement }: Exchange): string {
	if (check.verified) return words.verified(check.why);
	if (check.why === 'divided' && (agreement?.groups.length ?? 0) < 2) return words.unsure;
	return words.unverified(check.why, judgement?.needs);
}

/** The weightiest reason first: what is nearest to being verified. */
const WEIGHT = ['alone', 'newcomer', 'divided', 'otherwise', 'stranger', 'unproven'] as const;

/** Once over an answer in which nothing is verified, and why; undefined over every other. */
export function headOf(exchange: Exchange): { readonly why: string; readonly needs?: string } | undefined {
	const { judgement, sources } = exchange;
	if (!judgement || sources.length === 0) return undefined;
	const checks = sources.map(({ n }) => judgement.checks[n]);
	if (checks.some((check) => check?.verified)) return undefined;
	const why = WEIGHT.find((one) => checks.some((check) => check && !check.verified && check.why === one));
	if (!why) return undefined;
	return {
		why: words.head(wordsOf({ verified: false, why }, exchange)),
		...(judgement.needs && { needs: words.needs(judgement.needs) })
	};
}

/** Others said something, and no two of them that count say the same: more can be asked. */
export function isOpen({ judgement, sources, state }: Exchange): boolean {
	if (!judgement || state !== 'done' || sources.length === 0) return false;
	return !Object.values(judgement.checks).some((check) => check.verified && check.why === 'corroborated');
}

export interface Side {
	readonly who: Who;
	readonly peers: readonly PeerId[];
	readonly sources: readonly number[];
	/** What they wrote around it, and the thing itself in it; empty where it is not found as written. */
	readonly quote: readonly [before: string, said: string, after: string];
}

export interface Difference {
	readonly lead: string;
	readonly sides: readonly [Side, Side];
}

/** Those of whom more than one says the same. */
export function sameIn(
	exchange: Exchange
): readonly { readonly words: string; readonly sources: readonly number[] }[] {
	return (exchange.agreement?.groups ?? [])
		.filter(({ by }) => by.length > 1)
		.map(({ by, sources }) => ({ words: words.agreement.same(whoAre(by, exchange)), sources }));
}

export function differencesIn(exchange: Exchange): readonly Difference[] {
	const { groups = [], against = [] } = exchange.agreement ?? {};
	return against.flatMap(({ between: [a, b], differs, said }) => {
		const [one, other] = [groups[a], groups[b]];
		if (!one || !other) return [];
		const sides = [sideOf(one, said[0], exchange), sideOf(other, said[1], exchange)] as const;
		const [{ who: first }, { who: second }] = sides;
		const lead =
			differs === 'yes-no'
				? words.agreement.opposite(first, second)
				: words.agreement.between(first, said[0], second, said[1]);
		return [{ lead, sides }];
	});
}

function sideOf({ by, sources }: Agreement['groups'][number], said: string, exchange: Exchange): Side {
	return { who: whoAre(by, exchange), peers: by, sources, quote: around(said, sources, exchange) };
}

/** The quote in which it stands; where in none of them, the thing alone. */
function around(said: string, numbers: readonly number[], { sources }: Exchange): Side['quote'] {
	for (const { n, text: passage, spans } of sources)
		if (numbers.includes(n))
			for (const { start, end } of spans) {
				const quote = passage.slice(start, end);
				const at = quote.indexOf(said);
				if (at >= 0) return [quote.slice(0, at), said, quote.slice(at + said.length)];
			}
	return ['', said, ''];
}

function whoAre(by: readonly PeerId[], exchange: Exchange): Who {
	const { sources } = exchange;
	const isOwn = (peer: PeerId): boolean =>
		sources.some(({ author, verification }) => author === peer && verification === 'own');
	return {
		names: by.filter((peer) => !isOwn(peer)).map((peer) => nameOf(peer, exchange)),
		you: by.some(isOwn)
	};
}

/** As they were known when they answered; somebody known by their card alone has that card's name. */
export function nameOf(peer: PeerId, { sources, route }: Pick<Exchange, 'sources' | 'route'>): string {
	const source = sources.find(({ author, authorName }) => author === peer && authorName !== '');
	return source?.authorName || stopOf(peer, route)?.name || text.frame.unnamed;
}

export const stopOf = (peer: PeerId, route: readonly RouteStop[]): RouteStop | undefined =>
	route.find((stop) => stop.peer === peer && stop.name !== '') ?? route.find((stop) => stop.peer === peer);

export const isStranger = (peer: PeerId, { route }: Pick<Exchange, 'route'>): boolean =>
	route.some((stop) => stop.peer === peer && stop.stranger);
