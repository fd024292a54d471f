import { expect, test } from 'vitest';
import { Killable } from './killable.ts';
import { HandClock, settled } from './test-peers.ts';

interface Order {
	readonly n: number;
}

/** Answers what the test makes it answer. */
class FakeWorker {
	onmessage: ((event: { data: unknown }) => void) | null = null;
	onerror: ((event: { preventDefault(): void }) => void) | null = null;
	readonly orders: Order[] = [];
	ended = false;
	postMessage(order: Order): void {
		this.orders.push(order);
	}
	terminate(): void {
		this.ended = true;
	}
	say(data: unknown): void {
		if (!this.ended) this.onmessage?.({ data });
	}
}

function aKillable() {
	const clock = new HandClock();
	const workers: FakeWorker[] = [];
	const start = () => {
		const worker = new FakeWorker();
		workers.push(worker);
		return worker as unknown as Worker;
	};
	const killable = new Killable<Order, { n: number }>({ start, clock, limitMs: 1_000 });
	return { clock, workers, killable };
}

test('orders are given one by one and answered in order', async () => {
	const { workers, killable } = aKillable();
	const asked = [killable.ask({ n: 1 }), killable.ask({ n: 2 })];
	await settled();
	workers[0]?.say('ready');
	await settled();
	expect(workers[0]?.orders).toEqual([{ n: 1 }]);
	workers[0]?.say({ n: 1 });
	await settled();
	workers[0]?.say({ n: 2 });
	expect(await Promise.all(asked)).toEqual([{ n: 1 }, { n: 2 }]);
});

test('one that hangs is ended; only its order suffers, the next has a new worker', async () => {
	const { clock, workers, killable } = aKillable();
	const asked = [killable.ask({ n: 1 }), killable.ask({ n: 2 })];
	await settled();
	workers[0]?.say('ready');
	await clock.advance(2_000);
	expect(await asked[0]).toBe('hung');
	expect([workers[0]?.ended, killable.killed]).toEqual([true, 1]);
	workers[1]?.say('ready');
	await settled();
	workers[1]?.say({ n: 2 });
	expect(await asked[1]).toEqual({ n: 2 });
});

test('one that fails at an order is as one that hangs', async () => {
	const { workers, killable } = aKillable();
	const asked = killable.ask({ n: 1 });
	await settled();
	workers[0]?.say('ready');
	await settled();
	workers[0]?.onerror?.({ preventDefault: () => undefined });
	expect(await asked).toBe('hung');
});

test('a script that does not load blames nobody', async () => {
	const { workers, killable } = aKillable();
	const asked = killable.ask({ n: 1 });
	await settled();
	workers[0]?.onerror?.({ preventDefault: () => undefined });
	expect(await asked).toBe('absent');
	expect(killable.killed).toBe(0);
});

test('closed, it answers nothing more', async () => {
	const { workers, killable } = aKillable();
	const asked = killable.ask({ n: 1 });
	await settled();
	killable.close();
	expect([await asked, await killable.ask({ n: 2 })]).toEqual(['absent', 'absent']);
	expect(workers.map(({ ended }) => ended)).toEqual([true]);
});
