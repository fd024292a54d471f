/** A dialer that is loaded with the first peer to have a link with: a first visit has none. */
import type { Dialer } from './mesh.ts';
import { DialError, type Link } from './link.ts';

export class LateDialer implements Dialer {
	readonly #load: () => Promise<Dialer>;
	#loading: Promise<Dialer> | undefined;
	#listening = false;
	#resting = false;
	#closed = false;

	constructor(load: () => Promise<Dialer>) {
		this.#load = load;
	}

	listen(): void {
		this.#listening = true;
		this.#loaded().catch(() => undefined);
	}

	rest(): void {
		this.#resting = true;
		void this.#loading?.then((dialer) => dialer.rest());
	}

	wake(): void {
		this.#resting = false;
		// Where loading failed, there may be a network by now.
		if (this.#listening) this.listen();
		void this.#loading?.then((dialer) => dialer.wake());
	}

	async dial(id: string, signal: AbortSignal): Promise<Link> {
		const dialer = await this.#loaded().catch((cause: unknown) => {
			throw new DialError('no-path', { cause });
		});
		return dialer.dial(id, signal);
	}

	close(): void {
		this.#closed = true;
		void this.#loading?.then((dialer) => dialer.close());
	}

	#loaded(): Promise<Dialer> {
		return (this.#loading ??= this.#load().then(
			(dialer) => {
				if (this.#listening) dialer.listen();
				if (this.#resting) dialer.rest();
				if (this.#closed) dialer.close();
				return dialer;
			},
			(error: unknown) => {
				this.#loading = undefined;
				throw error;
			}
		));
	}
}
