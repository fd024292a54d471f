/** Direct messages and presence as parts of the node: what is small enough to be there from the start; the rest loads when it is needed. */
import type { Agent, AgentEvent } from '#lib/agent/agent.ts';
import type { Clock } from '#lib/agent/ports.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { Store } from '#lib/store/store.ts';
import { lately } from './lately.ts';
import type { StateBoard } from './node-state.ts';
import type { PresenceKeeper } from './presence.ts';
import { Doings, follows } from './presence-doing.ts';
import type { WordsKeeper } from './words.ts';
import { PRESENCE_CALLS, WORDS_CALLS, type PresenceApi, type WordsApi } from './words-api.ts';

export interface Talking {
	readonly api: WordsApi & PresenceApi;
	/** True: it was for nobody else. */
	heard(event: AgentEvent): boolean;
	begin(): Promise<void>;
}

export function openTalking(deps: {
	readonly store: Pick<Store, 'words' | 'outbox' | 'settings'>;
	readonly agent: Pick<Agent, 'words' | 'tellPresence'>;
	readonly me: PeerId;
	readonly board: StateBoard;
	readonly clock: Clock;
}): Talking {
	const { me, store, agent, board, clock } = deps;
	const words = lately<WordsKeeper>([...WORDS_CALLS, 'lookAtTalks', 'talkChanged', 'delivered'], async () =>
		(await import('./words.ts')).keepWords({
			...{ store, agent },
			now: () => clock.now(),
			tell: (talks) => board.set('talks', talks)
		})
	);
	const onPart = (part: string, listener: () => void): void =>
		void board.subscribe((change) => void (change.part === part && listener()));
	const doings = new Doings();
	const asks = follows(doings, 'asking');
	const writes = follows(doings, 'writing');
	const reads = follows(doings, 'reading');
	const goes = follows(doings, 'errand');
	const answering: (() => void)[] = [];
	onPart('exchanges', () => {
		asks(board.now.exchanges.some(({ state }) => state === 'asking'));
		writes(board.now.exchanges.some(({ state }) => state === 'writing'));
	});
	onPart('errands', () => goes(board.now.errands.some(({ state }) => state === 'running')));
	onPart('importing', () => reads(board.now.importing?.running === true));
	const presence = lately<PresenceKeeper>([...PRESENCE_CALLS, 'beginPresence', 'heardPresence'], async () => {
		const [{ keepPresence, browserBattery }, { watchAway }] = await Promise.all([
			import('./presence.ts'),
			import('./presence-away.ts')
		]);
		return keepPresence({
			...{ me, doings, watchAway },
			settings: store.settings,
			agent,
			peers: () => board.now.peers,
			onPeers: (listener) => onPart('peers', listener),
			battery: browserBattery,
			sleep: (ms, signal) => clock.sleep(ms, signal),
			tell: (presences) => board.set('presences', presences)
		});
	});
	// What cannot be loaded or read now is there with the next event, or the next start.
	const quietly = (doing: Promise<void>): void => void doing.catch(() => undefined);
	return {
		api: { ...words, ...presence },
		heard(event) {
			if (event.kind === 'words-changed') quietly(words.talkChanged(event.peer));
			else if (event.kind === 'answering' && !event.ended) answering.push(doings.begin('answering'));
			else if (event.kind === 'answering') answering.pop()?.();
			else if (event.kind === 'presence') quietly(presence.heardPresence(event.peer, event.presence));
			// Whoever never wrote to anybody has no message that moves on.
			else if (event.kind === 'delivery-changed' && board.now.talks.some(({ peer }) => peer === event.to))
				quietly(words.delivered(event));
			return event.kind === 'words-changed' || event.kind === 'presence' || event.kind === 'answering';
		},
		async begin() {
			if ((await store.words.talks()).length > 0) quietly(words.lookAtTalks());
			if ((await store.settings.get('presence')) !== undefined) quietly(presence.beginPresence());
		}
	};
}
