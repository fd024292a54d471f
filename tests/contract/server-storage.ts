/**
 * What the server's storage promises, whatever it lies on. Run over each adapter by a test that hands in an empty place;
 * opening it again finds what was acknowledged before.
 */
import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { INVITE_LIFETIME_MS, MAIL_LIFETIME_MS, MAX_BOX_BYTES } from '#lib/protocol/limits.ts';
import { readConfig, type Limits } from '../../signaling/config.ts';
import { WOKEN_DEVICES, type Letter, type Storage, type Waiting } from '../../signaling/ports.ts';

export interface StorageOptions {
	readonly limits: Limits;
	readonly clock: () => number;
}

/** Somewhere to keep things, empty at first. */
export interface StoragePlace {
	open(options: StorageOptions): Promise<Storage>;
	remove(): Promise<void>;
}

const [ann, bob, cem] = [randomBytes(16), randomBytes(16), randomBytes(16)];
const hashOf = (token: Buffer): Buffer => createHash('sha256').update(token).digest();
const idsOf = (mail: readonly Waiting[]): Buffer[] => mail.map(({ id }) => id);

let now = 0;
let place: StoragePlace;
let storage: Storage;
let limits: Limits;

const letter = (over: Partial<Letter> = {}): Letter => ({
	owner: ann,
	sender: bob,
	exp: now + 1e12,
	box: randomBytes(100),
	...over
});
const waiting = (owner = ann, count = 100): Promise<readonly Waiting[]> =>
	storage.mail.after(owner, undefined, count);

/** Closes what is open and opens it again, perhaps with other limits. */
async function again(over: Partial<Limits> = {}): Promise<void> {
	await storage.close();
	limits = { ...limits, ...over };
	storage = await place.open({ limits, clock: () => now });
}

export function storageContract(name: string, makePlace: () => Promise<StoragePlace>): void {
	describe(`storage contract: ${name}`, () => {
		beforeEach(async () => {
			now = Date.now();
			limits = readConfig({}).limits;
			place = await makePlace();
			storage = await place.open({ limits, clock: () => now });
		});
		afterEach(async () => {
			await storage.close();
			await place.remove();
		});
		mailComes();
		mailboxesAreBounded();
		mailEnds();
		invitesAreMade();
		invitesAreSpent();
		devicesAreWoken();
	});
}

function mailComes(): void {
	test('boxes come in the order they were put, behind the cursor, as many as asked for', async () => {
		const boxes = Array.from({ length: 10 }, () => randomBytes(50));
		for (const box of boxes) expect(await storage.mail.put(letter({ box }))).toBe('stored');
		const first = await storage.mail.after(ann, undefined, 4);
		const rest = await storage.mail.after(ann, first.at(-1)?.cursor, 100);
		expect([first.length, rest.length]).toEqual([4, 6]);
		expect([...first, ...rest].map(({ box }) => box)).toEqual(boxes);
		expect(await storage.mail.after(ann, rest.at(-1)?.cursor, 100)).toEqual([]);
		expect(await waiting(bob)).toEqual([]);
	});

	test('what is put behind a cursor is found from there', async () => {
		await storage.mail.put(letter());
		const [one] = await waiting();
		const later = letter();
		await storage.mail.put(later);
		const found = await storage.mail.after(ann, one?.cursor, 100);
		expect(found.map(({ box }) => box)).toEqual([later.box]);
	});

	test('a box comes byte for byte, the smallest and the largest, each under an id of 16 bytes', async () => {
		const boxes = [1, 568, MAX_BOX_BYTES].map((length) => randomBytes(length));
		await Promise.all(boxes.map((box) => storage.mail.put(letter({ box }))));
		const found = await waiting();
		expect(found.map(({ box }) => hashOf(box))).toEqual(boxes.map(hashOf));
		expect(idsOf(found).map(({ length }) => length)).toEqual([16, 16, 16]);
	});

	test('a box comes again, under the same id, until it is received, and then no more', async () => {
		await Promise.all([storage.mail.put(letter()), storage.mail.put(letter())]);
		const before = await waiting();
		await again();
		expect(await waiting()).toEqual(before);
		const [one, two] = idsOf(before);
		expect(await storage.mail.received(ann, one ? [one] : [])).toBe(1);
		await again();
		expect(idsOf(await waiting())).toEqual(two ? [two] : []);
	});

	test('the same box in the same mailbox waits once; after it was received it may come anew', async () => {
		const one = letter();
		const stored = await Promise.all([storage.mail.put(one), storage.mail.put({ ...one, sender: cem })]);
		expect(stored).toEqual(['stored', 'known']);
		expect(await storage.mail.put({ ...one, owner: bob })).toBe('stored');
		await again();
		expect(await storage.mail.put(one)).toBe('known');
		expect(await waiting()).toHaveLength(1);
		await storage.mail.received(ann, idsOf(await waiting()));
		expect(await storage.mail.put(one)).toBe('stored');
	});

	test('only its owner receives a box, and once', async () => {
		await storage.mail.put(letter());
		const ids = idsOf(await waiting());
		expect(await storage.mail.received(bob, ids)).toBe(0);
		expect(await storage.mail.received(ann, [randomBytes(16)])).toBe(0);
		expect(await storage.mail.received(ann, [...ids, ...ids])).toBe(1);
		expect(await storage.mail.received(ann, ids)).toBe(0);
		expect(await storage.mail.received(ann, [])).toBe(0);
	});

	test('an id that no mail can have is nobody’s', async () => {
		await storage.mail.put(letter());
		for (const id of [Buffer.alloc(0), Buffer.alloc(16), Buffer.alloc(16, 0xff), randomBytes(40)])
			expect(await storage.mail.received(ann, [id])).toBe(0);
		expect(await waiting()).toHaveLength(1);
	});

	test('all that waits is counted, in boxes and in bytes', async () => {
		await storage.mail.put(letter({ box: randomBytes(300) }));
		await storage.mail.put(letter({ owner: bob, box: randomBytes(200) }));
		expect(await storage.mail.total()).toEqual({ messages: 2, bytes: 500 });
		await storage.mail.received(bob, idsOf(await waiting(bob)));
		await again();
		expect(await storage.mail.total()).toEqual({ messages: 1, bytes: 300 });
	});
}

function mailboxesAreBounded(): void {
	test('a mailbox is full by messages, says so, stores nothing, and has room again after a receipt', async () => {
		await again({ mailboxMessages: 2 });
		const first = letter();
		await storage.mail.put(first);
		await storage.mail.put(letter());
		expect(await storage.mail.put(letter())).toBe('full');
		expect(await storage.mail.put(first)).toBe('known');
		expect(await storage.mail.put(letter({ owner: bob }))).toBe('stored');
		expect(await waiting()).toHaveLength(2);
		await storage.mail.received(ann, idsOf(await storage.mail.after(ann, undefined, 1)));
		expect(await storage.mail.put(letter())).toBe('stored');
	});

	test('a mailbox is full by bytes', async () => {
		await again({ mailboxBytes: 250 });
		await storage.mail.put(letter());
		await storage.mail.put(letter());
		expect(await storage.mail.put(letter())).toBe('full');
		expect(await storage.mail.put(letter({ box: randomBytes(50) }))).toBe('stored');
	});

	test('each sender has a share of its own in each mailbox', async () => {
		await again({ mailPerSender: 1 });
		expect(await storage.mail.put(letter())).toBe('stored');
		expect(await storage.mail.put(letter())).toBe('full-of-sender');
		expect(await storage.mail.put(letter({ sender: cem }))).toBe('stored');
		expect(await storage.mail.put(letter({ owner: bob }))).toBe('stored');
		await again();
		expect(await storage.mail.put(letter())).toBe('full-of-sender');
		await storage.mail.received(ann, idsOf(await waiting()));
		expect(await storage.mail.put(letter())).toBe('stored');
	});

	test('of a hundred at once no more are stored than there is room for', async () => {
		await again({ mailboxMessages: 10 });
		const stored = await Promise.all(Array.from({ length: 100 }, () => storage.mail.put(letter())));
		expect(stored.filter((one) => one === 'stored')).toHaveLength(10);
		expect(stored.filter((one) => one === 'full')).toHaveLength(90);
		expect(await waiting()).toHaveLength(10);
	});

	test('what there is no room for at all is an error, loses nothing, and passes when there is room', async () => {
		await again({ storedBytes: 1024 * 1024, mailPerSender: 1e6, mailboxMessages: 1e6 });
		const big = () => letter({ box: randomBytes(60_000) });
		let stored = 0;
		await expect(
			(async () => {
				for (; stored < 50; stored++) await storage.mail.put(big());
			})()
		).rejects.toThrow();
		expect(stored).toBeGreaterThan(5);
		const held = await waiting();
		expect(held).toHaveLength(stored);
		expect(await storage.mail.received(ann, idsOf(held.slice(0, 4)))).toBe(4);
		expect(await storage.mail.put(big())).toBe('stored');
		expect(storage.healthy).toBe(true);
	});
}

function mailEnds(): void {
	test('mail is over after fourteen days, whatever its sender wished', async () => {
		await storage.mail.put(letter());
		now += MAIL_LIFETIME_MS - 1;
		expect(await waiting()).toHaveLength(1);
		expect(await storage.mail.sweep()).toBe(0);
		now += 1;
		expect(await waiting()).toEqual([]);
		expect(await storage.mail.sweep()).toBe(1);
		expect(await storage.mail.total()).toEqual({ messages: 0, bytes: 0 });
	});

	test('mail is over when its sender said, and what lasts longer stays', async () => {
		await storage.mail.put(letter({ exp: now + 1_000 }));
		const longer = letter({ exp: now + 5_000 });
		await storage.mail.put(longer);
		now += 1_000;
		expect((await waiting()).map(({ box }) => box)).toEqual([longer.box]);
		expect(await storage.mail.sweep()).toBe(1);
		expect(await waiting()).toHaveLength(1);
	});

	test('sweeping a thousand leaves nothing behind and gives every share back', async () => {
		await again({ mailPerSender: 1_200, mailboxMessages: 1_200 });
		await Promise.all(Array.from({ length: 1_200 }, () => storage.mail.put(letter({ exp: now + 1 }))));
		expect(await storage.mail.put(letter())).toBe('full');
		now += 2;
		expect(await storage.mail.sweep()).toBe(1_200);
		expect(await storage.mail.put(letter())).toBe('stored');
	});
}

function invitesAreMade(): void {
	const make = (owner: Buffer, hash: Buffer, uses = 1) => storage.invites.make(owner, hash, uses, now + 1e6);

	test('making an invite again is harmless and says how many uses are left', async () => {
		const token = randomBytes(16);
		expect(await make(ann, hashOf(token), 3)).toBe(3);
		await storage.invites.redeem(token, randomBytes(9), cem);
		expect(await make(ann, hashOf(token), 3)).toBe(2);
		expect(await make(bob, hashOf(token), 3)).toBe('taken');
		await again();
		expect(await make(ann, hashOf(token), 3)).toBe(2);
	});

	test('open invites have a bound for each owner; spent and withdrawn ones make room', async () => {
		await again({ openInvites: 2 });
		const token = randomBytes(16);
		const withdrawn = randomBytes(32);
		await make(ann, hashOf(token));
		await make(ann, withdrawn);
		expect(await storage.invites.open()).toBe(2);
		expect(await make(ann, randomBytes(32))).toBe('quota');
		expect(await make(bob, randomBytes(32))).toBe(1);
		await storage.invites.redeem(token, randomBytes(9), cem);
		expect(await make(ann, randomBytes(32))).toBe(1);
		expect(await make(ann, randomBytes(32))).toBe('quota');
		await storage.invites.revoke(ann, withdrawn);
		expect(await make(ann, randomBytes(32))).toBe(1);
	});

	test('only its owner withdraws an invite, and nobody redeems it then', async () => {
		const token = randomBytes(16);
		await make(ann, hashOf(token));
		expect(await storage.invites.revoke(bob, hashOf(token))).toBe(false);
		expect(await storage.invites.revoke(ann, hashOf(token))).toBe(true);
		expect(await storage.invites.revoke(ann, hashOf(token))).toBe(false);
		expect(await storage.invites.redeem(token, randomBytes(9), cem)).toBe('unknown');
	});

	test('an invite is over in time, is remembered as over, then forgotten', async () => {
		const token = randomBytes(16);
		await storage.invites.make(ann, hashOf(token), 1, now + 1e12);
		now += INVITE_LIFETIME_MS;
		expect(await storage.invites.open()).toBe(0);
		expect(await storage.invites.redeem(token, randomBytes(9), cem)).toBe('expired');
		expect(await storage.invites.sweep()).toBe(0);
		now += INVITE_LIFETIME_MS;
		expect(await storage.invites.sweep()).toBe(1);
		expect(await storage.invites.redeem(token, randomBytes(9), cem)).toBe('unknown');
	});
}

function invitesAreSpent(): void {
	const aToken = async (uses: number): Promise<Buffer> => {
		const token = randomBytes(16);
		await storage.invites.make(ann, hashOf(token), uses, now + 1e6);
		return token;
	};

	test('each use puts one box into the inviter’s mailbox, until none is left', async () => {
		const token = await aToken(2);
		const boxes = [randomBytes(9), randomBytes(9)];
		for (const [i, box] of boxes.entries())
			expect(await storage.invites.redeem(token, box, cem)).toEqual({
				owner: ann,
				uses: 1 - i,
				stored: true
			});
		expect(await storage.invites.redeem(token, randomBytes(9), cem)).toBe('spent');
		await again();
		expect(await storage.invites.redeem(token, randomBytes(9), cem)).toBe('spent');
		expect((await waiting()).map(({ box }) => box)).toEqual(boxes);
		expect(await storage.invites.redeem(randomBytes(16), randomBytes(9), cem)).toBe('unknown');
	});

	test('the same box again spends nothing more, also after it was received', async () => {
		const token = await aToken(2);
		const box = randomBytes(9);
		await storage.invites.redeem(token, box, cem);
		expect(await storage.invites.redeem(token, box, cem)).toEqual({ owner: ann, uses: 1, stored: false });
		await storage.mail.received(ann, idsOf(await waiting()));
		expect(await storage.invites.redeem(token, box, cem)).toMatchObject({ uses: 1, stored: false });
		expect(await waiting()).toEqual([]);
	});

	test('of fifty guests at once with one use exactly one comes in', async () => {
		const token = await aToken(1);
		const all = await Promise.all(
			Array.from({ length: 50 }, () => storage.invites.redeem(token, randomBytes(9), cem))
		);
		expect(all.filter((one) => typeof one === 'object')).toHaveLength(1);
		expect(all.filter((one) => one === 'spent')).toHaveLength(49);
		expect(await waiting()).toHaveLength(1);
	});

	test('a mailbox too full for a guest costs the invite nothing', async () => {
		await again({ mailboxMessages: 1 });
		const token = await aToken(1);
		await storage.mail.put(letter());
		expect(await storage.invites.redeem(token, randomBytes(9), cem)).toBe('full');
		await storage.mail.received(ann, idsOf(await waiting()));
		expect(await storage.invites.redeem(token, randomBytes(9), cem)).toMatchObject({ uses: 0 });
	});
}

function devicesAreWoken(): void {
	const endpoint = (of: number) => `https://push.example/${of}`;

	test('a device has one endpoint, the newest, until it wants none', async () => {
		await storage.push.set(ann, cem, endpoint(1));
		await storage.push.set(ann, cem, endpoint(2));
		await storage.push.set(bob, cem, endpoint(3));
		await again();
		expect(await storage.push.of(ann)).toEqual([{ device: cem, endpoint: endpoint(2) }]);
		await storage.push.remove(bob, randomBytes(16));
		await storage.push.remove(ann, cem);
		await storage.push.remove(ann, cem);
		expect(await storage.push.of(ann)).toEqual([]);
		expect(await storage.push.of(bob)).toEqual([{ device: cem, endpoint: endpoint(3) }]);
	});

	test('as many devices as may be; whichever said so longest ago makes room', async () => {
		const devices = Array.from({ length: WOKEN_DEVICES + 1 }, () => randomBytes(16));
		for (const [i, device] of devices.slice(0, -1).entries()) {
			now += 1;
			await storage.push.set(ann, device, endpoint(i));
		}
		const [first, second, ...others] = devices;
		now += 1;
		if (first) await storage.push.set(ann, first, endpoint(0));
		now += 1;
		await storage.push.set(ann, others.at(-1) ?? cem, endpoint(9));
		const held = (await storage.push.of(ann)).map(({ device }) => device.toString('hex'));
		const expected = [first, ...others].map((device) => device?.toString('hex'));
		expect(held.sort()).toEqual(expected.sort());
		expect(held).not.toContain(second?.toString('hex'));
	});
}
