/**
 * For tests: a browser's Prompt API as its specification says it behaves. Sessions hold a context, are destroyed, abort;
 * errors are DOMExceptions; streams give pieces; a system text stands only at the beginning.
 */
import type { LanguageModelApi } from './built-in-api.ts';

export interface BrowserModel {
	readonly availability?: string;
	readonly contextTokens?: number;
	readonly pieces?: readonly string[];
	/** Thrown when a session is made. */
	readonly refuses?: string;
	/** Thrown after so many pieces. */
	readonly breaks?: { readonly at: number; readonly with: string };
	/** A browser that takes no notice of being stopped, and writes no more either. */
	readonly deaf?: boolean;
	/** Told while it downloads. */
	readonly downloads?: readonly number[];
}

const STORY =
	'Once upon a time there was a fox who lived by the sea and counted the waves until the moon came up again';
const CHARS_A_TOKEN = 4;

type Role = 'system' | 'user' | 'assistant';
interface Said {
	readonly role: Role;
	readonly content: string;
}

const saidIn = (input: unknown): Said[] =>
	typeof input === 'string' ? [{ role: 'user', content: input }] : (input as Said[]);
const tokensIn = (said: readonly Said[]): number =>
	Math.ceil(said.reduce((sum, { content }) => sum + content.length, 0) / CHARS_A_TOKEN);
const error = (name: string): DOMException => new DOMException(`${name}, says the browser`, name);

export class FakeBrowser {
	/** Every session that was made, the first one held as long as the engine lives. */
	readonly sessions: FakeSession[] = [];
	readonly #model: BrowserModel;

	constructor(model: BrowserModel = {}) {
		this.#model = model;
	}

	/** What stands in `globalThis.LanguageModel`. */
	get api(): LanguageModelApi {
		const { availability = 'available', refuses, downloads = [], contextTokens = 1_000 } = this.#model;
		const api = {
			availability: () => Promise.resolve(availability),
			create: async (options: LanguageModelCreateOptions = {}) => {
				const { signal, monitor } = options;
				const said = saidIn(options.initialPrompts ?? []);
				signal?.throwIfAborted();
				if (refuses) throw error(refuses);
				await this.#download(monitor, downloads, signal);
				if (said.slice(1).some(({ role }) => role === 'system'))
					throw new TypeError('system prompt not first');
				if (tokensIn(said) > contextTokens) throw error('QuotaExceededError');
				const session = new FakeSession(this.#model, said);
				this.sessions.push(session);
				return session;
			}
		};
		return api as unknown as LanguageModelApi;
	}

	async #download(
		monitor: LanguageModelCreateOptions['monitor'],
		downloads: readonly number[],
		signal: AbortSignal | undefined
	): Promise<void> {
		const target = new EventTarget();
		monitor?.(target as CreateMonitor);
		for (const loaded of downloads) {
			await new Promise((resolve) => setTimeout(resolve, 1));
			signal?.throwIfAborted();
			target.dispatchEvent(Object.assign(new Event('downloadprogress'), { loaded, total: 1 }));
		}
	}
}

export class FakeSession {
	readonly said: readonly Said[];
	destroyed = false;
	asked: unknown[] = [];
	readonly #model: BrowserModel;

	constructor(model: BrowserModel, said: readonly Said[]) {
		this.#model = model;
		this.said = said;
	}

	get contextWindow(): number {
		return this.#model.contextTokens ?? 1_000;
	}

	destroy(): void {
		this.destroyed = true;
	}

	promptStreaming(input: unknown, options: LanguageModelPromptOptions = {}): ReadableStream<string> {
		this.asked.push(input, options.responseConstraint);
		const { signal } = options;
		const pieces = options.responseConstraint ? ['{"known"', ': ', 'true', '}'] : this.#pieces();
		const tooLong = tokensIn([...this.said, ...saidIn(input)]) > this.contextWindow;
		const { breaks, deaf } = this.#model;
		let next = 0;
		return new ReadableStream<string>({
			start: (controller) => {
				if (this.destroyed) return controller.error(error('InvalidStateError'));
				if (tooLong) return controller.error(error('QuotaExceededError'));
				if (!deaf) signal?.addEventListener('abort', () => controller.error(signal.reason));
			},
			pull: async (controller) => {
				if (deaf && next > 0) await new Promise(() => undefined);
				await new Promise((resolve) => setTimeout(resolve, 1));
				if (signal?.aborted) return;
				if (breaks?.at === next) return controller.error(error(breaks.with));
				const piece = pieces[next++];
				if (piece === undefined) controller.close();
				else controller.enqueue(piece);
			}
		});
	}

	#pieces(): readonly string[] {
		return this.#model.pieces ?? `${STORY} ${STORY} ${STORY}`.split(' ').map((word) => ` ${word}`);
	}
}
