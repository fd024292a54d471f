import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PeerId } from '../protocol/identity.ts';
import { compared, joined, nearnessOf, type Said } from './meaning.ts';
import { NodeError, type Embedder } from './ports.ts';

const peer = (name: string): PeerId => name.repeat(64).slice(0, 64) as PeerId;

const says = (name: string, text: string, hash = `${name}-passage`): Said => ({
	by: peer(name),
	quotes: [{ text, hash }]
});

/** The groups by the letters of who is in them, and what differs. */
function judged(question: string, ...texts: readonly string[]) {
	const answers = texts.map((text, i) => says('abcdef'.charAt(i), text));
	const { groups, against } = compared(answers, question);
	return {
		groups: groups.map(({ said }) => said.map(({ by }) => by.charAt(0)).join('')),
		against: against.map(({ differs, said }) => [differs, ...said])
	};
}

describe('two answers say the same', () => {
	test.each([
		['When does the market open?', 'The market opens at 9.', 'It opens at nine in the morning.'],
		['When does the market open?', 'It is open from 9 am.', 'The market opens at 9:00.'],
		['When does the market open?', 'From 9 to 17.', 'The market opens at 9.'],
		['Wann öffnet der Markt?', 'Der Markt öffnet um 9 Uhr.', 'Er öffnet um neun.'],
		['When is Luigi closed?', 'Luigi closes on Monday.', 'Luigi is closed on Mondays.'],
		['When is Luigi closed?', 'Luigi is closed on Mondays.', 'On Mondays he is not open.'],
		['When is Luigi open?', 'Open Monday to Friday.', 'Luigi is open on weekdays.'],
		['Wann hat Luigi zu?', 'Luigi hat montags geschlossen.', 'Montag ist Luigi geschlossen.'],
		['Are dogs allowed inside?', 'No, dogs are not allowed inside.', 'Dogs are not allowed inside.'],
		['Are dogs allowed inside?', 'No.', 'No, they must wait outside.'],
		['Who fixes bikes?', 'Petra Klein fixes bikes.', 'Ask for Petra Klein, she fixes every bike.'],
		[
			'Which restaurant has vegan Chinese food?',
			'Tianfuzius has vegan Chinese food.',
			'Try Tianfuzius near the park.'
		],
		['How do I strike through text?', 'Put two tildes around the words.', 'Two tildes around the words.']
	])('%s: “%s” and “%s”', (question, one, other) => {
		expect(judged(question, one, other)).toEqual({ groups: ['ab'], against: [] });
		expect(judged(question, other, one)).toEqual({ groups: ['ab'], against: [] });
	});

	test('where they quote the same words of the same text', () => {
		const answers = [
			says('a', 'Ask at the red door.', 'h'),
			says('b', 'Ask at the red door. Ring twice.', 'h')
		];
		expect(compared(answers, 'Where is the club?').groups).toHaveLength(1);
	});
});

describe('two answers differ in', () => {
	test.each([
		['number', 'When does the market open?', 'The market opens at 9.', 'The market opens at 10.', '9', '10'],
		['number', 'When does the market open?', 'It opens at 9 am.', 'It opens at 9 pm.', '9 am', '9 pm'],
		['number', 'When does the market open?', '8:30', 'The market opens at 9.', '8:30', '9'],
		['number', 'How many lanes?', 'The pool has four lanes.', 'The pool has six lanes.', 'four', 'six'],
		['number', 'Was kostet das Brot?', 'Das Brot kostet 4,50 Euro.', 'Das Brot kostet 5 Euro.', '4,50', '5'],
		['day', 'When is choir?', 'Choir is on Monday.', 'Choir is on Tuesday.', 'Monday', 'Tuesday'],
		['day', 'When is choir?', 'Monday.', 'Choir meets on Tuesday.', 'Monday', 'Tuesday'],
		['day', 'Wann ist Chor?', 'Chor ist montags.', 'Der Chor ist dienstags.', 'montags', 'dienstags'],
		[
			'day',
			'When is it closed?',
			'It is closed on Monday.',
			'It is closed on Monday and Tuesday.',
			'Monday',
			'Monday, Tuesday'
		],
		[
			'name',
			'Who is the mayor?',
			'The mayor is called Anna Schmidt.',
			'The mayor is called Petra Klein.',
			'Anna Schmidt',
			'Petra Klein'
		]
	])('a %s: %s “%s” and “%s”', (differs, question, one, other, left, right) => {
		expect(judged(question, one, other)).toEqual({ groups: ['a', 'b'], against: [[differs, left, right]] });
		expect(judged(question, other, one)).toEqual({ groups: ['a', 'b'], against: [[differs, right, left]] });
	});

	test.each([
		['Are dogs allowed?', 'Dogs are allowed.', 'Dogs are not allowed.'],
		['Are dogs allowed?', 'Yes.', 'No, never.'],
		['Sind Hunde erlaubt?', 'Hunde sind erlaubt.', 'Hunde sind nicht erlaubt.'],
		['Is Luigi open on Sundays?', 'Luigi is open on Sundays.', 'Luigi is closed on Sundays.'],
		['Hat Luigi sonntags offen?', 'Luigi hat sonntags offen.', 'Luigi hat sonntags geschlossen.']
	])('yes and no: %s “%s” and “%s”', (question, one, other) => {
		expect(judged(question, one, other)).toEqual({
			groups: ['a', 'b'],
			against: [['yes-no', one, other]]
		});
	});
});

describe('two answers neither agree nor disagree', () => {
	test.each([
		['Where is good ramen?', 'Cocolo has good ramen.', 'Takumi near the station.'],
		['Wo gibt es gute Pizza?', 'Die Pizzeria Da Nino ist gut.', 'Das Restaurant Zola ist gut.'],
		[
			'Vegan food in Ulm?',
			'Lotus in Ulm has vegan food on two floors.',
			'Zola in Ulm has vegan food on two floors.'
		],
		['Tell me about Luigi', 'Luigi opens at 9.', 'Luigi closes at 22.'],
		['When is Luigi open?', 'Open from Tuesday to Sunday.', 'Luigi is closed on Mondays.'],
		['What about the museum?', 'The museum was built in 1912.', 'Parking costs 3 euros an hour.']
	])('%s “%s” and “%s”', (question, one, other) => {
		const { groups, against } = judged(question, one, other);
		expect(groups).toEqual(['a', 'b']);
		expect(against.filter(([differs]) => differs !== 'number')).toEqual([]);
	});
});

test('most voices come first, and who differs is told by place', () => {
	const { groups, against } = compared(
		[says('c', 'Tuesday.'), says('a', 'Choir is on Monday.'), says('b', 'It is on Mondays.')],
		'When is choir?'
	);
	expect(groups.map(({ said }) => said.map(({ by }) => by.charAt(0)))).toEqual([['a', 'b'], ['c']]);
	expect(against).toEqual([{ between: [0, 1], differs: 'day', said: ['Monday', 'Tuesday'] }]);
});

test('one who joins later has the meaning of the first, whatever came between', () => {
	const question = 'When is choir?';
	const one = joined([], says('a', 'Choir is on Monday.'), question);
	const two = joined(one, says('b', 'Tuesday.'), question);
	const three = joined(two, says('c', 'It is on Mondays.'), question);
	expect(three.map(({ meaning }) => meaning)).toEqual(two.map(({ meaning }) => meaning));
	expect(three[0]).toMatchObject({ meaning: one[0]!.meaning, said: [{ by: peer('a') }, { by: peer('c') }] });
});

test('who agrees with one and contradicts another of a group is not in it', () => {
	const { groups } = compared(
		[
			says('a', 'Choir meets in the town hall.'),
			says('b', 'Choir meets in the town hall. It starts at 7.'),
			says('c', 'Choir meets in the town hall. It starts at 8.')
		],
		'Where and when does the choir meet?'
	);
	expect(groups.map(({ said }) => said.length)).toEqual([2, 1]);
});

describe('with an embedder', () => {
	const anEmbedder = (likeness: number): Embedder => ({
		id: 'e',
		dimensions: 2,
		// The first text lies on one axis, every other at the given angle to it.
		embed: async (texts) =>
			texts.map((_, i) =>
				i === 0 ? Float32Array.of(1, 0) : Float32Array.of(likeness, Math.sqrt(1 - likeness ** 2))
			)
	});
	const grouped = async (question: string, texts: readonly string[], embedder: Embedder) => {
		const answers = texts.map((text, i) => says('abc'.charAt(i), text));
		return compared(answers, question, await nearnessOf(answers, question, embedder)).groups.length;
	};
	const tildes = ['Wrap the words in tildes.', 'Enclose it between double tildes.'];

	test('what means nearly the same in other words is one group, what does not is two', async () => {
		expect(await grouped('How do I strike text?', tildes, anEmbedder(0.95))).toBe(1);
		expect(await grouped('How do I strike text?', tildes, anEmbedder(0.5))).toBe(2);
	});

	test.each([
		['When is choir?', 'Choir meets on Monday.', 'Choir meets on Tuesday.'],
		['When is choir?', 'Choir starts at 7.', 'Choir starts at 8.'],
		['Are dogs allowed?', 'Dogs are allowed inside.', 'Dogs are not allowed inside.'],
		['Who leads the choir?', 'The leader is Anna Schmidt.', 'The leader is Petra Klein.']
	])('likeness never joins across a number, a day, a name or a not: %s', async (question, one, other) => {
		expect(await grouped(question, [one, other], anEmbedder(1))).toBe(2);
	});

	test('that fails, words alone decide', async () => {
		const failing: Embedder = {
			...anEmbedder(1),
			embed: () => Promise.reject(new NodeError('engine-unavailable'))
		};
		expect(await grouped('How do I strike text?', tildes, failing)).toBe(2);
	});
});

test('whatever is said, everybody is in exactly one group, and the order of arrival changes no pair', () => {
	const word = fc.constantFrom(
		'market',
		'opens',
		'closed',
		'not',
		'Monday',
		'Tuesday',
		'9',
		'10',
		'Anna',
		'Yes,',
		'.'
	);
	const sentence = fc.array(word, { minLength: 1, maxLength: 7 }).map((words) => words.join(' '));
	fc.assert(
		fc.property(fc.array(sentence, { minLength: 1, maxLength: 5 }), sentence, (texts, question) => {
			const answers = texts.map((text, i) => says('abcde'.charAt(i), text));
			const { groups } = compared(answers, question);
			expect(groups.flatMap(({ said }) => said.map(({ by }) => by)).sort()).toEqual(
				answers.map(({ by }) => by)
			);
			const [one, other] = [answers[0]!, answers.at(-1)!];
			expect(compared([one, other], question).groups.length).toBe(
				compared([other, one], question).groups.length
			);
		})
	);
});
