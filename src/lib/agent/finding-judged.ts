/**
 * What a finished answer comes to: who of its authors agree, and which of its sources count as verified. Written to the
 * exchange at its end and again with everything that comes late.
 */
import type { PeerId } from '../protocol/identity.ts';
import { openCard } from '../protocol/carried.ts';
import { isRefusal } from '../protocol/envelope.ts';
import type { Exchange, Judgement } from './events.ts';
import { ratedIn } from './finding-seed.ts';
import { importanceOf } from './importance.ts';
import type { Inside } from './inside.ts';
import { agreementIn, judged, saidIn, type Voice } from './judging.ts';
import { compared, nearnessOf } from './meaning.ts';

export type JudgedDeps = Pick<
	Inside,
	'me' | 'contacts' | 'cards' | 'ledger' | 'reputation' | 'embedder' | 'clock' | 'log' | 'loadedFinding'
>;

/** The exchange with what it comes to; the same where no peer was heard. `corroborate`: the person wants it confirmed. */
export async function assessed(
	exchange: Exchange,
	deps: JudgedDeps,
	corroborate = exchange.judgement?.needs === 'asked'
): Promise<(now: Exchange) => Exchange> {
	const { agreement: _agreement, judgement: _judgement, ...said } = exchange;
	if (said.sources.every(({ author }) => author === deps.me)) return (now) => now;
	try {
		const { agreement, judgement } = await assessment(said, corroborate, deps);
		return ({ agreement: _before, judgement: _earlier, ...now }) => ({
			...now,
			...(agreement && { agreement }),
			judgement
		});
	} catch (cause) {
		// The answer stands by itself; nothing of it is called verified that was not before.
		deps.log('not-judged', { why: String(cause) });
		return (now) => now;
	}
}

async function assessment(
	{ sources, route, understood, question: typed }: Omit<Exchange, 'agreement' | 'judgement'>,
	corroborate: boolean,
	deps: JudgedDeps
): Promise<Pick<Exchange, 'agreement'> & { readonly judgement: Judgement }> {
	const question = understood ?? typed;
	const reputation = await deps.reputation();
	const answers = saidIn(sources);
	const near = await nearnessOf(answers, question, deps.embedder());
	const others = [...new Set(sources.map(({ author }) => author))].filter((author) => author !== deps.me);
	const voices = new Map(
		await Promise.all(
			others.map(async (peer) => {
				const by = route.find((stop) => stop.peer === peer)?.by?.map((one) => one.peer) ?? [];
				return [peer, await voiceOf(peer, by, deps)] as const;
			})
		)
	);
	const needs = importanceOf(question)?.field ?? (corroborate ? 'asked' : undefined);
	const rated = deps.loadedFinding()?.rated() ?? ratedIn(await deps.ledger.list());
	const { verdict, checks } = judged(sources, compared(answers, question, near), voices, {
		...{ me: deps.me, cells: await reputation.cellsOf(question), important: needs !== undefined },
		...{ rated, now: deps.clock.now() }
	});
	const agreement = agreementIn(sources, question, near);
	const { accepted, confidence } = verdict;
	return {
		...(agreement && { agreement }),
		judgement: { accepted, confidence, ...(needs && { needs }), checks: Object.fromEntries(checks) }
	};
}

async function voiceOf(peer: PeerId, broughtBy: readonly PeerId[], deps: JudgedDeps): Promise<Voice> {
	const { belief, standing } = await (await deps.reputation()).of(peer);
	const text = (await deps.contacts.get(peer))?.card;
	const card = text === undefined ? undefined : await openCard(text, deps.clock.now(), peer);
	const own = card && !isRefusal(card) ? (card.body.topics ?? []) : undefined;
	const claims = own ?? (await deps.cards.get(peer))?.topics ?? [];
	return { belief, standing, claims, broughtBy };
}
