/**
 * Communities as their page sees them: the list as the node tells it, and one of them in full, read anew whenever what it
 * shows may be another. It reads and decides nothing.
 */
import type { Act, CommunitySummary, Cursor, Overview, Transfer } from './communities-api.ts';
import type { NodeApi, NodeChange } from './node-api.ts';
import { troubleOf, type Trouble } from './trouble.ts';

export class Communities {
	/** Null until the node has told. */
	list = $state.raw<readonly CommunitySummary[] | null>(null);
	transfers = $state.raw<readonly Transfer[]>([]);
	cursors = $state.raw<readonly Cursor[]>([]);
	trouble = $state.raw<Trouble | null>(null);

	readonly node: NodeApi;

	constructor(node: NodeApi) {
		this.node = node;
	}

	/** Follows the node until what it returns is called. */
	follow = (): (() => void) => {
		// Listen before asking for the state: a change in between must not be lost.
		const end = this.node.subscribe((change) => this.#told(change));
		void this.#read();
		return end;
	};

	async #read(): Promise<void> {
		try {
			const { communities, transfers, cursors } = await this.node.state();
			this.list = communities;
			this.transfers = transfers;
			this.cursors = cursors;
		} catch (thrown) {
			this.trouble = troubleOf(thrown);
		}
	}

	#told(change: NodeChange): void {
		if (change.part === 'communities') this.list = change.value;
		else if (change.part === 'transfers') this.transfers = change.value;
		else if (change.part === 'cursors') this.cursors = change.value;
	}
}

/** Where an entry is opened. */
export type Place = 'posts' | 'notes' | 'files' | 'events';

export class CommunityView {
	/** Null until it was read, and while nobody let us in. */
	overview = $state.raw<Overview | null>(null);
	/** It was read at least once. */
	isRead = $state(false);
	/** Why it could not be read. */
	trouble = $state.raw<Trouble | null>(null);

	readonly node: NodeApi;
	readonly id: string;
	#isReading = false;
	#isStale = false;

	constructor(node: NodeApi, id: string) {
		this.node = node;
		this.id = id;
	}

	/** To be called whenever its summary has another revision. Who asks while it is read has it read once more. */
	read = async (): Promise<void> => {
		this.#isStale = true;
		if (this.#isReading) return;
		this.#isReading = true;
		try {
			while (this.#isStale) {
				this.#isStale = false;
				this.overview = await this.node.community(this.id);
			}
			this.trouble = null;
		} catch (thrown) {
			this.trouble = troubleOf(thrown);
		}
		this.isRead = true;
		this.#isReading = false;
	};

	act = (act: Act): Promise<string> => this.node.actInCommunity(this.id, act);

	/** What shows this entry; what is unknown is looked for among the posts. */
	async placeOf(entry: string): Promise<Place> {
		const { node, id } = this;
		const has = (list: readonly { readonly id: string }[]): boolean => list.some((one) => one.id === entry);
		if (has((await node.communityThreads(id, { most: 1, thread: entry })).threads)) return 'posts';
		if (has(await node.communityPages(id)) || has(await node.communitySummaries(id))) return 'notes';
		if (has(await node.communityFiles(id))) return 'files';
		return has(await node.communityEvents(id)) ? 'events' : 'posts';
	}
}

/** `#<id>` or `#<id>/<entry>`, as it stands in the address; undefined for anything else. */
export function addressed(hash: string): { readonly id: string; readonly entry?: string } | undefined {
	const [, id, entry] = /^#([\w-]{43})(?:\/([\w-]{43}))?$/.exec(hash) ?? [];
	return id === undefined ? undefined : { id, ...(entry !== undefined && { entry }) };
}

export const addressOf = (id: string, entry?: string): string =>
	`/communities#${id}${entry === undefined ? '' : `/${entry}`}`;
