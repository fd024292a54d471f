/**
 * Tokens that were accepted: a stock client dials again with the address it was given, so its token stays good while it
 * comes back within an hour. Only their marks are kept, and all processes of a server know them.
 */
import type { Bus } from './ports.ts';

const COMES_BACK_MS = 60 * 60_000;
const MAX_TOKENS = 50_000;
const CHANNEL = 'topic-tokens';
const MARK = /^[A-Za-z0-9_-]{43} \d{1,16}$/;

export class KnownTokens {
	/** Mark → when it was last seen; the longest unseen first. */
	readonly #seen = new Map<string, number>();
	readonly #bus: Bus;
	readonly #deafen: () => void;

	constructor(bus: Bus) {
		this.#bus = bus;
		this.#deafen = bus.listen(CHANNEL, (text) => {
			if (!MARK.test(text)) return;
			const [mark = '', at] = text.split(' ');
			this.#note(mark, Number(at));
		});
	}

	has(mark: string, now: number): boolean {
		const seen = this.#seen.get(mark);
		return seen !== undefined && now - seen <= COMES_BACK_MS;
	}

	/** It was accepted, or its socket was open until now. */
	keep(mark: string, now: number): void {
		this.#note(mark, now);
		void this.#bus.say(CHANNEL, `${mark} ${now}`).catch(() => undefined);
	}

	#note(mark: string, now: number): void {
		this.#seen.delete(mark);
		this.#seen.set(mark, now);
		if (this.#seen.size <= MAX_TOKENS) return;
		const [oldest] = this.#seen.keys();
		if (oldest !== undefined) this.#seen.delete(oldest);
	}

	close(): void {
		this.#deafen();
	}
}
