import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { INVITE_LIFETIME_MS, MAIL_LIFETIME_MS } from '#lib/protocol/limits.ts';
import { Store } from './database.ts';
import { Invites } from './invites.ts';
import { Mailboxes } from './mailboxes.ts';
import { readSecret } from './secret.ts';
import { temporaryFolder } from './testing.ts';

const folder = { path: '', remove: () => {} };
let store: Store;
let now = 0;
beforeEach(() => {
	Object.assign(folder, temporaryFolder());
	store = new Store({ folder: folder.path, bytes: 1e9, secret: readSecret(folder.path), clock: () => now });
	now = 1_000_000;
});
afterEach(() => {
	store.close();
	folder.remove();
});

const [ann, bob] = [randomBytes(16), randomBytes(16)];
const mailboxes = (limits = {}) =>
	new Mailboxes(
		store,
		{ mailboxMessages: 1_000, mailboxBytes: 1e7, mailPerSender: 64, ...limits },
		() => now
	);
const letter = (over = {}) => ({ owner: ann, sender: bob, exp: now + 1e12, box: randomBytes(100), ...over });

test('mail is gone after fourteen days, whatever its sender wished', async () => {
	const boxes = mailboxes();
	await boxes.put(letter());
	now += MAIL_LIFETIME_MS - 1;
	expect(await boxes.after(ann, undefined, 10)).toHaveLength(1);
	now += 1;
	expect(await boxes.after(ann, undefined, 10)).toHaveLength(0);
	expect(await boxes.sweep()).toBe(1);
	expect(await boxes.total()).toEqual({ messages: 0, bytes: 0 });
});

test('a mailbox is full by messages or by bytes, and has room again when something is received', async () => {
	const few = mailboxes({ mailboxMessages: 2 });
	await few.put(letter());
	await few.put(letter());
	expect(await few.put(letter())).toBe('full');
	expect(await few.put(letter({ owner: bob }))).toBe('stored');
	await few.received(ann, [(await few.after(ann, undefined, 1))[0]?.id ?? Buffer.alloc(0)]);
	expect(await few.put(letter())).toBe('stored');
	expect(await mailboxes({ mailboxBytes: 250 }).put(letter())).toBe('full');
});

test('each sender has its own share', async () => {
	const boxes = mailboxes({ mailPerSender: 1 });
	expect(await boxes.put(letter())).toBe('stored');
	expect(await boxes.put(letter())).toBe('full-of-sender');
	expect(await boxes.put(letter({ sender: ann }))).toBe('stored');
});

test('sweeping more than one batch leaves nothing behind', async () => {
	const boxes = mailboxes({ mailPerSender: 5_000, mailboxMessages: 5_000 });
	await Promise.all(Array.from({ length: 1_200 }, () => boxes.put(letter({ exp: now + 1 }))));
	now += 2;
	expect(await boxes.sweep()).toBe(1_200);
});

test('one write that throws takes no other with it', async () => {
	const boxes = mailboxes();
	const [bad, good] = await Promise.allSettled([
		store.write(() => {
			throw new Error('no room');
		}),
		boxes.put(letter())
	]);
	expect(bad.status).toBe('rejected');
	expect(good).toMatchObject({ status: 'fulfilled', value: 'stored' });
	expect(await boxes.after(ann, undefined, 10)).toHaveLength(1);
});

test('a mailbox too full for a guest costs the invite nothing', async () => {
	const invites = new Invites(store, mailboxes({ mailboxMessages: 0 }), 10, () => now);
	const token = randomBytes(16);
	const hash = createHash('sha256').update(token).digest();
	await invites.make(ann, hash, 1, now + 1_000);
	await mailboxes().put(letter());
	expect(await invites.redeem(token, randomBytes(9), bob)).toBe('full');
	expect(
		await new Invites(store, mailboxes(), 10, () => now).redeem(token, randomBytes(9), bob)
	).toMatchObject({
		uses: 0
	});
});

test('an invite is over in time, is remembered as over, then forgotten', async () => {
	const invites = new Invites(store, mailboxes(), 10, () => now);
	const token = randomBytes(16);
	const hash = createHash('sha256').update(token).digest();
	await invites.make(ann, hash, 1, now + 1e12);
	now += INVITE_LIFETIME_MS;
	expect(await invites.redeem(token, randomBytes(9), bob)).toBe('expired');
	now += INVITE_LIFETIME_MS;
	await invites.sweep();
	expect(await invites.redeem(token, randomBytes(9), bob)).toBe('unknown');
});

test('open invites have a bound for each owner; spent ones make room', async () => {
	const invites = new Invites(store, mailboxes(), 1, () => now);
	const token = randomBytes(16);
	const hash = createHash('sha256').update(token).digest();
	expect(await invites.make(ann, hash, 1, now + 1e6)).toBe(1);
	expect(await invites.make(ann, hash, 1, now + 1e6)).toBe(1);
	expect(await invites.make(ann, randomBytes(32), 1, now + 1e6)).toBe('quota');
	expect(await invites.make(bob, hash, 1, now + 1e6)).toBe('taken');
	await invites.redeem(token, randomBytes(9), bob);
	expect(await invites.make(ann, randomBytes(32), 1, now + 1e6)).toBe(1);
});
