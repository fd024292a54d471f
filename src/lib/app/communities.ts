/**
 * Communities as the screens use them, put together from the society, the desk, pages, files and what is carried live.
 * Loaded when this node is in a community, or somebody looks whether it is. Decides nothing about who may do what.
 */
import type { AgentEvent } from '#lib/agent/inside.ts';
import type { CommunityDesk, Found } from '#lib/agent/community/views.ts';
import { keepListings } from '#lib/agent/community/listing.ts';
import type { Society } from '#lib/agent/community/society-port.ts';
import type { Found as Source } from '#lib/agent/compose.ts';
import type { CommunityDirectory } from '#lib/agent/ports.ts';
import { terms } from '#lib/agent/terms.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import { answersByRule, type AnsweringDeps } from './community-answering.ts';
import { CommunityBoard, type BoardDeps, type Seen } from './community-board.ts';
import { draftsFor, sourcesOf, type DraftsDeps } from './community-drafts.ts';
import type { FindingDeps } from './community-finding.ts';
import { keepFiles, type FilesDeps } from './community-files.ts';
import { CommunityLive, type LiveDeps } from './community-live.ts';
import type { Gate } from './community-gate.ts';
import { keepJudging } from './community-judging.ts';
import { CommunityNotices } from './community-notices.ts';
import { authorOf, repliedToMe } from './community-ties.ts';
import { keepPages, type PagesDeps } from './community-pages.ts';
import type { CommunitiesApi, CommunityNotice } from './communities-api.ts';
import type { NodeState } from './node-api.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { FreshEntries } from './community-fresh.ts';

const TICK_MS = 5_000;
const DAY_MS = 24 * 60 * 60_000;
const SEARCH_MOST = 60;
/** Among the newest is what somebody replies to. */
const THREADS_REPLIED = 20;
/** Entries that one question is answered from. */
const SOURCES_MOST = 8;

type Told = 'communities' | 'transfers' | 'cursors' | 'notices';

export interface CommunitiesDeps
	extends
		Pick<FilesDeps, 'store'>,
		Pick<PagesDeps, 'reader' | 'client'>,
		Pick<BoardDeps, 'reach'>,
		Pick<LiveDeps, 'dev' | 'carriers'>,
		Omit<FindingDeps, 'society'>,
		Omit<AnsweringDeps, 'society'>,
		Omit<DraftsDeps, 'search' | 'desk'> {
	readonly origin: string;
	readonly directory: CommunityDirectory;
	readonly desk: CommunityDesk;
	readonly society: Society;
	/** Calls `listener` for what the agent tells; never stops. */
	readonly on: (listener: (event: AgentEvent) => void) => void;
	/** Somebody came or went. */
	readonly onReach: (listener: () => void) => void;
	/** With whom links are wanted beside contacts, and what to do when one opens. */
	readonly want: (
		fellows: Awaited<ReturnType<Society['wanted']>>,
		reached: (peer: Parameters<Society['reached']>[0]) => void
	) => void;
	readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
	readonly tell: <Part extends Told>(part: Part, value: NodeState[Part]) => void;
	/** Beside the screen, where the person allowed it. */
	readonly notify: (notice: CommunityNotice) => void;
	/** What may interrupt the person of what is said to all. */
	readonly gate: Gate;
	/** The person and somebody there have more to do with each other: one replied to the other. */
	readonly tied: (peer: PeerId) => void;
	/** Something of the person's is kept from now on. */
	readonly stored: () => void;
}

export interface Communities extends CommunitiesApi {
	/** Follows what is there already. */
	begin(): Promise<void>;
	/** For a question of the person's: what the communities say. Never throws. */
	sources(question: string): Promise<readonly Source[]>;
}

export function keepCommunities(deps: CommunitiesDeps): Communities {
	const { me, society, desk, now, tell } = deps;
	const notices = new CommunityNotices(me, (all) => tell('notices', all));
	const fresh = new FreshEntries();
	const judging = keepJudging({ ...deps, notices });
	const listings = keepListings({
		...{ ...deps, clock: { now } },
		fullChanged: (id) => board.changed(id)
	});
	const answer = answersByRule({ ...deps, society });
	/** What this device keeps of it is read first, once. */
	const at = async (id: string): Promise<CommunityDesk> => {
		await society.overview(id);
		return desk;
	};
	const opened: Pick<CommunityDesk, 'edits' | 'pages' | 'files' | 'threads'> = {
		edits: async (id, page) => (await at(id)).edits(id, page),
		pages: async (id) => (await at(id)).pages(id),
		files: async (id) => (await at(id)).files(id),
		threads: async (id, wanted) => (await at(id)).threads(id, wanted)
	};
	const shared = { ...deps, desk: opened, society: async () => society };
	const pages = keepPages(shared);
	const files = keepFiles({ ...shared, tell: (all) => tell('transfers', all) });
	const board: CommunityBoard = new CommunityBoard({
		...{ me, desk, society, reach: deps.reach, now, sleep: deps.sleep },
		tell: (all) => tell('communities', all),
		looked: (seen) => looked(seen)
	});
	const live = new CommunityLive({
		...deps,
		membersOf: (id) => board.membersOf(id),
		faulted: (id) => board.changed(id),
		tell: (cursors) => tell('cursors', cursors)
	});
	const search = async (id: string, text: string, most: number): Promise<readonly Found[]> =>
		(await at(id)).search(id, terms(text), most, await pages.texts(id));

	function looked({ kept, overview, threads, isComplete }: Seen): void {
		const isNew = fresh.taken(kept.id, threads, isComplete);
		if (isNew) {
			for (const peer of repliedToMe(threads, me, isNew)) deps.tied(peer);
			const { id: community, muted } = kept;
			judging.came({ community, title: overview?.name ?? kept.name, muted, threads, isNew });
		}
		if (isComplete) void answer(kept, threads).catch(() => undefined);
		if (overview?.listed || kept.listing !== undefined) void listings.look(kept.id).catch(() => undefined);
		void follow();
	}

	/** Links, rooms: whatever depends on who is in which community. */
	const follow = oneAtATime(async () => {
		deps.want(await society.wanted(), (peer) => void society.reached(peer).catch(() => undefined));
		await live.follow((await society.list()).toSorted((a, b) => b.joinedAt - a.joinedAt));
	});

	function heard(event: AgentEvent): void {
		if (event.kind === 'communities-changed') board.changed();
		else if (event.kind === 'epoch-changed') void follow();
		else if (event.kind === 'community-changed') {
			live.carry(event.community, event.fresh);
			if (!event.mine) fresh.came(event.community, event.fresh);
			board.changed(event.community);
		}
	}

	async function keepUp(): Promise<void> {
		for (;;) {
			await deps.sleep(TICK_MS);
			await society.tick().catch(() => undefined);
			await listings.tick().catch(() => undefined);
		}
	}

	deps.on(heard);
	deps.onReach(() => board.reachChanged());
	void keepUp();
	board.changed();

	return {
		...pages,
		...files,
		...draftsFor({ ...deps, desk: opened, search }),
		begin: async () => undefined,
		async sources(question) {
			const found = await Promise.all((await society.list()).map((kept) => sourcesIn(kept, question)));
			return found
				.flat()
				.sort((a, b) => b.relevance - a.relevance)
				.slice(0, SOURCES_MOST);
		},

		async foundCommunity(of) {
			const id = await society.found(of);
			deps.stored();
			return id;
		},
		readCommunityLink: (link) => society.readLink(encodedIn(link)),
		async joinCommunity(link) {
			const id = await society.join(encodedIn(link));
			deps.stored();
			return id;
		},
		findCommunities: async (text) => (await import('./community-finding.ts')).findCommunities(text, deps),
		async leaveCommunity(id, forget) {
			await society.leave(id, forget);
			if (!forget) return;
			judging.forget(id);
			await deps.gate.forget(id);
		},
		inviteToCommunity: async (id, uses, days) =>
			linkOf(await society.invite(id, uses, now() + days * DAY_MS), deps.origin),
		async communityLink(id, invite) {
			const link = await society.linkOf(id, invite);
			return link === undefined ? null : linkOf(link, deps.origin);
		},
		removeMember: (id, peer) => society.remove(id, peer),
		async actInCommunity(id, act) {
			const entry = await society.act(id, act);
			if (act.kind === 'reply') void tiedBy(id, act.to).catch(() => undefined);
			return entry;
		},

		async community(id) {
			const seen = await (await at(id)).overview(id, now());
			const listing = (await society.list()).find((one) => one.id === id)?.listing;
			if (!seen || listing === undefined) return seen ?? null;
			const invites = seen.invites.map((one) => ({ ...one, forListing: one.entry === listing }));
			return { ...seen, invites, listingFull: await deps.directory.isFull(id) };
		},
		communityThreads: opened.threads,
		communityPages: opened.pages,
		communityFiles: opened.files,
		communityEvents: async (id) => (await at(id)).gatherings(id),
		communitySummaries: async (id) => (await at(id)).summaries(id),
		searchCommunity: (id, text) => search(id, text, SEARCH_MOST),
		async markCommunityRead(id, clock) {
			judging.read(id, clock);
			const before = (await society.list()).find((one) => one.id === id);
			// Forgotten while its page was still open.
			if (!before) return;
			void deps.gate.opened(id).catch(() => undefined);
			if (clock > before.readTo) await society.change(id, { readTo: clock });
		},
		setCommunity: (id, change) => society.change(id, change),
		showCursor: async (id, page, at) => live.show(id, page, at),
		dropNotice: async (notice) => notices.drop(notice)
	};

	async function tiedBy(id: string, entry: string): Promise<void> {
		const { threads } = await opened.threads(id, { most: THREADS_REPLIED });
		const author = authorOf(threads, entry);
		if (author !== undefined && author !== me) deps.tied(author);
	}

	async function sourcesIn(
		{ id, name, standing }: Awaited<ReturnType<Society['list']>>[number],
		question: string
	): Promise<readonly Source[]> {
		if (standing === 'asking') return [];
		try {
			return sourcesOf(await search(id, question, SOURCES_MOST), id, name);
		} catch {
			// The question is answered without it.
			return [];
		}
	}
}

const linkOf = (encoded: string, origin: string): string =>
	encoded.includes('#c=') ? encoded : `${origin}/#c=${encoded}`;

/** The part after `#c=`, of a link or by itself. */
const encodedIn = (link: string): string => link.trim().split('c=').at(-1) ?? '';
