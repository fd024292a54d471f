/**
 * What may interrupt the person. What names them, replies to them or answers them always does, muted, busy or not; what is
 * for all does where the gate (community-gate.ts) lets it through, until there is much of it, and then is told in one. What is
 * held back is listed beside, quietly. The reason is told with each.
 */
import type { Reply, Thread } from '#lib/agent/community/views.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { CommunityNotice } from './communities-api.ts';
import type { Verdict } from './community-gate.ts';

/** Of what is for all, from one community within an hour; more is told together. */
const EACH_HOUR = 5;
const HOUR_MS = 60 * 60_000;
/** Of what was told before. */
const MOST_COUNTED = 1_000;
/** On the screen at once; what is for all gives way first. */
const MOST = 12;
/** Held back; the oldest make room. */
const MOST_HELD = 24;
const TEXT_CHARS = 160;

/** Where something is new. */
interface About {
	readonly community: string;
	readonly title: string;
	readonly muted: boolean;
}

export interface Fresh extends About {
	/** Those in which something is new. */
	readonly threads: readonly Thread[];
	readonly isNew: (entry: { readonly id: string; readonly clock: number }) => boolean;
}

/** Something new, before it is known whether it interrupts. */
export interface News extends CommunityNotice {
	readonly clock: number;
}

/** What is for me is for nobody to hold back. */
function verdictOn(
	{ id, why }: News,
	{ muted }: About,
	verdicts: ReadonlyMap<string, Verdict>
): Pick<CommunityNotice, 'held' | 'because' | 'topic'> {
	if (why !== 'new') return {};
	return muted ? { held: 'muted' } : (verdicts.get(id) ?? {});
}

export class CommunityNotices {
	readonly #me: PeerId;
	readonly #tell: (notices: readonly CommunityNotice[]) => void;
	readonly #told = new Map<string, number[]>();
	#kept: readonly News[] = [];
	#held: readonly News[] = [];

	constructor(me: PeerId, tell: (notices: readonly CommunityNotice[]) => void) {
		this.#me = me;
		this.#tell = tell;
	}

	newsIn(fresh: Fresh): readonly News[] {
		return fresh.threads.flatMap((thread) => this.#newIn(thread, fresh));
	}

	/**
	 * Gives back what of it interrupts, by what the gate said of each; the rest is listed as held back. `more`: for all as well,
	 * and only counted.
	 */
	heard(
		about: About,
		all: readonly News[],
		now: number,
		verdicts: ReadonlyMap<string, Verdict> = new Map(),
		more = 0
	): readonly CommunityNotice[] {
		const news = all.map((one) => ({ ...one, ...verdictOn(one, about, verdicts) }));
		this.#hold(news.filter(({ held }) => held));
		const directed = news.filter(({ why }) => why !== 'new');
		const forAll = this.#gated(
			about,
			news.filter(({ why, held }) => why === 'new' && !held),
			more,
			now
		);
		const told = [...forAll, ...directed];
		if (told.length === 0) return [];
		const gone = new Set(told.map(({ id }) => id));
		const kept = [...this.#kept.filter(({ id }) => !gone.has(id)), ...told];
		const surplus = kept.length - MOST;
		const first = new Set(
			kept.filter(({ why }) => why === 'new' || why === 'many').slice(0, Math.max(0, surplus))
		);
		this.#put(kept.filter((one) => !first.has(one)).slice(-MOST));
		return told;
	}

	drop(notice: string): void {
		this.#only(({ id }) => id !== notice);
	}

	/** Everything of it up to this clock was read. */
	read(community: string, clock: number): void {
		this.#only((one) => one.community !== community || one.clock > clock);
	}

	forget(community: string): void {
		this.#only((one) => one.community !== community);
	}

	#put(kept: readonly News[]): void {
		if (kept.length === this.#kept.length && kept.every((one, i) => one === this.#kept[i])) return;
		this.#kept = kept;
		this.#show();
	}

	#hold(held: readonly News[]): void {
		if (held.length === 0) return;
		const ids = new Set(held.map(({ id }) => id));
		this.#held = [...this.#held.filter(({ id }) => !ids.has(id)), ...held].slice(-MOST_HELD);
		this.#show();
	}

	#only(stays: (one: News) => boolean): void {
		const held = this.#held.filter(stays);
		if (held.length < this.#held.length) {
			this.#held = held;
			this.#show();
		}
		this.#put(this.#kept.filter(stays));
	}

	/** What is held back comes before what is told. */
	#show(): void {
		this.#tell([...this.#held, ...this.#kept].map(({ clock: _clock, ...notice }) => notice));
	}

	#newIn(thread: Thread, { community, title, isNew }: Fresh): readonly News[] {
		const said = [thread, ...thread.replies];
		const authors = new Map(said.map(({ id, author }) => [id, author]));
		return said
			.filter((one) => one.author !== this.#me && isNew(one) && !one.hidden && !one.withdrawn)
			.map((one) => ({
				...{ id: one.id, community, title, entry: one.id, within: thread.id },
				...{ by: one.author, name: one.name },
				text: (one === thread && thread.title ? thread.title : one.text).slice(0, TEXT_CHARS),
				why: this.#why(thread, one, authors),
				...{ count: 1, at: one.at, clock: one.clock }
			}));
	}

	#why(thread: Thread, one: Thread | Reply, authors: ReadonlyMap<string, PeerId>): CommunityNotice['why'] {
		if (one.mentions.includes(this.#me)) return 'mention';
		if (!('to' in one) || authors.get(one.to) !== this.#me) return 'new';
		return thread.question && one.to === thread.id ? 'answer' : 'reply';
	}

	/** One by one while they are few; then one that stands for all of them. */
	#gated({ community, title }: About, news: readonly News[], more: number, now: number): readonly News[] {
		if (news.length === 0) return [];
		const told = (this.#told.get(community) ?? []).filter((at) => at > now - HOUR_MS);
		const count = told.length + news.length + more;
		const lately = Array.from({ length: Math.min(news.length + more, MOST_COUNTED) }, () => now);
		this.#told.set(community, [...told, ...lately].slice(-MOST_COUNTED));
		if (count <= EACH_HOUR) return news;
		const last = news.reduce((one, other) => (other.clock > one.clock ? other : one));
		this.#kept = this.#kept.filter((one) => one.community !== community || one.why !== 'new');
		return [{ ...last, id: `many/${community}`, title, why: 'many', count }];
	}
}
