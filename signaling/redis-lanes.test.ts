import { expect, test } from 'vitest';
import type { Bus } from './ports.ts';
import { RedisLanes } from './redis-lanes.ts';

type Hear = (text: string, from: string) => void;

/** Processes that hear one another at once; what is said is written down. */
class Exchange {
	readonly said: { from: string; channel: string; text: string }[] = [];
	readonly #ears = new Map<string, Map<string, Hear[]>>();

	busOf(me: string): Bus {
		return {
			listen: (channel, hear) => {
				const all = this.#ears.get(channel) ?? new Map<string, Hear[]>();
				this.#ears.set(channel, all.set(me, [...(all.get(me) ?? []), hear]));
				return () =>
					void all.set(
						me,
						(all.get(me) ?? []).filter((one) => one !== hear)
					);
			},
			say: (channel, text) => {
				this.said.push({ from: me, channel, text });
				const others = [...(this.#ears.get(channel) ?? [])].filter(([who]) => who !== me);
				const hearing = others.filter(([, hears]) => hears.length > 0);
				for (const [, hears] of hearing) for (const hear of hears) hear(text, me);
				return Promise.resolve(hearing.length);
			},
			ready: () => Promise.resolve(),
			close: () => Promise.resolve()
		};
	}

	/** A process that hears nothing any more. */
	end(process: string): void {
		for (const hears of this.#ears.values()) hears.delete(process);
	}
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
/** Word goes there and back. */
const settled = async () => {
	for (let i = 0; i < 6; i++) await turn();
};

async function threeProcesses() {
	const exchange = new Exchange();
	const [one, two, three] = await Promise.all(
		(['1', '2', '3'] as const).map(async (id) => await RedisLanes.open(exchange.busOf(id), id))
	);
	if (!one || !two || !three) throw new Error('three were opened');
	const missed: string[] = [];
	one.onMissed = (name, text) => missed.push(`${name}: ${text}`);
	return { exchange, one, two, three, missed };
}
/** A device seated there, and what it was handed. */
function seat(at: RedisLanes, name: string) {
	const heard: string[] = [];
	const leave = at.hold(name, (text) => heard.push(text) > 0);
	return { heard, leave };
}

test('a first message finds its device, and all of a turn behind it travel to that process as one', async () => {
	const { exchange, one, two } = await threeProcesses();
	const { heard } = seat(two, 'ann');
	one.pass('ann', 'first');
	await settled();
	const before = exchange.said.length;
	const lines = ['two\nlines', '', 'pass 3 ann\n…', 'ä😀', 'last'];
	for (const line of lines) one.pass('ann', line);
	await settled();
	expect(heard).toEqual(['first', ...lines]);
	expect(exchange.said.slice(before).map(({ from, channel }) => `${from} → ${channel}`)).toEqual([
		'1 → lane 2'
	]);
});

test('who has gone over to another process is found there, and nothing that was said meanwhile is lost', async () => {
	const { one, two, three, missed } = await threeProcesses();
	const before = seat(two, 'ann');
	one.pass('ann', 'here');
	await settled();
	before.leave();
	const after = seat(three, 'ann');
	for (const text of ['a', 'b', 'c']) one.pass('ann', text);
	await settled();
	one.pass('ann', 'd');
	await settled();
	expect([before.heard, after.heard, missed]).toEqual([['here'], ['a', 'b', 'c', 'd'], []]);
});

test('what is for a device that has left everywhere comes back as missed, once', async () => {
	const { one, two, missed } = await threeProcesses();
	one.pass('bob', 'never here');
	const { leave } = seat(two, 'ann');
	one.pass('ann', 'here');
	await settled();
	leave();
	one.pass('ann', 'gone');
	await settled();
	expect(missed).toEqual(['bob: never here', 'ann: gone']);
});

test('what was on its way to a process that died is missed, and its devices are found where they come up', async () => {
	const { exchange, one, two, three, missed } = await threeProcesses();
	seat(two, 'ann');
	seat(two, 'bob');
	for (const name of ['ann', 'bob']) one.pass(name, 'here');
	await settled();
	exchange.end('2');
	one.pass('ann', 'lost');
	await settled();
	const { heard } = seat(three, 'bob');
	one.pass('bob', 'found');
	await settled();
	expect([missed, heard]).toEqual([['ann: lost'], ['found']]);
});

test('the newer of two sockets of one tab keeps hearing when the older one goes', async () => {
	const { one, two, missed } = await threeProcesses();
	const older = seat(two, 'ann');
	const newer = seat(two, 'ann');
	older.leave();
	for (const text of ['a', 'b']) {
		one.pass('ann', text);
		await settled();
	}
	expect([newer.heard, missed]).toEqual([['a', 'b'], []]);
});

test.each([
	'',
	'pass',
	'pass 5 ann',
	'pass 500 ann\nhello',
	'pass -9 ann\nhello',
	'pass x ann\nhello',
	'shout 5 ann\nhello'
])('what is no line is no message: %j', async (line) => {
	const { exchange, two } = await threeProcesses();
	const { heard } = seat(two, 'ann');
	await exchange.busOf('1').say('lane 2', `${line}pass 2 ann\nhi`);
	await exchange.busOf('1').say('lane 2', 'pass 2 ann\nhi');
	expect(heard).toEqual(line === '' ? ['hi', 'hi'] : ['hi']);
});
