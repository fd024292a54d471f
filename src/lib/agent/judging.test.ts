import { describe, expect, test } from 'vitest';
import type { PeerId } from '../protocol/identity.ts';
import { agreementIn, judged, saidIn, type Bar, type Voice } from './judging.ts';
import { compared } from './meaning.ts';
import { blank, observed, type Belief } from './routing/beliefs.ts';

const NOW = 1_800_000_000_000;
const QUESTION = 'When is choir?';
const CELL = 7;
const peer = (name: string): PeerId => name.repeat(64).slice(0, 64) as PeerId;
const me = peer('m');

function aSource(n: number, author: string, text: string, change: object = {}) {
	const spans = [{ start: 0, end: text.length }];
	return {
		...{ n, author: peer(author), text, spans, hash: `${author}${text}` },
		verification: 'verified' as const,
		...change
	};
}

/** Somebody whose answers on this were useful so many times. */
function aVoice(useful: number, change: Partial<Voice> = {}): Voice {
	let belief: Belief = blank(NOW);
	for (let i = 0; i < useful; i++) belief = observed(belief, 'useful', [CELL], NOW);
	return { belief, ...change };
}

function checks(
	sources: readonly ReturnType<typeof aSource>[],
	voices: Readonly<Record<string, Voice>>,
	change: Partial<Bar> = {}
) {
	const bar: Bar = { me, cells: [CELL], important: false, rated: 20, now: NOW, ...change };
	const known = new Map(Object.entries(voices).map(([name, voice]) => [peer(name), voice]));
	const found = judged(sources, compared(saidIn(sources), QUESTION), known, bar);
	return sources.map(({ n }) => found.checks.get(n)!.why);
}

const monday = [aSource(1, 'a', 'Choir is on Monday.')];
const both = [...monday, aSource(2, 'b', 'It is on Mondays.')];

describe('a source is verified', () => {
	test('when somebody says it who has told the truth before', () => {
		expect(checks(monday, { a: aVoice(6) })).toEqual(['known']);
	});

	test('when two say it who know, independently', () => {
		expect(checks(both, { a: aVoice(4), b: aVoice(4) })).toEqual(['corroborated', 'corroborated']);
	});

	test('with the stranger who says the same, on the word of the one who is known', () => {
		expect(checks(both, { a: aVoice(6) })).toEqual(['known', 'known']);
	});

	test('when it is the person’s own note, whatever others say', () => {
		const own = aSource(2, 'm', 'Choir is on Tuesday.', { verification: 'own' });
		expect(checks([...monday, own], { a: aVoice(6) })).toEqual(['known', 'own']);
	});
});

describe('a source is not verified', () => {
	test('when only strangers say it, however many they are', () => {
		const crowd = [...'abcdefgh'].map((name, i) => aSource(i + 1, name, 'Choir is on Monday.'));
		expect(new Set(checks(crowd, {}))).toEqual(new Set(['stranger']));
	});

	test('stays a stranger’s where others vouch for them and I never tried them', () => {
		const vouched = aVoice(0, { standing: { heard: { good: 3, bad: 0 } } });
		expect(checks(monday, { a: vouched })).toEqual(['stranger']);
	});

	test('when its citation does not hold, and it then speaks for nobody', () => {
		const forged = aSource(2, 'b', 'It is on Mondays.', { verification: 'hash-mismatch' });
		expect(checks([...monday, forged], { a: aVoice(6), b: aVoice(6) })).toEqual(['known', 'unproven']);
	});

	test('when something else was accepted', () => {
		const other = aSource(2, 'b', 'Choir is on Tuesday.');
		expect(checks([...monday, other], { a: aVoice(8) })).toEqual(['known', 'otherwise']);
	});

	test('when those who are known are divided', () => {
		const other = aSource(2, 'b', 'Choir is on Tuesday.');
		expect(checks([...monday, other], { a: aVoice(6), b: aVoice(6) })).toEqual(['divided', 'divided']);
	});

	test('when one who is known but was caught lying says it', () => {
		let { belief } = aVoice(2);
		for (let i = 0; i < 3; i++) belief = observed(belief, 'wrong', [CELL], NOW);
		expect(checks(monday, { a: { belief } })).toEqual(['divided']);
	});
});

describe('until ten questions are rated', () => {
	test('one who is known does not verify', () => {
		expect(checks(monday, { a: aVoice(6) }, { rated: 9 })).toEqual(['newcomer']);
		expect(checks(monday, { a: aVoice(6) }, { rated: 10 })).toEqual(['known']);
	});

	test('a friend does', () => {
		expect(checks(monday, { a: aVoice(2, { standing: { friend: true } }) }, { rated: 0 })).toEqual([
			'friend'
		]);
	});

	test('two who are known do', () => {
		expect(checks(both, { a: aVoice(4), b: aVoice(4) }, { rated: 0 })[0]).toBe('corroborated');
	});
});

describe('an important question', () => {
	test('is not verified by one alone, be it a friend', () => {
		expect(checks(monday, { a: aVoice(8) }, { important: true })).toEqual(['alone']);
		const friend = aVoice(8, { standing: { friend: true } });
		expect(checks(monday, { a: friend }, { important: true })).toEqual(['alone']);
	});

	test('is verified by two who know, independently', () => {
		expect(checks(both, { a: aVoice(6), b: aVoice(6) }, { important: true })[0]).toBe('corroborated');
	});

	test('is not verified by two of whom one brought the other', () => {
		const brought = { a: aVoice(6), b: aVoice(6, { broughtBy: [peer('a')] }) };
		expect(checks(both, brought, { important: true })).toEqual(['alone', 'alone']);
	});

	test('is not verified by a text and its copy; a few same words are no copy', () => {
		const leaflet = 'The choir of the old town meets every week on Monday at seven in the hall.';
		const same = { hash: 'leaflet' };
		const copies = [aSource(1, 'a', leaflet, same), aSource(2, 'b', leaflet, same)];
		const voices = { a: aVoice(6), b: aVoice(6) };
		expect(checks(copies, voices, { important: true })).toEqual(['alone', 'alone']);
		const short = [aSource(1, 'a', 'On Monday.', same), aSource(2, 'b', 'On Monday.', same)];
		expect(checks(short, voices, { important: true })[0]).toBe('corroborated');
	});
});

describe('the agreement of an answer', () => {
	test('says who is with whom and what differs, by source', () => {
		const sources = [...both, aSource(3, 'c', 'Choir is on Tuesday.')];
		expect(agreementIn(sources, QUESTION)).toEqual({
			groups: [
				{ by: [peer('a'), peer('b')], sources: [1, 2] },
				{ by: [peer('c')], sources: [3] }
			],
			against: [{ between: [0, 1], differs: 'day', said: ['Monday', 'Tuesday'] }]
		});
	});

	test('is none where one alone speaks, or several of different things', () => {
		expect(agreementIn(monday, QUESTION)).toBeUndefined();
		expect(
			agreementIn([aSource(1, 'a', 'Choir is on Monday.'), aSource(2, 'a', 'Bring a book.')], QUESTION)
		).toBeUndefined();
		expect(
			agreementIn([...monday, aSource(2, 'b', 'The organ was built in Leipzig.')], QUESTION)
		).toBeUndefined();
	});
});
