/** A folder as people have them: many kinds of files, most of them sound, written to the disk of this machine. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { aDocx, aZip } from '../../src/lib/intake/bytes.fixture.ts';
import { aPdf } from '../../src/lib/intake/pdf.fixture.ts';

/** Names in the folder and what is in them. */
type Files = Record<string, string | Uint8Array>;

const many = (n: number, name: (i: number) => string, body: (i: number) => string | Uint8Array): Files =>
	Object.fromEntries(Array.from({ length: n }, (_, i) => [name(i), body(i)]));

const berth = (i: number, kind: string): string =>
	`Berth ${kind}${i} is painted colour${kind}${i}x by the harbour master.`;

/** Each refused for a reason of its own, in the words that the screen has for it. */
export const BROKEN: Readonly<Record<string, RegExp>> = {
	'broken/locked.pdf': /password/,
	'broken/scanned.pdf': /pictures of text/,
	'broken/torn.docx': /damaged/,
	'broken/photo.txt': /not text/,
	'broken/empty.md': /nothing in it/,
	'broken/film.mov': /files of this kind/,
	'broken/nested.zip/inner.zip': /archive inside an archive/
};

const broken: Files = {
	'broken/locked.pdf': aPdf({ pages: [['Nobody reads this.']], locked: true }),
	'broken/scanned.pdf': aPdf({ pages: [['A picture.'], ['Another.']], scanned: true }),
	'broken/torn.docx': aDocx(['This was a letter once.']).slice(0, 120),
	'broken/photo.txt': Uint8Array.from([0x89, 0x50, 0, 0, 1, 2, 3, 0, 0, 0xff, 0xfe, 0]),
	'broken/empty.md': '',
	'broken/film.mov': 'moving pictures',
	'broken/nested.zip': aZip({
		'inner.zip': aZip({ 'deep.md': 'Too deep.' }),
		'beside.md': 'Beside the inner one.'
	})
};

const sound: Files = {
	...many(
		180,
		(i) => `notes/note ${i}.md`,
		(i) => `# Note ${i}\n\n${berth(i, 'm')}\n\n## Tides\n\n${'The tide turns twice a day here. '.repeat(20)}`
	),
	...many(
		100,
		(i) => `letters/${i}/letter.txt`,
		(i) => `Dear friend,\n\n${berth(i, 't')}\n\nYours`
	),
	...many(
		60,
		(i) => `pages/page-${i}.html`,
		(i) =>
			`<html><head><title>Page ${i}</title><script>document.title = 'run'</script></head><body><article><h1>Page ${i}</h1><p>${berth(i, 'h')}</p><p>${'The heron stands on the outer mole in the evening. '.repeat(8)}</p></article></body></html>`
	),
	...many(
		41,
		(i) => `tables/table ${i}.csv`,
		(i) => `berth,colour\nc${i},colourc${i}x\n`
	),
	...many(
		40,
		(i) => `data/export-${i}.json`,
		(i) => JSON.stringify([{ title: `Entry ${i}`, text: berth(i, 'j') }])
	),
	...many(
		35,
		(i) => `reports/report ${i}.pdf`,
		(i) =>
			aPdf({
				pages: [[`Report ${i}`, 'The first page.'], ['The second page, about nothing.'], [berth(i, 'p')]],
				title: `Report ${i}`
			})
	),
	...many(
		34,
		(i) => `minutes/minutes ${i}.docx`,
		(i) => aDocx([`Minutes ${i}`, berth(i, 'd')])
	),
	'odd/名前 – ünïcödé & <b>.md': 'A name with odd letters.',
	'odd/.hidden.md': 'Not meant.',
	'archive/three.zip': aZip({
		'one.md': '# One\n\nInside one.',
		'sub/two.txt': 'Inside two.',
		'sub/three.md': 'Inside three.'
	})
};

/** How many results an import of it has: an archive counts as the files in it, hidden files do not count. */
export const RESULTS = {
	broken: Object.keys(BROKEN).length,
	sound: Object.keys(sound).length - 2 + 3 + 1,
	files: Object.keys(sound).length + Object.keys(broken).length
};

/** Writes it; its path. */
export function aFolder(at: string): string {
	const folder = join(at, 'Harbour');
	for (const [name, body] of Object.entries({ ...sound, ...broken })) {
		const path = join(folder, name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, body);
	}
	return folder;
}
