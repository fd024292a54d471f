/** Route and judgement as a person sees and hears them, at 360 and 1,280 px, in both themes. */
import '../../app.css';
import { mount, unmount, type Component } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Exchange, PeerSummary } from '#lib/app/node-api.ts';
import Answer from './Answer.svelte';
import { anna, ben, cleo, differing, me, strange } from './judging.fixture.ts';
import Route from './Route.svelte';

const clean: (() => void)[] = [];
afterEach(() => {
	clean.splice(0).forEach((end) => end());
	delete document.documentElement.dataset['theme'];
});

const contacts = [anna, ben, cleo].map((peer) => ({ peer, standing: 'accepted' }) as unknown as PeerSummary);
const nothing = (): void => undefined;

function put(component: Component<never>, props: object): void {
	const mounted = mount(component, { target: document.body, props: props as never });
	clean.push(() => void unmount(mounted));
}

function answered(exchange: Exchange, over: object = {}): void {
	put(Answer as Component<never>, {
		...{ exchange, itemsKnown: 1, routeOpen: false, canAsk: true, onfeedback: nothing, onagain: nothing },
		...{ onroute: nothing, onsource: nothing, onkept: nothing, onconfirm: async () => undefined },
		...over
	});
}

function routed(exchange: Exchange, over: object = {}): void {
	put(Route as Component<never>, {
		...{ exchange, me, list: contacts, onfeedback: async () => undefined, onrefer: async () => undefined },
		...over
	});
}

test('where answers differ both sayings stand beside each other, on a phone below one another', async () => {
	await page.viewport(1280, 800);
	answered(differing());
	const sides = () => [...document.querySelectorAll('figure')].map((one) => one.getBoundingClientRect());
	await expect.element(page.getByText('Anna and Cleo say 8 €, Ben says 12 €.')).toBeVisible();
	await expect.element(page.getByText('Answers differ')).toBeVisible();
	expect(sides()[0]!.top).toBe(sides()[1]!.top);
	await page.viewport(360, 740);
	expect(sides()[0]!.bottom).toBeLessThanOrEqual(sides()[1]!.top);
	expect(sides()[0]!.left).toBe(sides()[1]!.left);
});

test('a finished answer that nobody confirmed says so once, why it matters, and asks others at a click', async () => {
	let asked = 0;
	let heard = nothing;
	const onconfirm = () =>
		new Promise<void>((resolve) => {
			asked++;
			heard = resolve;
		});
	answered(strange(), { onconfirm });
	const article = document.querySelector('article')!;
	expect(article.textContent.match(/Not verified:/g)).toHaveLength(1);
	expect(article.textContent).toContain('This is about health: two independent people should say so.');
	const button = page.getByRole('button', { name: 'Ask others to confirm' });
	await button.click();
	await expect.element(button).toBeDisabled();
	heard();
	await expect.element(page.getByRole('status').first()).toHaveTextContent('Others were asked.');
	expect(asked).toBe(1);
});

test('asking others that fails is words with a next step', async () => {
	answered(strange(), { onconfirm: () => Promise.reject(new Error('offline')) });
	await page.getByRole('button', { name: 'Ask others to confirm' }).click();
	await expect.element(page.getByRole('status').first()).toHaveTextContent('try again');
});

test('a listitem a peer: who, that they are no contact, why, what they said, how and how long; the cost below', async () => {
	routed(strange());
	const last = page.getByRole('region', { name: 'Route' }).getByRole('listitem').last();
	for (const words of [
		'Dana',
		'not a contact',
		'Offered: told by Ben and somebody Ben knows; answered from 1 passage; through the server.',
		'1.9 s'
	])
		await expect.element(last).toHaveTextContent(words);
	await expect.element(page.getByText('11 messages in all.')).toBeVisible();
});

test('each whose words stand in the answer is judged alone; what was said of one is shown there', async () => {
	const said: unknown[] = [];
	const exchange = differing();
	const route = exchange.route.map((stop) =>
		stop.peer === ben ? { ...stop, feedback: 'wrong' as const } : stop
	);
	routed(
		{ ...exchange, route, feedback: 'useful' },
		{ onfeedback: async (...all: unknown[]) => said.push(all) }
	);
	const of = (name: string) => page.getByRole('group', { name: `What ${name} said was` });
	await expect
		.element(of('Ben').getByRole('button', { name: 'Wrong' }))
		.toHaveAttribute('aria-pressed', 'true');
	await expect
		.element(of('Cleo').getByRole('button', { name: 'Useful', exact: true }))
		.toHaveAttribute('aria-pressed', 'true');
	await of('Anna').getByRole('button', { name: 'Not useful' }).click();
	expect(said).toEqual([['not-useful', anna]]);
});

test('whom a peer named is asked at a click, and the button is gone once they were', async () => {
	const asked: unknown[] = [];
	routed(strange(), { onrefer: async (peer: unknown) => asked.push(peer) });
	await page.getByRole('button', { name: 'Ask Anna' }).click();
	expect(asked).toEqual([anna]);
	clean.splice(0).forEach((end) => end());
	const route = strange().route.map((stop) =>
		stop.refersTo ? { ...stop, refersTo: { ...stop.refersTo, asked: true as const } } : stop
	);
	routed(strange({ route }));
	await expect.element(page.getByText('You had them asked.')).toBeVisible();
	expect(document.querySelector('section')?.textContent).not.toContain('Ask Anna');
});

for (const theme of ['light', 'dark'] as const)
	for (const width of [360, 1280])
		test(`nothing is too small to touch or wider than the screen: ${theme}, ${width} px`, async () => {
			document.documentElement.dataset['theme'] = theme;
			await page.viewport(width, 900);
			answered(differing());
			answered(strange());
			routed(strange());
			await expect.element(page.getByRole('heading', { name: 'Who says what' })).toBeVisible();
			const low = [...document.querySelectorAll('section button, .judgement button, [role=group] button')]
				.filter((one) => !/^\d+$/.test(one.textContent.trim()))
				.filter((one) => one.getBoundingClientRect().height < 44);
			expect(low.map(({ textContent }) => textContent)).toEqual([]);
			expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
			await page.screenshot({ path: `../../../test-results/screens/judging-${width}-${theme}.png` });
		});
