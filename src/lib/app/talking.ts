/** Direct messages and presence as parts of the node: what is small enough to be there from the start; the rest loads when it is needed. */
import type { Agent, AgentEvent } from '#lib/agent/agent.ts';
import type { Clock } from '#lib/agent/ports.ts';
import type { Store } from '#lib/store/store.ts';
import { lately } from './lately.ts';
import type { StateBoard } from './node-state.ts';
import type { PresenceKeeper } from './presence.ts';
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
	readonly board: StateBoard;
	readonly clock: Clock;
}): Talking {
	const { store, agent, board, clock } = deps;
	const words = lately<WordsKeeper>([...WORDS_CALLS, 'lookAtTalks', 'talkChanged', 'delivered'], async () =>
		(await import('./words.ts')).keepWords({
			...{ store, agent },
			now: () => clock.now(),
			tell: (talks) => board.set('talks', talks)
		})
	);
	const onPart = (part: string, listener: () => void): void =>
		void board.subscribe((change) => void (change.part === part && listener()));
	const presence = lately<PresenceKeeper>([...PRESENCE_CALLS, 'beginPresence', 'heardPresence'], async () => {
		const { keepPresence, browserBattery } = await import('./presence.ts');
		return keepPresence({
			settings: store.settings,
			agent,
			peers: () => board.now.peers,
			onPeers: (listener) => onPart('peers', listener),
			isAsking: () => board.now.exchanges.some(({ state }) => state === 'asking'),
			onAsking: (listener) => onPart('exchanges', listener),
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
			else if (event.kind === 'presence') quietly(presence.heardPresence(event.peer, event.presence));
			// Whoever never wrote to anybody has no message that moves on.
			else if (event.kind === 'delivery-changed' && board.now.talks.some(({ peer }) => peer === event.to))
				quietly(words.delivered(event));
			return event.kind === 'words-changed' || event.kind === 'presence';
		},
		async begin() {
			if ((await store.words.talks()).length > 0) quietly(words.lookAtTalks());
			if ((await store.settings.get('presence')) !== undefined) quietly(presence.beginPresence());
		}
	};
}
