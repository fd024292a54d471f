/** English: bringing two contacts together, and whom a contact brings. */
export const introductions = {
	introduce: 'Introduce…',
	introducedBy: (name: string) => `introduced by ${name}`,

	dialog: {
		heading: (name: string) => `Introduce ${name}`,
		lead: (name: string) =>
			`Each of the two gets the other’s card from you: the name, the key, where messages are left for them, and what they let others find them by. Whether they get to know each other is up to ${name} and them; you are not told.`,
		whom: 'To whom',
		choose: 'Choose somebody',
		often: (name: string) => `${name} (you talk often)`,
		words: 'A few words (optional)',
		wordsHint: 'Both read them.',
		send: 'Introduce',
		done: (one: string, other: string) =>
			`${one} and ${other} are told of each other, as soon as they are online.`,
		missing: 'Choose whom to introduce them to.',
		'no-card':
			'One of them has not been online since you know each other, so there is no card of theirs to hand on yet. Try again when both have been here.',
		'no-contact':
			'One of them is no longer your contact, so there is nobody to introduce. Close this and look again.'
	},

	list: 'Introductions',
	heading: (by: string, name: string) => `${by} introduces ${name}`,
	says: (by: string) => `${by} says:`,
	wanted: (name: string) => `${name} would like to get to know you.`,
	question: (name: string) => `Get to know ${name}?`,
	told: (name: string) =>
		`If you accept, ${name} is told your name, your key and where messages are left for you, with whatever you let others find you by; if both of you accept, your agents may ask each other and get what you share with contacts. If you do not, ${name} is told nothing.`,
	until: 'This ends',
	accept: 'Accept',
	decline: 'Not now',
	acceptNamed: (name: string) => `Accept ${name}`,
	declineNamed: (name: string) => `Not now: ${name}`,
	waiting: (name: string) => `${name} is told. You are contacts as soon as ${name} accepts too.`,
	failed: 'This could not be read or stored. Close other tabs of Elmnet, free some space and try again.',
	again: 'Try again'
} as const;
