/** English: who was asked, over which way, and what became of a question left for a sleeper. */
import type { RelayRefusal } from '#lib/protocol/relay.ts';
import { counted } from '../format.ts';

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

export const route = {
	region: 'Route',
	heading: 'Who was asked',
	own: 'Your own notes',
	ownFound: (n: number) =>
		`Searched first; ${n === 0 ? 'nothing there' : `answered from ${counted(n, 'passage', 'passages')}`}.`,
	nobody: 'Nobody else was asked.',
	nobodyOwn: 'You asked your own notes only.',
	why: { contact: 'your contact', 'invited-you': 'invited you here' },
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
	sentence: (parts: readonly string[]) => {
		const words = parts.filter((part) => part !== '').join('; ');
		return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
	},
	noTime: '–',
	sealed: 'Each question is sealed to the one who reads it; nobody on the way saw it.'
} as const;
