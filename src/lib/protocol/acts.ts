/**
 * Everything that can be done in a community, in one table: what an entry may say. Who may do it is the community's to
 * judge (agent/community/). Entries are named by their id; one that names what is not there yet waits for it.
 */
import * as v from 'valibot';
import {
	MAX_ABOUT_CHARS,
	MAX_CARD_CELLS,
	MAX_CARD_CHARS,
	MAX_EDIT_BYTES,
	MAX_FILE_BYTES,
	MAX_FILE_PIECES,
	MAX_LOGS,
	MAX_MEMBERS,
	MAX_MENTIONS,
	MAX_NAME_CHARS,
	MAX_NORMS_CHARS,
	MAX_POST_CHARS,
	MAX_POST_FILES,
	MAX_REACTION_CHARS,
	MAX_SOURCES,
	MAX_TITLE_CHARS
} from './limits.ts';
import {
	base64urlAtMost,
	base64urlOf,
	count,
	keyHex,
	line,
	list,
	signedText,
	text,
	weightedCells
} from './schema.ts';

const entryId = base64urlOf(32);
const kind = <const K extends string>(name: K) => v.literal(name);
const mentions = v.optional(list(keyHex, MAX_MENTIONS));
const files = v.optional(list(entryId, MAX_POST_FILES));
/** An anchor lets in, gives a role and takes it; a member does all but what anchors do; a guest reads, replies and reacts. */
const role = v.picklist(['anchor', 'member', 'guest']);
/** `open`: whoever has a link that holds is in; `approval`: an anchor lets them in. */
const joining = v.picklist(['open', 'approval']);
/** A time on the clocks of `zone`: `2026-11-22T19:30`. */
const localTime = v.pipe(
	v.string(),
	v.regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/)
);
/** An IANA name. */
const zone = v.pipe(
	v.string(),
	v.maxLength(64),
	v.regex(/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/)
);

export const acts = {
	/** The first entry of a community; its author is its first anchor. `card`: the author's own. */
	found: v.object({
		kind: kind('found'),
		name: line(MAX_NAME_CHARS, 1),
		about: v.optional(text(MAX_ABOUT_CHARS)),
		joining,
		card: signedText(MAX_CARD_CHARS),
		/** Random: two foundings alike are two communities. */
		nonce: base64urlOf(16)
	}),
	/** Anchors: what is given replaces what was. `listed`: whether the topic directory may know of it. */
	describe: v.object({
		kind: kind('describe'),
		name: v.optional(line(MAX_NAME_CHARS, 1)),
		about: v.optional(text(MAX_ABOUT_CHARS)),
		joining: v.optional(joining),
		norms: v.optional(text(MAX_NORMS_CHARS)),
		topics: v.optional(weightedCells(MAX_CARD_CELLS)),
		listed: v.optional(v.boolean())
	}),
	/** Anchors: whoever holds the secret of `key` may ask to come in, or come in where joining is open. */
	invite: v.object({
		kind: kind('invite'),
		/** Ed25519, of this invite alone. */
		key: keyHex,
		uses: v.pipe(count(MAX_MEMBERS), v.minValue(1)),
		until: count()
	}),
	/**
	 * Anchors: of the joins by this invite only `joins` count, whatever place they claim: who brings one later would say that
	 * it was written before.
	 */
	revoke: v.object({ kind: kind('revoke'), invite: entryId, joins: list(entryId, MAX_MEMBERS) }),
	/** By somebody who is no member: `proof` is the invite key's signature over `community | author`, under the domain `join`. */
	join: v.object({
		kind: kind('join'),
		invite: entryId,
		proof: base64urlOf(64),
		/** The author's own. */
		card: signedText(MAX_CARD_CHARS)
	}),
	/** Anchors: lets in who asked, or changes what somebody is. The last anchor stays one. */
	role: v.object({ kind: kind('role'), peer: keyHex, role }),
	/** Anchors: of the logs of `peer` nothing counts beyond what is named here; also turns down who asked. */
	remove: v.object({
		kind: kind('remove'),
		peer: keyHex,
		heads: list(v.object({ dev: keyHex, seq: count() }), MAX_LOGS)
	}),
	leave: v.object({ kind: kind('leave') }),
	/** The author's newest own: what they are called, and where mail to them goes now. Inbox keys do not last for months. */
	card: v.object({ kind: kind('card'), card: signedText(MAX_CARD_CHARS) }),
	/** Anchors: a new key is in use. `check`: SHA-256 of it, so that nobody can be given a false one. */
	epoch: v.object({ kind: kind('epoch'), n: v.pipe(count(), v.minValue(1)), check: base64urlOf(32) }),
	/** Members. `question`: answers are wanted. */
	post: v.object({
		kind: kind('post'),
		title: v.optional(line(MAX_TITLE_CHARS)),
		text: text(MAX_POST_CHARS, 1),
		question: v.optional(v.boolean()),
		...{ mentions, files }
	}),
	/** To a post, or to a reply of its thread. `sources`: what an answer of an agent rests on. */
	reply: v.object({
		kind: kind('reply'),
		to: entryId,
		text: text(MAX_POST_CHARS, 1),
		/** Written by the author's agent, by the author's rule. */
		byAgent: v.optional(v.boolean()),
		sources: v.optional(list(entryId, MAX_SOURCES)),
		...{ mentions, files }
	}),
	/** The author alone: another text, or none (`text` absent: taken back). What was said before stays in the log. */
	amend: v.object({ kind: kind('amend'), entry: entryId, text: v.optional(text(MAX_POST_CHARS, 1)) }),
	react: v.object({
		kind: kind('react'),
		entry: entryId,
		with: line(MAX_REACTION_CHARS, 1),
		on: v.boolean()
	}),
	/** Members: a note that is written together; with `page` a new title for one. */
	page: v.object({ kind: kind('page'), title: line(MAX_TITLE_CHARS, 1), page: v.optional(entryId) }),
	/** Members: a Yjs update of the page's text. Its client id is bound to the log it stands in. */
	edit: v.object({ kind: kind('edit'), page: entryId, update: base64urlAtMost(MAX_EDIT_BYTES) }),
	/** Members: a file in pieces, each fetched by its hash. */
	file: v.object({
		kind: kind('file'),
		name: line(MAX_TITLE_CHARS, 1),
		type: line(128),
		size: count(MAX_FILE_BYTES),
		pieces: list(base64urlOf(32), MAX_FILE_PIECES)
	}),
	/** Members; with `event` another version of one, by its author or an anchor. */
	event: v.object({
		kind: kind('event'),
		event: v.optional(entryId),
		title: line(MAX_TITLE_CHARS, 1),
		text: v.optional(text(MAX_POST_CHARS)),
		place: v.optional(line(MAX_TITLE_CHARS)),
		start: localTime,
		end: v.optional(localTime),
		zone,
		wholeDay: v.optional(v.boolean()),
		cancelled: v.optional(v.boolean())
	}),
	/** Anchors. */
	pin: v.object({ kind: kind('pin'), entry: entryId, on: v.boolean() }),
	/** Anchors: shown as hidden, with who hid it and why; undone with `on: false`. */
	hide: v.object({
		kind: kind('hide'),
		entry: entryId,
		on: v.boolean(),
		why: v.optional(line(MAX_TITLE_CHARS))
	}),
	/** Anchors: what is known of a topic, from the entries named. `confidence` in hundredths. */
	summary: v.object({
		kind: kind('summary'),
		title: line(MAX_TITLE_CHARS, 1),
		text: text(MAX_POST_CHARS, 1),
		sources: list(entryId, MAX_SOURCES),
		confidence: count(100)
	})
} as const;

export type ActKind = keyof typeof acts;
export type ActOf<K extends ActKind> = v.InferOutput<(typeof acts)[K]>;
export type Act = { [K in ActKind]: ActOf<K> }[ActKind];
export type Role = v.InferOutput<typeof role>;
export type Joining = v.InferOutput<typeof joining>;

export const isActKind = (value: string): value is ActKind => Object.hasOwn(acts, value);
