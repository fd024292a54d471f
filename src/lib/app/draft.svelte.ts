/** What is being typed and was not asked yet. Kept, sealed, at every key, for a tab may be taken away at any moment. */
import type { NodeApi } from './node-api.ts';

export class Draft {
	text = $state('');

	readonly #api: NodeApi;
	#kept = '';
	#keeping = false;

	constructor(api: NodeApi) {
		this.#api = api;
	}

	/** What the last tab left; not where something was typed meanwhile. */
	async open(): Promise<void> {
		const kept = await this.#api.draft();
		if (this.text === '') this.#kept = this.text = kept;
	}

	set(text: string): void {
		this.text = text;
		void this.#keep();
	}

	/** One at a time, and always the newest last. */
	async #keep(): Promise<void> {
		if (this.#keeping) return;
		this.#keeping = true;
		try {
			while (this.#kept !== this.text) {
				const text = this.text;
				await this.#api.keepDraft(text);
				this.#kept = text;
			}
		} catch {
			// A full disk: the text is on the screen all the same, and the next key tries again.
		} finally {
			this.#keeping = false;
		}
	}
}
