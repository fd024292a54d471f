/** English: whether people are there, by their own word. */
import { DOINGS, type Doing, type PeerPresence } from '#lib/app/words-api.ts';
import { listed } from '../format.ts';

/** Ours in words; of another make in its own. */
const doings: Readonly<Record<Doing, string>> = {
	asking: 'their agent is asking others',
	answering: 'their agent is answering somebody',
	reading: 'their agent is reading files in',
	writing: 'their agent is writing an answer',
	errand: 'their agent is on an errand'
};
const doingWords = (doing: string): string => {
	const known = DOINGS.find((one) => one === doing);
	return known ? doings[known] : doing;
};

const states = { available: 'available', busy: 'busy', away: 'away' } as const;

export const presence = {
	heading: 'Being there',
	lead: 'Your contacts can see whether you are there, if you want: told to them alone, while both of you are connected. It is not kept, but the route of a question may say that you were free or busy then. Off, nothing is told.',
	state: 'Contacts see me as',
	stateHint:
		'With it go what your agent is doing, in one word and never for whom, and about how full your battery is while it is not charging. You are shown as away after five minutes without you.',
	/** Word for word what is told. */
	shown: (says: string) => `They see now: “${says}”.`,
	states: { off: 'Nothing is told', available: 'Available', busy: 'Busy', away: 'Away' },
	focus: 'What I am at (optional)',
	focusHint: 'A few words, such as “packing for Lisbon”.',
	save: 'Save',
	saved: 'Saved. Contacts who are connected see it now.',
	savedOff: 'Saved. Nothing is told any more.',
	loading: 'Looking…',
	failed: 'This could not be read. Reload the page.',
	/** On the row of a contact. */
	says: ({ state, focus, doing, energy }: PeerPresence) =>
		listed([
			focus ? `${states[state]}: ${focus}` : states[state],
			...(doing === undefined ? [] : [doingWords(doing)]),
			...(energy === undefined ? [] : [`battery at ${energy}%`])
		])
} as const;
