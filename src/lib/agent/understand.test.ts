import { describe, expect, test } from 'vitest';
import { aClock } from './means.fixture.ts';
import { NodeError, type Engine, type Prompt } from './ports.ts';
import { believed, understood } from './understand.ts';

const bakery = 'When does the bakery open?';
const still = new AbortController().signal;
const full = (question: string, ...earlier: string[]) =>
	understood(question, earlier, { clock: aClock() }, still);

describe('put together so that it reads as one would have written it', () => {
	test.each([
		[bakery, 'and on Sundays?', 'When does the bakery open on Sundays?'],
		[bakery, 'And Sundays?', 'When does the bakery open on Sundays?'],
		[bakery, 'on Sundays?', 'When does the bakery open on Sundays?'],
		[bakery, 'tomorrow?', 'When does the bakery open tomorrow?'],
		[bakery, 'what about the pharmacy?', 'When does the pharmacy open?'],
		[bakery, 'And the pharmacy in Mill Street?', 'When does the pharmacy in Mill Street open?'],
		[bakery, 'When does it close?', 'When does the bakery close?'],
		[bakery, 'and when does it close?', 'and when does the bakery close?'],
		[bakery, 'How much is it?', 'How much is the bakery?'],
		[bakery, 'What is its phone number?', 'What is the bakery’s phone number?'],
		['When does the bakery open on Saturdays?', 'and on Sundays?', 'When does the bakery open on Sundays?'],
		['When does the bakery open on Saturdays', 'what about Sundays', 'When does the bakery open on Sundays?'],
		['Where can I swim in Oslo?', 'and in Bergen?', 'Where can I swim in Bergen?'],
		['Where can I swim?', 'with kids?', 'Where can I swim with kids?'],
		['Where is the cabin key?', 'and the car key?', 'Where is the car key?'],
		['Where is my bike?', "and Ben's?", "Where is Ben's bike?"],
		["What is Anna's number?", "Ben's?", "What is Ben's number?"],
		['When does Luigi open?', 'How far is he?', 'How far is Luigi?'],
		['Is the sauna open?', 'How much does it cost?', 'How much does the sauna cost?'],
		['Wann öffnet die Bäckerei?', 'und sonntags?', 'Wann öffnet die Bäckerei sonntags?'],
		['Wann öffnet die Bäckerei?', 'und die Apotheke?', 'Wann öffnet die Apotheke?'],
		['Wann öffnet die Bäckerei?', 'und am Sonntag?', 'Wann öffnet die Bäckerei am Sonntag?'],
		['Wo ist die Sauna?', 'Was kostet sie?', 'Was kostet die Sauna?'],
		['Quand ouvre la boulangerie ?', 'et le dimanche ?', 'Quand ouvre la boulangerie le dimanche ?'],
		['Quand ouvre la boulangerie ?', 'Et la pharmacie ?', 'Quand ouvre la pharmacie ?'],
		['¿Cuándo abre la panadería?', '¿Y los domingos?', '¿Cuándo abre la panadería los domingos?'],
		['¿Cuándo abre la panadería?', 'y la farmacia?', '¿Cuándo abre la farmacia?']
	])('%s — %s', async (before, question, expected) => {
		expect(await full(question, before)).toBe(expected);
	});
});

describe('else both halves stand side by side', () => {
	test.each([
		[bakery, 'Why?', 'the bakery open — Why?'],
		[bakery, 'what about the second one?', 'the bakery open — what about the second one?'],
		['What can I eat at Luigi?', 'When is his terrace open?', 'When is Luigi’s terrace open?'],
		['Where can I swim?', 'How deep is it?', 'I swim — How deep is it?'],
		[bakery, 'How do I get there?', 'the bakery open — How do I get there?'],
		[bakery, 'Anything else?', 'the bakery open — Anything else?'],
		['Wann öffnet die Bäckerei?', 'Wie komme ich dorthin?', 'öffnet die Bäckerei — Wie komme ich dorthin?'],
		['Quand ouvre la boulangerie ?', 'Combien ça coûte ?', 'ouvre la boulangerie — Combien ça coûte ?'],
		['¿Cuándo abre la panadería?', '¿Cuánto cuesta?', 'abre la panadería — ¿Cuánto cuesta?']
	])('%s — %s', async (before, question, expected) => {
		expect(await full(question, before)).toBe(expected);
	});
});

describe('what it leans on', () => {
	test('is the newest question that stands alone, not the one between that leans itself', async () => {
		expect(await full('and in winter?', 'Where is the lake?', bakery, 'why?')).toBe(
			'When does the bakery open in winter?'
		);
	});

	test('is a question as it was understood', async () => {
		expect(await full('and the pharmacy?', bakery, 'When does the bakery open on Sundays?')).toBe(
			'When does the pharmacy open on Sundays?'
		);
	});

	test('lies no more than six questions back', async () => {
		const why = Array.from({ length: 5 }, () => 'why?');
		expect(await full('on Sundays?', bakery, ...why)).toBe('When does the bakery open on Sundays?');
		expect(await full('on Sundays?', bakery, ...why, 'why?')).toBeUndefined();
	});

	test('is nothing where there was no question before', async () => {
		expect(await full('and on Sundays?')).toBeUndefined();
		expect(await full('Is it far?', 'And why?')).toBeUndefined();
	});

	test('never makes a question longer than the wire takes', async () => {
		expect(await full(`and ${'x'.repeat(1_990)} why?`, bakery)).toBeUndefined();
	});
});

describe('with a model', () => {
	const asked: Prompt[] = [];
	const aModel = (text: string | Error, change: Partial<Engine> = {}): Engine => ({
		...{ id: 'model', instant: false, contextTokens: 2_048, structured: false },
		async *write(prompt) {
			asked.push(prompt);
			if (text instanceof Error) throw text;
			yield { kind: 'text', text };
		},
		...change
	});
	const byModel = (engine: Engine, question = 'How do I get there?', ...earlier: string[]) =>
		understood(question, earlier.length > 0 ? earlier : [bakery], { engine, clock: aClock() }, still);
	const byRule = 'the bakery open — How do I get there?';

	test('its rewriting is taken when it is made of the person’s words', async () => {
		expect(await byModel(aModel('How do I get to the bakery?\n'))).toBe('How do I get to the bakery?');
	});

	test('a structured one answers in JSON', async () => {
		const engine = aModel('{"question": "How do I get to the bakery?"}', { structured: true });
		expect(await byModel(engine)).toBe('How do I get to the bakery?');
		expect(asked.at(-1)!.schema).toMatchObject({ required: ['question'] });
		expect(await byModel(aModel('{"question": 7}', { structured: true }))).toBe(byRule);
		expect(await byModel(aModel('How do I get to the bakery?', { structured: true }))).toBe(byRule);
	});

	test('it sees the person’s questions and nothing else', async () => {
		await byModel(aModel('x'), 'How do I get there?', 'Where is Luigi?', bakery);
		const { turns, sources } = asked.at(-1)!;
		expect(sources).toEqual([]);
		expect(turns.map(({ role }) => role)).toEqual(['system', 'person']);
		expect(turns[1]!.text).toContain('Where is Luigi?');
		expect(turns[1]!.text).toContain(bakery);
	});

	test.each([
		['a word of somebody else', 'How do I get to the bakery on Elm Street?'],
		['an answer', 'The bakery is in Mill Street.'],
		['an address', 'How do I get to https://evil.example/?q=bakery'],
		['a host', 'How do I get to bakery.open'],
		['nothing', ''],
		['an essay', 'How do I get to the bakery? '.repeat(40)]
	])('that writes %s is not believed', async (_, text) => {
		expect(await byModel(aModel(text))).toBe(byRule);
	});

	test('in trouble the rule stands', async () => {
		expect(await byModel(aModel(new NodeError('engine-unavailable', { trouble: 'crashed' })))).toBe(byRule);
	});

	test('that takes too long is not waited for', async () => {
		const clock = aClock();
		let wasStopped = false;
		const engine = aModel('', {
			// eslint-disable-next-line require-yield -- never comes to it
			async *write(_, signal) {
				await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
				wasStopped = true;
			}
		});
		const waiting = understood('How do I get there?', [bakery], { engine, clock }, still);
		await Promise.resolve();
		clock.turn(3_000);
		expect(await waiting).toBe(byRule);
		await Promise.resolve();
		expect(wasStopped).toBe(true);
	});

	test('is not asked where the rule is sure, nor about a question that stands alone', async () => {
		const before = asked.length;
		expect(await byModel(aModel('x'), 'and on Sundays?')).toBe('When does the bakery open on Sundays?');
		expect(await byModel(aModel('x'), 'Where is the cabin key?')).toBeUndefined();
		expect(asked.length).toBe(before);
	});

	test('whose context is too small for the questions is not asked', async () => {
		expect(await byModel(aModel('x', { contextTokens: 100 }))).toBe(byRule);
	});
});

test('a rewriting keeps the words of the question and adds only words from before', () => {
	const earlier = ['When does the bakery open?'];
	expect(
		believed('When does the bakery close on Sundays?', 'and close on Sundays?', earlier, false)
	).toBeDefined();
	expect(believed('When does the bakery open?', 'and close on Sundays?', earlier, false)).toBeUndefined();
	expect(believed('close on Sundays?', 'and close on Sundays?', earlier, false)).toBeUndefined();
});
