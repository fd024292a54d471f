/** What the server's storage promises of mail. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { MAIL_LIFETIME_MS, MAX_BOX_BYTES } from '#lib/protocol/limits.ts';
import { ann, bob, cem, hashOf, idsOf, type Bench } from './server-storage-place.ts';

export function mailComes(bench: () => Bench): void {
	test('boxes come in the order they were put, behind the cursor, as many as asked for', async () => {
		const boxes = Array.from({ length: 10 }, () => randomBytes(50));
		for (const box of boxes) expect(await bench().storage.mail.put(bench().letter({ box }))).toBe('stored');
		const first = await bench().storage.mail.after(ann, undefined, 4);
		const rest = await bench().storage.mail.after(ann, first.at(-1)?.cursor, 100);
		expect([first.length, rest.length]).toEqual([4, 6]);
		expect([...first, ...rest].map(({ box }) => box)).toEqual(boxes);
		expect(await bench().storage.mail.after(ann, rest.at(-1)?.cursor, 100)).toEqual([]);
		expect(await bench().waiting(bob)).toEqual([]);
	});

	test('what is put behind a cursor is found from there', async () => {
		await bench().storage.mail.put(bench().letter());
		const [one] = await bench().waiting();
		const later = bench().letter();
		await bench().storage.mail.put(later);
		const found = await bench().storage.mail.after(ann, one?.cursor, 100);
		expect(found.map(({ box }) => box)).toEqual([later.box]);
	});

	test('a box comes byte for byte, the smallest and the largest, each under an id of 16 bytes', async () => {
		const boxes = [1, 568, MAX_BOX_BYTES].map((length) => randomBytes(length));
		await Promise.all(boxes.map((box) => bench().storage.mail.put(bench().letter({ box }))));
		const found = await bench().waiting();
		expect(found.map(({ box }) => hashOf(box))).toEqual(boxes.map(hashOf));
		expect(idsOf(found).map(({ length }) => length)).toEqual([16, 16, 16]);
	});

	test('a box comes again, under the same id, until it is received, and then no more', async () => {
		await Promise.all([
			bench().storage.mail.put(bench().letter()),
			bench().storage.mail.put(bench().letter())
		]);
		const before = await bench().waiting();
		await bench().again();
		expect(await bench().waiting()).toEqual(before);
		const [one, two] = idsOf(before);
		expect(await bench().storage.mail.received(ann, one ? [one] : [])).toBe(1);
		await bench().again();
		expect(idsOf(await bench().waiting())).toEqual(two ? [two] : []);
	});

	test('the same box in the same mailbox waits once; after it was received it may come anew', async () => {
		const one = bench().letter();
		const stored = await Promise.all([
			bench().storage.mail.put(one),
			bench().storage.mail.put({ ...one, sender: cem })
		]);
		expect(stored).toEqual(['stored', 'known']);
		expect(await bench().storage.mail.put({ ...one, owner: bob })).toBe('stored');
		await bench().again();
		expect(await bench().storage.mail.put(one)).toBe('known');
		expect(await bench().waiting()).toHaveLength(1);
		await bench().storage.mail.received(ann, idsOf(await bench().waiting()));
		expect(await bench().storage.mail.put(one)).toBe('stored');
	});

	test('only its owner receives a box, and once', async () => {
		await bench().storage.mail.put(bench().letter());
		const ids = idsOf(await bench().waiting());
		expect(await bench().storage.mail.received(bob, ids)).toBe(0);
		expect(await bench().storage.mail.received(ann, [randomBytes(16)])).toBe(0);
		expect(await bench().storage.mail.received(ann, [...ids, ...ids])).toBe(1);
		expect(await bench().storage.mail.received(ann, ids)).toBe(0);
		expect(await bench().storage.mail.received(ann, [])).toBe(0);
	});

	test('an id that no mail can have is nobody’s', async () => {
		await bench().storage.mail.put(bench().letter());
		for (const id of [Buffer.alloc(0), Buffer.alloc(16), Buffer.alloc(16, 0xff), randomBytes(40)])
			expect(await bench().storage.mail.received(ann, [id])).toBe(0);
		expect(await bench().waiting()).toHaveLength(1);
	});

	test('all that waits is counted, in boxes and in bytes', async () => {
		await bench().storage.mail.put(bench().letter({ box: randomBytes(300) }));
		await bench().storage.mail.put(bench().letter({ owner: bob, box: randomBytes(200) }));
		expect(await bench().storage.mail.total()).toEqual({ messages: 2, bytes: 500 });
		await bench().storage.mail.received(bob, idsOf(await bench().waiting(bob)));
		await bench().again();
		expect(await bench().storage.mail.total()).toEqual({ messages: 1, bytes: 300 });
	});
}

export function mailboxesAreBounded(bench: () => Bench): void {
	test('a mailbox is full by messages, says so, stores nothing, and has room again after a receipt', async () => {
		await bench().again({ mailboxMessages: 2 });
		const first = bench().letter();
		await bench().storage.mail.put(first);
		await bench().storage.mail.put(bench().letter());
		expect(await bench().storage.mail.put(bench().letter())).toBe('full');
		expect(await bench().storage.mail.put(first)).toBe('known');
		expect(await bench().storage.mail.put(bench().letter({ owner: bob }))).toBe('stored');
		expect(await bench().waiting()).toHaveLength(2);
		await bench().storage.mail.received(ann, idsOf(await bench().storage.mail.after(ann, undefined, 1)));
		expect(await bench().storage.mail.put(bench().letter())).toBe('stored');
	});

	test('a mailbox is full by bytes', async () => {
		await bench().again({ mailboxBytes: 250 });
		await bench().storage.mail.put(bench().letter());
		await bench().storage.mail.put(bench().letter());
		expect(await bench().storage.mail.put(bench().letter())).toBe('full');
		expect(await bench().storage.mail.put(bench().letter({ box: randomBytes(50) }))).toBe('stored');
	});

	test('each sender has a share of its own in each mailbox', async () => {
		await bench().again({ mailPerSender: 1 });
		expect(await bench().storage.mail.put(bench().letter())).toBe('stored');
		expect(await bench().storage.mail.put(bench().letter())).toBe('full-of-sender');
		expect(await bench().storage.mail.put(bench().letter({ sender: cem }))).toBe('stored');
		expect(await bench().storage.mail.put(bench().letter({ owner: bob }))).toBe('stored');
		await bench().again();
		expect(await bench().storage.mail.put(bench().letter())).toBe('full-of-sender');
		await bench().storage.mail.received(ann, idsOf(await bench().waiting()));
		expect(await bench().storage.mail.put(bench().letter())).toBe('stored');
	});

	test('of a hundred at once no more are stored than there is room for', async () => {
		await bench().again({ mailboxMessages: 10 });
		const stored = await Promise.all(
			Array.from({ length: 100 }, () => bench().storage.mail.put(bench().letter()))
		);
		expect(stored.filter((one) => one === 'stored')).toHaveLength(10);
		expect(stored.filter((one) => one === 'full')).toHaveLength(90);
		expect(await bench().waiting()).toHaveLength(10);
	});

	test('what there is no room for at all is an error, loses nothing, and passes when there is room', async () => {
		await bench().again({ storedBytes: 1024 * 1024, mailPerSender: 1e6, mailboxMessages: 1e6 });
		const big = () => bench().letter({ box: randomBytes(60_000) });
		let stored = 0;
		await expect(
			(async () => {
				for (; stored < 50; stored++) await bench().storage.mail.put(big());
			})()
		).rejects.toThrow();
		expect(stored).toBeGreaterThan(5);
		const held = await bench().waiting();
		expect(held).toHaveLength(stored);
		expect(await bench().storage.mail.received(ann, idsOf(held.slice(0, 4)))).toBe(4);
		expect(await bench().storage.mail.put(big())).toBe('stored');
		expect(bench().storage.healthy).toBe(true);
	});
}

export function mailEnds(bench: () => Bench): void {
	test('mail is over after fourteen days, whatever its sender wished', async () => {
		await bench().storage.mail.put(bench().letter());
		bench().now += MAIL_LIFETIME_MS - 1;
		expect(await bench().waiting()).toHaveLength(1);
		expect(await bench().storage.mail.sweep()).toBe(0);
		bench().now += 1;
		expect(await bench().waiting()).toEqual([]);
		expect(await bench().storage.mail.sweep()).toBe(1);
		expect(await bench().storage.mail.total()).toEqual({ messages: 0, bytes: 0 });
	});

	test('mail is over when its sender said, and what lasts longer stays', async () => {
		await bench().storage.mail.put(bench().letter({ exp: bench().now + 1_000 }));
		const longer = bench().letter({ exp: bench().now + 5_000 });
		await bench().storage.mail.put(longer);
		bench().now += 1_000;
		expect((await bench().waiting()).map(({ box }) => box)).toEqual([longer.box]);
		expect(await bench().storage.mail.sweep()).toBe(1);
		expect(await bench().waiting()).toHaveLength(1);
	});

	test('sweeping a thousand leaves nothing behind and gives every share back', async () => {
		await bench().again({ mailPerSender: 1_200, mailboxMessages: 1_200 });
		await Promise.all(
			Array.from({ length: 1_200 }, () => bench().storage.mail.put(bench().letter({ exp: bench().now + 1 })))
		);
		expect(await bench().storage.mail.put(bench().letter())).toBe('full');
		bench().now += 2;
		expect(await bench().storage.mail.sweep()).toBe(1_200);
		expect(await bench().storage.mail.put(bench().letter())).toBe('stored');
	});
}
