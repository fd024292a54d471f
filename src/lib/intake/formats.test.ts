import { afterEach, describe, expect, test } from 'vitest';
import { aDocx, aZip, latin1 } from './bytes.fixture.ts';
import { aPdf } from './pdf.fixture.ts';
import { MAX_FILE_BYTES, readFile, type ReadStep } from './read.ts';

// Node has none; a page's text needs none.
(globalThis as { DOMMatrix?: unknown }).DOMMatrix ??= Object;

const canary = globalThis as { canary?: unknown };
afterEach(() => {
	expect(canary.canary).toBeUndefined();
});

async function stepsOf(name: string, ...bytes: BlobPart[]): Promise<ReadStep[]> {
	const steps: ReadStep[] = [];
	for await (const step of readFile(new File(bytes, name))) if (step.kind !== 'progress') steps.push(step);
	return steps;
}

async function itemOf(name: string, ...bytes: BlobPart[]) {
	const step = (await stepsOf(name, ...bytes)).find((one) => one.kind === 'item');
	if (step?.kind !== 'item') throw new Error(`no item in ${name}`);
	return step.item;
}

const reasonOf = async (name: string, ...bytes: BlobPart[]) => {
	const step = (await stepsOf(name, ...bytes)).at(-1);
	return step?.kind === 'refused' ? step.code : step?.kind;
};

const placeOf = (item: { text: string; marks?: readonly { start: number }[] }, words: string) =>
	item.marks?.findLast(({ start }) => start <= item.text.indexOf(words));

const passages = (item: { text: string; spans: readonly { start: number; end: number }[] }) =>
	item.spans.map(({ start, end }) => item.text.slice(start, end));

describe('PDF', () => {
	const journey = aPdf({
		title: 'Die Reise',
		pages: [
			['Große Reise', '', 'We left the har-', 'bour at noon – with 5 €.', '', 'Then we slept.'],
			['The second page.', '', 'Inland', 'Cows stood there.']
		],
		outline: [
			{ title: 'Große Reise', page: 1 },
			{ title: 'Inland', page: 2, depth: 1 }
		]
	});

	test('words come page by page, lines joined, cut words whole, paragraphs kept', async () => {
		const item = await itemOf('a.pdf', journey);
		expect(item.title).toBe('Die Reise');
		expect(item.text).toBe(
			'Große Reise\n\nWe left the harbour at noon – with 5 €.\n\nThen we slept.\n\nThe second page.\n\nInland Cows stood there.'
		);
	});

	test('every passage lies on one page, and its place names page and chapter', async () => {
		const item = await itemOf('a.pdf', journey);
		expect(placeOf(item, 'harbour')).toMatchObject({ page: 1, path: ['Große Reise'] });
		expect(placeOf(item, 'The second')).toMatchObject({ page: 2, path: ['Große Reise'] });
		expect(placeOf(item, 'Cows')).toMatchObject({ page: 2, path: ['Große Reise', 'Inland'] });
		const edge = item.text.indexOf('The second');
		expect(item.spans.every(({ start, end }) => end <= edge || start >= edge)).toBe(true);
	});

	test('a page without words keeps its number', async () => {
		const item = await itemOf('a.pdf', aPdf({ pages: [['One.'], [], ['Three.']] }));
		expect(placeOf(item, 'Three')).toMatchObject({ page: 3 });
	});

	test('a title that is a file name gives way to the name of the file', async () => {
		const pdf = aPdf({ pages: [['x']], title: 'Microsoft Word - final2.doc' });
		expect((await itemOf('dir/Lease 2024.pdf', pdf)).title).toBe('Lease 2024');
	});

	test.each([
		['encrypted', aPdf({ pages: [['secret']], locked: true })],
		['no-text', aPdf({ pages: [['x'], ['y']], scanned: true })],
		['damaged', journey.slice(0, 500)],
		['damaged', latin1('this is no PDF at all')]
	])('refused as %s', async (code, bytes) => {
		expect(await reasonOf('a.pdf', bytes)).toBe(code);
	});
});

describe('DOCX', () => {
	test('headings become the path of what is below them', async () => {
		const item = await itemOf('a.docx', aDocx(['# Bread', 'Flour & <water>.', '## Ovens', 'Hot.']));
		expect(item.title).toBe('Bread');
		expect(item.text).toContain('Flour & <water>.');
		expect(placeOf(item, 'Hot')).toMatchObject({ path: ['Bread', 'Ovens'] });
	});

	test.each([
		['damaged', aDocx(['x']).slice(0, 400)],
		['damaged', aZip({ 'other.txt': 'x' })],
		['damaged', aZip({ '[Content_Types].xml': '<a', 'word/document.xml': '<w:document><w:body>' })],
		['empty', aDocx([''])],
		[
			'encrypted',
			new Blob([new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]), latin1(Array.from('EncryptedPackage').join('\0'))])
		]
	])('refused as %s', async (code, bytes) => {
		expect(await reasonOf('a.docx', bytes)).toBe(code);
	});

	test('a document that unpacks to far more than it looks is refused, its pictures are not even unpacked', async () => {
		const bomb = new Uint8Array(6 * 1024 * 1024).fill(0x20);
		expect(await reasonOf('a.docx', aDocx(['x'], '', { 'word/more.xml': bomb }))).toBe('unpacks-too-large');
		expect(await reasonOf('a.docx', aDocx(['x'], '', { 'word/media/p.png': bomb }))).toBe('end');
	});
});

describe('HTML', () => {
	const article = `<h1>Tides</h1><p>${'The water comes twice a day. '.repeat(12)}</p>`;
	const page = (body: string, head = '') => `<html><head>${head}</head><body>${body}</body></html>`;

	test('of a web page the article is kept, with its title and its own address', async () => {
		const html = page(
			`<nav><a href="/">Menu of the site</a></nav><article>${article}<h2>Moon</h2><p>It pulls.</p></article><footer>Imprint</footer>`,
			'<title>Tides &amp; moons</title><link rel="canonical" href="https://me:pw@sea.example/tides">'
		);
		const item = await itemOf('tides.html', html);
		expect(item).toMatchObject({ title: 'Tides & moons', kind: 'page', url: 'https://sea.example/tides' });
		expect(item.text).not.toMatch(/Menu|Imprint/);
		expect(placeOf(item, 'It pulls')).toMatchObject({ path: ['Moon'] });
	});

	test('nothing in a page is run, and nothing of a script is kept', async () => {
		const item = await itemOf(
			'a.html',
			page(
				`<p onclick="globalThis.canary = 1">Words</p><script>globalThis.canary = 2</script>` +
					`<img src="x" onerror="globalThis.canary = 3" alt="A red boat"><svg onload="globalThis.canary = 4"></svg>` +
					`<a href="javascript:globalThis.canary = 5">link</a><iframe srcdoc="<script>globalThis.canary = 6</script>"></iframe>`
			)
		);
		expect(item.text).toContain('Words');
		expect(item.text).toContain('A red boat');
		expect(item.text).not.toMatch(/canary|javascript/);
	});

	test('pictures written into the page leave their description alone', async () => {
		const data = `data:image/png;base64,${'AAAA'.repeat(2_000_000)}`;
		const item = await itemOf('a.html', page(`<p>Before <img alt="the harbour" src="${data}"> after</p>`));
		expect(item.text).toBe('Before the harbour after');
	});

	test('a fragment without a page around it is read whole; lists and tables stay lines', async () => {
		const item = await itemOf(
			'a.htm',
			'<ul><li>one<li>two</ul><table><tr><th>Name<th>Town<tr><td>Anna<td>Köln</table>'
		);
		expect(item.text).toBe('- one\n- two\n\nName · Town\nAnna · Köln');
		expect(item.kind).toBe('file');
	});

	test('letters come out right, as UTF-8, as the page says, and as old Windows wrote them', async () => {
		const cyrillic = Uint8Array.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]);
		const head = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>';
		expect((await itemOf('a.html', head, cyrillic)).text).toBe('Привет');
		expect((await itemOf('a.html', '<meta charset="x-none"><p>', latin1('Caf\u00e9'))).text).toBe('Café');
		expect((await itemOf('a.html', '<meta charset="latin1"><p>Café')).text).toBe('Café');
	});

	test('a tree too deep to walk still gives its words', async () => {
		const depth = 20_000;
		const item = await itemOf('a.html', `${'<div>'.repeat(depth)}deep words${'</div>'.repeat(depth)}`);
		expect(item.text).toBe('deep words');
	});

	test.each([
		['empty', page('<script>1</script>')],
		['not-text', new Blob([latin1('<p>\0\0\xff\xfe\xff')])]
	])('refused as %s', async (code, html) => {
		expect(await reasonOf('a.html', html)).toBe(code);
	});
});

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
