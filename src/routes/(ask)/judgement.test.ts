import { describe, expect, test } from 'vitest';
import { route } from '#lib/ui/text/route.ts';
import { anna, aSource, aStop, ben, cleo, dana, differing, me, strange } from './judging.fixture.ts';
import { authorOf } from './blocks.ts';
import { differencesIn, headOf, isOpen, sameIn, standingOf } from './judgement.ts';
import { markdownOf } from './markdown.ts';
import { emptyOutcome, progressWords } from './outcome.ts';

describe('genuine and believed are two things', () => {
	test('a stranger’s citation is genuine and not verified, and both are said', () => {
		const exchange = strange();
		expect(standingOf(exchange.sources[0]!, exchange)).toEqual({
			...{ words: 'not verified: nobody you know says this', good: false, genuine: true }
		});
	});

	test('a quote that does not stand in its text is never more than that, whoever is trusted', () => {
		const source = aSource(1, anna, 'x', { verification: 'quote-not-found' });
		const exchange = differing({ sources: [source] });
		expect(standingOf(source, exchange)).toMatchObject({ good: false, genuine: false });
		expect(standingOf(source, exchange).words).toContain('do not stand in the text');
	});

	test('while answers still come nothing is called verified', () => {
		const { judgement: _, ...exchange } = differing({ state: 'asking' });
		expect(standingOf(exchange.sources[0]!, exchange).words).toBe('genuine');
	});

	test('what was stored before anything was judged says what it said then', () => {
		const { judgement: _, ...exchange } = differing();
		expect(standingOf(exchange.sources[0]!, exchange).words).toBe('verified');
	});

	test('nobody who disagrees is made up where the agent is only unsure', () => {
		const { agreement: _, ...exchange } = differing({
			judgement: { accepted: false, confidence: 0.4, checks: { 1: { verified: false, why: 'divided' } } }
		});
		expect(standingOf(exchange.sources[0]!, exchange).words).not.toContain('others');
	});
});

describe('over an answer', () => {
	test('with nothing verified in it stands once why, and what would be needed', () => {
		expect(headOf(strange())).toEqual({
			why: 'Not verified: nobody you know says this.',
			needs: 'This is about health: two independent people should say so.'
		});
	});

	test('with something verified in it stands nothing', () => {
		expect(headOf(differing())).toBeUndefined();
	});

	test('the reason nearest to verified is the one that is said', () => {
		const checks = {
			1: { verified: false, why: 'stranger' },
			2: { verified: false, why: 'alone' }
		} as const;
		const judgement = { accepted: false, confidence: 0.3, needs: 'money', checks } as const;
		expect(headOf(differing({ judgement }))?.why).toBe(
			'Not verified: only one person you know says this, and it is about money.'
		);
	});

	test('others can be asked to confirm until two have, and not while it runs', () => {
		expect(isOpen(strange())).toBe(true);
		expect(isOpen(strange({ state: 'asking' }))).toBe(false);
		expect(isOpen(differing())).toBe(false);
	});
});

describe('who says what', () => {
	test('two who say the same are named together, and what differs is said with both names', () => {
		expect(sameIn(differing())).toEqual([{ words: 'Anna and Cleo say the same.', sources: [1, 2] }]);
		expect(differencesIn(differing()).map(({ lead }) => lead)).toEqual([
			'Anna and Cleo say 8 €, Ben says 12 €.'
		]);
	});

	test('the words around what differs are the author’s own', () => {
		const [difference] = differencesIn(differing());
		expect(difference?.sides.map(({ quote }) => quote)).toEqual([
			['The ferry costs ', '8 €', '.'],
			['The ferry is ', '12 €', ' one way.']
		]);
	});

	test('the reader is "you", not a peer with a key', () => {
		const exchange = differing({
			sources: [aSource(1, me, 'It costs 8 €.', { verification: 'own' }), aSource(3, ben, 'It is 12 €.')],
			agreement: {
				groups: [
					{ by: [me], sources: [1] },
					{ by: [ben], sources: [3] }
				],
				against: [{ between: [0, 1], differs: 'number', said: ['8 €', '12 €'] }]
			}
		});
		expect(differencesIn(exchange)[0]?.lead).toBe('You say 8 €, Ben says 12 €.');
	});

	test('a difference between groups that are not there shows nothing', () => {
		const agreement = {
			groups: [],
			against: [{ between: [0, 1], differs: 'day', said: ['a', 'b'] }]
		} as const;
		expect(differencesIn(differing({ agreement }))).toEqual([]);
	});
});

describe('why somebody was asked', () => {
	const because = (over: Parameters<typeof aStop>[1]) => route.why(aStop(dana, over));

	test('each reason is words', () => {
		expect(because({ why: 'experience', topic: 'Restaurants in Berlin', useful: 9, of: 10 })).toBe(
			'knows restaurants in Berlin: 9 of 10 useful'
		);
		expect(because({ why: 'experience', topic: 'Tax law', useful: 1, of: 5 })).not.toContain('knows');
		expect(because({ why: 'experience', useful: 1, of: 1 })).toBe('1 of 1 answer useful');
		expect(because({ why: 'claim', topic: 'DIY' })).toBe('says they know DIY');
		expect(because({ why: 'directory' })).toBe('found by topic at your server');
		expect(because({ why: 'referral', by: [{ peer: cleo, name: 'Cleo' }] })).toBe('Cleo named them');
		expect(because({ why: 'trial' })).toContain('to find out');
	});

	test('somebody on the way whom nobody here knows is told by whom they know', () => {
		const somebody = { peer: anna, name: '' };
		expect(because({ why: 'offer', by: [{ peer: ben, name: 'Ben' }, somebody, somebody] })).toBe(
			'offered: told by Ben, somebody Ben knows, and somebody they know'
		);
		expect(because({ why: 'offer', by: [] })).toBe('offered');
	});
});

test('a stranger has the name of their card everywhere, and a file says that they are none of your contacts', () => {
	const exchange = strange();
	expect(authorOf(exchange.sources[0]!, exchange)).toBe('Dana');
	const file = markdownOf({ title: 'Wine', exchanges: [exchange] }, 0);
	expect(file).toContain('Dana (not a contact)');
	expect(file).toContain('(genuine; not verified: nobody you know says this)');
	expect(file).toContain('Not verified: nobody you know says this. This is about health');
});

test('a search that went out and found nobody says so, and is not said to have asked nobody', () => {
	const none = strange({ parts: [], sources: [], route: [], messages: 6 });
	expect(emptyOutcome(none, 3)).toContain('nobody offered to answer');
});

test('when all were heard and the search goes on, that is what is said', () => {
	expect(progressWords(strange({ state: 'asking' }))).toBe('Looking for somebody who knows…');
});
