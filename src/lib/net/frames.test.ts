import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equal } from '#lib/protocol/bytes.ts';
import { MAX_BOX_BYTES, MAX_FRAME_BYTES } from '#lib/protocol/limits.ts';
import { FRAME_BODY_BYTES, framesOf, HEADER_BYTES, Reassembly } from './frames.ts';

const message = (length: number, salt = 0): Uint8Array =>
	Uint8Array.from({ length }, (_, i) => (i * 31 + salt) & 255);

describe('frames', () => {
	test('messages of any size come out as they went in, one after the other, from frames of at most 16 KiB', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 1, max: MAX_BOX_BYTES }), { minLength: 1, maxLength: 5 }),
				(sizes) => {
					const reassembly = new Reassembly();
					for (const [number, size] of sizes.entries()) {
						const sent = message(size, number);
						const frames = [...framesOf(sent, number)];
						expect(frames.every((frame) => frame.length <= MAX_FRAME_BYTES)).toBe(true);
						const results = frames.map((frame) => reassembly.add(frame));
						expect(results.slice(0, -1).every((result) => result === undefined)).toBe(true);
						const whole = results.at(-1);
						expect(whole instanceof Uint8Array && equal(whole, sent)).toBe(true);
					}
				}
			),
			{ numRuns: 50 }
		);
	});

	test('a frame lost, doubled, swapped, cut or of another message is refused', () => {
		const frames = [...framesOf(message(60_000), 0)];
		const [first, second] = frames as [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];
		const spoil: (() => (typeof frames)[number][])[] = [
			() => frames.slice(1),
			() => [first, first],
			() => [second, first],
			() => [first.slice(0, -1)],
			() => [first, ...framesOf(message(10), 1)],
			() => [...framesOf(message(10), 7)],
			() => [new Uint8Array(HEADER_BYTES)],
			() => [new Uint8Array(MAX_FRAME_BYTES + 1)]
		];
		for (const spoilt of spoil) {
			const reassembly = new Reassembly();
			expect(spoilt().map((frame) => reassembly.add(frame))).toContain('garbage');
		}
	});

	test('a message that never ends is refused at the largest box, not collected', () => {
		const reassembly = new Reassembly();
		const endless = (index: number) => {
			const frame = new Uint8Array(MAX_FRAME_BYTES);
			new DataView(frame.buffer).setUint8(0, 1);
			new DataView(frame.buffer).setUint16(5, index);
			return frame;
		};
		let taken = 0;
		while (reassembly.add(endless(taken)) === undefined) taken += 1;
		expect(taken * FRAME_BODY_BYTES).toBeLessThanOrEqual(MAX_BOX_BYTES);
	});

	test('random bytes never throw and never make a message larger than a box', () => {
		fc.assert(
			fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (frames) => {
				const reassembly = new Reassembly();
				for (const frame of frames) {
					const result = reassembly.add(frame);
					if (result instanceof Uint8Array) expect(result.length).toBeLessThanOrEqual(MAX_BOX_BYTES);
				}
			})
		);
	});

	test('an empty message and one larger than a box are our own mistake', () => {
		expect(() => [...framesOf(new Uint8Array(0), 0)]).toThrow(RangeError);
		expect(() => [...framesOf(new Uint8Array(MAX_BOX_BYTES + 1), 0)]).toThrow(RangeError);
	});
});
