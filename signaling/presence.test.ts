import { beforeEach, expect, test } from 'vitest';
import { Presence, type Outside } from './presence.ts';

const [ann, bob] = ['a'.repeat(64), 'b'.repeat(64)];
const laptop = `${ann}-1111111111111111`;
const phone = `${ann}-2222222222222222`;

type Heard = [string, readonly string[]];
let heard: Heard[] = [];
const watcher = {
	tellPresence: (peer: string, devices: readonly string[]) => void heard.push([peer, devices])
};
/** Another process, told by hand. */
let tells: Map<string, (devices: readonly string[]) => void>;
let said: string[];
const outside: Outside = {
	enter: (_peer, id) => void said.push(`enter ${id}`),
	leave: (_peer, id) => void said.push(`leave ${id}`),
	watch: (peer, tell) => {
		tells.set(peer, tell);
		return () => void tells.delete(peer);
	}
};
beforeEach(() => {
	heard = [];
	tells = new Map();
	said = [];
});

test('one process alone tells at once, and again with each device that comes and goes', () => {
	const presence = new Presence();
	presence.watch(watcher, [ann, bob, ann]);
	const leave = presence.enter(ann, laptop);
	const second = presence.enter(ann, laptop);
	leave();
	leave();
	second();
	expect(heard).toEqual([
		[ann, []],
		[bob, []],
		[ann, [laptop]],
		[ann, []]
	]);
});

test('with other processes nobody is called offline before they have answered', () => {
	const presence = new Presence(outside);
	presence.watch(watcher, [ann]);
	expect(heard).toEqual([]);
	tells.get(ann)?.([phone]);
	presence.enter(ann, laptop);
	tells.get(ann)?.([]);
	expect(heard).toEqual([
		[ann, [phone]],
		[ann, [laptop, phone]],
		[ann, [laptop]]
	]);
});

test('the first and the last socket of a device are said to the others, and nothing between', () => {
	const presence = new Presence(outside);
	const leave = presence.enter(ann, laptop);
	const second = presence.enter(ann, laptop);
	leave();
	expect(said).toEqual([`enter ${laptop}`]);
	second();
	expect(said).toEqual([`enter ${laptop}`, `leave ${laptop}`]);
});

test('what nobody watches any more is asked for no more, and what is watched on is not asked anew', () => {
	const presence = new Presence(outside);
	presence.watch(watcher, [ann, bob]);
	tells.get(ann)?.([phone]);
	const [before, kept] = [tells.get(bob), tells.get(ann)];
	presence.watch(watcher, [ann]);
	expect([tells.get(ann), tells.get(bob), before === undefined]).toEqual([kept, undefined, false]);
	expect(heard.at(-1)).toEqual([ann, [phone]]);
	presence.unwatch(watcher);
	expect(tells.size).toBe(0);
});

test('a peer at another server is asked there, one at this server by its name is at home', () => {
	const presence = new Presence();
	const asked: string[] = [];
	presence.reach({
		host: 'elm.example',
		watch: (server, peer, tell) => {
			asked.push(`${peer}@${server}`);
			tell([`${bob}-3333333333333333@${server}`]);
			return () => undefined;
		}
	});
	presence.watch(watcher, [`${bob}@other.example`, `${ann}@elm.example`, ann]);
	presence.enter(ann, laptop);
	presence.enter(bob, `${bob}-4444444444444444`);
	expect(asked).toEqual([`${bob}@other.example`]);
	expect(heard).toEqual([
		[`${bob}@other.example`, [`${bob}-3333333333333333@other.example`]],
		[`${ann}@elm.example`, []],
		[ann, []],
		[ann, [laptop]],
		[`${ann}@elm.example`, [laptop]]
	]);
});
