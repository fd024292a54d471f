import { beforeAll, describe, expect, test } from 'vitest';
import { newDevice, type Device } from '../protocol/identity.ts';
import { open, write, type Writing } from '../protocol/envelope.ts';
import { heardFrom, type Voice } from './attest-weight.ts';
import { attestation, readAttestation } from './attest.ts';
import { seeded } from './means.fixture.ts';
import { blank, observed, trustIn, type Belief, type Happening } from './routing/beliefs.ts';

const DAY = 86_400_000;
const now = 1_800_000_000_000;
const random = seeded('attest');
let ada: Device;
let ben: Device;
let me: Device;
beforeAll(async () => {
	const device = (): Promise<Device> => newDevice(random(32), random, now);
	[ada, ben, me] = await Promise.all([device(), device(), device()]);
});

const after = (kinds: readonly Happening[], cells: readonly number[] = []): Belief =>
	kinds.reduce((belief, kind) => observed(belief, kind, cells, now), blank(now));
const useful = (n: number): readonly Happening[] => Array.from({ length: n }, () => 'useful');
const written = (belief: Belief, at = now) =>
	attestation({ about: ben.peer, belief, from: ada, now: at, random });
const senderOf = (device: Device, certificateSeq = 0) => ({ peer: device.peer, certificateSeq });
const read = (text: string, sender = senderOf(ada), at = now) => readAttestation(text, sender, me.peer, at);
const signed = async (body: Writing<'attestation'>['body'], from = ada) =>
	(await write({ kind: 'attestation', travel: 'kept', body, from, now, random })).text;

describe('an attestation that is written', () => {
	test('says what was seen, faded to now, in hundredths, with its topics', async () => {
		const text = (await written(after([...useful(3), 'kept'], [7, 9]), now + 30 * DAY))!;
		const said = await open(text, now + 30 * DAY);
		expect(said).toMatchObject({
			kind: 'attestation',
			body: {
				about: ben.peer,
				trust: { good: 165, bad: 0 },
				topics: [
					{ cell: 7, good: 175, bad: 0 },
					{ cell: 9, good: 175, bad: 0 }
				]
			}
		});
	});

	test('is not written on less than one observation, nor about a topic with less', async () => {
		expect(await written(after(['kept', 'kept', 'kept']))).toBeUndefined();
		const said = await read((await written(observed(after(useful(2)), 'offline', [5], now)))!);
		expect(said?.topics).toEqual([]);
	});

	test('is never about oneself', async () => {
		const about = { about: ada.peer, belief: after(useful(9)), from: ada, now, random };
		await expect(attestation(about)).rejects.toThrow('about oneself');
	});
});

describe('an attestation that comes', () => {
	test('is read from who signed it, in observations', async () => {
		expect(await read((await written(after(useful(3), [7])))!)).toMatchObject({
			...{ issuer: ada.peer, about: ben.peer, writtenAt: now, trust: { good: 3, bad: 0 } },
			topics: [{ cell: 7, good: 3, bad: 0 }]
		});
	});

	test('is nothing from anybody else: nobody hands on an old one in another’s name', async () => {
		const text = (await written(after(useful(3))))!;
		expect(await read(text, senderOf(ben))).toBeUndefined();
	});

	test('is nothing about whoever says it, nor about me', async () => {
		const trust = { good: 900, bad: 0 };
		expect(await read(await signed({ about: ada.peer, trust }))).toBeUndefined();
		expect(await read(await signed({ about: me.peer, trust }))).toBeUndefined();
	});

	test('is nothing when it is old, altered, of a revoked device, or no attestation', async () => {
		const text = (await written(after(useful(3))))!;
		expect(await read(text, senderOf(ada), now + 91 * DAY)).toBeUndefined();
		expect(await read(text, senderOf(ada, 99))).toBeUndefined();
		expect(await read(`A${text.slice(1)}`)).toBeUndefined();
		const passage = await write({
			...{ kind: 'passage', travel: 'kept', from: ada, now, random },
			body: { title: '', text: 'x', made: 0 }
		});
		expect(await read(passage.text)).toBeUndefined();
		expect(await read('')).toBeUndefined();
	});

	test('that claims to live for a year ends after ninety days', async () => {
		const said = await read(await signed({ about: ben.peer, trust: { good: 100, bad: 0 } }));
		expect(said?.expiresAt).toBe(now + 90 * DAY);
	});
});

describe('what is heard', () => {
	const voice = (issuer: Belief, over: Partial<Voice> & { readonly friend?: boolean } = {}): Voice => {
		const { friend = false, ...rest } = over;
		return {
			...{ said: { good: 0, bad: 9 }, writtenAt: now, ...rest },
			issuer: trustIn(issuer, { friend })
		};
	};
	const sum = ({ good, bad }: { readonly good: number; readonly bad: number }): number => good + bad;

	test('of a thousand names nobody knows is nothing', () => {
		const ring = Array.from({ length: 1_000 }, () => voice(blank(now)));
		expect(heardFrom(ring, now)).toEqual({ good: 0, bad: 0 });
	});

	test('of one known voice is three quarters of an observation at most, discounted by what it is trusted', () => {
		const known = after(useful(5));
		const { bad } = heardFrom([voice(known, { said: { good: 0, bad: 1_000 } })], now);
		expect(bad).toBeCloseTo(0.75 * trustIn(known).mean, 9);
	});

	test('of a ring of trusted slanderers is three observations, and ten useful answers outweigh it', () => {
		const ring = Array.from({ length: 50 }, () => voice(after(useful(20))));
		const heard = heardFrom(ring, now);
		expect(sum(heard)).toBeCloseTo(3, 9);
		expect(trustIn(after(useful(10)), { heard }).mean).toBeGreaterThan(0.7);
	});

	test('of somebody not trusted is nothing, a friend among them', () => {
		const liar = after(['useful', 'harmful', 'harmful']);
		expect(heardFrom([voice(liar), voice(liar, { friend: true })], now)).toEqual({ good: 0, bad: 0 });
	});

	test('fades as experience does', () => {
		const one = { said: { good: 0.5, bad: 0 }, friend: true } as const;
		const fresh = sum(heardFrom([voice(blank(now), one)], now));
		const old = sum(heardFrom([voice(blank(now), { ...one, writtenAt: now - 30 * DAY })], now));
		expect(old).toBeCloseTo(fresh / 2, 9);
	});
});
