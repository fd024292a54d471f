import { describe, expect, test } from 'vitest';
import type { Effect } from './events.ts';
import { aCard, answer, aPeer, CELL, chance, Hand, puts } from './router.fixture.ts';

const some = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => aCard(from + i));

describe('a question, where strangers must have offered', () => {
	const offer = (n: number, cells = [CELL]) =>
		({ kind: 'offer', question: 'question 1', from: aCard(n, cells), cells: [CELL], path: [] }) as const;
	const probes = (effects: readonly Effect[]) =>
		effects.flatMap((effect) => (effect.do === 'probe' ? [parseInt(effect.to, 16)] : []));
	const strict = { standingOffers: false, draws: 0, directory: false };

	test('goes to who offered before anybody else is bothered, however much else they claim', () => {
		const node = new Hand(0, strict).knows(...some(1, 30));
		const broad = probes(node.ask())[0]!;
		node.hear(offer(broad, [CELL, 901, 902, 903, 904, 905]));
		expect(puts(node.wait(1_500))[0]).toBe(broad);
	});

	test('goes to whom it may be put at once rather than to equals who would have to offer', () => {
		const node = new Hand(0, strict).knows(...some(1, 30)).befriends(29, 'contact');
		expect(puts(node.ask())).toEqual([29]);
	});

	test('waits for no offer of who cannot be reached', () => {
		const node = new Hand(0, strict).knows(...some(1, 4));
		const [one, other, last] = probes(node.ask());
		node.hear(offer(one!));
		for (const peer of [aPeer(other!), aPeer(other!)])
			expect(node.hear({ kind: 'reach', peer, online: false })).toEqual([]);
		expect(puts(node.hear({ kind: 'reach', peer: aPeer(last!), online: false }))).toEqual([one]);
		expect(node.state.open.get('question 1')).toMatchObject({ spent: 5, due: 1 });
	});

	test('frees no message of who offers and then says that nothing will come', () => {
		const node = new Hand(0, strict).knows(...some(1, 4));
		const [one] = probes(node.ask());
		node.hear(offer(one!));
		node.hear({ kind: 'pass', question: 'question 1', from: aPeer(one!) });
		expect(node.state.open.get('question 1')).toMatchObject({ spent: 4, due: 2 });
	});

	test('counts as sent an offer that may have been lost, and once where it was only late', () => {
		const node = new Hand(0, strict).knows(...some(1, 4));
		const [one, other, last] = probes(node.ask());
		node.hear(offer(one!));
		node.wait(1_500);
		const open = () => node.state.open.get('question 1')!;
		// Three probes, an offer, the question; two offers that did not come.
		expect(open()).toMatchObject({ spent: 7, due: 1 });
		node.hear(offer(other!));
		expect(open()).toMatchObject({ spent: 7, due: 1 });
		expect([...open().mute]).toEqual([aPeer(last!)]);
	});

	test('never costs more than sixteen messages, whichever of them are lost', () => {
		for (let seed = 1; seed < 40; seed++) {
			const random = chance(seed);
			const node = new Hand(seed, { standingOffers: false }).knows(...some(100, 160));
			let sent = 0;
			const queue = [...node.ask()];
			for (let at = 0; at < queue.length && at < 200; at++) {
				const effect = queue[at]!;
				if (effect.do !== 'wake' && effect.do !== 'close') sent++;
				if (effect.do === 'look') sent++;
				if (effect.do === 'look' && random() < 0.8)
					queue.push(...node.hear({ kind: 'found', question: 'question 1', cards: some(200, 208) }));
				if (effect.do === 'probe' && effect.hops === 0) {
					sent++;
					if (random() < 0.6) queue.push(...node.hear(offer(parseInt(effect.to, 16))));
				}
				if (effect.do === 'put') {
					sent++;
					if (random() < 0.6)
						queue.push(...node.reply(parseInt(effect.to, 16), answer(`${Math.floor(random() * 3)}`)));
				}
				if (at === queue.length - 1 && effect.do !== 'close') queue.push(...node.wait(30_000));
			}
			expect(queue.some((effect) => effect.do === 'close')).toBe(true);
			expect(sent).toBeLessThanOrEqual(16);
		}
	});

	test('hears out who was asked last, though no offer comes any more and nothing is left to send', () => {
		const node = new Hand(0, { ...strict, messages: 7 }).knows(...some(1, 4)).befriends(3, 'contact');
		expect(puts(node.ask())).toEqual([3]);
		node.wait(6_000);
		expect(node.state.open.get('question 1')?.phase).toBe('answers');
		expect(node.reply(3, answer('a')).at(-1)).toMatchObject({
			do: 'close',
			verdict: { groups: [{ meaning: 'a' }] }
		});
	});
});
