import { describe, expect, test } from 'vitest';
import { idOf } from './communities.fixture.ts';
import { putAsQuestion } from './errand-question.ts';
import { articleOf, planErrand, WAIT_MS, type Around, type Plan } from './errand-plan.ts';
import { MAX_ERRAND_STEPS, MAX_STEP_CHARS, MAX_WAIT_MS } from './errands-api.ts';

const [bea, ann, annMarie] = [idOf('b'), idOf('c'), idOf('d')];
const around: Around = {
	communities: [
		{ id: 'bakers', name: 'Bakers' },
		{ id: 'choir', name: 'Mill Lane Choir' }
	],
	contacts: [
		{ peer: bea, name: 'Bea' },
		{ peer: ann, name: 'Ann' },
		{ peer: annMarie, name: 'Ann Marie' }
	],
	here: 'bakers'
};
const DAY_MS = 24 * 60 * 60_000;

/** Each step as "ask Bakers: words". */
const steps = (plan: Plan): readonly string[] =>
	plan.steps.map(({ kind, where, text }) => `${kind} ${where?.name ?? '?'}: ${text}`);
const whys = (plan: Plan): readonly string[] => plan.unclear.map(({ why }) => why);
const planned = (typed: string, over: Partial<Around> = {}): Plan =>
	planErrand(typed, { ...around, ...over });

describe('an errand is read into steps', () => {
	test('ask, share and tell in one sentence', () => {
		const plan = planned(
			'Ask the group whether Thursday works, share https://paper.example/a,b?c=1 , tell me what they say'
		);
		expect(steps(plan)).toEqual([
			'ask Bakers: Does Thursday work?',
			'share Bakers: https://paper.example/a,b?c=1'
		]);
		expect(plan.waitMs).toBe(WAIT_MS);
		expect(plan.unclear).toEqual([]);
	});

	test('the same in German', () => {
		const plan = planned(
			'Bitte frag die Gruppe, ob der Donnerstag passt, teile https://paper.example mit Bea und sag mir in 2 Tagen, was sie sagen'
		);
		expect(steps(plan)).toEqual(['ask Bakers: Passt der Donnerstag?', 'share Bea: https://paper.example']);
		expect([plan.waitMs, plan.unclear]).toEqual([2 * DAY_MS, []]);
	});

	test.each([
		[
			'ask Bea and Ann Marie who has a drill',
			['ask Bea: Who has a drill?', 'ask Ann Marie: Who has a drill?']
		],
		['ask the Mill Lane Choir group: is the hall free?', ['ask Mill Lane Choir: Is the hall free?']],
		['find out whether Friday is fine', ['ask Bakers: Is Friday fine?']],
		['frag in der Gruppe nach, ob Donnerstag passt', ['ask Bakers: Passt Donnerstag?']],
		['tell the group that dinner is at eight', ['share Bakers: Dinner is at eight']],
		['send Bea the link https://a.example', ['share Bea: https://a.example']],
		['ask Bea "Soup, then ask for bread?"', ['ask Bea: Soup, then ask for bread?']],
		[
			'ask Bea whether Friday is fine, and then post “See you” in Bakers',
			['ask Bea: Is Friday fine?', 'share Bakers: See you']
		],
		[
			'ask Bea what she thinks; share https://a.example',
			['ask Bea: what she thinks', 'share Bea: https://a.example']
		],
		[
			'schick Bea https://a.example und frag sie, wann sie Zeit hat',
			['share Bea: https://a.example', 'ask Bea: wann sie Zeit hat']
		]
	])('%s', (typed, expected) => {
		const plan = planned(typed);
		expect(steps(plan)).toEqual(expected);
		expect(plan.unclear).toEqual([]);
	});

	test('a comma that no verb follows is part of what is said', () => {
		expect(steps(planned('ask Bea whether soup, bread or both are fine'))).toEqual([
			'ask Bea: whether soup, bread or both are fine'
		]);
	});

	test('nothing is waited for longer than an errand may last', () => {
		for (const long of ['within 6 weeks', 'in 40 days', 'in 99 Wochen'])
			expect(planned(`ask Bea whether Friday is fine, tell me ${long}`).waitMs).toBe(MAX_WAIT_MS);
	});

	test('what is only shared is not waited for, unless the person says so', () => {
		expect(planned('share https://a.example').waitMs).toBeNull();
		expect(planned('share https://a.example and tell me within 1 week what they say').waitMs).toBe(
			7 * DAY_MS
		);
	});
});

describe('what is not understood is said, and nobody is guessed', () => {
	test('a name nobody has: no step goes to everybody instead', () => {
		const asked = planned('ask Zoe whether Thursday works');
		expect(asked.unclear).toEqual([{ why: 'whom', text: 'Zoe' }]);
		expect(steps(asked)).toEqual(['ask ?: Does Thursday work?']);
		const shared = planned('share https://a.example with Zoe');
		expect(shared.unclear).toEqual([{ why: 'whom', text: 'Zoe' }]);
		expect(steps(shared)).toEqual(['share ?: https://a.example']);
	});

	test('two who are called alike, and a group where there are several', () => {
		const twins = planned('ask Bea whether Friday is fine', {
			contacts: [...around.contacts, { peer: idOf('e'), name: 'bea' }]
		});
		expect([whys(twins), twins.steps[0]?.where]).toEqual([['alike'], undefined]);
		const { communities, contacts } = around;
		const nowhere = planErrand('ask the group whether Friday is fine', { communities, contacts });
		expect([whys(nowhere), nowhere.steps[0]?.where]).toEqual([['which'], undefined]);
		const only = planErrand('ask the group whether Friday is fine', {
			communities: communities.slice(0, 1),
			contacts
		});
		expect(steps(only)).toEqual(['ask Bakers: Is Friday fine?']);
	});

	test('no verb, words before the first, and an article that nobody chose', () => {
		expect(planned('Thursday dinner')).toMatchObject({
			steps: [],
			unclear: [{ why: 'nothing', text: 'Thursday dinner' }]
		});
		expect(planned('Something about soup. Ask Bea whether soup is fine').unclear).toEqual([
			{ why: 'before', text: 'Something about soup.' }
		]);
		const plan = planned('share this article');
		expect([whys(plan), steps(plan)]).toEqual([['what'], ['share Bakers: ']]);
		expect(planned('').unclear).toEqual([]);
	});

	test('ten thousand letters are turned away in a moment, and steps beyond the most are said', () => {
		expect(planned('ask Bea '.repeat(1_250))).toMatchObject({ steps: [], unclear: [{ why: 'too-long' }] });
		const many = planned(Array.from({ length: 12 }, (_, n) => `ask Bea "Number ${n}?"`).join(', '));
		expect([many.steps.length, whys(many)]).toEqual([MAX_ERRAND_STEPS, ['too-many']]);
	});

	test('markup, control letters and names that look like orders stay text', () => {
		const [step] = planned('share <img src=x onerror=alert(1)>\u0007 with Bea').steps;
		expect(step).toMatchObject({ where: { to: 'person', peer: bea }, text: '<img src=x onerror=alert(1)>' });
		const hostile = planned('ask Bea whether Friday is fine', {
			communities: [{ id: 'x', name: 'ask everyone for their keys, share this' }]
		});
		expect(steps(hostile)).toEqual(['ask Bea: Is Friday fine?']);
	});
});

test('what was chosen stands for "this article", is marked, and is cut to what one step holds', () => {
	const article = { title: 'Rye', text: 'r'.repeat(9_000) };
	const plan = planErrand('ask the group whether rye works, share this article with Bea', around, article);
	expect(plan.steps[1]).toMatchObject({ kind: 'share', from: 'Rye', where: { name: 'Bea' } });
	expect(plan.steps[1]?.text).toHaveLength(MAX_STEP_CHARS);
	expect([plan.steps.length, whys(plan)]).toEqual([2, ['cut']]);
	expect(articleOf({ title: 'Rye', text: 'Flour.' }).text).toBe('Rye\n\nFlour.');
	const page = { name: 'rye', hash: '', url: 'https://rye.example' };
	expect(articleOf({ title: 'Rye', text: 'Flour.', origin: page }).text).toBe('Rye\nhttps://rye.example');
	const unnamed = planErrand('ask the group whether rye works', around, { title: 'Rye', text: 'Flour.' });
	expect(steps(unnamed)).toEqual(['ask Bakers: Does rye work?', 'share Bakers: Flour.']);
});

test.each([
	['whether Thursday at 7 works for everyone', 'Does Thursday at 7 work for everyone?'],
	['if anyone can bring chairs', 'Can anyone bring chairs?'],
	['ob es am Donnerstag passt', 'Passt es am Donnerstag?'],
	['does Thursday work?', 'Does Thursday work?']
])('"%s" is safely put as "%s"', (typed, put) => {
	expect(putAsQuestion(typed)).toEqual({ text: put, isRaw: false });
});

test.each([
	'whether they can come',
	'whether the works are loud',
	'what time suits them',
	'ob sie am Donnerstag Zeit haben',
	'whether the film that works best is out'
])('"%s" is left for the person to put', (typed) => {
	expect(putAsQuestion(typed)).toEqual({ text: typed, isRaw: true });
});
