/** What a tab shows, read anew whenever it may be another; and whose eyes it is shown to. It decides nothing. */
import type { NodeApi } from './node-api.ts';
import { troubleOf, type Trouble } from './trouble.ts';

export class Reading<T> {
	/** Null until it was read. */
	now = $state.raw<T | null>(null);
	trouble = $state.raw<Trouble | null>(null);

	readonly #ask: () => Promise<T>;
	#isReading = false;
	#isStale = false;

	constructor(ask: () => Promise<T>) {
		this.#ask = ask;
	}

	/** Who asks while it is read has it read once more. */
	read = async (): Promise<void> => {
		this.#isStale = true;
		if (this.#isReading) return;
		this.#isReading = true;
		try {
			while (this.#isStale) {
				this.#isStale = false;
				this.now = await this.#ask();
			}
			this.trouble = null;
		} catch (thrown) {
			this.trouble = troubleOf(thrown);
		}
		this.#isReading = false;
	};
}

/** Who looks, and whom they know. */
export class Onlooker {
	me = $state.raw('');
	#known = $state.raw<ReadonlySet<string>>(new Set());

	async look(node: Pick<NodeApi, 'state'>): Promise<void> {
		try {
			const { me, peers } = await node.state();
			this.me = me.peer;
			const contacts = peers.filter(({ standing }) => standing === 'accepted');
			this.#known = new Set([me.peer, ...contacts.map(({ peer }) => peer)]);
		} catch {
			// Nothing is shown as one's own then, and everybody as somebody not known yet.
		}
	}

	knows = (peer: string): boolean => this.#known.has(peer);
}

/** One thing done at a time, and in words what went wrong with it. */
export class Doing {
	isBusy = $state(false);
	trouble = $state('');
	readonly #words: (trouble: Trouble) => string;

	constructor(words: (trouble: Trouble) => string) {
		this.#words = words;
	}

	/** Whether it was done. */
	async attempt(work: () => Promise<unknown>): Promise<boolean> {
		if (this.isBusy) return false;
		this.isBusy = true;
		this.trouble = '';
		try {
			await work();
			return true;
		} catch (thrown) {
			this.trouble = this.#words(troubleOf(thrown));
			return false;
		} finally {
			this.isBusy = false;
		}
	}
}
