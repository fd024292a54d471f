/** English: who was asked and why, over which way, and what became of a question left for a sleeper. */
import type { RouteStop } from '#lib/app/node-api.ts';
import type { RelayRefusal } from '#lib/protocol/relay.ts';
import { counted, listed } from '../format.ts';

/** Why the server did not take a letter, after a colon. */
export const refusals: Readonly<Record<RelayRefusal, string>> = {
	quota: 'their mailbox is full',
	rate: 'too much at once, the server asked to wait',
	storage: 'the server cannot store anything just now',
	'server-unknown': 'their server does not exchange anything with yours',
	'server-away': 'their server cannot be reached just now',
	'too-large': 'it is larger than the server takes',
	absent: 'they have no tab open',
	'not-proved': 'the server does not know yet that it is you',
	'bad-proof': 'the server does not accept your key',
	malformed: 'the server could not read it; reload the page, it may be newer than yours',
	'not-offered': 'the server does not offer that',
	'invite-unknown': 'the server does not know the invite',
	'invite-spent': 'the invite was used already',
	'invite-expired': 'the invite has run out'
};

/** Several people on the way who have no name here are told apart by whom they know. */
function passersIn(by: RouteStop['by'] = []): string {
	const [first, ...more] = by.map(({ name }) => name);
	if (first === undefined) return '';
	const rest = more.map(
		(name, i) => name || (i > 0 || first === '' ? 'somebody they know' : `somebody ${first} knows`)
	);
	return listed([first || 'somebody you know', ...rest]);
}

/** A topic's name begins a line in lists; within a sentence only a name keeps its capital. */
const inside = (topic: string): string =>
	/^\p{Lu}\p{Ll}/u.test(topic) ? `${topic.charAt(0).toLowerCase()}${topic.slice(1)}` : topic;

function knows({ topic, useful = 0, of = 0 }: RouteStop): string {
	const counts = `${useful} of ${counted(of, 'answer', 'answers')} useful`;
	if (topic === undefined) return counts;
	return `${useful * 2 >= of ? 'knows' : 'was asked before about'} ${inside(topic)}: ${useful} of ${of} useful`;
}

/** What moved them a little before or behind others who may know it alike. */
const asides: Readonly<Record<NonNullable<RouteStop['also']>[number], string>> = {
	free: 'is there and free',
	resting: 'busy, away or saving power',
	often: 'you talk often'
};

const whyOf = (stop: RouteStop): string =>
	[reasonFor(stop), ...(stop.also ?? []).map((aside) => asides[aside])].join('; ');

/** Why this one was asked, in words. */
function reasonFor(stop: RouteStop): string {
	const { by, topic } = stop;
	const on = topic === undefined ? '' : inside(topic);
	switch (stop.why) {
		case 'contact':
			return 'your contact';
		case 'invited-you':
			return 'invited you here';
		case 'experience':
			return knows(stop);
		case 'claim':
			return on ? `says they know ${on}` : 'says they know this';
		case 'offer':
			return by?.length ? `offered: told by ${passersIn(by)}` : 'offered';
		case 'directory':
			return on ? `found by topic at your server: ${on}` : 'found by topic at your server';
		case 'referral':
			return `${by?.[0]?.name || 'somebody you asked'} named them`;
		case 'trial':
			return 'to find out what they know';
	}
}

export const route = {
	region: 'Route',
	heading: 'Who was asked',
	own: 'Your own notes',
	ownFound: (n: number) =>
		`Searched first; ${n === 0 ? 'nothing there' : `answered from ${counted(n, 'passage', 'passages')}`}.`,
	nobody: 'Nobody else was asked.',
	nobodyOwn: 'You asked your own notes only.',
	/** What was looked for went out, and nobody had it. */
	nobodyOffered:
		'What you look for was passed on; nobody offered to answer, so nobody was told your question.',
	nobodyKnew:
		"I don't know: I found nothing about this in your notes; I passed on what you look for, and nobody offered to answer.",
	/** Everybody asked was heard, or is asleep; the search goes on. */
	lookingOn: 'Looking for somebody who knows…',
	stranger: 'not a contact',
	messages: (n: number) => `${counted(n, 'message', 'messages')} in all.`,
	named: (name: string) => `Names ${name}, who may know.`,
	namedSomebody: 'Names somebody who may know.',
	askNamed: (name: string) => `Ask ${name}`,
	askSomebody: 'Ask them',
	askedNamed: 'You had them asked.',
	askFailed: 'They could not be asked just now. Try again.',
	feedback: (name: string) => `What ${name} said was`,
	state: {
		waiting: 'asked, no word yet',
		answering: 'answering',
		answered: (n: number) => `answered from ${counted(n, 'passage', 'passages')}`,
		nothing: 'knew nothing about it',
		declined: 'declined',
		silent: 'did not reply in time',
		incomplete: 'left before finishing',
		mailed: 'asleep; left a message, the answer will come when they are back',
		unreachable: 'could not be reached'
	},
	over: { direct: 'directly', relay: 'through the server', mailbox: 'by sealed mail', none: '' },
	delivery: {
		queued: 'queued, waiting to be sent',
		sent: 'sent',
		delivered: 'delivered',
		answered: 'answered',
		refused: 'refused',
		expired: 'expired: they did not come back in time'
	},
	/** A letter that the server did not take, for good or until the next attempt. */
	refused: (why: RelayRefusal) => `refused: ${refusals[why]}`,
	waiting: (why: RelayRefusal) => `asleep; not left with them yet: ${refusals[why]}; tried again by itself`,
	/** The same under the answer, with who it is. */
	undelivered: {
		plain: (name: string) => `Your question to ${name} was refused: ask again in fewer words.`,
		refused: (name: string, why: RelayRefusal) => `Your question to ${name} was refused: ${refusals[why]}.`,
		waiting: (name: string, why: RelayRefusal) =>
			`Your question could not be left with ${name} yet: ${refusals[why]}. It is tried again by itself.`,
		expired: (name: string) => `${name} did not come back in time to read your question.`
	},
	why: whyOf,
	sentence: (parts: readonly string[]) => {
		const words = parts.filter((part) => part !== '').join('; ');
		return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
	},
	noTime: '–',
	sealed: 'Each question is sealed to the one who reads it; nobody on the way saw it.'
} as const;
