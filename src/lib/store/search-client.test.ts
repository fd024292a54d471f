import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SearchClient } from './search-client.ts';
import type { SearchReply, SearchRequest } from './search-messages.ts';

/** A worker that says what the test tells it to. */
class ToldWorker extends EventTarget {
	readonly asked: SearchRequest[] = [];
	ended = false;
	postMessage(request: SearchRequest): void {
		this.asked.push(request);
	}
	terminate(): void {
		this.ended = true;
	}
	say(reply: SearchReply): void {
		this.dispatchEvent(Object.assign(new Event('message'), { data: reply }));
	}
}

function aClient(answerWithinMs = 1_000) {
	const worker = new ToldWorker();
	return { worker, client: new SearchClient(worker as unknown as Worker, answerWithinMs) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('each reply goes to who asked for it', async () => {
	const { worker, client } = aClient();
	const first = client.ask('remove', { ids: ['a'] });
	const second = client.ask('search', { terms: ['x'], limit: 1 });
	worker.say({ n: 2, result: [{ item: 'a', n: 0, score: 1 }] });
	worker.say({ n: 1, result: undefined });
	expect(await second).toHaveLength(1);
	expect(await first).toBeUndefined();
});

test('a worker that says nothing for too long is ended and everything that waits is refused', async () => {
	const { worker, client } = aClient();
	const refused = [client.ask('remove', { ids: [] }), client.ask('remove', { ids: [] })].map((asked) =>
		expect(asked).rejects.toMatchObject({ name: 'WorkerLost', damaged: false })
	);
	vi.advanceTimersByTime(999);
	expect(worker.ended).toBe(false);
	vi.advanceTimersByTime(1);
	expect([worker.ended, client.lost]).toEqual([true, true]);
	await Promise.all(refused);
	await expect(client.ask('remove', { ids: [] })).rejects.toMatchObject({ name: 'WorkerLost' });
});

test('every word counts as life, and nobody is ended while nothing is asked', async () => {
	const { worker, client } = aClient();
	const first = client.ask('remove', { ids: [] });
	const second = client.ask('remove', { ids: [] });
	vi.advanceTimersByTime(900);
	worker.say({ n: 1, result: undefined });
	vi.advanceTimersByTime(900);
	worker.say({ n: 2, result: undefined });
	vi.advanceTimersByTime(90_000);
	await Promise.all([first, second]);
	expect(worker.ended).toBe(false);
});

test('an index that fails is told apart from a worker that died', async () => {
	const failed = aClient();
	const asked = failed.client.ask('search', { terms: [], limit: 1 });
	failed.worker.say({ n: 1, failed: 'malformed' });
	await expect(asked).rejects.toMatchObject({ damaged: true, message: 'malformed' });

	const died = aClient();
	const waiting = died.client.ask('search', { terms: [], limit: 1 });
	died.worker.dispatchEvent(new Event('error'));
	await expect(waiting).rejects.toMatchObject({ damaged: false });
	expect([failed.worker.ended, died.worker.ended]).toEqual([true, true]);
});
