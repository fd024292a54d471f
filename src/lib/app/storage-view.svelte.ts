/** What takes space, as the storage page sees it: looked at when the page opens and after everything that frees some. */
import type { NodeApi } from './node-api.ts';
import type { Freeable, SizedConversation, StorageReport } from './storage-api.ts';

type Api = Pick<NodeApi, 'storageReport' | 'freeSpace' | 'forgetConversationsBefore' | 'askToPersist'>;

export class StorageView {
	report = $state.raw<StorageReport>();
	looking = $state(false);

	readonly #api: Api;
	#turn = 0;

	constructor(api: Api) {
		this.#api = api;
	}

	/** A look that ends after a later one changes nothing. */
	async look(): Promise<void> {
		const turn = ++this.#turn;
		this.looking = true;
		try {
			const report = await this.#api.storageReport();
			if (turn === this.#turn) this.report = report;
		} finally {
			if (turn === this.#turn) this.looking = false;
		}
	}

	async free(what: Freeable): Promise<void> {
		await this.#api.freeSpace(what);
		await this.look();
	}

	olderThan(at: number): readonly SizedConversation[] {
		return this.report?.conversations.filter(({ changedAt }) => changedAt < at) ?? [];
	}

	/** Resolves with how many there were. */
	async forgetBefore(at: number): Promise<number> {
		const forgotten = await this.#api.forgetConversationsBefore(at);
		await this.look();
		return forgotten;
	}

	askToPersist(): Promise<boolean> {
		return this.#api.askToPersist();
	}
}
