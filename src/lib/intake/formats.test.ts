import { afterEach, describe, expect, test } from 'vitest';
import { aDocx, aZip, latin1 } from './bytes.fixture.ts';
import { itemOf, placeOf, reasonOf } from './formats.fixture.ts';
import { aPdf } from './pdf.fixture.ts';

// Node has none; a page's text needs none.
(globalThis as { DOMMatrix?: unknown }).DOMMatrix ??= Object;

const canary = globalThis as { canary?: unknown };
afterEach(() => {
	expect(canary.canary).toBeUndefined();
});

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
