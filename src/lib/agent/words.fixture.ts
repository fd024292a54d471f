/** Direct messages in plain maps, for tests of the agent. The real ones are tested by the contract suites. */
import type { KeptWords, Talk, WordsStore } from './ports.ts';

export function someTalks(): WordsStore & { readonly all: KeptWords[] } {
	const all: KeptWords[] = [];
	const talks = new Map<string, Talk>();
	return {
		all,
		async add(words) {
			if (all.some(({ id }) => id === words.id)) return false;
			all.push(words);
			return true;
		},
		get: async (id) => all.find((one) => one.id === id),
		async mark(id, state) {
			const at = all.findIndex((one) => one.id === id);
			if (all[at]) all[at] = { ...all[at], state };
		},
		list: async (peer, most) => all.filter((one) => one.peer === peer).slice(-most),
		talk: async (peer) => talks.get(peer),
		talks: async () => [...talks.values()],
		putTalk: async (talk) => void talks.set(talk.peer, talk),
		async forget(peer) {
			talks.delete(peer);
			all.splice(0, all.length, ...all.filter((one) => one.peer !== peer));
		}
	};
}
