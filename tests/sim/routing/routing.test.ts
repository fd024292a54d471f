import { beforeAll, describe, expect, test } from 'vitest';
import { rival } from './baselines.ts';
import { chanceOf } from './chance.ts';
import { svgOf } from './plot.ts';
import { Queue } from './queue.ts';
import { ISSUE, type Setting } from './setting.ts';
import { measureSizes } from './sizes.ts';
import { figuresOf, messagesOf, type Figures } from './tally.ts';
import { World } from './world.ts';

const seed = process.env['SIM_SEED'] ?? 'first light';
/** Small enough for every `npm test`: the shares of the issue, a tenth of its agents. */
const SMALL: Setting = { ...ISSUE, agents: 100, topics: 25, questions: 12 };

const figures = (setting: Setting): Figures => figuresOf(new World(setting, seed).run().tally, undefined);

describe(`a hundred routers, a fifth of the agents colluding liars (SIM_SEED="${seed}")`, () => {
	let world: World;
	let ours: Figures;
	beforeAll(() => {
		world = new World(SMALL, seed).run();
		ours = figuresOf(world.tally, undefined);
	}, 60_000);

	test('finds about as much as a flood, shows fewer lies first, and sends a tenth of its messages', () => {
		const flood = figuresOf(rival('flooding, TTL 3', SMALL, seed), undefined);
		expect(ours.success).toBeGreaterThan(flood.success - 10);
		expect(ours.poisoned).toBeLessThan(flood.poisoned / 2);
		expect(ours.messages).toBeLessThan(flood.messages / 10);
	});

	test('finds more right answers than shortcuts and walkers, and no more than could be found', () => {
		const right = (of: Parameters<typeof rival>[0]) => figuresOf(rival(of, SMALL, seed), undefined).right;
		expect(ours.right).toBeGreaterThan(right('interest shortcuts') * 2);
		expect(ours.right).toBeGreaterThan(right('32 random walkers × 32') * 2);
		expect(right('oracle with the central index')).toBeGreaterThan(ours.right);
	});

	test('every question is closed, once, and what it cost is counted to the message', () => {
		const { all, sent, counts } = world.tally;
		expect(world.unclosed).toBe(0);
		expect(all.questions).toBe(SMALL.questions * SMALL.agents * 0.8);
		expect(messagesOf(sent)).toBe(all.messages);
		expect(counts.reduce((sum, times, messages) => sum + times * messages, 0)).toBe(all.messages);
	});

	test('the same seed sends the same messages at the same moments, another one does not', () => {
		const again = (by: string) => String(new World(SMALL, by).run().trace);
		expect(again(seed)).toBe(String(world.trace));
		expect(again(`${seed}!`)).not.toBe(String(world.trace));
	});

	test('with the directory down nothing is looked up, and most is still found', () => {
		const down = new World({ ...SMALL, directory: false }, seed).run();
		expect(down.tally.sent.found).toBe(0);
		expect(figuresOf(down.tally, undefined).success).toBeGreaterThan(80);
	});

	test('with a fifth of the messages lost every question is closed', () => {
		expect(new World({ ...SMALL, questions: 4, lost: 0.2, twice: 0.2 }, seed).run().unclosed).toBe(0);
	});

	test('a storm of probes makes the honest pass on a bounded few', () => {
		const { storms } = new World(
			{ ...SMALL, questions: 4, attackers: { colluder: 0.15, flooder: 0.05 } },
			seed
		).run();
		expect(storms.sent).toBeGreaterThan(1_000);
		expect(storms.passedOn).toBeLessThan(storms.sent * 3);
	});

	test('those who take up questions and never answer cost answers, not lies', () => {
		const { success, poisoned } = figures({ ...SMALL, questions: 6, attackers: { 'black-hole': 0.2 } });
		expect(poisoned).toBe(0);
		expect(success).toBeGreaterThan(70);
	});
});

describe('what the simulator is made of', () => {
	test('what is due comes by its time, and at the same time in its order', () => {
		const chance = chanceOf(seed);
		const queue = new Queue<number>();
		const due = Array.from({ length: 500 }, (_, order) => ({ at: Math.floor(chance() * 50), order }));
		for (const { at, order } of due) queue.put(at, order);
		const taken = due.map(() => queue.take()!);
		const expected = due.sort((one, other) => one.at - other.at || one.order - other.order);
		expect(taken).toEqual(expected.map(({ at, order }) => ({ at, what: order })));
		expect(queue.take()).toBeUndefined();
	});

	test('what a message weighs is measured on real envelopes: an answer more than its question', async () => {
		const sizes = await measureSizes();
		expect(sizes).toEqual(await measureSizes());
		expect(sizes.reply).toBeGreaterThan(sizes.put);
		expect(sizes.probe).toBeGreaterThan(sizes.card);
	});

	test('a plot names its axes and every line, and escapes what it is given', () => {
		const svg = svgOf({
			title: 'a < b',
			x: 'agents',
			y: 'messages',
			lines: [{ name: 'ours & theirs', points: [[1, 2], [3, 4]] }] // prettier-ignore
		});
		for (const text of [
			'a &lt; b',
			'>agents<',
			'>messages<',
			'ours &amp; theirs',
			'prefers-color-scheme:dark'
		])
			expect(svg).toContain(text);
	});
});
