/**
 * A question of my own on its way: rounds of putting it to the best few, a look at the directory, probes over several hops,
 * until the answers agree or the messages it may cost are spent. Only who was asked is heard, once.
 */
import type { PeerId } from '../../protocol/identity.ts';
import { MAX_QUESTION_CELLS } from '../../protocol/limits.ts';
import type { Effect, Heard, QuestionId } from './events.ts';
import { begin, close, proceed, settle } from './asking-rounds.ts';
import { creditIssuers } from './hearsay.ts';
import { admit, observe, reached } from './router-peers.ts';
import {
	MOST_CANDIDATES,
	MOST_OPEN,
	MOST_REFERRALS,
	type Asking,
	type Candidate,
	type Means,
	type RouterState
} from './router-state.ts';

type Of<K extends Heard['kind']> = Extract<Heard, { kind: K }>;

/** After the first offer, others have this long to be compared with it. */
const OFFERS_TOGETHER_MS = 1_500;
/** Cards one look may bring: eight of each of two servers. */
const MOST_FOUND = 16;

export function ask(state: RouterState, heard: Of<'ask'>, means: Means): readonly Effect[] {
	const { question } = heard;
	if (state.open.has(question) || state.closed.has(question) || state.open.size >= MOST_OPEN) return [];
	const asking: Asking = {
		question,
		cells: heard.cells.slice(0, MAX_QUESTION_CELLS),
		important: heard.important,
		place: heard.place,
		circle: new Set(heard.circle?.filter((peer) => peer !== state.me && !state.blocked.has(peer))),
		beyond: heard.beyond ?? true,
		round: 0,
		spent: 0,
		due: 0,
		phase: 'answers',
		until: 0,
		looked: false,
		referrals: 0,
		offers: 0,
		candidates: new Map(),
		asked: new Map(),
		probed: new Map(),
		chains: new Map(),
		passed: new Set(),
		mute: new Set(),
		ranked: undefined
	};
	state.open.set(question, asking);
	return begin(state, asking, means);
}

export function stop(state: RouterState, question: QuestionId, now: number): readonly Effect[] {
	const asking = state.open.get(question);
	return asking ? close(state, asking, now) : [];
}

/** An offer counts only where I asked for offers; its path tells how many probes it took. */
export function hearOffer(state: RouterState, heard: Of<'offer'>, means: Means): readonly Effect[] {
	const asking = state.open.get(heard.question);
	const { peer } = heard.from;
	if (!asking || asking.probed.size === 0 || peer === state.me || state.blocked.has(peer)) return [];
	const by = heard.path[0] ?? peer;
	// Who was told alone brings nobody else.
	const isTold = heard.path.length <= (asking.probed.get(by) ?? -1);
	// Who was asked already has cost a message all the same.
	if (!isTold || asking.candidates.get(peer)?.offered) return [];
	const took = asking.mute.delete(peer) ? 0 : 1 + heard.path.length;
	const untold = asking.chains.get(by);
	if (untold !== undefined) asking.chains.set(by, Math.max(0, untold - heard.path.length));
	asking.spent += took;
	asking.due = Math.max(0, asking.due - took);
	reached(state, peer, true, means.now);
	if (
		!addCandidate(asking, peer, { card: heard.from, why: { by: 'offer', path: heard.path }, offered: true })
	)
		return [];
	asking.offers++;
	if (asking.phase !== 'offers') return [];
	if (!isWaiting(asking)) return proceed(state, asking, means);
	asking.until = Math.min(asking.until, means.now + OFFERS_TOGETHER_MS);
	return [{ do: 'wake', at: asking.until }];
}

/** Nobody waits for offers that nobody will make. */
export function hearPass(state: RouterState, heard: Of<'pass'>, means: Means): readonly Effect[] {
	const asking = state.open.get(heard.question);
	if (!asking?.probed.has(heard.from)) return [];
	return passedBy(state, asking, heard.from, means);
}

/** Who could not be reached makes no offer either. A chain may go on without who seemed away for a moment. */
export function hearAway(state: RouterState, peer: PeerId, means: Means): readonly Effect[] {
	const effects: Effect[] = [];
	for (const asking of [...state.open.values()])
		if (asking.probed.get(peer) === 0) effects.push(...passedBy(state, asking, peer, means));
	return effects;
}

function passedBy(state: RouterState, asking: Asking, peer: PeerId, means: Means): readonly Effect[] {
	const isAlone = asking.probed.get(peer) === 0;
	if (asking.passed.has(peer) || (isAlone && asking.candidates.get(peer)?.offered)) return [];
	asking.passed.add(peer);
	if (isAlone && !asking.mute.delete(peer)) asking.due = Math.max(0, asking.due - 1);
	return asking.phase !== 'offers' || isWaiting(asking) ? [] : proceed(state, asking, means);
}

const isWaiting = ({ offers, passed, mute, probed }: Asking): boolean =>
	offers + passed.size + mute.size < probed.size;

export function hearFound(state: RouterState, heard: Of<'found'>, means: Means): readonly Effect[] {
	const asking = state.open.get(heard.question);
	if (!asking?.looked || asking.phase !== 'directory') return [];
	asking.spent++;
	asking.due = Math.max(0, asking.due - 1);
	for (const card of heard.cards.slice(0, MOST_FOUND)) {
		if (card.peer === state.me || state.blocked.has(card.peer)) continue;
		const cell = asking.cells.find((one) => card.topics.some((claim) => claim.cell === one));
		// A server may answer with anybody: who claims none of it is not asked.
		if (cell !== undefined)
			addCandidate(asking, card.peer, {
				...{ card, offered: false },
				why: { by: heard.remembered === true ? 'claim' : 'directory', cell }
			});
	}
	return proceed(state, asking, means);
}

/** Nobody who was not asked is heard, and nobody twice. */
export function hearReply(state: RouterState, heard: Of<'reply'>, means: Means): readonly Effect[] {
	const { from, reply } = heard;
	const asking = state.open.get(heard.question);
	const asked = asking?.asked.get(from);
	// Late is better than not at all.
	if (!asking || !asked || (asked.reply && asked.reply.outcome !== 'silent')) return [];
	asked.reply = reply;
	// Who was silent may have answered in vain: only who could not be reached costs no second message.
	const said = reply.outcome !== 'offline';
	if (!asking.circle.has(from)) {
		asking.due = Math.max(0, asking.due - 1);
		if (said) asking.spent++;
	}
	reached(state, from, reply.outcome !== 'offline', means.now);
	switch (reply.outcome) {
		case 'answered': {
			const kept = admit(state, from, asking.candidates.get(from)?.card, means.now);
			kept.met = true;
			break;
		}
		case 'nothing':
		case 'silent':
		case 'offline':
			observe(state, from, reply.outcome, asking.cells, means.now);
			break;
		case 'referral':
			follow(state, asking, from, reply.to);
			break;
		case 'declined':
			break;
	}
	return settle(state, asking, means);
}

function follow(state: RouterState, asking: Asking, from: PeerId, card: Candidate['card']): void {
	if (card.peer === state.me || card.peer === from || state.blocked.has(card.peer)) return;
	if (asking.referrals >= MOST_REFERRALS) return;
	asking.referrals++;
	addCandidate(asking, card.peer, { card, why: { by: 'referral', from }, offered: false });
}

function addCandidate({ candidates, asked }: Asking, peer: PeerId, as: Candidate): boolean {
	if (asked.has(peer)) return false;
	if (!candidates.has(peer) && candidates.size >= MOST_CANDIDATES) return false;
	candidates.set(peer, as);
	return true;
}

/** The time is up for what was waited for: who said nothing was silent. */
export function wakeUp(state: RouterState, means: Means): readonly Effect[] {
	const effects: Effect[] = [];
	for (const asking of [...state.open.values()]) {
		if (asking.until > means.now) continue;
		if (asking.phase === 'answers')
			for (const [peer, asked] of asking.asked)
				if (!asked.reply) {
					asked.reply = { outcome: 'silent' };
					observe(state, peer, 'silent', asking.cells, means.now);
				}
		effects.push(...proceed(state, asking, means));
	}
	return effects;
}

/** What my person, or what they did, says of an answer, and what that says of others who answered. */
export function judge(state: RouterState, heard: Of<'judged'>, means: Means): readonly Effect[] {
	const { peer, what, question } = heard;
	if (peer === state.me || state.blocked.has(peer)) return [];
	observe(state, peer, what, heard.cells.slice(0, MAX_QUESTION_CELLS), means.now);
	const spoke = judgement[what];
	if (spoke === undefined) return [];
	creditIssuers(state, peer, spoke);
	countRated(state, question);
	const closed = state.closed.get(question);
	const meaning = closed?.said.get(peer);
	if (!closed || meaning === undefined || closed.settled.has(meaning)) return [];
	closed.settled.add(meaning);
	const confirmed =
		spoke === 'good' && closed.verdict.accepted && closed.verdict.groups[0]?.meaning === meaning;
	const notes: Effect[] = [];
	for (const [other, said] of closed.said) {
		if (other === peer || state.blocked.has(other)) continue;
		const same = said === meaning;
		if (same ? !confirmed && !state.options.shared : !confirmed) continue;
		const what = same && spoke === 'good' ? 'agreed' : 'contradicted';
		observe(state, other, what, closed.cells, means.now);
		notes.push({ do: 'note', peer: other, what, question, cells: closed.cells });
	}
	return notes;
}

/** Of what happened, what the person said of the answer itself. */
const judgement: Partial<Record<Of<'judged'>['what'], 'good' | 'bad'>> = {
	useful: 'good',
	kept: 'good',
	wrong: 'bad',
	harmful: 'bad',
	corrected: 'bad'
};

function countRated(state: RouterState, question: QuestionId): void {
	const closed = state.closed.get(question);
	if (closed ? closed.rated : state.lastRated === question) return;
	if (closed) closed.rated = true;
	state.lastRated = question;
	state.rated++;
}
