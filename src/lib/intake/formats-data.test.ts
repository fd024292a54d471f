import { describe, expect, test } from 'vitest';
import { itemOf, passages, placeOf, reasonOf, stepsOf } from './formats.fixture.ts';
import { MAX_FILE_BYTES, readFile } from './read.ts';

describe('CSV', () => {
	test('each row says what its columns are called, whatever stands between them', async () => {
		const item = await itemOf('a.csv', 'Name;Town;Age\r\nAnna;"Ber;lin";5\r\nBen;;6\r\n');
		expect(item.text).toBe('Name: Anna · Town: Ber;lin · Age: 5\n\nName: Ben · Age: 6');
	});

	test('a header is found below a title, and a table of numbers has none', async () => {
		const item = await itemOf('a.csv', 'Members 2024,,\n\nName,Town,Since\nAnna,Kiel,2019\n');
		expect(item.text).toBe('Members 2024\n\nName: Anna · Town: Kiel · Since: 2019');
		expect((await itemOf('b.csv', '1,2\n3,4\n')).text).toBe('1 · 2\n\n3 · 4');
	});

	test('questions and answers become pairs, each a passage of its own', async () => {
		const item = await itemOf(
			'a.csv',
			'Question,Answer,Topic\nWhen?,At ten.,Hours\nWhere?,"In Kiel,\nnorth."\n'
		);
		expect(passages(item)).toEqual(['## When?\n\nAt ten.\n\nTopic: Hours', '## Where?\n\nIn Kiel,\nnorth.']);
		expect(placeOf(item, 'north')).toMatchObject({ path: ['Where?'] });
	});

	test('no passage begins or ends inside a row', async () => {
		const rows = Array.from(
			{ length: 500 },
			(_, n) => `Person ${n},"Street ${n}, Kiel",plays the cello and sings`
		);
		const item = await itemOf('a.csv', `Name,Address,Note\n${rows.join('\n')}`);
		const whole = new Set(item.text.split('\n\n'));
		expect(item.spans.length).toBeGreaterThan(40);
		for (const passage of passages(item))
			expect(passage.split('\n\n').every((row) => whole.has(row))).toBe(true);
	});

	test('a quote that is never closed costs its own place, not the table', async () => {
		const rows = Array.from({ length: 30_000 }, (_, n) => `Person ${n},plays the cello`);
		rows[200] = 'Person 200,"plays';
		const steps = await stepsOf('a.csv', `Name,Note\n${rows.join('\n')}`);
		const text = steps.map((step) => (step.kind === 'item' ? step.item.text : '')).join('');
		for (const n of [0, 199, 29_998])
			expect(text.includes(`Name: Person ${n} · Note: plays the cello`)).toBe(true);
	});

	test('300 MB are refused before a byte is read', async () => {
		const file = new File(['x'], 'big.csv');
		Object.defineProperty(file, 'size', { value: 300 * 1024 * 1024 });
		file.stream = () => {
			throw new Error('read');
		};
		const steps = [];
		for await (const step of readFile(file)) steps.push(step);
		expect(steps).toEqual([{ kind: 'refused', name: 'big.csv', code: 'too-large' }]);
		expect(MAX_FILE_BYTES).toBeLessThan(300 * 1024 * 1024);
	});
});

describe('JSON', () => {
	test('notes of a note app have their titles, words and facts', async () => {
		const notes = [
			{
				id: 'n1',
				title: 'Bees',
				textContent: 'They sleep in winter.',
				labels: [{ name: 'garden' }],
				isPinned: false
			},
			{ id: 'n2', title: 'Wasps', textContent: 'They do not.', created_at: 1_700_000_000 }
		];
		const item = await itemOf('notes.json', JSON.stringify(notes));
		expect(passages(item)).toEqual([
			'## Bees\n\nThey sleep in winter.\n\n- labels: garden',
			'## Wasps\n\nThey do not.\n\n- created at: 2023-11-14 22:13'
		]);
		expect(placeOf(item, 'They do not')).toMatchObject({ path: ['Wasps'] });
	});

	test('messages of a chat read as who, when, words, below the name of the chat', async () => {
		const chat = {
			name: 'Choir',
			type: 'group',
			messages: [
				{ id: 1, date: '2024-05-01T10:00:00', from: 'Anna', text: 'When do we meet?' },
				{ id: 2, date: '2024-05-01T10:05:00', from: 'Ben', text: ['At ', { type: 'bold', text: 'seven' }] }
			]
		};
		const item = await itemOf('result.json', JSON.stringify({ chats: { list: [chat] } }));
		expect(item.text).toContain(
			'Anna (2024-05-01T10:00:00): When do we meet?\n\nBen (2024-05-01T10:05:00): At seven'
		);
		expect(placeOf(item, 'When do')?.start).toBeDefined();
		expect(JSON.stringify(placeOf(item, 'When do'))).toContain('Choir');
	});

	test('a conversation kept as a tree of ids reads in its order', async () => {
		const node = (id: string, role: string, words: string) => ({
			id,
			message: {
				id,
				author: { role },
				create_time: 1_700_000_000.5,
				content: { content_type: 'text', parts: [words] }
			},
			parent: null,
			children: []
		});
		const mapping = {
			'aaaabbbb-0001-0001': { id: 'x', message: null, parent: null, children: ['y'] },
			'aaaabbbb-0001-0002': node('y', 'user', 'Hello there'),
			'aaaabbbb-0001-0003': node('z', 'assistant', 'Good day')
		};
		const item = await itemOf('conversations.json', JSON.stringify([{ title: 'Greeting', mapping }]));
		expect(item.text).toBe(
			'## Greeting\n\nuser (2023-11-14 22:13): Hello there\n\nassistant (2023-11-14 22:13): Good day'
		);
	});

	test('a line of JSON each is read too, a broken line passed over', async () => {
		const lines = '{"title":"A","text":"one"}\n{"title":"B","te\n{"title":"C","text":"three"}';
		expect((await itemOf('a.jsonl', lines)).text).toBe('## A\n\none\n\n## C\n\nthree');
		expect((await itemOf('a.json', lines)).text).toBe('## A\n\none\n\n## C\n\nthree');
	});

	test('keys that mean something to a program mean nothing here', async () => {
		await itemOf(
			'a.json',
			'[{"title":"T","__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"y"}}}]'
		);
		expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
	});

	test.each([
		['damaged', 'not json at all'],
		['damaged', '['.repeat(200_000)],
		['empty', '{}'],
		['empty', '[[],{},null]']
	])('refused as %s', async (code, text) => {
		expect(await reasonOf('a.json', text)).toBe(code);
	});

	test('what is nested without end is read as far as anybody would', async () => {
		const deep = `${'{"name":"level","in":'.repeat(3_000)}1${'}'.repeat(3_000)}`;
		expect((await itemOf('a.json', deep)).text.length).toBeLessThan(1_000);
	});
});
