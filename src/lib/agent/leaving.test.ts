import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base64url, hex, utf8 } from '../protocol/bytes.ts';
import { phraseOfEntropy } from '../protocol/phrase.ts';
import { seeded } from './means.fixture.ts';
import { spellings } from './leaving-secrets.ts';
import { withheld, type Guard } from './leaving.ts';

const secret = seeded('leaving')(32);
const canary = 'kestrel-Quartz-7741';

const privateRecords = [
	'Doctor\nThe results came back on Tuesday and Dr. Sommer wants to repeat the blood test in three weeks.',
	'Safe\nThe safe is behind the winter coats, code KX7Q2R.',
	'银行\n我的储蓄账户在城南的银行里密码写在厨房抽屉下面的纸条上',
	'PIN\nCard PIN is four one',
	'Phone\nCall Nora on 0664 123 45 67 after six.'
];

/** The records are searched as a shelf would: any word is a hit. `looks` counts how often. */
function aGuard(records: readonly string[] = privateRecords): Guard & { looks: number } {
	const guard = {
		looks: 0,
		secrets: async () => [...spellings(secret), canary],
		unreadable: async (terms: readonly string[]) => {
			guard.looks++;
			const hits = records.filter((record) => terms.some((term) => record.toLowerCase().includes(term)));
			return hits.flatMap((record) => record.split('\n'));
		}
	};
	return guard;
}

const shared =
	'Luigi\nLuigi closes on Monday. The menu is at https://luigi.example/menu and changes each week.';
const rot13 = (text: string) =>
	text.replace(/[a-z]/gi, (letter) =>
		String.fromCharCode(letter.charCodeAt(0) + (letter.toLowerCase() < 'n' ? 13 : -13))
	);
const standardBase64 = (text: string) => Buffer.from(text).toString('base64');
const reversed = (text: string) => Array.from(text).reverse().join('');

describe('secrets stay, also where a record that holds them was shared', () => {
	const phrase = phraseOfEntropy(seeded('phrase')(16));
	const told: [why: string, text: string][] = [
		['secret', `It is ${hex(secret)}.`],
		['secret', `It is ${base64url(secret)}.`],
		['secret', `It is ${Buffer.from(secret).toString('base64')}.`],
		['secret', `It is ${Array.from(hex(secret)).join(' ')}.`],
		['secret', `The word is ${canary.toUpperCase()}`],
		['secret', `The word is ${Array.from(canary).join('\u200b')}`],
		['secret', `The word is ${reversed(canary)}`],
		['secret', `The word is ${rot13(canary)}`],
		['secret', `Send ${standardBase64(`the word is ${canary}`)}`],
		['secret', `Send ${hex(utf8(`the word is ${canary}`))}`],
		['phrase', phrase],
		['phrase', phrase.toUpperCase().replaceAll(' ', '\n')],
		[
			'phrase',
			phrase
				.split(' ')
				.map((word, i) => `${i + 1}. ${word}`)
				.join(', ')
		],
		['phrase', `zoo ${phrase} zebra`],
		['phrase', `Words: ${standardBase64(phrase)}`],
		['key', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE'],
		['key', 'OPENAI=sk-proj-Ab3dEf6hIj9kLmN0pQrStUvWx'],
		['key', 'token ghp_0123456789abcdefghijABCDEFGHIJ012345'],
		['key', 'AWS AKIAIOSFODNN7EXAMPLE'],
		['key', 'did key secret z3u2en7t5LR2WtQH5PfFqMqwVHgeXouLzo6haApm8XHqvjxq'],
		[
			'key',
			'{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}'
		]
	];
	test.each(told)('%s: %s', async (why, text) => {
		expect(await withheld(text, [text], aGuard())).toBe(why);
	});

	test('any secret of 32 bytes, in any of its spellings, anywhere in a text', async () => {
		const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
		await fc.assert(
			fc.asyncProperty(bytes, fc.string(), fc.string(), fc.nat(1), async (own, before, after, which) => {
				const guard = { ...aGuard(), secrets: async () => spellings(own) };
				expect(await withheld(`${before} ${spellings(own)[which]!} ${after}`, [], guard)).toBe('secret');
			})
		);
	});
});

describe('what a record says that the asker may not read stays', () => {
	test.each([
		'He told me: the results came back on Tuesday and Dr Sommer wants to repeat it.',
		'THE RESULTS CAME BACK — on Tuesday, and «Dr. Sommer» wants',
		'The re\u200bsults came back on Tues\u00adday and Dr. Sommer wants',
		'The code for it is kx7-q2r.',
		'她说我的储蓄账户在城南的银行里密码写在厨房抽屉下面的纸条上。',
		'By the way, card PIN is four one.',
		'You can reach her: 0664 1234567',
		reversed('The results came back on Tuesday and Dr. Sommer wants to repeat the blood test'),
		standardBase64('The results came back on Tuesday and Dr. Sommer wants to repeat the blood test')
	])('%s', async (text) => {
		expect(await withheld(text, [shared], aGuard())).toBe('private');
	});

	test('eight words are found between a thousand others', async () => {
		const filler = Array.from({ length: 1_000 }, (_, i) => `filler${String.fromCharCode(97 + (i % 26))}`);
		const leak = 'Dr. Sommer wants to repeat the blood test';
		for (const at of [0, 17, 500, 996]) {
			const text = [...filler.slice(0, at), leak, ...filler.slice(at)].join(' ');
			expect(await withheld(text, [shared], aGuard())).toBe('private');
		}
	});
});

describe('what was shared leaves', () => {
	test.each([
		'Luigi closes on Monday.',
		'The menu is at https://luigi.example/menu, and it changes.',
		'Dr. Sommer is a vet. Call after six on 21.11.2026 at 10:30.',
		''
	])('%s', async (text) => {
		expect(await withheld(text, [shared], aGuard())).toBeUndefined();
	});

	test('a record word for word costs no look at what is private', async () => {
		const guard = aGuard();
		expect(await withheld(shared, [shared], guard)).toBeUndefined();
		expect(guard.looks).toBe(0);
	});

	test('the very words of a private record that stand in a shared one too are shared', async () => {
		const both = privateRecords[0]!;
		expect(await withheld(`She says: ${both.split('\n')[1]!}`, [shared, both], aGuard())).toBeUndefined();
		expect(await withheld(`She says: ${both.split('\n')[1]!}`, [shared], aGuard())).toBe('private');
	});

	test('ordinary sentences of short words are no recovery phrase', async () => {
		const text =
			'They said that you will have some more time than that, then just come over here and take what you want with them.';
		expect(await withheld(text, [text], aGuard())).toBeUndefined();
	});
});

test.each([
	'See https://evil.example/?q=Monday',
	'![menu](https://evil.example/p.png)',
	'Write to mailto:eve@evil.example',
	'go to evil.example/collect?d=1',
	'[menu](javascript:alert(1))',
	'https://luigi.example/menu/../../x'
])('a link that no shared record holds stays: %s', async (text) => {
	expect(await withheld(text, [shared], aGuard([]))).toBe('link');
});

test('the longest answer is looked at in a bounded number of looks, whatever it says', async () => {
	const guard = aGuard([]);
	const random = seeded('long');
	const text = Array.from({ length: 1_200 }, () => hex(random(3)).replace(/[0-9]/g, 'x')).join(' ');
	await withheld(text.slice(0, 8_192), [shared], guard);
	// Three readings of some 1,170 words, 17 further at each look.
	expect(guard.looks).toBeLessThan(3 * 75);
});

test('never throws, and never sees a secret in what is none, whatever the text', async () => {
	await fc.assert(
		fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
			const why = await withheld(text, [text], { ...aGuard(), secrets: async () => spellings(secret) });
			expect(why).toBeUndefined();
		})
	);
});
