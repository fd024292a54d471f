/** What a reader could learn, as it becomes known, and what they would be told to one question. */
import type { ItemSummary } from './node-api.ts';
import type { PreviewApi, PreviewReader, Told } from './preview-api.ts';

export interface ToldTo extends Told {
	readonly question: string;
}

export class PreviewScreen {
	/** Null until it is known. */
	items = $state.raw<readonly ItemSummary[] | null>(null);
	topics = $state.raw<readonly string[] | null>(null);
	questions = $state.raw<readonly string[]>([]);
	/** Nothing more is looked for. */
	done = $state(false);
	told = $state.raw<ToldTo | null>(null);

	readonly #api: PreviewApi;
	#reader: PreviewReader = { kind: 'public' };
	#look = new AbortController();

	constructor(api: PreviewApi) {
		this.#api = api;
	}

	/** Whoever was looked at before is looked at no more. */
	async show(reader: PreviewReader): Promise<void> {
		this.close();
		const { signal } = (this.#look = new AbortController());
		this.#reader = reader;
		[this.items, this.topics, this.questions, this.done, this.told] = [null, null, [], false, null];
		for await (const part of this.#api.previewOf(reader, signal)) {
			if (signal.aborted) return;
			if (part.part === 'items') this.items = part.items;
			else if (part.part === 'topics') this.topics = part.topics;
			else this.questions = [...this.questions, part.question];
		}
		if (!signal.aborted) this.done = true;
	}

	/** A question asked later shows its answer, however long this one takes. */
	async ask(question: string): Promise<void> {
		const { signal } = this.#look;
		const asked = question.trim();
		this.#asked = asked;
		const told = asked === '' ? null : { question: asked, ...(await this.#api.askAs(this.#reader, asked)) };
		if (!signal.aborted && this.#asked === asked) this.told = told;
	}
	#asked = '';

	close(): void {
		this.#look.abort();
	}
}
