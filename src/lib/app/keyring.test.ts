import { expect, test } from 'vitest';
import { seeded } from '#lib/agent/means.fixture.ts';
import type { Bytes } from '#lib/protocol/bytes.ts';
import { INBOX_KEY_GRACE_MS, INBOX_KEY_LIFETIME_MS, MAIL_LIFETIME_MS } from '#lib/protocol/limits.ts';
import type { Secrets } from '#lib/store/vault.ts';
import { openKeyring } from './keyring.ts';

const DAY = 24 * 60 * 60_000;
const WEEK = 7 * DAY;

/** In a plain map; `reload` opens the keyring again as a fresh tab does. */
async function aKeyring() {
	const random = seeded('keyring');
	const kept = new Map<string, Bytes>([['entropy', random(16) as Bytes]]);
	const secrets: Secrets = {
		get: async (name) => kept.get(name),
		put: async (name, secret) => void kept.set(name, secret as Bytes),
		async createOnce(made) {
			for (const [name, secret] of Object.entries<Uint8Array>(made))
				if (!kept.has(name)) kept.set(name, secret as Bytes);
			return Object.fromEntries(Object.keys(made).map((name) => [name, kept.get(name)])) as never;
		},
		remove: async (name) => void kept.delete(name),
		names: async (prefix = '') => [...kept.keys()].filter((name) => name.startsWith(prefix)).sort()
	};
	const clock = { now: Date.UTC(2026, 10, 22) };
	const reload = () => openKeyring(secrets, random, () => clock.now);
	return { clock, reload, keyring: await reload() };
}

test('an inbox key is renewed each week, and opens what was sealed to it until the last mail has expired', async () => {
	const { clock, keyring } = await aKeyring();
	const { id: first } = await keyring.inbox();
	clock.now += INBOX_KEY_LIFETIME_MS;
	const { id: second } = await keyring.inbox();
	expect(second).not.toBe(first);
	clock.now += MAIL_LIFETIME_MS;
	await keyring.inbox();
	expect(await keyring.inboxSecret(first)).toBeDefined();
	clock.now += INBOX_KEY_GRACE_MS - MAIL_LIFETIME_MS + WEEK;
	const { id: last } = await keyring.inbox();
	expect(await keyring.inboxSecret(first)).toBeUndefined();
	expect(await keyring.inboxSecret(last)).toBeDefined();
});

test('whoever comes back after half a year is still written to under the key of before, for as long as a key lasts', async () => {
	const { clock, reload, keyring } = await aKeyring();
	const { id: before } = await keyring.inbox();
	clock.now += 26 * WEEK;
	const back = await reload();
	const { id: after } = await back.inbox();
	expect(after).not.toBe(before);
	expect(await back.inboxSecret(before)).toBeDefined();
	clock.now += INBOX_KEY_GRACE_MS - DAY;
	await back.inbox();
	expect(await (await reload()).inboxSecret(before)).toBeDefined();
	clock.now += WEEK;
	await back.inbox();
	expect(await back.inboxSecret(before)).toBeUndefined();
});
