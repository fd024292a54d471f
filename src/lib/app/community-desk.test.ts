import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aWriter } from '#lib/agent/community/desk.fixture.ts';
import { deskInWorker } from './community-desk.ts';
import type { DeskReply, DeskRequest } from './community-desk-messages.ts';

/** A worker that says what the test tells it to. */
class ToldWorker extends EventTarget {
	readonly asked: DeskRequest[] = [];
	ended = false;
	postMessage(request: DeskRequest): void {
		this.asked.push(request);
	}
	terminate(): void {
		this.ended = true;
	}
	say(reply: DeskReply): void {
		this.dispatchEvent(Object.assign(new Event('message'), { data: reply }));
	}
	/** Answers whatever is the latest question. */
	answer(result: unknown): void {
		this.say({ n: this.asked.at(-1)?.n ?? 0, result });
	}
}

const { peer } = aWriter('Ada');

function aDesk() {
	const workers: ToldWorker[] = [];
	const entries = vi.fn(async () => ['kept']);
	const createWorker = () => {
		const worker = new ToldWorker();
		workers.push(worker);
		return worker as unknown as Worker;
	};
	const desk = deskInWorker(createWorker, { entries }, 1_000);
	const settled = () => vi.advanceTimersByTimeAsync(0);
	return { desk, workers, entries, settled };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('no worker is started before anything is asked, and each reply goes to who asked for it', async () => {
	const { desk, workers, settled } = aDesk();
	expect(workers).toHaveLength(0);
	const [pages, files] = [desk.pages('one'), desk.files('one')];
	await settled();
	const [worker] = workers as [ToldWorker];
	expect(worker.asked.map(({ call, with: given }) => [call, given])).toEqual([
		['pages', ['one']],
		['files', ['one']]
	]);
	worker.say({ n: 2, result: ['file'] });
	worker.say({ n: 1, result: ['page'] });
	expect(await pages).toEqual(['page']);
	expect(await files).toEqual(['file']);
});

test('a call that fails is refused to who asked, and the worker goes on', async () => {
	const { desk, workers, settled } = aDesk();
	const asked = expect(desk.pages('one')).rejects.toThrow('community desk: broken');
	await settled();
	workers[0]!.say({ n: 1, failed: 'broken' });
	await asked;
	expect(workers[0]!.ended).toBe(false);
});

test.each(['dies', 'says nothing for too long'])(
	'after a worker that %s the next has what was kept, and is asked what was asked',
	async (how) => {
		const { desk, workers, entries, settled } = aDesk();
		const opened = desk.open('one', [], peer);
		await settled();
		workers[0]!.answer(undefined);
		await opened;
		const asked = desk.pages('one');
		await settled();
		if (how === 'dies') workers[0]!.dispatchEvent(new Event('error'));
		else await vi.advanceTimersByTimeAsync(1_001);
		const meanwhile = desk.files('one');
		await settled();
		expect(workers[0]!.ended).toBe(true);
		expect(entries).toHaveBeenCalledWith('one');
		expect(workers[1]!.asked).toMatchObject([{ call: 'open', with: ['one', ['kept'], peer] }]);
		workers[1]!.answer(undefined);
		await settled();
		expect(
			workers[1]!.asked
				.slice(1)
				.map(({ call }) => call)
				.sort()
		).toEqual(['files', 'pages']);
		for (const { n, call } of workers[1]!.asked.slice(1)) workers[1]!.say({ n, result: [call] });
		expect(await asked).toEqual(['pages']);
		expect(await meanwhile).toEqual(['files']);
	}
);

test('what ends two workers is refused, and others may ask on', async () => {
	const { desk, workers, settled } = aDesk();
	const asked = expect(desk.pages('one')).rejects.toThrow('community desk');
	await settled();
	workers[0]!.dispatchEvent(new Event('error'));
	await settled();
	workers[1]!.dispatchEvent(new Event('error'));
	await asked;
	const files = desk.files('one');
	await settled();
	workers[2]!.answer([]);
	expect(await files).toEqual([]);
});

test('at the end nobody waits for ever', async () => {
	const { desk, workers, settled } = aDesk();
	const asked = expect(desk.pages('one')).rejects.toThrow('ended');
	await settled();
	desk.end();
	await asked;
	expect(workers[0]!.ended).toBe(true);
	await expect(desk.pages('one')).rejects.toThrow('ended');
});
