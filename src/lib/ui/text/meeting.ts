/** English: people whom the person may want to meet. */
const counted = (n: number): string => (n === 1 ? '1 other contact' : `${n} other contacts`);
const listed = (all: readonly string[]): string =>
	new Intl.ListFormat('en', { type: 'conjunction' }).format(all);

export const meeting = {
	heading: 'People you may want to meet',
	lead: 'Compared on this device, with what they let others find them by. They are told nothing until you do something.',
	list: 'Suggestions',
	reason: {
		topics: (topics: readonly string[]) => `You both know ${listed(topics)}.`,
		community: (name: string) => `You are both in ${name}.`,
		mutual: (name: string, more: number, often: boolean) => {
			const who = often ? `${name}, with whom you talk often,` : name;
			return more === 0 ? `${who} knows both of you.` : `${who} and ${counted(more)} know both of you.`;
		},
		near: 'You are both in the same area.'
	},
	hello: 'Say hello',
	helloNamed: (name: string) => `Say hello to ${name}`,
	ask: 'Ask to be introduced',
	askNamed: (name: string) => `Ask to be introduced to ${name}`,
	dismiss: 'Not interested',
	dismissNamed: (name: string) => `Not interested: ${name}`,
	asked: (by: string) => `You asked ${by} to introduce you.`,
	said: (name: string) => `${name} is asked. You are contacts as soon as ${name} allows it.`,
	'not-fellow': (name: string) =>
		`${name} is no longer in a community with you. Ask a contact to introduce you.`,
	known: (name: string) => `You and ${name} know each other already; look among your peers.`,
	failed: 'This could not be read or sent. Close other tabs of Elmnet, free some space and try again.',
	again: 'Try again',

	dialog: {
		heading: (name: string) => `Meet ${name}`,
		lead: (by: string, name: string) =>
			`${by} gets this as a message from you, and decides whether to introduce you. ${name} is told nothing by it.`,
		words: 'Your message',
		first: (by: string, name: string) => `Hi ${by}, could you introduce me to ${name}?`,
		send: 'Send',
		missing: 'Write a few words.'
	}
} as const;
