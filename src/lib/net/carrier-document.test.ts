import { expect, test } from 'vitest';
import { encodeStateVector, Doc, applyUpdate } from 'yjs';
import { Allowance } from './carrier-allowance.ts';
import { Reading, varBytes, varText, varUint } from './carrier-bytes.ts';
import { CarrierDocument } from './carrier-document.ts';
import { ENTRIES, updateOf, type Carried } from './carrier-entry.ts';
import { Offences } from './carrier-offences.ts';
import { readPresence } from './carrier-presence.ts';
import { concat } from '#lib/protocol/bytes.ts';
import type { PeerId } from '#lib/protocol/identity.ts';

const aCarried = (client: number, dev: string, letters = 10): Carried => ({
	...{ client, dev, clock: client },
	block: concat(
		...[varUint(1), varUint(client), varUint(0), new Uint8Array([40, 1])],
		...[varText(ENTRIES), varText(`e${client}`), new Uint8Array([1, 119]), varText('x'.repeat(letters))]
	)
});
const many = (from: number, count: number, dev: string, letters?: number): Carried[] =>
	Array.from({ length: count }, (_, n) => aCarried(from + n, dev, letters));

test('no log fills the document, nor do all of them go beyond its bounds, in number or in bytes', () => {
	const document = new CarrierDocument();
	document.keep(many(1, 600, 'mallory'));
	expect(document.size.entries).toBe(512);
	document.keep(many(1_000, 600, 'ann'));
	document.keep(many(2_000, 600, 'bob'));
	expect(document.size.entries).toBe(1_024);
	const large = new CarrierDocument();
	large.keep(many(1, 100, 'mallory', 40_000));
	expect(large.size.bytes).toBeLessThanOrEqual(1024 * 1024);
	large.keep(many(1_000, 100, 'ann', 40_000));
	large.keep(many(2_000, 100, 'bob', 40_000));
	expect(large.size.bytes).toBeLessThanOrEqual(2 * 1024 * 1024);
});

test('whoever tells what they have is told the rest, in messages that a link takes', () => {
	const document = new CarrierDocument();
	for (const group of document.keep(many(1, 300, 'ann', 1_000))) document.put(group);
	const theirs = new Doc();
	for (const { block } of many(1, 100, 'ann', 1_000)) applyUpdate(theirs, updateOf([block]));
	const { clients, messages } = document.lacking(encodeStateVector(theirs));
	expect(clients).toHaveLength(200);
	for (const message of messages) {
		expect(message.length).toBeLessThan(60 * 1024);
		const reading = new Reading(message);
		expect([reading.uint(), reading.uint()]).toEqual([0, 2]);
		applyUpdate(theirs, reading.bytes());
	}
	expect(theirs.getMap(ENTRIES).size).toBe(300);
	expect(document.lacking(encodeStateVector(theirs)).messages).toEqual([]);
});

test('the same entry is kept once', () => {
	const document = new CarrierDocument();
	expect(document.keep(many(1, 2, 'ann'))).toHaveLength(1);
	expect(document.keep(many(1, 2, 'ann'))).toEqual([]);
});

test('an allowance is used up and grows back', () => {
	const allowance = new Allowance(2, 1, 0);
	expect([allowance.take(0), allowance.take(0), allowance.take(0)]).toEqual([true, true, false]);
	expect([allowance.take(1_000), allowance.take(1_000)]).toEqual([true, false]);
	// A clock that was set back gives nothing and takes nothing.
	expect(allowance.take(0)).toBe(false);
});

test('one offence is told, two within the hour put out, and an hour later it is forgotten', () => {
	const told: string[] = [];
	const offences = new Offences((peer, what) => told.push(`${peer} ${what}`));
	const mallory = 'mallory' as PeerId;
	offences.note(mallory, 'carrier', 0);
	expect(offences.isOut(mallory, 1)).toBe(false);
	offences.note(mallory, 'flood', 1_000);
	expect(offences.isOut(mallory, 1_000)).toBe(true);
	expect(offences.isOut(mallory, 3_700_000)).toBe(false);
	expect(told).toEqual(['mallory carrier', 'mallory flood']);
});

test('presence is one member’s own, small and of its form; what else stands in it is not seen', () => {
	const page = 'A'.repeat(43);
	const said = (state: string, count = 1) => concat(varUint(count), varUint(5), varUint(9), varText(state));
	const here = { page, from: 1, to: 2 };
	expect(readPresence(said(JSON.stringify({ presence: { ...here, name: 'x' } })))).toEqual({
		clock: 9,
		at: here
	});
	expect(readPresence(said('null'))).toEqual({ clock: 9, at: null });
	expect(readPresence(said(JSON.stringify({ presence: { page, from: -1, to: 2 } })))).toEqual({
		clock: 9,
		at: null
	});
	for (const bad of [
		said('null', 2),
		said('{'),
		said(`"${'x'.repeat(1_100)}"`),
		new Uint8Array([1]),
		varBytes(said('null'))
	])
		expect(readPresence(bad)).toBeUndefined();
});

test('numbers are read back, and none beyond what is exact', () => {
	for (const value of [0, 1, 127, 128, 300, 2 ** 32, 2 ** 48 - 1, Number.MAX_SAFE_INTEGER])
		expect(new Reading(varUint(value)).uint()).toBe(value);
	expect(() => new Reading(new Uint8Array(9).fill(255)).uint()).toThrow(RangeError);
	expect(() => new Reading(new Uint8Array([5, 1])).bytes()).toThrow(RangeError);
});
