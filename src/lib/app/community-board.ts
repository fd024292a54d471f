/**
 * The list of communities as the screens see it: looked at anew when something came, at most a few times a second and for no
 * more than a tenth of the time, unless it is seconds old by then. What it saw on the way is handed to whoever else wants to know what is new.
 */
import type { CommunityDesk, Overview, Thread } from '#lib/agent/community/views.ts';
import type { Society } from '#lib/agent/community/society-port.ts';
import type { KeptCommunity, Reach } from '#lib/agent/ports.ts';
import type { PeerId } from '#lib/protocol/identity.ts';
import type { CommunitySummary } from './communities-api.ts';

const EVERY_MS = 250;
/** Looking takes at most one part in so many of the time. */
const SHARE = 10;
/** On a device that has much to do one look may take a second, and what stands there must not be of half a minute ago. */
const MOST_MS = 3_000;
/** The newest threads, in which what is new stands. */
const THREADS = 20;

export interface BoardDeps {
	readonly me: PeerId;
	readonly desk: Pick<CommunityDesk, 'unread' | 'threads'>;
	readonly society: Pick<Society, 'list' | 'behind' | 'overview'>;
	readonly reach: (peer: PeerId) => Reach;
	readonly now: () => number;
	readonly sleep: (ms: number) => Promise<void>;
	readonly tell: (communities: readonly CommunitySummary[]) => void;
	/** What was seen of a community that had changed. */
	readonly looked: (seen: Seen) => void;
}

export interface Seen {
	readonly kept: KeptCommunity;
	readonly overview: Overview | undefined;
	readonly threads: readonly Thread[];
	/** All that its founders and members wrote is here. */
	readonly isComplete: boolean;
}

export class CommunityBoard {
	readonly #deps: BoardDeps;
	readonly #shown = new Map<string, CommunitySummary>();
	readonly #members = new Map<string, ReadonlyMap<PeerId, string>>();
	readonly #complete = new Set<string>();
	readonly #revisions = new Map<string, number>();
	#dirty: Set<string> | 'all' = new Set();
	#looking: Promise<void> | undefined;

	constructor(deps: BoardDeps) {
		this.#deps = deps;
	}

	/** Something of it may be another; without an id, of any. */
	changed(id?: string): void {
		if (id === undefined) this.#dirty = 'all';
		else {
			this.#revisions.set(id, (this.#revisions.get(id) ?? 0) + 1);
			if (this.#dirty !== 'all') this.#dirty.add(id);
		}
		this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
	}

	/** Who is there is another; nothing else is. */
	reachChanged(): void {
		let moved = false;
		for (const [id, summary] of this.#shown) {
			const there = this.#thereIn(id);
			if (there.join() === summary.there.join()) continue;
			this.#shown.set(id, { ...summary, there });
			moved = true;
		}
		if (moved) this.#tell();
	}

	/** Resolves when nothing is left to look at. */
	async settled(): Promise<void> {
		while (this.#looking) await this.#looking;
	}

	/** Members as they were seen last, by name. */
	membersOf(id: string): ReadonlyMap<PeerId, string> {
		return this.#members.get(id) ?? new Map<PeerId, string>();
	}

	async #look(): Promise<void> {
		while (this.#dirty === 'all' || this.#dirty.size > 0) {
			const begun = this.#deps.now();
			const dirty = this.#dirty;
			this.#dirty = new Set();
			try {
				await this.#lookAt(dirty);
			} catch {
				// What could not be looked at now is when next something comes.
			}
			const tookMs = this.#deps.now() - begun;
			await this.#deps.sleep(Math.min(MOST_MS, Math.max(EVERY_MS, tookMs * SHARE)));
		}
	}

	async #lookAt(dirty: ReadonlySet<string> | 'all'): Promise<void> {
		const list = await this.#deps.society.list();
		const ids = new Set(list.map(({ id }) => id));
		for (const id of this.#shown.keys())
			if (!ids.has(id)) {
				this.#shown.delete(id);
				this.#members.delete(id);
			}
		for (const kept of list)
			if (dirty === 'all' || dirty.has(kept.id) || !this.#shown.has(kept.id)) await this.#seen(kept);
		this.#tell();
	}

	async #seen(kept: KeptCommunity): Promise<void> {
		const { me, desk, society, now, looked } = this.#deps;
		const { id, muted, agentAnswers } = kept;
		const before = this.#shown.get(id)?.mine;
		const overview = await society.overview(id);
		const unread = await desk.unread(id, kept.readTo);
		const { threads } = await desk.threads(id, { most: THREADS });
		const complete = await this.#completeness(kept);
		this.#members.set(id, new Map(overview?.members.map(({ peer, name }) => [peer, name])));
		const mine = standingIn(kept, overview);
		// Let in, or out: what may be done is another, without a new entry.
		if (before !== undefined && before !== mine) this.#revisions.set(id, (this.#revisions.get(id) ?? 0) + 1);
		const revision = this.#revisions.get(id) ?? 0;
		this.#shown.set(id, {
			id,
			name: overview?.name ?? kept.name,
			about: overview?.about ?? '',
			mine,
			members: overview?.members.length ?? 0,
			there: this.#thereIn(id),
			unread: unread.entries,
			readTo: kept.readTo,
			mentions: unread.mentions,
			asking: mine === 'anchor' ? (overview?.asking.length ?? 0) : 0,
			...{ muted, agentAnswers, complete, revision },
			changedAt: Math.min(now(), Math.max(kept.joinedAt, threads[0]?.lastAt ?? 0))
		});
		looked({
			kept,
			overview,
			threads,
			isComplete: complete === 1 && overview?.members.some(({ peer }) => peer === me) === true
		});
	}

	/** Once everything was here, what is new is on its way like everything else. */
	async #completeness({ id, standing }: KeptCommunity): Promise<number> {
		if (standing !== 'in' || this.#complete.has(id)) return 1;
		const { have, known } = await this.#deps.society.behind(id);
		if (have >= known) this.#complete.add(id);
		return known === 0 ? 1 : Math.min(1, have / known);
	}

	#thereIn(id: string): readonly PeerId[] {
		const { me, reach } = this.#deps;
		return [...this.membersOf(id).keys()].filter((peer) => peer !== me && isLive(reach(peer)));
	}

	#tell(): void {
		this.#deps.tell(
			[...this.#shown.values()].sort((a, b) => b.changedAt - a.changedAt || (a.id < b.id ? -1 : 1))
		);
	}
}

export const isLive = (reach: Reach): boolean => reach === 'direct' || reach === 'relay';

function standingIn({ standing }: KeptCommunity, overview: Overview | undefined): CommunitySummary['mine'] {
	if (standing !== 'in') return standing;
	const mine = overview?.mine ?? 'asking';
	// Removed, and what this device keeps does not say so yet.
	return mine === 'none' ? 'removed' : mine;
}
