/** The figures of the mind in the app: what is loaded before a choice, and what streaming does to the page. */
import { startModelServer } from '../contract/openai-server.ts';
import { expect, test } from '../e2e/world.ts';
import { report, spread } from './figures.ts';

const ENGINE = /webllm|wllama|cpu\.worker|static-embedder|outside\.worker|tokenizers/;
const FACTS = Array.from(
	{ length: 10 },
	(_, i) => `Locker ${i} stands in hall ${i + 30} and opens with key ${i + 400}.`
);

interface Watch {
	readonly began: number;
	first: number;
	longest: number;
	slowestFrame: number;
	over: number;
}

test('nothing of an engine before one is chosen', async ({ arrive }) => {
	let bytes = 0;
	let requests = 0;
	const ada = await arrive('Ada', {
		before: async (page) => {
			page.context().on('response', (response) => {
				if (!ENGINE.test(response.url())) return;
				requests++;
				bytes += Number(response.headers()['content-length'] ?? 0);
			});
		}
	});
	await ada.teach('Lockers', FACTS.join(' '), 'Private');
	await ada.answerTo('Where is locker 7?');
	await ada.visit('Settings');
	await expect(ada.page.getByRole('radiogroup', { name: 'Engine' })).toBeVisible();
	expect(requests).toBe(0);
	report({
		what: 'bytes of WebLLM, wllama, tokenizers and their workers before an engine is chosen',
		measured: `${bytes} bytes in ${requests} requests`,
		goal: '0'
	});
});

test('streaming', async ({ arrive }) => {
	// Some two hundred pieces of three characters, one every 5 ms: faster than models on most devices.
	let pieces = 0;
	const model = await startModelServer({
		pauseMs: 5,
		answer: (turns) => {
			const [, n] = /^\[(\d+)\]/m.exec(turns.at(-1)!.content) ?? [];
			const text = FACTS.map((fact) => `${fact.slice(0, -1)} [${n}].`).join(' ');
			const tokens = text.match(/.{1,3}/g) ?? [];
			pieces = tokens.length;
			return tokens;
		}
	});
	const ada = await arrive('Ada');
	await ada.teach('Lockers', FACTS.join(' '), 'Private');
	await ada.useModelServer(model.url);
	await ada.visit('Ask');
	const firsts: number[] = [];
	const longest: number[] = [];
	const frames: number[] = [];
	for (let round = 0; round < 5; round++) {
		await ada.page.evaluate(() => {
			const watch: Watch = { began: 0, first: 0, longest: 0, slowestFrame: 0, over: 0 };
			(globalThis as unknown as { watch: Watch }).watch = watch;
			new PerformanceObserver((list) => {
				for (const { duration } of list.getEntries()) {
					watch.longest = Math.max(watch.longest, duration);
					if (duration > 50) watch.over++;
				}
			}).observe({ type: 'longtask' });
			document.addEventListener('keydown', () => Object.assign(watch, { began: performance.now() }), {
				once: true,
				capture: true
			});
			let last = performance.now();
			const frame = (now: number): void => {
				watch.slowestFrame = Math.max(watch.slowestFrame, now - last);
				last = now;
				const latest = [...document.querySelectorAll('[role=log] article')].at(-1);
				if (latest?.querySelector('.prose') && watch.began > 0 && watch.first === 0) watch.first = now;
				if (latest?.getAttribute('data-state') !== 'done' || watch.first === 0) requestAnimationFrame(frame);
			};
			requestAnimationFrame(frame);
		});
		const answer = await ada.ask('Where does each locker stand, and which key opens it?');
		await expect(answer).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
		await expect(answer).toContainText('Locker 7 stands in hall 37');
		const watch = await ada.page.evaluate(() => (globalThis as unknown as { watch: Watch }).watch);
		firsts.push(watch.first - watch.began);
		longest.push(watch.longest);
		frames.push(watch.slowestFrame);
		await ada.page.getByRole('button', { name: 'New conversation' }).click();
	}
	await model.stop();
	report({
		what: 'Enter → first words of a model at this machine’s own server',
		measured: spread(firsts, 'ms'),
		goal: '–'
	});
	report({
		what: `longest task of the page while a model streams ${pieces} pieces (0: none over 50 ms)`,
		measured: spread(longest, 'ms'),
		goal: '≤ 50 ms'
	});
	report({ what: 'longest time between two frames meanwhile', measured: spread(frames, 'ms'), goal: '–' });
});
