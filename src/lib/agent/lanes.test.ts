import { describe, expect, test } from 'vitest';
import { createBell, createLanes } from './lanes.ts';

describe('lanes', () => {
	test('one lane runs its jobs in order, another does not wait for it', async () => {
		const lanes = createLanes();
		const happened: string[] = [];
		let finish = (): void => undefined;
		const first = lanes.run('a', () => new Promise<void>((resolve) => (finish = resolve)));
		const second = lanes.run('a', async () => void happened.push('second'));
		await lanes.run('b', async () => void happened.push('other'));
		expect(happened).toEqual(['other']);
		finish();
		await Promise.all([first, second]);
		expect(happened).toEqual(['other', 'second']);
	});

	test('a job that throws tells its caller and does not stop the next', async () => {
		const lanes = createLanes();
		const failing = lanes.run('a', () => Promise.reject(new Error('no')));
		const next = lanes.run('a', async () => 'yes');
		await expect(failing).rejects.toThrow('no');
		expect(await next).toBe('yes');
		await lanes.idle();
	});

	test('idle waits for jobs that jobs have started', async () => {
		const lanes = createLanes();
		let done = false;
		void lanes.run('a', async () => {
			void lanes.run('b', async () => {
				await Promise.resolve();
				done = true;
			});
		});
		await lanes.idle();
		expect(done).toBe(true);
	});
});

describe('a bell', () => {
	test('rung twice before anybody listens is heard once', async () => {
		const bell = createBell();
		bell.ring();
		bell.ring();
		await bell.heard();
		let heard = false;
		const again = bell.heard().then(() => (heard = true));
		await Promise.resolve();
		expect(heard).toBe(false);
		bell.ring();
		await again;
	});
});
