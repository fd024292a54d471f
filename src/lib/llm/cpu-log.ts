/**
 * What the library says beside its results: its log, of which only the last complaints are kept, because its errors leave
 * their reason there; and the death of its worker, which it only logs and for which it would wait for ever.
 */
import { NodeError } from '#lib/agent/ports.ts';
import { cpuTrouble } from './cpu-trouble.ts';

type Log = (...said: unknown[]) => void;

const KEPT_LINES = 8;

export class LibraryLog {
	/** Its worker is gone or its program aborted: nothing more will be answered. */
	dead = false;
	/** What it died of, once somebody asked something of it. */
	death: NodeError | undefined;
	#lines: string[] = [];
	#refused = false;
	#die: (error: Error) => void = () => undefined;
	readonly #death: Promise<never>;

	constructor() {
		this.#death = new Promise((_, reject) => (this.#die = reject));
		this.#death.catch(() => undefined);
	}

	readonly logger: { debug: Log; log: Log; warn: Log; error: Log } = {
		debug: () => undefined,
		log: () => undefined,
		warn: () => undefined,
		error: (...said) => said.forEach((one) => this.#complain(one))
	};

	#complain(said: unknown): void {
		if (typeof said === 'string') this.#lines = [...this.#lines, said].slice(-KEPT_LINES);
		// What the program threw and caught itself reaches us as a result that cannot be read; it lives on.
		else if (said instanceof RangeError) this.#refused = true;
		else if (said instanceof Event) {
			this.dead = true;
			const words = 'message' in said ? String(said.message) : '';
			this.#die(new Error(words || 'its worker could not be started'));
		}
	}

	/** What was said before belongs to what was asked before. */
	forget(): void {
		this.#lines = [];
		this.#refused = false;
	}

	/** The model wrote bytes that are not UTF-8, and the library gave up on them. */
	get isNoText(): boolean {
		return this.#lines.some((line) => line.includes('invalid UTF-8'));
	}

	/** `work`, or the worker's death if that comes first. */
	unlessDead<T>(work: Promise<T>): Promise<T> {
		return Promise.race([work, this.#death]);
	}

	asTrouble(error: unknown, during: 'opening' | 'writing'): NodeError {
		if (error instanceof NodeError) return error;
		const aborted = error instanceof Error ? error.name === 'RuntimeError' && !this.#refused : isCrash(error);
		this.dead ||= aborted;
		const detail = [error instanceof Error ? error.message : String(error), ...this.#lines].join('\n');
		const trouble = new NodeError('engine-unavailable', {
			trouble: cpuTrouble(detail, during),
			detail,
			cause: error
		});
		if (this.dead) this.death ??= trouble;
		return trouble;
	}
}

/** What was asked just after an abort is refused with this and not with an error. */
const isCrash = (said: unknown): boolean => typeof said === 'string' && said.includes('has crashed');
