/** Communities as the screens see them and what a person can do there. */
import type { Act, Joining, Role } from '#lib/protocol/acts.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { CommunityOffer } from '#lib/agent/community/society-port.ts';
import type { CommunityFindingApi } from './community-finding-api.ts';
import type {
	Found,
	Gathering,
	Overview,
	Page,
	SharedFile,
	Summary,
	Threads,
	ThreadsWanted
} from '#lib/agent/community/views.ts';

export type { Act, Joining, Role } from '#lib/protocol/acts.ts';
export type { CommunityOffer } from '#lib/agent/community/society-port.ts';
export type {
	Asker,
	Edit,
	Fault,
	Found,
	Gathering,
	Member,
	OpenInvite,
	Overview,
	Page,
	Reaction,
	Reply,
	Said,
	SharedFile,
	Shown,
	Summary,
	Thread,
	Threads,
	ThreadsWanted
} from '#lib/agent/community/views.ts';

/** One line of the list. */
export interface CommunitySummary {
	readonly id: string;
	readonly name: string;
	readonly about: string;
	/** Mine; `left` and `removed` (or turned down): what was read stays. */
	readonly mine: Role | 'asking' | 'left' | 'removed';
	readonly members: number;
	/** Fellow members with a tab open now. */
	readonly there: readonly PeerId[];
	readonly unread: number;
	/** What others wrote after this clock is unread. */
	readonly readTo: number;
	/** Of them, those that name me. */
	readonly mentions: number;
	/** They wait for an anchor, and I am one. */
	readonly asking: number;
	readonly muted: boolean;
	readonly agentAnswers: boolean;
	/** 0 to 1 while the entries of a community just joined come in; 1 after. */
	readonly complete: number;
	/** Grows whenever what its views show may be another: then they are asked for anew. */
	readonly revision: number;
	readonly changedAt: number;
}

/** A file on its way in or out. */
export interface Transfer {
	readonly community: string;
	/** The entry, once there is one. */
	readonly file: string | undefined;
	readonly name: string;
	readonly done: number;
	readonly size: number;
	readonly state: 'adding' | 'fetching' | 'done' | 'failed';
	/** `nobody` there has it now · `full` this device is · `too-large` · `damaged` */
	readonly trouble?: 'nobody' | 'full' | 'too-large' | 'damaged';
}

/** Somebody at a page now. */
export interface Cursor {
	readonly peer: PeerId;
	readonly name: string;
	/** UTF-16 positions in the text; equal where nothing is selected. */
	readonly from: number;
	readonly to: number;
}

/** Where somebody else is, as the state tells it. */
export interface PageCursor extends Cursor {
	readonly community: string;
	readonly page: string;
}

/**
 * Why something said to all interrupts nobody: the person muted it there · is `busy` · said what they are at · it is far from
 * their topics, and they hardly open that community.
 */
export type HeldWhy = 'muted' | 'busy' | 'focus' | 'far';
/** Why it does: they talk with its author often · it is about a topic of theirs · they open that community. */
export type ToldWhy = 'often' | 'topic' | 'opened';

/** What interrupts the person or would have, and why. */
export interface CommunityNotice {
	readonly id: string;
	readonly community: string;
	/** What the community is called. */
	readonly title: string;
	/** The newest entry it is about, and the thread to open for it. */
	readonly entry: string;
	readonly within: string;
	/** Its author. */
	readonly by: PeerId;
	readonly name: string;
	/** The beginning of what it says. */
	readonly text: string;
	/**
	 * It concerns me: `mention` names me · `reply` to what I wrote · `answer` to a question of mine. Or it is for all: `new` a
	 * post · `many` so many in a short time that they are told together.
	 */
	readonly why: 'mention' | 'reply' | 'answer' | 'new' | 'many';
	/** Held back, and why: listed, and interrupts nobody. */
	readonly held?: HeldWhy;
	/** Of what is for all and is told: why it is, where that can be said, and which topic of theirs. */
	readonly because?: ToldWhy;
	readonly topic?: string;
	/** Entries it stands for. */
	readonly count: number;
	readonly at: number;
}

/** A page as it stands. */
export interface PageNow {
	readonly text: string;
	/** Base64url of the Yjs state; an editor begins with it. */
	readonly state: string;
	/** Edits that were left out because they could not be read or are not their author's. */
	readonly leftOut: number;
	/** The Yjs client id that changes made on this device are written under. */
	readonly client: number;
}

export interface PageVersion {
	/** The last edit it contains. */
	readonly edit: string;
	readonly author: PeerId;
	readonly name: string;
	readonly at: number;
	/** Letters added and taken away since the version before. */
	readonly added: number;
	readonly removed: number;
}

export interface Draft {
	readonly text: string;
	/** Entries of the community it rests on. */
	readonly sources: readonly Found[];
}

export interface CommunitiesApi extends CommunityFindingApi {
	foundCommunity(of: {
		readonly name: string;
		readonly about: string;
		readonly joining: Joining;
	}): Promise<string>;
	/** Reads a link (or just its `c=` part). Never throws. */
	readCommunityLink(link: string): Promise<CommunityOffer>;
	/** Resolves with its id at once; being let in is told by the state. */
	joinCommunity(link: string): Promise<string>;
	leaveCommunity(id: string, forget: boolean): Promise<void>;
	inviteToCommunity(id: string, uses: number, days: number): Promise<string>;
	/** The link of an open invite made on this device; null where another device made it. */
	communityLink(id: string, invite: string): Promise<string | null>;
	removeMember(id: string, peer: PeerId): Promise<void>;
	/** Everything else that is done in a community. Resolves with the entry's id. Throws where it is not mine to do. */
	actInCommunity(id: string, act: Act): Promise<string>;

	/** null: unknown, or nobody let us in yet. */
	community(id: string): Promise<Overview | null>;
	communityThreads(id: string, wanted: ThreadsWanted): Promise<Threads>;
	communityPages(id: string): Promise<readonly Page[]>;
	communityFiles(id: string): Promise<readonly SharedFile[]>;
	communityEvents(id: string): Promise<readonly Gathering[]>;
	communitySummaries(id: string): Promise<readonly Summary[]>;
	searchCommunity(id: string, text: string): Promise<readonly Found[]>;
	/** Everything up to this clock was read. */
	markCommunityRead(id: string, clock: number): Promise<void>;
	setCommunity(
		id: string,
		change: { readonly muted?: boolean; readonly agentAnswers?: boolean }
	): Promise<void>;

	communityPage(id: string, page: string): Promise<PageNow>;
	/**
	 * A Yjs update of mine, base64url; kept and sent. False where another tab of mine has written at the same place: then
	 * nothing is kept, and the change is to be made again upon the page as it stands now.
	 */
	editCommunityPage(id: string, page: string, update: string): Promise<boolean>;
	pageVersions(id: string, page: string): Promise<readonly PageVersion[]>;
	/** The text as of that edit. */
	pageVersion(id: string, page: string, edit: string): Promise<string>;
	/** The page says again what it said then: a new edit, nothing is lost. */
	restorePage(id: string, page: string, edit: string): Promise<void>;
	/** Where I am in it; null: nowhere any more. */
	showCursor(
		id: string,
		page: string,
		at: { readonly from: number; readonly to: number } | null
	): Promise<void>;

	/** Cuts, hashes and announces it; resolves with the entry's id. Throws NodeError('too-large' | 'storage-full'). */
	shareFile(id: string, file: File): Promise<string>;
	/** From this device or from members who are there. Throws NodeError('unreachable'). */
	communityFile(id: string, file: string): Promise<Blob>;
	/** Ends adding or fetching it; what came stays for the next time. */
	stopTransfer(id: string, file: string | undefined): Promise<void>;

	/** Written by my agent from what the community and I know; nothing is sent. */
	draftAnswer(id: string, thread: string): Promise<Draft>;
	draftSummary(id: string, title: string): Promise<Draft>;
	/** The person has seen it, or put it away. */
	dropNotice(notice: string): Promise<void>;
}

export const COMMUNITY_CALLS = [
	'foundCommunity',
	'readCommunityLink',
	'joinCommunity',
	'findCommunities',
	'leaveCommunity',
	'inviteToCommunity',
	'communityLink',
	'removeMember',
	'actInCommunity',
	'community',
	'communityThreads',
	'communityPages',
	'communityFiles',
	'communityEvents',
	'communitySummaries',
	'searchCommunity',
	'markCommunityRead',
	'setCommunity',
	'communityPage',
	'editCommunityPage',
	'pageVersions',
	'pageVersion',
	'restorePage',
	'showCursor',
	'shareFile',
	'communityFile',
	'stopTransfer',
	'draftAnswer',
	'draftSummary',
	'dropNotice'
] as const satisfies readonly (keyof CommunitiesApi)[];
