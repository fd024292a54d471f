/**
 * Messages in frames of at most 16 KiB, and back again. A data channel keeps order, so a message is put together from
 * frames that follow each other without a gap: anything else is refused at once, and no more than one message is ever held.
 *
 *   message   0x01 | u32 number of the message | u16 index of the frame | u8 1 on the last frame | bytes
 *   ping 0x02    pong 0x03    bye 0x04 | why (ASCII)    greet 0x05 | JSON (the handshake's)
 */
import { concat, type Bytes } from '#lib/protocol/bytes.ts';
import { MAX_BOX_BYTES, MAX_FRAME_BYTES } from '#lib/protocol/limits.ts';

export const FRAME = { message: 1, ping: 2, pong: 3, bye: 4, greet: 5 } as const;

export const HEADER_BYTES = 8;
/** Every frame of a message but the last is exactly full: so the number of frames is bounded by the size. */
export const FRAME_BODY_BYTES = MAX_FRAME_BYTES - HEADER_BYTES;

/** The frames of one message, in order. `number` grows by one with each message of a link and starts at 0. */
export function* framesOf(message: Uint8Array, number: number): Generator<Bytes> {
	if (message.length === 0 || message.length > MAX_BOX_BYTES)
		throw new RangeError(`message: expected 1 to ${MAX_BOX_BYTES} bytes, got ${message.length}`);
	const count = Math.ceil(message.length / FRAME_BODY_BYTES);
	for (let index = 0; index < count; index++) {
		const body = message.subarray(index * FRAME_BODY_BYTES, (index + 1) * FRAME_BODY_BYTES);
		const frame = new Uint8Array(HEADER_BYTES + body.length);
		const view = new DataView(frame.buffer);
		view.setUint8(0, FRAME.message);
		view.setUint32(1, number >>> 0);
		view.setUint16(5, index);
		view.setUint8(7, index === count - 1 ? 1 : 0);
		frame.set(body, HEADER_BYTES);
		yield frame;
	}
}

/** A frame without numbers: ping, pong, bye, greet. */
export const controlFrame = (kind: number, body: Uint8Array = new Uint8Array(0)): Bytes =>
	concat(new Uint8Array([kind]), body);

/** Puts messages together. `'garbage'` means that the other side does not keep the rules: the link is to be closed. */
export class Reassembly {
	#number = 0;
	#index = 0;
	#bytes = 0;
	#bodies: Bytes[] = [];

	/** The message that this frame completes, undefined while more is to come. */
	add(frame: Bytes): Bytes | 'garbage' | undefined {
		if (frame.length <= HEADER_BYTES || frame.length > MAX_FRAME_BYTES) return 'garbage';
		const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
		const last = view.getUint8(7);
		if (view.getUint8(0) !== FRAME.message || last > 1) return 'garbage';
		if (view.getUint32(1) !== this.#number || view.getUint16(5) !== this.#index) return 'garbage';
		const body = frame.subarray(HEADER_BYTES);
		if (last === 0 && body.length !== FRAME_BODY_BYTES) return 'garbage';
		this.#bytes += body.length;
		if (this.#bytes > MAX_BOX_BYTES) return 'garbage';
		this.#bodies.push(body);
		this.#index += 1;
		if (last === 0) return undefined;
		const message = concat(...this.#bodies);
		this.#number = (this.#number + 1) >>> 0;
		this.#index = 0;
		this.#bytes = 0;
		this.#bodies = [];
		return message;
	}
}
