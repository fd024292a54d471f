import { expect, test } from 'vitest';
import { recentContents } from './recent-contents.ts';
import { turns } from './turns.ts';
import { until } from './until.ts';

test('jobs run one after the other, and one that fails does not stop the next', async () => {
	const inTurn = turns();
	const log: string[] = [];
	let finish = (): void => undefined;
	const first = inTurn(async () => {
		await new Promise<void>((resolve) => (finish = resolve));
		log.push('first');
		throw new Error('first failed');
	});
	const second = inTurn(async () => log.push('second'));
	await Promise.resolve();
	expect(log).toEqual([]);
	finish();
	await expect(first).rejects.toThrow('first failed');
	await second;
	expect(log).toEqual(['first', 'second']);
});

test('what was read least lately makes way, and what is too large is never kept', () => {
	const recent = recentContents();
	const content = (chars: number) => ({ text: 'x'.repeat(chars), spans: [] });
	for (const id of ['a', 'b', 'c']) recent.keep(id, content(2_500_000));
	expect(recent.get('a')).toBeDefined();
	recent.keep('d', content(2_500_000));
	expect(['a', 'b', 'c', 'd'].map((id) => recent.get(id) !== undefined)).toEqual([true, false, true, true]);
	recent.keep('huge', content(9_000_000));
	expect(recent.get('huge')).toBeUndefined();
	recent.drop('a');
	expect([recent.get('a'), recent.changes]).toEqual([undefined, 1]);
});

test('a signal that aborts first wins, and a late failure behind it troubles nobody', async () => {
	const stop = new AbortController();
	let fail = (_error: Error): void => undefined;
	const waiting = until(new Promise<never>((_resolve, reject) => (fail = reject)), stop.signal);
	stop.abort(new Error('enough'));
	await expect(waiting).rejects.toThrow('enough');
	fail(new Error('late'));
	expect(await until(Promise.resolve(7), new AbortController().signal)).toBe(7);
});
