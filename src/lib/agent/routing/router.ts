/**
 * The router: hears one thing, says what is to be done about it. Finds who may know, tells what the answers are worth,
 * learns from what came of them. Sees no keys, no links and no text, and has no clock of its own: the node and the
 * simulator drive the same code. The state is changed in place (see router-state.ts); no input of its types makes it throw.
 */
import type { PeerId } from '../../protocol/identity.ts';
import { ask, hearAway, hearFound, hearOffer, hearPass, hearReply, judge, stop, wakeUp } from './asking.ts';
import type { Effect, Heard } from './events.ts';
import { hearProbe } from './forwarding.ts';
import { hearOf } from './hearsay.ts';
import { attend, believe, hearCard, reached, stand } from './router-peers.ts';
import { usual, type Means, type RouterOptions, type RouterState } from './router-state.ts';

export type { Means, RouterOptions, RouterState } from './router-state.ts';

export const newRouter = (me: PeerId, options: Partial<RouterOptions> = {}): RouterState => ({
	me,
	options: { ...usual, ...options },
	kept: new Map(),
	offenders: new Map(),
	blocked: new Set(),
	heard: new Map(),
	open: new Map(),
	closed: new Map(),
	seen: new Set(),
	neighbours: new Map(),
	rated: 0,
	lastRated: undefined,
	stamp: 0
});

/** Times in milliseconds. Use the state returned: the one handed in is the same, changed. */
export function step(
	state: RouterState,
	heard: Heard,
	means: Means
): { readonly state: RouterState; readonly effects: readonly Effect[] } {
	return { state, effects: effectsOf(state, heard, means) };
}

function effectsOf(state: RouterState, heard: Heard, means: Means): readonly Effect[] {
	switch (heard.kind) {
		case 'ask':
			return ask(state, heard, means);
		case 'stop':
			return stop(state, heard.question, means.now);
		case 'probe':
			return hearProbe(state, heard, means);
		case 'offer':
			return hearOffer(state, heard, means);
		case 'pass':
			return hearPass(state, heard, means);
		case 'found':
			return hearFound(state, heard, means);
		case 'reply':
			return hearReply(state, heard, means);
		case 'judged':
			return judge(state, heard, means);
		case 'believed':
			believe(state, heard.peer, heard.belief, means.now);
			return [];
		case 'card':
			hearCard(state, heard, means.now);
			return [];
		case 'attested':
			hearOf(state, heard.by, heard.about, heard.belief);
			return [];
		case 'reach':
			reached(state, heard.peer, heard.online, means.now);
			return heard.online ? [] : hearAway(state, heard.peer, means);
		case 'presence':
		case 'tie':
			attend(state, heard);
			return [];
		case 'standing':
			stand(state, heard, means.now);
			return [];
		case 'woken':
			return wakeUp(state, means);
	}
}
