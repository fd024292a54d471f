import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storageContract } from '../tests/contract/server-storage.ts';
import { readConfig } from './config.ts';
import { openRedis } from './redis.ts';
import { redisStorage } from './redis-storage.ts';
import { testRedis, type TestRedis } from './redis-testing.ts';
import { Secret } from './secret.ts';

let redis: TestRedis;
beforeAll(async () => {
	redis = await testRedis();
});
afterAll(() => redis.close());

const secret = new Secret(randomBytes(32));
const { limits } = readConfig({});

async function open(options: { onDamaged?: () => void; clock?: () => number } = {}) {
	const link = await openRedis(new URL(redis.url), 'disk');
	const storage = redisStorage({ link, secret, limits, clock: Date.now, ...options });
	return { ...storage, mail: storage.mail, close: async () => link.close() };
}

async function emptied(): Promise<Redis> {
	const client = new Redis(redis.url);
	await client.flushall();
	return client;
}

storageContract('Redis', async () => {
	(await emptied()).disconnect();
	return {
		open: async ({ limits: within, clock }) => {
			const link = await openRedis(new URL(redis.url), 'disk');
			const storage = redisStorage({ link, secret, limits: within, clock });
			return {
				mail: storage.mail,
				invites: storage.invites,
				push: storage.push,
				get healthy() {
					return storage.healthy;
				},
				close: async () => link.close()
			};
		},
		remove: async () => undefined
	};
});

const letter = (owner: Buffer, box = randomBytes(80)) => ({
	owner,
	sender: randomBytes(16),
	exp: Date.now() + 1e6,
	box
});

test('a box that was changed in Redis is set aside and never delivered; the others come', async () => {
	const client = await emptied();
	let damaged = 0;
	const storage = await open({ onDamaged: () => (damaged += 1) });
	const owner = randomBytes(16);
	const [good, bad] = [letter(owner), letter(owner)];
	await storage.mail.put(bad);
	await storage.mail.put(good);
	const stream = `elm:mail:${owner.toString('hex')}`;
	const [[id, fields] = ['', []]] = await client.xrangeBuffer(stream, '-', '+', 'COUNT', 1);
	const flipped = fields.map((field) => Buffer.from(field));
	const box = flipped.at(-1);
	if (box) box[7] = (box[7] ?? 0) ^ 1;
	// The same number again, with one bit turned over: what a bad disk would do.
	const rest = await client.xrangeBuffer(stream, '-', '+');
	await client.del(stream);
	await client.xadd(stream, String(id), ...flipped);
	for (const [later, values] of rest.slice(1)) await client.xadd(stream, String(later), ...values);

	const found = await storage.mail.after(owner, undefined, 1);
	expect(found.map((waiting) => waiting.box)).toEqual([good.box]);
	expect(damaged).toBe(1);
	expect(await client.xlen('elm:damaged')).toBe(1);
	expect(await storage.mail.total()).toEqual({ messages: 1, bytes: good.box.length });
	client.disconnect();
	await storage.close();
});

test('nothing in Redis names a mailbox but by its keyed name, and a mailbox that was emptied leaves no counts', async () => {
	const client = await emptied();
	const storage = await open();
	const owner = randomBytes(16);
	await storage.mail.put(letter(owner));
	const [one] = await storage.mail.after(owner, undefined, 9);
	await storage.mail.received(owner, one ? [one.id] : []);
	const name = owner.toString('hex');
	expect((await client.keys('*')).sort()).toEqual([`elm:mail:${name}`, 'elm:mail-total'].sort());
	expect(await client.pttl(`elm:mail:${name}`)).toBeGreaterThan(0);
	expect(await client.hgetall('elm:mail-total')).toEqual({ n: '0', b: '0' });
	client.disconnect();
	await storage.close();
});

test('a cursor holds over a mailbox that was empty meanwhile', async () => {
	await emptied().then((client) => client.disconnect());
	const storage = await open();
	const owner = randomBytes(16);
	await storage.mail.put(letter(owner));
	const [one] = await storage.mail.after(owner, undefined, 9);
	await storage.mail.received(owner, one ? [one.id] : []);
	const later = letter(owner);
	await storage.mail.put(later);
	const found = await storage.mail.after(owner, one?.cursor, 9);
	expect(found.map(({ box }) => box)).toEqual([later.box]);
	await storage.close();
});
