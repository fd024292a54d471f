/** English: whether people are there, by their own word. */
import type { PeerPresence } from '#lib/app/words-api.ts';
import { listed } from '../format.ts';

const states = { available: 'available', busy: 'busy', away: 'away' } as const;

export const presence = {
	heading: 'Being there',
	lead: 'Your contacts can see whether you are there, if you want: told to them alone, while both of you are connected, and kept nowhere. Off, nothing is told.',
	state: 'Contacts see me as',
	stateHint: 'With it go what your agent is doing, and your battery while it is not charging.',
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
			...(doing === undefined ? [] : [doing === 'asking' ? 'their agent is asking others' : doing]),
			...(energy === undefined ? [] : [`battery at ${energy}%`])
		])
} as const;
