/** What the server's storage promises of invites and of devices to wake. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { INVITE_LIFETIME_MS } from '#lib/protocol/limits.ts';
import { WOKEN_DEVICES } from '../../signaling/ports.ts';
import { ann, bob, cem, hashOf, idsOf, type Bench } from './server-storage-place.ts';

export function invitesAreMade(bench: () => Bench): void {
	const make = (owner: Buffer, hash: Buffer, uses = 1) =>
		bench().storage.invites.make(owner, hash, uses, bench().now + 1e6);

	test('making an invite again is harmless and says how many uses are left', async () => {
		const token = randomBytes(16);
		expect(await make(ann, hashOf(token), 3)).toBe(3);
		await bench().storage.invites.redeem(token, randomBytes(9), cem);
		expect(await make(ann, hashOf(token), 3)).toBe(2);
		expect(await make(bob, hashOf(token), 3)).toBe('taken');
		await bench().again();
		expect(await make(ann, hashOf(token), 3)).toBe(2);
	});

	test('open invites have a bound for each owner; spent and withdrawn ones make room', async () => {
		await bench().again({ openInvites: 2 });
		const token = randomBytes(16);
		const withdrawn = randomBytes(32);
		await make(ann, hashOf(token));
		await make(ann, withdrawn);
		expect(await bench().storage.invites.open()).toBe(2);
		expect(await make(ann, randomBytes(32))).toBe('quota');
		expect(await make(bob, randomBytes(32))).toBe(1);
		await bench().storage.invites.redeem(token, randomBytes(9), cem);
		expect(await make(ann, randomBytes(32))).toBe(1);
		expect(await make(ann, randomBytes(32))).toBe('quota');
		await bench().storage.invites.revoke(ann, withdrawn);
		expect(await make(ann, randomBytes(32))).toBe(1);
	});

	test('only its owner withdraws an invite, and nobody redeems it then', async () => {
		const token = randomBytes(16);
		await make(ann, hashOf(token));
		expect(await bench().storage.invites.revoke(bob, hashOf(token))).toBe(false);
		expect(await bench().storage.invites.revoke(ann, hashOf(token))).toBe(true);
		expect(await bench().storage.invites.revoke(ann, hashOf(token))).toBe(false);
		expect(await bench().storage.invites.redeem(token, randomBytes(9), cem)).toBe('unknown');
	});

	test('an invite is over in time, is remembered as over, then forgotten', async () => {
		const token = randomBytes(16);
		await bench().storage.invites.make(ann, hashOf(token), 1, bench().now + 1e12);
		bench().now += INVITE_LIFETIME_MS;
		expect(await bench().storage.invites.open()).toBe(0);
		expect(await bench().storage.invites.redeem(token, randomBytes(9), cem)).toBe('expired');
		expect(await bench().storage.invites.sweep()).toBe(0);
		bench().now += INVITE_LIFETIME_MS;
		expect(await bench().storage.invites.sweep()).toBe(1);
		expect(await bench().storage.invites.redeem(token, randomBytes(9), cem)).toBe('unknown');
	});
}

export function invitesAreSpent(bench: () => Bench): void {
	const aToken = async (uses: number): Promise<Buffer> => {
		const token = randomBytes(16);
		await bench().storage.invites.make(ann, hashOf(token), uses, bench().now + 1e6);
		return token;
	};

	test('each use puts one box into the inviter’s mailbox, until none is left', async () => {
		const token = await aToken(2);
		const boxes = [randomBytes(9), randomBytes(9)];
		for (const [i, box] of boxes.entries())
			expect(await bench().storage.invites.redeem(token, box, cem)).toEqual({
				owner: ann,
				uses: 1 - i,
				stored: true
			});
		expect(await bench().storage.invites.redeem(token, randomBytes(9), cem)).toBe('spent');
		await bench().again();
		expect(await bench().storage.invites.redeem(token, randomBytes(9), cem)).toBe('spent');
		expect((await bench().waiting()).map(({ box }) => box)).toEqual(boxes);
		expect(await bench().storage.invites.redeem(randomBytes(16), randomBytes(9), cem)).toBe('unknown');
	});

	test('the same box again spends nothing more, also after it was received', async () => {
		const token = await aToken(2);
		const box = randomBytes(9);
		await bench().storage.invites.redeem(token, box, cem);
		expect(await bench().storage.invites.redeem(token, box, cem)).toEqual({
			owner: ann,
			uses: 1,
			stored: false
		});
		await bench().storage.mail.received(ann, idsOf(await bench().waiting()));
		expect(await bench().storage.invites.redeem(token, box, cem)).toMatchObject({ uses: 1, stored: false });
		expect(await bench().waiting()).toEqual([]);
	});

	test('of fifty guests at once with one use exactly one comes in', async () => {
		const token = await aToken(1);
		const all = await Promise.all(
			Array.from({ length: 50 }, () => bench().storage.invites.redeem(token, randomBytes(9), cem))
		);
		expect(all.filter((one) => typeof one === 'object')).toHaveLength(1);
		expect(all.filter((one) => one === 'spent')).toHaveLength(49);
		expect(await bench().waiting()).toHaveLength(1);
	});

	test('a mailbox too full for a guest costs the invite nothing', async () => {
		await bench().again({ mailboxMessages: 1 });
		const token = await aToken(1);
		await bench().storage.mail.put(bench().letter());
		expect(await bench().storage.invites.redeem(token, randomBytes(9), cem)).toBe('full');
		await bench().storage.mail.received(ann, idsOf(await bench().waiting()));
		expect(await bench().storage.invites.redeem(token, randomBytes(9), cem)).toMatchObject({ uses: 0 });
	});
}

export function devicesAreWoken(bench: () => Bench): void {
	const endpoint = (of: number) => `https://push.example/${of}`;

	test('a device has one endpoint, the newest, until it wants none', async () => {
		await bench().storage.push.set(ann, cem, endpoint(1));
		await bench().storage.push.set(ann, cem, endpoint(2));
		await bench().storage.push.set(bob, cem, endpoint(3));
		await bench().again();
		expect(await bench().storage.push.of(ann)).toEqual([{ device: cem, endpoint: endpoint(2) }]);
		await bench().storage.push.remove(bob, randomBytes(16));
		await bench().storage.push.remove(ann, cem);
		await bench().storage.push.remove(ann, cem);
		expect(await bench().storage.push.of(ann)).toEqual([]);
		expect(await bench().storage.push.of(bob)).toEqual([{ device: cem, endpoint: endpoint(3) }]);
	});

	test('as many devices as may be; whichever said so longest ago makes room', async () => {
		const devices = Array.from({ length: WOKEN_DEVICES + 1 }, () => randomBytes(16));
		for (const [i, device] of devices.slice(0, -1).entries()) {
			bench().now += 1;
			await bench().storage.push.set(ann, device, endpoint(i));
		}
		const [first, second, ...others] = devices;
		bench().now += 1;
		if (first) await bench().storage.push.set(ann, first, endpoint(0));
		bench().now += 1;
		await bench().storage.push.set(ann, others.at(-1) ?? cem, endpoint(9));
		const held = (await bench().storage.push.of(ann)).map(({ device }) => device.toString('hex'));
		const expected = [first, ...others].map((device) => device?.toString('hex'));
		expect(held.sort()).toEqual(expected.sort());
		expect(held).not.toContain(second?.toString('hex'));
	});
}
