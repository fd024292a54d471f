import { expect, test } from 'vitest';
import { Meter, type Step } from './files-meter.ts';

function aMeter() {
	let now = 0;
	const steps: Step[] = [];
	const meter = new Meter(
		(step) => steps.push(step),
		() => now
	);
	return { meter, steps, pass: (ms: number) => (now += ms) };
}

test('the speed is that of the last seconds, and unknown at first', () => {
	const { meter, steps, pass } = aMeter();
	meter.begin('download', 0, 1_000_000);
	pass(100);
	meter.received(1_000);
	expect(steps.at(-1)?.bytesPerSecond).toBe(0);
	for (let i = 0; i < 100; i++) {
		pass(100);
		meter.received(1_000);
	}
	expect(steps.at(-1)?.bytesPerSecond).toBeCloseTo(10_000, -3);
	for (let i = 0; i < 60; i++) {
		pass(100);
		meter.received(100);
	}
	expect(steps.at(-1)?.bytesPerSecond).toBeCloseTo(1_000, -3);
});

test('what lay here already is no speed', () => {
	const { meter, steps, pass } = aMeter();
	meter.begin('download', 900_000, 1_000_000);
	pass(1_000);
	meter.received(10_000);
	expect(steps.at(-1)).toEqual({ phase: 'download', done: 910_000, of: 1_000_000, bytesPerSecond: 10_000 });
});

test('what is fetched a second time moves nothing, and never beyond the whole', () => {
	const { meter, steps, pass } = aMeter();
	meter.begin('download', 0, 100);
	for (const bytes of [60, 40]) {
		pass(200);
		meter.received(bytes);
		if (bytes === 60) meter.lost(60);
	}
	meter.received(60);
	meter.say();
	expect(steps.map(({ done }) => done)).toEqual([0, 60, 60, 100]);
	expect(steps.every(({ done, of }) => done <= of)).toBe(true);
});

test('it tells ten times a second at most', () => {
	const { meter, steps, pass } = aMeter();
	meter.begin('download', 0, 1_000);
	for (let i = 0; i < 1_000; i++) {
		pass(1);
		meter.received(1);
	}
	expect(steps.length).toBeLessThanOrEqual(11);
});
