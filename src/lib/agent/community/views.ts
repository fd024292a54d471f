/**
 * A community as its members see it: what the verified entries come to, the same for everybody who holds the same ones.
 * Types only. Texts are as their authors wrote them, and nothing in them is to be believed or rendered as anything but text.
 */
import type { Joining, Role } from '../../protocol/acts.ts';
import type { CommunityId, EntryId } from '../../protocol/entry.ts';
import type { PeerId } from '../../protocol/identity.ts';
import type { RefusalReason } from '../../protocol/refusal.ts';
import type { Weighted } from '../routing/cells.ts';

export interface Member {
	readonly peer: PeerId;
	/** As their newest card says; their own words. */
	readonly name: string;
	readonly role: Role;
	readonly since: number;
	/** Two entries stand at one place of a log of theirs: nothing of theirs counts beyond it. */
	readonly frozen: boolean;
	/** Their newest card that the community knows, text form. */
	readonly card: string;
}

/** They hold a link and wait for an anchor. */
export interface Asker {
	readonly peer: PeerId;
	readonly name: string;
	readonly at: number;
}

export interface OpenInvite {
	readonly entry: EntryId;
	readonly by: PeerId;
	readonly usesLeft: number;
	/** Of those who came in by it: what its revocation lets stand. */
	readonly joins: readonly EntryId[];
	readonly until: number;
	/** This device made it for the topic directory. */
	readonly forListing?: boolean;
}

/** What somebody did that no honest member does, for the anchors to see. */
export interface Fault {
	readonly peer: PeerId;
	/** `forked` two entries at one place · `not-allowed` acts that were not theirs · `flood` · `too-much` more than is kept of one author · `carrier` damaged what is carried live. */
	readonly what: 'forked' | 'not-allowed' | 'flood' | 'too-much' | 'carrier' | RefusalReason;
	readonly times: number;
	readonly lastAt: number;
}

export interface Overview {
	readonly id: CommunityId;
	readonly name: string;
	readonly about: string;
	readonly norms: string;
	readonly topics: readonly Weighted[];
	readonly listed: boolean;
	/** The reader is to list it, and the directories take no more of theirs. */
	readonly listingFull?: boolean;
	readonly joining: Joining;
	/** The reader's own; `asking` waits, `none` left or was removed. */
	readonly mine: Role | 'asking' | 'none';
	/** Anchors first, then by name. */
	readonly members: readonly Member[];
	readonly asking: readonly Asker[];
	readonly invites: readonly OpenInvite[];
	readonly epoch: { readonly n: number; readonly check: string; readonly at: number } | undefined;
	readonly faults: readonly Fault[];
	readonly entries: number;
	readonly foundedAt: number;
}

/** What every shown entry has. */
export interface Shown {
	readonly id: EntryId;
	readonly author: PeerId;
	/** The author's name; of somebody who left too. */
	readonly name: string;
	readonly at: number;
	/** Where it stands in the order of everything: what is newer than what was read last is unread. */
	readonly clock: number;
	readonly pinned: boolean;
	/** By an anchor; what it says is left out, and can be asked for. */
	readonly hidden?: { readonly by: PeerId; readonly name: string; readonly why: string };
	/** Of a log in which two entries stand at one place: both are shown. */
	readonly forked: boolean;
}

export interface Reaction {
	readonly with: string;
	readonly by: readonly PeerId[];
}

export interface Said extends Shown {
	/** Empty where it was taken back. */
	readonly text: string;
	readonly withdrawn: boolean;
	readonly amendedAt?: number;
	readonly mentions: readonly PeerId[];
	readonly files: readonly EntryId[];
	readonly reactions: readonly Reaction[];
}

export interface Reply extends Said {
	readonly to: EntryId;
	readonly byAgent: boolean;
	readonly sources: readonly EntryId[];
}

export interface Thread extends Said {
	readonly title: string;
	readonly question: boolean;
	/** Oldest first. */
	readonly replies: readonly Reply[];
	/** Of the newest entry in it. */
	readonly lastClock: number;
	readonly lastAt: number;
}

export interface Page extends Shown {
	readonly title: string;
	readonly editors: readonly PeerId[];
	readonly changedAt: number;
	readonly lastClock: number;
	readonly edits: number;
}

/** One change of a page's text, in order. */
export interface Edit {
	readonly id: EntryId;
	readonly author: PeerId;
	readonly name: string;
	/** Names the log, hex: an update's client id is bound to it. */
	readonly dev: string;
	readonly at: number;
	/** Base64url of a Yjs update. Hostile until it was decoded away from the main thread. */
	readonly update: string;
}

export interface SharedFile extends Shown {
	readonly fileName: string;
	readonly type: string;
	readonly size: number;
	readonly pieces: readonly string[];
}

export interface Gathering extends Shown {
	readonly title: string;
	readonly text: string;
	readonly place: string;
	/** On the clocks of `zone`: `2026-11-22T19:30`. */
	readonly start: string;
	readonly end: string | undefined;
	readonly zone: string;
	readonly wholeDay: boolean;
	readonly cancelled: boolean;
	/** How often it was changed: `SEQUENCE` of iCalendar. */
	readonly revision: number;
	readonly reactions: readonly Reaction[];
}

export interface Summary extends Shown {
	readonly title: string;
	readonly text: string;
	readonly sources: readonly EntryId[];
	/** 0 to 1. */
	readonly confidence: number;
}

/** Where a search found something. */
export interface Found {
	readonly entry: EntryId;
	/** The thread, page, file or event to open for it. */
	readonly within: EntryId;
	readonly kind: 'post' | 'reply' | 'page' | 'file' | 'event' | 'summary';
	readonly title: string;
	readonly text: string;
	readonly author: PeerId;
	readonly name: string;
	readonly at: number;
	/** Higher is better; comparable within one search. */
	readonly score: number;
}

export interface ThreadsWanted {
	/** Newest first, by their last entry; at most so many. */
	readonly most: number;
	/** Only those whose last entry stands before this clock. */
	readonly before?: number;
	readonly questions?: boolean;
	/** Only what anchors pinned. */
	readonly pinned?: boolean;
	/** This one alone. */
	readonly thread?: EntryId;
}

export interface Threads {
	readonly threads: readonly Thread[];
	/** There are older ones. */
	readonly more: boolean;
}

export interface Head {
	readonly dev: string;
	readonly seq: number;
}

export interface Heads {
	readonly digest: string;
	readonly heads: readonly Head[];
}

/** Entries for somebody who lacks them. */
export interface Lot {
	readonly texts: readonly string[];
	/** Theirs, once they hold these. */
	readonly heads: readonly Head[];
	/** There are others behind them. */
	readonly more: boolean;
}

/** What became of entries that were handed in. */
export interface Taken {
	/** New and kept; in the order in which they must be stored. Those that waited for an earlier one are among them. */
	readonly fresh: readonly string[];
	/** Held back until an earlier entry of their log is there. */
	readonly waiting: number;
	/** No part of the community: `toBlame` where no honest member would have handed it on. */
	readonly refused: readonly { readonly reason: RefusalReason; readonly toBlame: boolean }[];
}

/** What the person has not read: entries of others after `after`, and how many of them name them. */
export interface Unread {
	readonly entries: number;
	readonly mentions: number;
	/** Of the newest, for a notification. */
	readonly newest?: {
		readonly name: string;
		readonly text: string;
		readonly entry: EntryId;
		readonly directed: boolean;
	};
}

/**
 * All communities this node is in, verified and put in order: in a worker in the browser, beside the test in a test. Nothing
 * of a community is seen but through it. Of an unknown community everything is empty.
 */
export interface CommunityDesk {
	/** Takes in what this device verified and kept. `me`: whose eyes the views are for. */
	open(community: CommunityId, texts: readonly string[], me: PeerId): Promise<void>;
	close(community: CommunityId): Promise<void>;
	/** New entries, by whomever they came. `now`: milliseconds since 1970. */
	take(community: CommunityId, texts: readonly string[], now: number): Promise<Taken>;
	/** What the next entry of this device has to say of its place. */
	next(
		community: CommunityId,
		dev: string
	): Promise<{ readonly seq: number; readonly prev: EntryId; readonly clock: number }>;
	heads(community: CommunityId): Promise<Heads>;
	/** The logs of one author, each up to where it counts. */
	logsOf(community: CommunityId, author: PeerId): Promise<readonly Head[]>;
	/** Entries beyond these heads, the earlier of each log first: at most `MAX_ENTRIES_TOLD`, together at most `chars` letters. */
	missing(community: CommunityId, theirs: readonly Head[], chars: number): Promise<Lot>;
	/** Notes what a member did outside of the entries. */
	fault(community: CommunityId, peer: PeerId, what: Fault['what'], now: number): Promise<void>;

	overview(community: CommunityId, now: number): Promise<Overview | undefined>;
	threads(community: CommunityId, wanted: ThreadsWanted): Promise<Threads>;
	pages(community: CommunityId): Promise<readonly Page[]>;
	/** Of one page, in order; of whoever's edits count. */
	edits(community: CommunityId, page: EntryId): Promise<readonly Edit[]>;
	files(community: CommunityId): Promise<readonly SharedFile[]>;
	gatherings(community: CommunityId): Promise<readonly Gathering[]>;
	summaries(community: CommunityId): Promise<readonly Summary[]>;
	/** `texts`: of pages by their id, whose words no entry holds as such. Best first. */
	search(
		community: CommunityId,
		terms: readonly string[],
		most: number,
		texts?: ReadonlyMap<EntryId, string>
	): Promise<readonly Found[]>;
	unread(community: CommunityId, after: number): Promise<Unread>;
}
