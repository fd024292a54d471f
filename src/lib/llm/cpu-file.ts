/** A file that tells how far it was read; the library itself says nothing while it opens a model. */

/** The same bytes, nothing copied. `tell` hears the furthest byte asked for, never less than before. */
export function readBytes(file: Blob, tell: (done: number) => void): Blob {
	return new WatchedBlob(file, tell);
}

class WatchedBlob extends Blob {
	readonly #tell: (done: number) => void;
	#furthest = 0;

	constructor(file: Blob, tell: (done: number) => void) {
		super([file]);
		this.#tell = tell;
	}

	#reached(end: number): void {
		if (end <= this.#furthest) return;
		this.#furthest = end;
		this.#tell(end);
	}

	override slice(start?: number, end?: number, type?: string): Blob {
		this.#reached(Math.min(end ?? this.size, this.size));
		return super.slice(start, end, type);
	}

	/** Taken where the library copies the whole file into its memory. */
	override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
		let done = 0;
		const count = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
			transform: (bytes, controller) => {
				this.#reached((done += bytes.byteLength));
				controller.enqueue(bytes);
			}
		});
		return super.stream().pipeThrough(count);
	}
}
