/**
 * Everything that can be said, in one table. A new kind is one entry here, one handler in `agent/`, one
 * vector and one line in the wire document. Longer than others: whoever implements Elmnet reads the table from its first
 * line to its last.
 */
import * as v from 'valibot';
import {
	KEPT_LIFETIME_MS,
	LIVE_LIFETIME_MS,
	MAIL_LIFETIME_MS,
	MAX_ABOUT_CHARS,
	MAX_ANSWER_CHARS,
	MAX_ATTESTATION_CHARS,
	MAX_CAPABILITIES,
	MAX_CAPABILITY_CHARS,
	MAX_CARD_CELLS,
	MAX_CARD_CHARS,
	MAX_CITATIONS,
	MAX_COMMUNITY_LINK_CHARS,
	MAX_ENTRIES_TOLD,
	MAX_ENTRY_CHARS,
	MAX_EVIDENCE,
	MAX_GOSSIP_ATTESTATIONS,
	MAX_GOSSIP_CARDS,
	MAX_HOPS,
	MAX_INTRODUCTION_CHARS,
	MAX_LANGUAGES,
	MAX_LOGS,
	MAX_MEMBERS,
	MAX_NAME_CHARS,
	MAX_PARTS,
	MAX_PASSAGE_CHARS,
	MAX_PIECE_BYTES,
	MAX_PROBES,
	MAX_QUESTION_CELLS,
	MAX_QUESTION_CHARS,
	MAX_RELAYS,
	MAX_SEEK_CHARS,
	MAX_SIGNED_PASSAGE_CHARS,
	MAX_TITLE_CHARS,
	MAX_WORDS_CHARS
} from './limits.ts';
import {
	base64urlAtMost,
	base64urlOf,
	cell,
	coarsePlace,
	count,
	keyHex,
	language,
	line,
	list,
	relayUrl,
	signedText,
	text,
	weightedCells
} from './schema.ts';

/** Envelope ids: 16 random bytes. */
export const messageId = base64urlOf(16);

/**
 * How a kind may travel. `live`: over a link, gone in a minute, `seq` 0. `mail`: may wait in a mailbox,
 * numbered by `seq` ≥ 1. `kept`: addressed to nobody, passed on and stored (cards, passages), `seq` 0.
 */
export type Travel = 'live' | 'mail' | 'kept';

export const LIFETIME_MS: Record<Travel, number> = {
	live: LIVE_LIFETIME_MS,
	mail: MAIL_LIFETIME_MS,
	kept: KEPT_LIFETIME_MS
};

/** Observations for and against, in hundredths: they fade, so they are no whole numbers. */
const evidence = v.object({ good: count(MAX_EVIDENCE), bad: count(MAX_EVIDENCE) });

/** A quote and where it stands: `quote` equals `passage.text.slice(start, end)` in UTF-16 code units. */
export const citation = v.object({
	/** The author's signed `passage` envelope, text form. */
	passage: signedText(MAX_SIGNED_PASSAGE_CHARS),
	/** SHA-256 of the passage's text in UTF-8. */
	hash: base64urlOf(32),
	quote: text(MAX_PASSAGE_CHARS, 1),
	start: count(MAX_PASSAGE_CHARS),
	end: count(MAX_PASSAGE_CHARS)
});

/** Where mail is sealed to: an X25519 key, its 8-byte name, and until when it is renewed. */
const inbox = v.object({ id: base64urlOf(8), key: base64urlOf(32), exp: count() });

export const messages = {
	/** First words on a link, and how a guest knocks with an invite. */
	hello: {
		travels: ['live', 'mail'],
		body: v.object({
			versions: v.pipe(
				v.object({ oldest: count(1_000), newest: count(1_000) }),
				v.check(({ oldest, newest }) => oldest <= newest)
			),
			card: signedText(MAX_CARD_CHARS),
			/** Proof that the guest holds the invite's secret: HMAC-SHA256(secret, "elm/invite/1" | inviter | guest). */
			invite: v.optional(v.object({ id: base64urlOf(16), mac: base64urlOf(32) })),
			/** The introduction by which the sender knows of the reader. */
			introduction: v.optional(messageId),
			/** The community that both are members of, by which the sender knows of the reader. */
			community: v.optional(base64urlOf(32))
		})
	},
	/** The reply to a hello: the version both will speak, and that the guest is now a contact. */
	welcome: {
		travels: ['live', 'mail'],
		body: v.object({ version: count(1_000), card: signedText(MAX_CARD_CHARS), re: messageId })
	},
	/** A peer's description of itself. A higher `version` replaces a lower one. */
	card: {
		travels: ['kept'],
		body: v.object({
			version: count(),
			name: line(MAX_NAME_CHARS, 1),
			about: v.optional(text(MAX_ABOUT_CHARS)),
			inbox,
			relays: list(relayUrl, MAX_RELAYS),
			/** What its owner lets others find it by: each backed by at least three records marked for it. */
			topics: v.optional(weightedCells(MAX_CARD_CELLS)),
			capabilities: v.optional(list(line(MAX_CAPABILITY_CHARS, 1), MAX_CAPABILITIES)),
			languages: v.optional(list(language, MAX_LANGUAGES)),
			/** By consent only. */
			place: v.optional(coarsePlace)
		})
	},
	/**
	 * What an asker looks for, signed once and carried by every probe: whoever passes it on can change nothing of it, and
	 * nobody can have offers sent to another. Neither the question's text is in it nor anything that the asker's card says
	 * beyond where mail goes.
	 */
	seek: {
		travels: ['kept'],
		body: v.object({
			/** Names the question; random, and not the id of any query. */
			question: messageId,
			cells: v.pipe(list(cell, MAX_QUESTION_CELLS), v.minLength(1)),
			/** At most `SEEK_LIFETIME_MS` after it was written; of no effect later. */
			until: count(),
			/** The asker's: where an offer goes. */
			inbox,
			relays: list(relayUrl, MAX_RELAYS),
			place: v.optional(coarsePlace)
		})
	},
	/** A seek on its way to somebody who may know. Answered with an offer to the asker, passed on, or dropped. */
	probe: {
		travels: ['live'],
		body: v.object({
			seek: signedText(MAX_SEEK_CHARS),
			/** How many more may be told after the reader. */
			hops: count(MAX_HOPS),
			/** Probes that the reader may cause in all. */
			budget: count(MAX_PROBES),
			/** Who passed it on, the first one first; neither the asker nor the sender. */
			path: list(keyHex, MAX_HOPS)
		})
	},
	/** To the asker: I hold something on these cells. The question may be put to me. */
	offer: {
		travels: ['live', 'mail'],
		body: v.object({
			re: messageId,
			cells: v.pipe(list(cell, MAX_QUESTION_CELLS), v.minLength(1)),
			/** The offerer's own. */
			card: signedText(MAX_CARD_CHARS),
			/** As the probe said it, and who sent that probe. */
			path: list(keyHex, MAX_HOPS + 1)
		})
	},
	/** Instead of an answer: I do not know, this peer may. Followed only where the person allows it. */
	referral: {
		travels: ['live', 'mail'],
		body: v.object({ re: messageId, card: signedText(MAX_CARD_CHARS) })
	},
	/** What its issuer has seen of a peer, first-hand. Replaces the issuer's earlier one about the same peer. */
	attestation: {
		travels: ['kept'],
		body: v.object({
			about: keyHex,
			trust: evidence,
			topics: v.optional(
				v.pipe(
					v.array(v.object({ cell, ...evidence.entries })),
					v.maxLength(MAX_CARD_CELLS),
					v.check((topics) => new Set(topics.map((one) => one.cell)).size === topics.length),
					v.readonly()
				)
			)
		})
	},
	/** Cards of others and attestations of the sender's own. */
	gossip: {
		travels: ['live', 'mail'],
		body: v.object({
			cards: list(signedText(MAX_CARD_CHARS), MAX_GOSSIP_CARDS),
			attestations: list(signedText(MAX_ATTESTATION_CHARS), MAX_GOSSIP_ATTESTATIONS)
		})
	},
	/** A peer both know brings two together: each gets the other's card under one id, and says hello with it or does not. */
	introduction: {
		travels: ['live', 'mail'],
		body: v.object({
			introduction: messageId,
			card: signedText(MAX_CARD_CHARS),
			words: v.optional(text(MAX_INTRODUCTION_CHARS))
		})
	},
	/** A piece of someone's knowledge, signed so that a citation can be checked by anyone. */
	passage: {
		travels: ['kept'],
		body: v.object({
			title: line(MAX_TITLE_CHARS),
			text: text(MAX_PASSAGE_CHARS, 1),
			/** When the author wrote or imported it. */
			made: count()
		})
	},
	/** A question. Its envelope id names the question. */
	query: {
		travels: ['live', 'mail'],
		body: v.object({
			text: text(MAX_QUESTION_CHARS, 1),
			most: count(MAX_CITATIONS),
			/** The envelope id of the offer that invited it: without one only contacts are answered. */
			offer: v.optional(messageId),
			/** Near where an answer is wanted; by consent, and a hint that the reader may leave aside. */
			place: v.optional(coarsePlace)
		})
	},
	/** A reply to a query; several parts may come, the one marked `last` ends it. */
	answer: {
		travels: ['live', 'mail'],
		body: v.object({
			re: messageId,
			part: count(MAX_PARTS),
			last: v.boolean(),
			outcome: v.picklist(['found', 'nothing', 'declined']),
			/** The agent's own prose, `[n]` pointing at citation n; empty where the quotes speak for themselves. */
			text: text(MAX_ANSWER_CHARS),
			citations: list(citation, MAX_CITATIONS)
		})
	},
	/**
	 * To a member of a community, by somebody with its link: my `join`, so that you let me in. Answered with `keys`, or with
	 * nothing until an anchor has decided.
	 */
	knock: {
		travels: ['live', 'mail'],
		body: v.object({ community: base64urlOf(32), join: signedText(MAX_ENTRY_CHARS) })
	},
	/** To a member: the founding entry, and the key of the epoch that is in use. Its hash stands in the entry `epoch`. */
	keys: {
		travels: ['live', 'mail'],
		body: v.object({
			community: base64urlOf(32),
			founding: signedText(MAX_ENTRY_CHARS),
			n: count(),
			key: base64urlOf(32)
		})
	},
	/**
	 * What the sender holds of a community: its logs, and up to where, without a gap. `digest` alone where it is the same as
	 * ever; answered with `entries` the sender lacks and, where the reader lacks some, with its own heads.
	 */
	heads: {
		travels: ['live'],
		body: v.object({
			community: base64urlOf(32),
			/** SHA-256 over the heads, in order of the devices' names: `dev:seq:id` and a line feed each; see README. */
			digest: base64urlOf(32),
			heads: v.optional(list(v.object({ dev: keyHex, seq: count() }), MAX_LOGS)),
			/** The number of the epoch whose key the sender has. */
			epoch: count()
		})
	},
	/** Entries of a community, each genuine by itself, the earlier of each log first. */
	entries: {
		travels: ['live', 'mail'],
		body: v.object({
			community: base64urlOf(32),
			entries: v.pipe(list(signedText(MAX_ENTRY_CHARS), MAX_ENTRIES_TOLD), v.minLength(1))
		})
	},
	/** Asks a member for a piece of a file, by its hash. */
	fetch: {
		travels: ['live'],
		body: v.object({ community: base64urlOf(32), piece: base64urlOf(32) })
	},
	/** The piece that was asked for; absent: the sender has it not. */
	piece: {
		travels: ['live'],
		body: v.object({
			community: base64urlOf(32),
			piece: base64urlOf(32),
			bytes: v.optional(base64urlAtMost(MAX_PIECE_BYTES))
		})
	},
	/**
	 * A community as its signer lists it in a topic directory, and the link by which whoever finds it asks to come in. Only
	 * members can tell whether the signer is an anchor.
	 */
	'community-card': {
		travels: ['kept'],
		body: v.object({
			community: base64urlOf(32),
			name: line(MAX_NAME_CHARS, 1),
			about: v.optional(text(MAX_ABOUT_CHARS)),
			/** What it is found by. */
			topics: v.pipe(weightedCells(MAX_CARD_CELLS), v.minLength(1)),
			joining: v.picklist(['open', 'approval']),
			/** About so many. */
			members: count(MAX_MEMBERS),
			/** The part after `#c=`; of the same community, its first door the signer's. */
			link: base64urlAtMost((MAX_COMMUNITY_LINK_CHARS * 3) / 4)
		})
	},
	/** From one person to another, between contacts. */
	words: {
		travels: ['live', 'mail'],
		body: v.object({
			text: text(MAX_WORDS_CHARS, 1),
			/** Written by the sender's agent, by the sender's rule. */
			byAgent: v.optional(v.boolean()),
			re: v.optional(messageId)
		})
	},
	/** By consent, to contacts: whether I am there, and what my agent does. Gone when the link is. */
	presence: {
		travels: ['live'],
		body: v.object({
			state: v.picklist(['available', 'busy', 'away']),
			/** Of the battery, in hundredths, where it is not being charged. */
			energy: v.optional(count(100)),
			focus: v.optional(line(80)),
			doing: v.optional(line(80))
		})
	},
	/** Receipt: the message is stored and will be dealt with, or will not. */
	ack: {
		travels: ['live', 'mail'],
		body: v.object({
			re: messageId,
			state: v.picklist(['delivered', 'refused']),
			reason: v.optional(line(200))
		})
	},
	/** The sender leaves, or wants nothing more of this peer. */
	bye: {
		travels: ['live', 'mail'],
		body: v.object({
			reason: v.picklist(['leaving', 'declined', 'removed', 'version']),
			/** With `version`: the newest the sender speaks, so that the words on the screen name who must update. */
			newest: v.optional(count(1_000))
		})
	}
} as const satisfies Record<string, { travels: readonly Travel[]; body: v.GenericSchema }>;

export type Kind = keyof typeof messages;
export type Bodies = { [K in Kind]: v.InferOutput<(typeof messages)[K]['body']> };
export type Citation = v.InferOutput<typeof citation>;

export const isKind = (value: string): value is Kind => Object.hasOwn(messages, value);
