/** English: a community in the topic directory: listing one, and finding one by what somebody is interested in. */
import { counted } from '../format.ts';

export const communityFind = {
	listed: {
		heading: 'Being found',
		turnOn: 'Listed: people can find this community by its topics',
		hint: {
			open: 'While you or another anchor is there, your servers show whoever looks for one of its topics what it is called and about, who of you lists it, and a link by which they come in at once.',
			approval:
				'While you or another anchor is there, your servers show whoever looks for one of its topics what it is called and about, who of you lists it, and a link by which they ask to come in.'
		},
		noTopics: 'Add a topic first: by nothing else is it found.',
		full: 'Your servers have no room for it: they list so many communities for one person and no more. Untick this in another one that you list; then this one is listed within a minute.',
		forMembers: 'Its anchors list it: people can find this community by its topics.'
	},

	invite: 'for whoever finds it by its topics; made anew while it is listed',

	button: 'Find a community',
	heading: 'Find a community',
	interest: 'What are you interested in?',
	interestHint:
		'A few words or a sentence. They stay here: your servers are asked for the topics in them, hidden among others.',
	mine: 'Use what I can be found by',
	mineNone: 'Nothing is on your card that you could be found by. Write it here instead.',
	find: 'Find',
	finding: 'Asking your servers…',
	lookedFor: (topics: readonly string[]) => `Looked for: ${topics.join(' · ')}`,
	noTopic: 'No topic is known in that. Try other words, such as “beekeeping” or “rye bread”.',
	none: 'Nobody who is there now lists a community for that. Try other words, come back later, or found one yourself.',
	noDirectory: 'None of your servers can say what is listed now. Try again in a while.',
	offline: 'You are offline, so nobody can be asked. Try again when you are back.',
	results: 'Communities that were found',
	resultsHint: 'This is what whoever lists a community says of it. Nobody has checked it.',
	members: (n: number) => (n <= 1 ? '1 member' : `about ${counted(n, 'member', 'members')}`),
	listedBy: (who: string, isContact: boolean) =>
		isContact ? `Listed by ${who}` : `Listed by ${who}, who is not a contact of yours`,
	listedByOthers: 'Others list it too. Join by whom you trust: each leads to their own door.',
	somebody: 'somebody without a name',
	topics: 'Topics',
	join: { open: 'Join', approval: 'Ask to join' },
	joinNamed: {
		open: (name: string, who: string) => `Join ${name}, listed by ${who}`,
		approval: (name: string, who: string) => `Ask to join ${name}, listed by ${who}`
	},
	mineAlready: { in: 'You are in it', asking: 'You asked to come in' },
	open: 'Open'
} as const;
