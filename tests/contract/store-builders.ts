/** Things to store, for the contract suites and the store's own tests. */
import type { Exchange } from '#lib/agent/events.ts';
import type {
	Attestation,
	Claim,
	Contact,
	Evidence,
	Invite,
	Item,
	KeptCommunity,
	KeptWords,
	Letter,
	Offender,
	SeenCard,
	Talk
} from '#lib/agent/ports.ts';
import { base64url, hex, sha256, utf8 } from '#lib/protocol/bytes.ts';
import type { Said } from '#lib/protocol/envelope.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { Collection } from '#lib/store/collections.ts';
import type { Conversation } from '#lib/store/conversations.ts';
import type { Span } from '#lib/store/items.ts';

/** A well-formed peer id that nobody holds the key of. */
export const aPeer = (name: string): PeerId => hex(sha256(name)) as PeerId;
/** A well-formed envelope id. */
export const anId = (name: string): string => base64url(sha256(name).subarray(0, 16));

export const anItem = (over: Partial<Item> = {}): Item => ({
	id: anId('guitar'),
	kind: 'note',
	title: 'Guitar lessons',
	text: 'I teach the guitar on Tuesdays. Beginners are welcome.',
	visibility: { to: 'private' },
	madeAt: 1_000,
	changedAt: 1_000,
	...over
});

/** One passage per sentence. */
export function cut(text: string): Span[] {
	return [...text.matchAll(/[^.]+\.?/g)].map(({ index, 0: { length } }) => ({
		start: index,
		end: index + length
	}));
}

export const aContact = (over: Partial<Contact> = {}): Contact => ({
	peer: aPeer('ada'),
	name: 'Ada',
	standing: 'accepted',
	inbox: { id: 'AAAAAAAAAAA', key: base64url(sha256('inbox')) },
	relays: ['https://relay.example'],
	compared: false,
	since: 1_000,
	certificateSeq: 1,
	...over
});

export const anEvidence = (over: Partial<Evidence> = {}): Evidence => ({
	peer: aPeer('ada'),
	kind: 'useful',
	at: 1_000,
	...over
});

/** Ada says of Bob that he was right three times. */
export const anAttestation = (over: Partial<Attestation> = {}): Attestation => ({
	issuer: aPeer('ada'),
	about: aPeer('bob'),
	writtenAt: 1_000,
	expiresAt: 9_000,
	trust: { good: 3, bad: 0 },
	topics: [{ cell: 5, good: 3, bad: 0 }],
	...over
});

export const anOffender = (over: Partial<Offender> = {}): Offender => ({
	peer: aPeer('mallory'),
	at: 1_000,
	trust: { good: 0, bad: 5 },
	...over
});

export const aSeenCard = (over: Partial<SeenCard> = {}): SeenCard => ({
	peer: aPeer('dana'),
	text: 'a card as Dana signed it',
	version: 1,
	name: 'Dana',
	inbox: { id: 'AAAAAAAAAAA', key: base64url(sha256('dana inbox')) },
	relays: ['https://relay.example'],
	topics: [{ cell: 7, weight: 3 }],
	capabilities: ['tunes pianos'],
	languages: ['de'],
	certificateSeq: 1,
	seenAt: 1_000,
	...over
});

export const aCommunity = (over: Partial<KeptCommunity> = {}): KeptCommunity => ({
	id: base64url(sha256('choir')),
	name: 'Choir',
	standing: 'in',
	epochs: [{ n: 1, key: base64url(sha256('epoch key')) }],
	invites: {},
	joinedAt: 1_000,
	readTo: 0,
	muted: false,
	agentAnswers: false,
	...over
});

/** As long as most entries are. */
export const entryTexts = (name: string, count: number): string[] =>
	Array.from({ length: count }, (_, n) => `${name}-${n}.`.padEnd(1_300, base64url(sha256(`${name} ${n}`))));

export const someWords = (over: Partial<KeptWords> = {}): KeptWords => ({
	id: anId('words'),
	peer: aPeer('ada'),
	mine: false,
	text: 'Shall we sing on Thursday?',
	at: 1_000,
	byAgent: false,
	...over
});

export const aTalk = (over: Partial<Talk> = {}): Talk => ({
	peer: aPeer('ada'),
	unread: 1,
	byAgent: false,
	tie: 1,
	tieAt: 1_000,
	...over
});

export const anInvite = (over: Partial<Invite> = {}): Invite => ({
	id: anId('invite'),
	secret: anId('secret'),
	link: 'https://relay.example/#i=abc',
	madeAt: 1_000,
	expiresAt: 2_000,
	usesLeft: 1,
	withoutAsking: false,
	registered: false,
	...over
});

export const aLetter = (over: Partial<Letter> = {}): Letter => ({
	id: anId('letter'),
	to: aPeer('ada'),
	kind: 'query',
	envelope: utf8('the envelope'),
	state: 'queued',
	madeAt: 1_000,
	expiresAt: 9_000,
	...over
});

/** A message as it would come out of `open`; `bytes` stand for the envelope. */
export function aSaid(over: Partial<Said> = {}): Said {
	const { id = anId('said') } = over;
	const from = aPeer('ada');
	const dev = hex(sha256('device'));
	return {
		id,
		from,
		dev,
		certificate: { root: from, dev, notBefore: 0, notAfter: 9_000, seq: 1, text: 'a.b' },
		to: aPeer('me'),
		kind: 'query',
		ts: 1_000,
		exp: 9_000,
		seq: 1,
		body: { text: 'Who teaches the guitar?', most: 8 },
		bytes: utf8(`envelope ${id}`),
		...over
	} as Said;
}

export const anExchange = (over: Partial<Exchange> = {}): Exchange => ({
	id: anId('exchange'),
	conversation: anId('conversation'),
	question: 'Who teaches the guitar?',
	askedAt: 1_000,
	tookMs: 20,
	state: 'done',
	parts: [{ kind: 'quote', text: 'I teach the guitar.', sources: [1] }],
	sources: [],
	route: [],
	askedOthers: true,
	...over
});

export const aCollection = (over: Partial<Collection> = {}): Collection => ({
	id: anId('collection'),
	name: 'Recipes',
	visibility: { to: 'private' },
	madeAt: 1_000,
	...over
});

export const aClaim = (over: Partial<Claim> = {}): Claim => ({
	id: anId('claim'),
	text: 'Luigi closes on Monday.',
	sources: [
		{
			kind: 'peer',
			exchange: anId('exchange'),
			conversation: anId('conversation'),
			at: 1_000,
			author: aPeer('ada'),
			authorName: 'Ada',
			title: 'Luigi',
			text: 'Bread rises. Luigi closes on Monday.',
			hash: base64url(sha256('passage')),
			madeAt: 500,
			start: 13,
			end: 36
		}
	],
	learntAt: 1_000,
	lastUsedAt: 1_000,
	expiresAt: 9_000,
	pinned: false,
	edited: false,
	...over
});

export const aConversation = (over: Partial<Conversation> = {}): Conversation => ({
	id: anId('conversation'),
	title: '',
	firstQuestion: 'Who teaches the guitar?',
	questions: 1,
	changedAt: 1_000,
	deleted: false,
	...over
});
