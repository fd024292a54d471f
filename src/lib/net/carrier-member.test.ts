import { expect, test } from 'vitest';
import { concat } from '#lib/protocol/bytes.ts';
import { varBytes, varText, varUint } from './carrier-bytes.ts';
import { NOTHING, SAY, SYNC, syncMessage } from './carrier-document.ts';
import { CarrierMember, type MemberDeps } from './carrier-member.ts';
import type { CarrierAnswer } from './carrier-messages.ts';
import type { Link } from './link.ts';
import { settled } from './test-peers.ts';

type Answer = CarrierAnswer | 'hung' | 'absent';

function aMember(answer: Answer | (() => Promise<Answer>) = { came: [] }, isGenuine = true) {
	let now = 0;
	const seen: string[] = [];
	const deps: MemberDeps = {
		community: 'c',
		screening: { ask: () => (typeof answer === 'function' ? answer() : Promise.resolve(answer)) },
		now: () => now,
		onAsked: () => seen.push('asked'),
		onAllSaid: () => seen.push('all said'),
		onCame: async (came) => {
			seen.push(...came.map(({ text }) => text));
			return isGenuine;
		},
		onPresence: () => seen.push('presence'),
		onFault: (what) => seen.push(what)
	};
	const member = new CarrierMember({} as Link, 1, deps);
	return { member, seen, pass: (ms: number) => (now += ms) };
}

const nothing = syncMessage(SYNC.update, NOTHING);
const some = syncMessage(SYNC.update, new Uint8Array([1, 2, 3]));
const step1 = syncMessage(SYNC.step1, new Uint8Array([0]));
const moved = concat(
	new Uint8Array([SAY.awareness]),
	varBytes(concat(varUint(1), varUint(5), varUint(1), varText('null')))
);

test('six hundred messages at once are heard, one more is a flood; three hundred a second go on for ever', () => {
	const burst = aMember();
	for (let n = 0; n < 600; n++) burst.member.hear(nothing);
	expect(burst.seen).toEqual([]);
	burst.member.hear(nothing);
	expect(burst.seen).toEqual(['flood']);
	const steady = aMember();
	for (let second = 0; second < 60; second++) {
		for (let n = 0; n < 300; n++) steady.member.hear(nothing);
		steady.pass(1_000);
	}
	expect(steady.seen).toEqual([]);
});

test('more than a megabyte a second, beyond a document at once, is a flood', () => {
	const { member, seen } = aMember();
	const large = syncMessage(SYNC.update, new Uint8Array(60_000));
	for (let n = 0; n < 69; n++) member.hear(large);
	expect(seen).toEqual([]);
	member.hear(large);
	expect(seen).toEqual(['flood']);
});

test('of cursors five a second are shown; a hundred more are let pass, then it is a flood', () => {
	const { member, seen } = aMember();
	for (let n = 0; n < 110; n++) member.hear(moved);
	expect(seen).toEqual(Array.from({ length: 10 }, () => 'presence'));
	member.hear(moved);
	expect(seen.at(-1)).toBe('flood');
});

test('to be told everything again and again is no use, and a flood in the end', () => {
	const { member, seen } = aMember();
	for (let n = 0; n < 14; n++) member.hear(step1);
	expect(seen).toEqual(['asked', 'asked', 'asked', 'asked']);
	member.hear(step1);
	expect(seen.at(-1)).toBe('flood');
});

test('what cannot be read, an unknown kind, and more than was said are damage', () => {
	for (const bad of [
		new Uint8Array(0),
		new Uint8Array([77]),
		new Uint8Array([0, 9, 0]),
		concat(nothing, new Uint8Array([7]))
	]) {
		const { member, seen } = aMember();
		member.hear(bad);
		expect(seen).toEqual(['carrier']);
	}
});

test('an update is handed on as its texts, or held against who sent it; a worker that is not there blames nobody', async () => {
	const cases: readonly (readonly [Answer, readonly string[]])[] = [
		[{ came: [{ client: 1, text: 'an entry' }] }, ['an entry']],
		[{ refused: 'damage' }, ['carrier']],
		['hung', ['carrier']],
		['absent', []]
	];
	for (const [answer, told] of cases) {
		const { member, seen } = aMember(answer);
		member.hear(some);
		await settled();
		expect(seen).toEqual(told);
	}
});

test('entries that turn out not to be genuine are held against who carried them', async () => {
	const { member, seen } = aMember({ came: [{ client: 1, text: 'forged' }] }, false);
	member.hear(some);
	await settled();
	expect(seen).toEqual(['forged', 'carrier']);
});

test('one update is looked at at a time, what waits is bounded, and nothing of it is looked at once they have ended', async () => {
	let asked = 0;
	let answer = (_: Answer): void => undefined;
	const { member, seen, pass } = aMember(() => {
		asked += 1;
		return new Promise((resolve) => (answer = resolve));
	});
	const large = syncMessage(SYNC.update, new Uint8Array(60_000));
	for (let second = 0; second < 60; second++) {
		for (let n = 0; n < 16; n++) member.hear(large);
		pass(1_000);
	}
	await settled();
	expect([asked, seen]).toEqual([1, []]);
	let answered = 0;
	for (; asked > answered && answered < 200; answered++) {
		answer({ came: [] });
		await settled();
	}
	expect(answered).toBe(Math.floor((4 * 1024 * 1024) / 60_000));
	for (let n = 0; n < 30; n++) member.hear(large);
	await settled();
	member.end();
	answer('hung');
	await settled();
	expect([asked, seen]).toEqual([answered + 1, []]);
});

test('once ended nothing is heard, not even what was being read', async () => {
	const { member, seen } = aMember({ came: [{ client: 1, text: 'late' }] });
	member.hear(some);
	member.end();
	member.hear(step1);
	await settled();
	expect(seen).toEqual([]);
});
