/**
 * What is said within one turn of the event loop leaves together: one write for each reader however many frames it is
 * told, and one frame for a text however many are told it.
 */

/** A WebSocket frame's first byte: final, text. */
const FINAL_TEXT = 0x81;
const SHORT = 126;
const MEDIUM = 0x10000;
const NOTHING = Buffer.alloc(0);

/** One text as the frame a server sends: not masked, not split, not compressed. */
export function textFrame(text: string): Buffer {
	const length = Buffer.byteLength(text);
	const head = length < SHORT ? 2 : length < MEDIUM ? 4 : 10;
	const frame = Buffer.allocUnsafe(head + length);
	frame[0] = FINAL_TEXT;
	if (head === 2) frame[1] = length;
	else if (head === 4) {
		frame[1] = 126;
		frame.writeUInt16BE(length, 2);
	} else {
		frame[1] = 127;
		frame.writeUInt32BE(0, 2);
		frame.writeUInt32BE(length, 6);
	}
	frame.write(text, head, 'utf8');
	return frame;
}

export interface Sender {
	flush(): void;
}

export class Outbox {
	#senders: Sender[] = [];
	#text: string | undefined;
	#frame: Buffer = NOTHING;

	/** The frame of a text. The last one is kept until the end of the turn, as it is often told to many. */
	frameOf(text: string): Buffer {
		if (text === this.#text) return this.#frame;
		this.#text = text;
		return (this.#frame = textFrame(text));
	}

	/** Has something to send: flushed at the end of the turn. */
	add(sender: Sender): void {
		if (this.#senders.push(sender) === 1) setImmediate(() => this.#flush());
	}

	#flush(): void {
		const senders = this.#senders;
		this.#senders = [];
		this.#text = undefined;
		this.#frame = NOTHING;
		for (const sender of senders) sender.flush();
	}
}
