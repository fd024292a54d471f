/** Direct messages that live as long as the process; with the same bounds. */
import type { KeptWords, Talk, WordsStore } from '#lib/agent/ports.ts';
import { mayMove } from './delivery.ts';

/** A long friendship's worth, and little enough that nobody fills this device with words. */
export const MAX_WORDS_PER_CONTACT = 5_000;

export function memoryTalks(): WordsStore {
	let kept: readonly KeptWords[] = [];
	const talks = new Map<string, Talk>();
	return {
		async add(words) {
			if (kept.some(({ id }) => id === words.id)) return false;
			const excess = kept.filter(({ peer }) => peer === words.peer).length + 1 - MAX_WORDS_PER_CONTACT;
			let gone = 0;
			kept = [...kept.filter(({ peer }) => peer !== words.peer || gone++ >= excess), words];
			return true;
		},
		get: async (id) => kept.find((one) => one.id === id),
		async mark(id, state) {
			kept = kept.map((one) =>
				one.id === id && one.state && mayMove(one.state, state) ? { ...one, state } : one
			);
		},
		async list(peer, most, before) {
			const theirs = kept.filter((one) => one.peer === peer);
			const end = theirs.findIndex(({ id }) => id === before);
			return (end < 0 ? theirs : theirs.slice(0, end)).slice(-most);
		},
		talk: async (peer) => talks.get(peer),
		talks: async () => [...talks.values()],
		putTalk: async (talk) => void talks.set(talk.peer, talk),
		async forget(peer) {
			talks.delete(peer);
			kept = kept.filter((one) => one.peer !== peer);
		}
	};
}
