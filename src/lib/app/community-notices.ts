/**
 * What may interrupt the person. What names them, replies to them or answers them always does, muted or not; what is for
 * all does until there is much of it, and then is told in one. The reason is told with each.
 */
import type { Reply, Thread } from '#lib/agent/community/views.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { CommunityNotice } from './communities-api.ts';

/** Of what is for all, from one community within an hour; more is told together. */
const EACH_HOUR = 5;
const HOUR_MS = 60 * 60_000;
/** On the screen at once; what is for all gives way first. */
const MOST = 12;
const TEXT_CHARS = 160;

export interface Fresh {
	readonly community: string;
	readonly title: string;
	readonly muted: boolean;
	/** Those in which something is new. */
	readonly threads: readonly Thread[];
	readonly isNew: (entry: { readonly id: string; readonly clock: number }) => boolean;
}

interface Kept extends CommunityNotice {
	readonly clock: number;
}

export class CommunityNotices {
	readonly #me: PeerId;
	readonly #tell: (notices: readonly CommunityNotice[]) => void;
	readonly #told = new Map<string, number[]>();
	#kept: readonly Kept[] = [];

	constructor(me: PeerId, tell: (notices: readonly CommunityNotice[]) => void) {
		this.#me = me;
		this.#tell = tell;
	}

	/** Resolves what of it interrupts; those are told, and given back for whatever else tells them. */
	heard(fresh: Fresh, now: number): readonly CommunityNotice[] {
		const news = fresh.threads.flatMap((thread) => this.#newIn(thread, fresh));
		const directed = news.filter(({ why }) => why !== 'new');
		const forAll = fresh.muted
			? []
			: this.#gated(fresh, news.length > 0 ? news.filter(({ why }) => why === 'new') : [], now);
		const all = [...forAll, ...directed];
		if (all.length === 0) return [];
		const gone = new Set(all.map(({ id }) => id));
		const kept = [...this.#kept.filter(({ id }) => !gone.has(id)), ...all];
		const surplus = kept.length - MOST;
		const first = new Set(
			kept.filter(({ why }) => why === 'new' || why === 'many').slice(0, Math.max(0, surplus))
		);
		this.#put(kept.filter((one) => !first.has(one)).slice(-MOST));
		return all;
	}

	drop(notice: string): void {
		this.#put(this.#kept.filter(({ id }) => id !== notice));
	}

	/** Everything of it up to this clock was read. */
	read(community: string, clock: number): void {
		this.#put(this.#kept.filter((one) => one.community !== community || one.clock > clock));
	}

	forget(community: string): void {
		this.#put(this.#kept.filter((one) => one.community !== community));
	}

	#put(kept: readonly Kept[]): void {
		if (kept.length === this.#kept.length && kept.every((one, i) => one === this.#kept[i])) return;
		this.#kept = kept;
		this.#tell(kept.map(({ clock: _clock, ...notice }) => notice));
	}

	#newIn(thread: Thread, { community, title, isNew }: Fresh): readonly Kept[] {
		const said = [thread, ...thread.replies];
		const authors = new Map(said.map(({ id, author }) => [id, author]));
		return said
			.filter((one) => one.author !== this.#me && isNew(one) && !one.hidden && !one.withdrawn)
			.map((one) => ({
				...{ id: one.id, community, title, entry: one.id, within: thread.id, name: one.name },
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
	#gated({ community, title }: Fresh, news: readonly Kept[], now: number): readonly Kept[] {
		if (news.length === 0) return [];
		const told = (this.#told.get(community) ?? []).filter((at) => at > now - HOUR_MS);
		this.#told.set(community, [...told, ...news.map(() => now)].slice(-1_000));
		if (told.length + news.length <= EACH_HOUR) return news;
		const last = news.reduce((one, other) => (other.clock > one.clock ? other : one));
		this.#kept = this.#kept.filter((one) => one.community !== community || one.why !== 'new');
		return [{ ...last, id: `many/${community}`, title, why: 'many', count: told.length + news.length }];
	}
}
