/**
 * All communities this node is in: takes entries in, and shows what they come to. Whoever holds the same entries sees the
 * same, in whatever order they came. No time, chance or network of its own; in the browser it runs in a worker.
 */
import { base64url, sha256 } from '../../protocol/bytes.ts';
import { isJoinProof } from '../../protocol/community-link.ts';
import { openCard } from '../../protocol/carried.ts';
import { openEntry, reopenEntry, type CommunityId, type EntryId } from '../../protocol/entry.ts';
import { headsOf, logsOf, missingOf } from './desk-heads.ts';
import { Ground } from './desk-ground.ts';
import { AUTHOR_CHARS, reopen, takeIn, type Opens } from './desk-take.ts';
import { overviewOf } from './desk-overview.ts';
import { tally } from './roles.ts';
import { editsOf, filesOf, gatheringsOf, pagesOf, summariesOf, threadsOf, unreadOf } from './threads.ts';
import type { CommunityDesk, Taken } from './views.ts';

const genuine: Opens = { entry: openEntry, kept: reopenEntry, card: openCard, proof: isJoinProof };
const NOTHING: Taken = { fresh: [], waiting: 0, refused: [] };

/** Of no logs at all. */
const EMPTY = base64url(sha256(''));

/** `opens`: what tells genuine from forged; all of it from the protocol but in a test. `authorChars`: kept of one author. */
export function createDesk(opens: Opens = genuine, authorChars = AUTHOR_CHARS): CommunityDesk {
	const grounds = new Map<CommunityId, Ground>();
	const lasts = new Map<CommunityId, Promise<unknown>>();
	/** What changes a community is done one after the other; looking never waits. */
	function inTurn<T>(id: CommunityId, job: () => Promise<T>): Promise<T> {
		const done = (lasts.get(id) ?? Promise.resolve()).then(job);
		lasts.set(
			id,
			done.catch(() => undefined)
		);
		return done;
	}
	async function look<T>(id: CommunityId, at: (ground: Ground) => T, otherwise: T): Promise<T> {
		const ground = grounds.get(id);
		return ground ? at(ground) : otherwise;
	}
	return {
		open: (id, texts, me) =>
			inTurn(id, async () => {
				const ground = new Ground(id, me);
				await reopen(ground, texts, opens);
				grounds.set(id, ground);
			}),
		close: (id) =>
			inTurn(id, async () => {
				grounds.delete(id);
			}),
		take: (id, texts, now) =>
			inTurn(id, async () => {
				const ground = grounds.get(id);
				return ground ? takeIn(ground, texts, now, opens, authorChars) : NOTHING;
			}),
		next: (id, dev) => look(id, (ground) => nextOf(ground, dev), { seq: 1, prev: '', clock: 1 }),
		heads: (id) => look(id, headsOf, { digest: EMPTY, heads: [] }),
		logsOf: (id, author) => look(id, (ground) => logsOf(ground, author), []),
		missing: (id, theirs, chars) =>
			look(id, (ground) => missingOf(ground, theirs, chars), { texts: [], heads: theirs, more: false }),
		fault: (id, peer, what, now) => look(id, ({ seen }) => tally(seen, peer, what, now), undefined),
		overview: (id, now) => look(id, (ground) => overviewOf(ground, now), undefined),
		threads: (id, wanted) =>
			look(id, ({ content, nameOf }) => threadsOf(content, wanted, nameOf), { threads: [], more: false }),
		pages: (id) => look(id, ({ content, nameOf }) => pagesOf(content, nameOf), []),
		edits: (id, page) => look(id, ({ content, nameOf }) => editsOf(content, page, nameOf), []),
		files: (id) => look(id, ({ content, nameOf }) => filesOf(content, nameOf), []),
		gatherings: (id) => look(id, ({ content, nameOf }) => gatheringsOf(content, nameOf), []),
		summaries: (id) => look(id, ({ content, nameOf }) => summariesOf(content, nameOf), []),
		search: (id, terms, most, texts = new Map<EntryId, string>()) =>
			look(id, ({ content, searcher, nameOf }) => searcher.search(content, terms, most, texts, nameOf), []),
		unread: (id, after) =>
			look(id, ({ content, me, nameOf }) => unreadOf(content, after, me, nameOf), {
				entries: 0,
				mentions: 0
			})
	};
}

/** Behind what is held and what still waits: a device that knows little yet must not write twice at one place. */
function nextOf(ground: Ground, dev: string): { seq: number; prev: EntryId; clock: number } {
	const log = ground.logs.get(dev);
	let [seq, prev] = [log?.held.length ?? 0, log?.held.at(-1)?.id ?? ''];
	let clock = ground.highest;
	for (const entry of ground.waiting.list()) {
		if (entry.dev !== dev || entry.seq !== seq + 1 || entry.prev !== prev) continue;
		({ seq, id: prev } = entry);
		clock = Math.max(clock, entry.clock);
	}
	return { seq: seq + 1, prev, clock: clock + 1 };
}
