/** English: being found by strangers, by what the person made public. */
import { counted, LANGUAGE } from '../format.ts';

const languageNames = new Intl.DisplayNames(LANGUAGE, { type: 'language' });

export const found = {
	heading: 'Being found',
	lead: 'Somebody you have never met may be looking for what you know. Here you decide whether they can find you by it. It is off until you say so.',
	loading: 'Looking at what you made public…',
	failed: 'This could not be read. Reload the page to try again.',

	turnOn: 'Let people find me by what I made public',
	records: (n: number) =>
		n === 0
			? 'You have made nothing public yet.'
			: `${counted(n, 'public item', 'public items')} in your knowledge.`,
	who: {
		heading: 'Who sees this',
		points: [
			'Your contacts, on your card, and theirs whom they pass it on to.',
			'Your servers, which keep your card for whoever asks by one of these topics, at most an hour after you are gone.',
			'Whoever looks for one of these topics. They see your name, your public key and what is ticked here, and may put their question to your agent, which answers strangers from public items alone.'
		]
	},
	never:
		'Never shown: anything you did not make public, how many items you have, and your network address to a stranger.',
	saved: {
		on: 'You can be found now.',
		off: 'You are not found any more. Who received your card before may still have it.',
		changed: 'Saved.'
	},

	few: 'A topic needs at least three public items, so that it says nothing about a single one.',
	none: 'No topic has three public items yet.',
	toKnowledge: 'Go to Knowledge to make items public',
	topics: 'Topics on your card',
	topicsHint: 'Untick what you do not want to be found by.',
	words: 'Words on your card',
	add: 'More topics your public items touch',
	choose: 'Choose a topic…',
	addTopic: 'Add topic',

	capabilities: 'What I can do',
	capabilitiesHint: (most: number, chars: number) =>
		`In your words, such as “Repairs accordions”. At most ${most}, of ${chars} letters each.`,
	newCapability: 'Something I can do',
	addCapability: 'Add',
	languages: 'Languages I speak',
	addLanguage: 'Add language',
	newLanguage: 'Another language',
	chooseLanguage: 'Choose a language…',
	removeShort: 'Remove',
	remove: (what: string) => `Remove ${what}`,
	language: (tag: string) => languageNames.of(tag) ?? tag
} as const;
