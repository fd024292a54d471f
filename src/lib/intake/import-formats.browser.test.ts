import { expect, test } from 'vitest';
import { aDocx, aZip } from './bytes.fixture.ts';
import { importFiles, type Imported } from './import.ts';
import { aPdf } from './pdf.fixture.ts';

const createWorker = (url: string | URL) => new Worker(url, { type: 'module' });

async function imported(...files: File[]): Promise<Imported[]> {
	const steps: Imported[] = [];
	const signal = new AbortController().signal;
	const toImport = files.map((file) => ({ file, name: file.name }));
	for await (const step of importFiles(toImport, { createWorker, signal })) steps.push(step);
	return steps;
}

const PAGE_LINES = 45;
/** Like a paper: 20 pages of full lines. */
const paper = () =>
	aPdf({
		title: 'Tides of the north',
		pages: Array.from({ length: 20 }, (_, page) =>
			Array.from(
				{ length: PAGE_LINES },
				(_, line) => `Line ${line} of page ${page + 1} tells how the water came and went in that year.`
			)
		),
		outline: [{ title: 'Beginning', page: 1 }]
	});

test('a real worker reads one file of each kind, says why it does not read a broken one, and goes on', async () => {
	const steps = await imported(
		new File([paper()], 'a.pdf'),
		new File([aDocx(['# Bread', 'Flour.'])], 'b.docx'),
		new File(
			[
				'<title>Page</title><p onclick="x()">Words<script>x()</script><img src="https://elsewhere.example/p.png" alt="a boat">'
			],
			'c.html'
		),
		new File(['Name,Town\nAnna,Kiel\n'], 'd.csv'),
		new File(['[{"title":"Bees","text":"sleep"}]'], 'e.json'),
		new File([aZip({ 'in/f.md': '# F', 'g.pdf': aPdf({ pages: [['Inside.']] }) })], 'h.zip'),
		new File([aPdf({ pages: [['x']], locked: true })], 'i.pdf'),
		new File([aPdf({ pages: [['x']], scanned: true })], 'j.pdf'),
		new File(['broken'], 'k.docx')
	);
	const ends = steps.filter((step) => step.done ?? step.refused);
	expect(Object.fromEntries(ends.map((step) => [step.name, step.refused ?? 'done']))).toEqual({
		'a.pdf': 'done',
		'b.docx': 'done',
		'c.html': 'done',
		'd.csv': 'done',
		'e.json': 'done',
		'h.zip/in/f.md': 'done',
		'h.zip/g.pdf': 'done',
		'h.zip': 'done',
		'i.pdf': 'encrypted',
		'j.pdf': 'no-text',
		'k.docx': 'damaged'
	});
	const [pdf] = steps.flatMap((step) => step.item ?? []);
	expect(pdf!.title).toBe('Tides of the north');
	const at = pdf!.text.indexOf('of page 17');
	expect(pdf!.marks!.findLast(({ start }) => start <= at)).toMatchObject({ page: 17, path: ['Beginning'] });
});
