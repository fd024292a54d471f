/**
 * What is new in communities, on its way to the person. What is for them is told at once; what is for all waits for the gate,
 * and is told by how things stand then: they may have read it meanwhile, muted the place or left. However fast it comes, of
 * one community a few wait, the newest, and the others are counted.
 */
import type { Society } from '#lib/agent/community/society-port.ts';
import type { CommunityNotice } from './communities-api.ts';
import type { Gate } from './community-gate.ts';
import type { CommunityNotices, Fresh, News } from './community-notices.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** Several times what is listed of it. */
const MOST_WAITING = 60;

export interface JudgingDeps {
	readonly notices: CommunityNotices;
	readonly gate: Pick<Gate, 'judged'>;
	readonly society: Pick<Society, 'list'>;
	readonly now: () => number;
	/** Beside the screen. */
	readonly notify: (notice: CommunityNotice) => void;
}

/** Of one community, as it came. */
interface Waiting {
	readonly community: string;
	readonly title: string;
	readonly news: readonly News[];
	/** That came before, for which there was no room. */
	readonly more: number;
}

export interface Judging {
	came(fresh: Fresh): void;
	/** Everything of it up to this clock was read. */
	read(community: string, clock: number): void;
	forget(community: string): void;
}

export function keepJudging(deps: JudgingDeps): Judging {
	const { notices, gate, society, now } = deps;
	const waiting = new Map<string, Waiting>();
	/** What the gate has before it. */
	let judged: Waiting | undefined;

	const judgeAll = oneAtATime(async () => {
		for (const [community, one] of waiting) {
			waiting.delete(community);
			judged = one;
			// Of what cannot be looked up nothing is told.
			await judge(one).catch(() => undefined);
			judged = undefined;
		}
	});

	async function judge({ community, title, news }: Waiting): Promise<void> {
		const before = await keptNow(community);
		if (!before) return;
		const verdicts = await gate.judged(news, before);
		const kept = await keptNow(community);
		if (!kept || !judged) return;
		const about = { community, title, muted: kept.muted };
		tell(notices.heard(about, judged.news, now(), verdicts, judged.more));
	}

	const keptNow = async (community: string) =>
		(await society.list()).find(({ id, standing }) => id === community && standing === 'in');

	const tell = (all: readonly CommunityNotice[]): void => all.forEach((notice) => deps.notify(notice));

	return {
		came(fresh) {
			const { community, title } = fresh;
			const news = notices.newsIn(fresh);
			const forAll = news.filter(({ why }) => why === 'new');
			tell(
				notices.heard(
					fresh,
					news.filter(({ why }) => why !== 'new'),
					now()
				)
			);
			if (forAll.length === 0) return;
			const before = waiting.get(community);
			const all = [...(before?.news ?? []), ...forAll].sort((a, b) => a.clock - b.clock);
			const more = (before?.more ?? 0) + Math.max(0, all.length - MOST_WAITING);
			waiting.set(community, { community, title, news: all.slice(-MOST_WAITING), more });
			void judgeAll();
		},
		read(community, clock) {
			notices.read(community, clock);
			const last = waiting.get(community);
			if (last) waiting.set(community, unread(last, clock));
			if (judged?.community === community) judged = unread(judged, clock);
		},
		forget(community) {
			notices.forget(community);
			waiting.delete(community);
			if (judged?.community === community) judged = undefined;
		}
	};
}

/** Whoever read some of what waits has read what came before it. */
function unread(one: Waiting, to: number): Waiting {
	const news = one.news.filter(({ clock }) => clock > to);
	return { ...one, news, more: news.length < one.news.length ? 0 : one.more };
}
