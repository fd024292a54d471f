/** Who wants to hear of something. A listener that throws does not keep the others from hearing. */
export class Listeners<Heard extends readonly unknown[]> {
	readonly #listeners = new Set<(...heard: Heard) => void>();

	/** Returns how to stop listening. */
	add(listener: (...heard: Heard) => void): () => void {
		this.#listeners.add(listener);
		return () => void this.#listeners.delete(listener);
	}

	tell(...heard: Heard): void {
		for (const listener of [...this.#listeners]) {
			try {
				listener(...heard);
			} catch (error) {
				// Our own mistake: it must reach the console, and the link must live on.
				queueMicrotask(() => {
					throw error;
				});
			}
		}
	}
}
