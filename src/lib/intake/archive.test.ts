import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { entriesOf } from './archive.ts';
import { aDocx, aZip, latin1 } from './bytes.fixture.ts';
import { base64url } from '#lib/protocol/bytes.ts';
import { cleanedName } from './clean.ts';
import { aPdf } from './pdf.fixture.ts';
import { readFile, type Answer } from './read.ts';
import { zipName } from './zip-name.ts';

(globalThis as { DOMMatrix?: unknown }).DOMMatrix ??= Object;

/** What became of each name: its refusal, or `end`. */
async function endsOf(name: string, bytes: BlobPart): Promise<Record<string, string>> {
	const ends: Record<string, string> = {};
	for await (const step of readFile(new File([bytes], name)))
		if (step.kind === 'refused') ends[step.name] = step.code;
		else if (step.kind === 'end') ends[step.name] = 'end';
	return ends;
}

describe('an archive', () => {
	test('gives each entry under its own name, the rest whatever becomes of one', async () => {
		const zip = aZip({
			'notes/one.md': '# One',
			'notes/two.docx': aDocx(['Two']),
			'broken.docx': 'no',
			'picture.png': 'x',
			'inner.zip': aZip({ 'a.txt': 'a' }),
			'empty.txt': '',
			'notes/': '',
			'__MACOSX/notes/._one.md': 'x',
			'.git/config': 'x',
			'../../etc/passwd.txt': 'root'
		});
		expect(await endsOf('box.zip', zip)).toEqual({
			'box.zip/notes/one.md': 'end',
			'box.zip/notes/two.docx': 'end',
			'box.zip/broken.docx': 'damaged',
			'box.zip/picture.png': 'kind',
			'box.zip/inner.zip': 'too-deep',
			'box.zip/empty.txt': 'empty',
			'box.zip/etc/passwd.txt': 'end',
			'box.zip': 'end'
		});
	});

	test('is hashed itself and entry by entry; what is known is skipped unread', async () => {
		const zip = new File([aZip({ 'a.txt': 'alpha', 'b.txt': 'beta' })], 'z.zip');
		const steps = readFile(zip);
		const seen: string[] = [];
		let answer: Answer;
		for (;;) {
			const { done, value: step } = await steps.next(answer);
			if (done) break;
			answer = undefined;
			if (step.kind === 'progress') continue;
			seen.push(`${step.kind} ${step.name}`);
			if (step.kind === 'hash' && step.name === 'z.zip/a.txt') answer = 'skip';
		}
		expect(seen).toEqual([
			'hash z.zip',
			'hash z.zip/a.txt',
			'end z.zip/a.txt',
			'hash z.zip/b.txt',
			'item z.zip/b.txt',
			'end z.zip/b.txt',
			'end z.zip'
		]);
	});

	test('the same bytes have the same hash, inside and outside of an archive', async () => {
		const hashes = async (file: File) => {
			const found: string[] = [];
			for await (const step of readFile(file)) if (step.kind === 'hash') found.push(step.hash);
			return found;
		};
		const [plain] = await hashes(new File(['alpha'], 'a.txt'));
		const digest = await crypto.subtle.digest('SHA-256', latin1('alpha'));
		expect(plain).toBe(base64url(new Uint8Array(digest)));
		expect((await hashes(new File([aZip({ 'b.md': 'alpha' })], 'z.zip')))[1]).toBe(plain);
	});

	test('bombs are refused by what comes out of them', async () => {
		const zeros = new Uint8Array(6 * 1024 * 1024);
		expect(await endsOf('b.zip', aZip({ 'a.txt': zeros, 'b.txt': 'fine' }))).toEqual({
			'b.zip/a.txt': 'unpacks-too-large',
			'b.zip/b.txt': 'end',
			'b.zip': 'end'
		});
	});

	test('all entries together unpack to no more than the limit', async () => {
		const zip = new Blob([aZip({ 'a.txt': 'x'.repeat(60), 'b.txt': 'y'.repeat(60), 'c.txt': 'z' })]);
		const seen = [];
		for await (const entry of entriesOf(zip, 100)) seen.push('refused' in entry ? entry.refused : entry.name);
		expect(seen).toEqual(['a.txt', 'unpacks-too-large']);
	});

	test('more entries than anybody reads are refused before one is unpacked', async () => {
		const many = Object.fromEntries(Array.from({ length: 2_001 }, (_, n) => [`${n}.txt`, 'x']));
		expect(await endsOf('m.zip', aZip(many))).toEqual({ 'm.zip': 'too-many' });
	});

	test('an entry with a password, a changed byte and a cut end are told apart', async () => {
		const locked = aZip({ 'a.txt': 'secret' });
		const list = locked.findLastIndex(
			(byte, n) => byte === 0x01 && locked[n - 1] === 0x4b && locked[n + 1] === 0x02
		);
		locked[list + 6]! |= 1;
		expect(await endsOf('l.zip', locked)).toMatchObject({ 'l.zip/a.txt': 'encrypted' });
		const changed = new Uint8Array(zipSync({ 'a.txt': [latin1('plain words'), { level: 0 }] }));
		changed[30 + 'a.txt'.length + 2]! ^= 1;
		expect(await endsOf('c.zip', changed)).toMatchObject({ 'c.zip/a.txt': 'damaged' });
		expect(await endsOf('d.zip', aZip({ 'a.txt': 'x' }).slice(0, 40))).toEqual({ 'd.zip': 'damaged' });
		expect(await endsOf('e.zip', aZip({}))).toEqual({ 'e.zip': 'empty' });
	});
});

describe('names', () => {
	test.each([
		['a\u202egnp.txt', 'agnp.txt'],
		['..\\..\\win\\x.md', 'win/x.md'],
		['/etc//./passwd', 'etc/passwd'],
		['line\nbreak\u0000.txt', 'line break.txt'],
		['', 'file'],
		['../..', 'file']
	])('%j is shown as %j', (name, shown) => {
		expect(cleanedName(name)).toBe(shown);
	});

	test('a name of 10,000 characters is shortened and keeps its ending', () => {
		const name = cleanedName(`${'x'.repeat(10_000)}.pdf`);
		expect(name.length).toBeLessThanOrEqual(120);
		expect(name.endsWith('.pdf')).toBe(true);
	});

	test('old letters and new ones are read', () => {
		expect(zipName(new TextEncoder().encode('Grüße.md'), true)).toBe('Grüße.md');
		expect(zipName(new TextEncoder().encode('Grüße.md'), false)).toBe('Grüße.md');
		expect(zipName(Uint8Array.from([0x47, 0x72, 0x81, 0xe1, 0x65]), false)).toBe('Grüße');
	});
});

test('any bytes, and any change of good ones, end in items or a refusal, soon', async () => {
	const good: Record<string, Uint8Array<ArrayBuffer>> = {
		pdf: aPdf({ pages: [['One line.', 'Two.']], outline: [{ title: 'One', page: 1 }] }),
		docx: aDocx(['# One', 'Two']),
		zip: aZip({ 'a.md': '# A', 'b.csv': 'a,b\nx,y' }),
		html: latin1('<html><body><nav>x</nav><article><p>Some words<table><tr><td>1</table></article>'),
		csv: latin1('Name,Town\n"Anna","Kiel"\n'),
		json: latin1('[{"title":"A","text":["b",{"c":1}]},{"from":"x","text":"y"}]'),
		jsonl: latin1('{"a":1}\n{"b":[1,2]}'),
		md: latin1('# A\n\n```\nb')
	};
	const edit = fc.record({ at: fc.nat(10_000), byte: fc.nat(255), cut: fc.boolean() });
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(...Object.keys(good)),
			fc.array(edit, { minLength: 1, maxLength: 12 }),
			fc.option(fc.uint8Array({ maxLength: 300 })),
			async (ending, edits, raw) => {
				let bytes = raw ? new Uint8Array(raw) : good[ending]!.slice();
				for (const { at, byte, cut } of edits) {
					if (bytes.length === 0) break;
					if (cut && at % 7 === 0) bytes = bytes.slice(0, at % bytes.length);
					else bytes[at % bytes.length] = byte;
				}
				const ends = await endsOf(`x.${ending}`, bytes);
				expect(Object.keys(ends)).toContain(`x.${ending}`);
			}
		),
		{ numRuns: 150 }
	);
}, 120_000);
