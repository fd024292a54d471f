/** What every link promises, whatever carries it. Run over each adapter by a test that makes pairs of joined links. */
import { describe, expect, test } from 'vitest';
import { NodeError } from '#lib/agent/ports.ts';
import { equal } from '#lib/protocol/bytes.ts';
import { MAX_BOX_BYTES } from '#lib/protocol/limits.ts';
import type { Link } from '#lib/net/link.ts';

export interface LinkPair {
	readonly a: Link;
	readonly b: Link;
	/** Sends a frame from `a`'s side that no honest node sends; absent where the carrier knows no frames. */
	readonly garbage?: (frame: Uint8Array<ArrayBuffer>) => void;
	/** `a`'s node goes away, in whatever way its carrier goes. */
	readonly leave: () => void;
}

export interface LinkSuite {
	readonly makePair: () => Promise<LinkPair>;
	/** How many small messages the flood has. */
	readonly flood: number;
}

const message = (length: number, salt = 0): Uint8Array<ArrayBuffer> =>
	Uint8Array.from({ length }, (_, i) => (i * 131 + salt) & 255);

/** The next `count` messages of a link. */
function heard(link: Link, count: number): Promise<Uint8Array[]> {
	const messages: Uint8Array[] = [];
	return new Promise((resolve) =>
		link.onMessage((one) => {
			messages.push(one);
			if (messages.length === count) resolve(messages);
		})
	);
}

const codeOf = (sending: Promise<void>): Promise<string> =>
	sending.then(
		() => 'sent',
		(error: unknown) => (error instanceof NodeError ? error.code : String(error))
	);

export function linkContract(name: string, { makePair, flood }: LinkSuite): void {
	describe(`link contract: ${name}`, () => {
		test('names the peer at the other end', async () => {
			const { a, b } = await makePair();
			expect(a.peer).not.toBe(b.peer);
			expect(a.over).toBe(b.over);
		});

		test('messages of both sides arrive whole and in order', async () => {
			const { a, b } = await makePair();
			const sizes = [1, 20_000, 7, 60_000, 16_376, 16_377, 500];
			const [atA, atB] = [heard(a, sizes.length), heard(b, sizes.length)];
			const sent = sizes.map((size, i) => message(size, i));
			await Promise.all(sent.flatMap((one) => [a.send(one), b.send(one)]));
			for (const arrived of [await atA, await atB])
				expect(arrived.map((one, i) => equal(one, sent[i] ?? message(0)))).toEqual(sent.map(() => true));
		});

		test('the largest box passes and one byte more is refused before it travels', async () => {
			const { a, b } = await makePair();
			const arrived = heard(b, 1);
			expect(await codeOf(a.send(new Uint8Array(MAX_BOX_BYTES + 1)))).toBe('too-large');
			await a.send(message(MAX_BOX_BYTES));
			expect((await arrived)[0]?.length).toBe(MAX_BOX_BYTES);
		});

		test(`${flood} small messages sent at once all arrive in order`, async () => {
			const { a, b } = await makePair();
			const arrived = heard(b, flood);
			const number = (i: number) => new Uint8Array([i >> 8, i & 255, ...message(198)]);
			await Promise.all(Array.from({ length: flood }, (_, i) => a.send(number(i))));
			const order = (await arrived).map((one) => ((one[0] ?? 0) << 8) | (one[1] ?? 0));
			expect(order).toEqual(Array.from({ length: flood }, (_, i) => i));
		});

		test('what came before anybody listened is told when somebody does', async () => {
			const { a, b } = await makePair();
			await a.send(message(3));
			await a.send(message(5));
			await b.check();
			expect((await heard(b, 2)).map((one) => one.length)).toEqual([3, 5]);
		});

		test('the other side sees the end, and nothing can be sent after it', async () => {
			const { a, b, leave } = await makePair();
			leave();
			expect(['bye', 'lost']).toContain(await b.closed);
			await a.closed;
			expect(await codeOf(a.send(message(1)))).toBe('unreachable');
			expect(await codeOf(b.send(message(1)))).toBe('unreachable');
			expect(await b.check()).toBe(false);
		});

		test('a message whose sender gave up before is not sent', async () => {
			const { a, b } = await makePair();
			const arrived = heard(b, 1);
			const stopped = AbortSignal.abort(new Error('stopped by the person'));
			expect(await codeOf(a.send(message(9), stopped))).toBe('Error: stopped by the person');
			await a.send(message(2));
			expect((await arrived)[0]?.length).toBe(2);
		});

		test('an open link says that it is alive', async () => {
			const { a, b } = await makePair();
			expect(await Promise.all([a.check(), b.check()])).toEqual([true, true]);
		});

		test('garbage ends the link with a reason and is never told as a message', async () => {
			for (const frame of [new Uint8Array([99]), new Uint8Array(0), new Uint8Array(40).fill(1)]) {
				const { b, garbage } = await makePair();
				if (!garbage) return;
				let told = 0;
				b.onMessage(() => (told += 1));
				garbage(frame);
				expect(await b.closed).toBe('garbage');
				expect(told).toBe(0);
			}
		});
	});
}
