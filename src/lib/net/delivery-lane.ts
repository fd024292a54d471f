/** Boxes on their way to the agent: one at a time, in order, and no more than so many waiting. */
import type { Bytes } from '#lib/protocol/bytes.ts';
import type { PeerId } from '#lib/protocol/identity.ts';

/** How a box came. `peer` is who proved the link; absent for mail, whose writer is known only inside the box. */
export interface Via {
	readonly peer?: PeerId;
	readonly over: 'direct' | 'relay' | 'mailbox';
}

/** Some sixty of the largest boxes, some thousands of the smallest. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

export class DeliveryLane {
	readonly #deliver: (box: Bytes, via: Via) => Promise<void>;
	#waiting: { box: Bytes; via: Via }[] = [];
	#bytes = 0;
	#busy = false;

	constructor(deliver: (box: Bytes, via: Via) => Promise<void>) {
		this.#deliver = deliver;
	}

	/** False when more waits than may. */
	take(box: Bytes, via: Via): boolean {
		if (this.#bytes + box.length > MAX_WAITING_BYTES) return false;
		this.#bytes += box.length;
		this.#waiting.push({ box, via });
		if (!this.#busy) void this.#run();
		return true;
	}

	async #run(): Promise<void> {
		this.#busy = true;
		for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
			// Live boxes are not acknowledged here: whoever sent one and hears nothing sends it again.
			await this.#deliver(next.box, next.via).catch(() => undefined);
			this.#bytes -= next.box.length;
		}
		this.#busy = false;
	}
}
