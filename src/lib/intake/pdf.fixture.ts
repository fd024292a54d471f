/** Small PDF files written by hand: pages of lines, an outline, a title; or pictures of pages, or sealed with a password. */
import { latin1 } from './bytes.fixture.ts';

export interface PdfToWrite {
	/** Lines of each page, from the top; an empty line leaves a gap. */
	readonly pages: readonly (readonly string[])[];
	readonly title?: string;
	/** A chapter's title, its page from 1, and how deep it is. */
	readonly outline?: readonly { readonly title: string; readonly page: number; readonly depth?: number }[];
	/** Pages are pictures; their lines are not written. */
	readonly scanned?: boolean;
	/** Opens with a password only. */
	readonly locked?: boolean;
}

const LINE = 14;
const TOP = 760;

export function aPdf({ pages, title, outline = [], scanned, locked }: PdfToWrite): Uint8Array<ArrayBuffer> {
	const objects: string[] = [];
	const add = (body: string): number => objects.push(body);
	const stream = (dict: string, body: string) =>
		add(`<< ${dict} /Length ${body.length} >>\nstream\n${body}\nendstream`);

	const [catalog, tree] = [add(''), add('')];
	const font = add(unicodeFont(add));
	const picture = stream(
		'/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8',
		'\x80'
	);
	const resources = `<< /Font << /F1 ${font} 0 R >> /XObject << /P1 ${picture} 0 R >> >>`;
	const numbers = pages.map((lines) => {
		const content = stream('', scanned ? 'q 600 0 0 800 0 0 cm /P1 Do Q' : drawn(lines));
		return add(
			`<< /Type /Page /Parent ${tree} 0 R /MediaBox [0 0 612 792] /Resources ${resources} /Contents ${content} 0 R >>`
		);
	});
	objects[tree - 1] =
		`<< /Type /Pages /Count ${numbers.length} /Kids [${numbers.map((n) => `${n} 0 R`).join(' ')}] >>`;
	const first = outline.length > 0 ? `/Outlines ${outlineOf(outline, numbers, objects)} 0 R` : '';
	objects[catalog - 1] = `<< /Type /Catalog /Pages ${tree} 0 R ${first} >>`;
	const info = title === undefined ? '' : `/Info ${add(`<< /Title ${hexText(title)} >>`)} 0 R`;
	const lock = locked
		? `/Encrypt ${add(`<< /Filter /Standard /V 1 /R 2 /P -4 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}> >>`)} 0 R`
		: '';
	return written(
		objects,
		`/Root ${catalog} 0 R ${info} ${lock} /ID [<${'00'.repeat(16)}> <${'00'.repeat(16)}>]`
	);
}

/** A font of two bytes a letter that says which letter each is: nothing needs to be drawn. */
function unicodeFont(add: (body: string) => number): string {
	const cmap =
		'/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n' +
		'1 begincodespacerange <0000> <FFFF> endcodespacerange\n1 beginbfrange <0000> <FFFF> <0000> endbfrange\n' +
		'endcmap end end';
	const toUnicode = add(`<< /Length ${cmap.length} >>\nstream\n${cmap}\nendstream`);
	const descriptor = add(
		'<< /Type /FontDescriptor /FontName /Any /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>'
	);
	const inner = add(
		`<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${descriptor} 0 R /DW 500 >>`
	);
	return `<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H /DescendantFonts [${inner} 0 R] /ToUnicode ${toUnicode} 0 R >>`;
}

function drawn(lines: readonly string[]): string {
	const shown = lines.map((line, n) => `1 0 0 1 72 ${TOP - n * LINE} Tm ${hex(line)} Tj`);
	return `BT /F1 11 Tf ${shown.join('\n')} ET`;
}

function outlineOf(
	outline: NonNullable<PdfToWrite['outline']>,
	pages: readonly number[],
	objects: string[]
): number {
	const root = objects.push('');
	const numbers = outline.map(() => objects.push(''));
	const parentOf = (n: number): number => {
		const depth = outline[n]!.depth ?? 0;
		const above = outline.slice(0, n).findLastIndex((one) => (one.depth ?? 0) < depth);
		return above === -1 ? root : numbers[above]!;
	};
	const childrenOf = (parent: number) => numbers.filter((_, n) => parentOf(n) === parent);
	const ends = (parent: number) => {
		const children = childrenOf(parent);
		return children.length > 0
			? `/First ${children[0]!} 0 R /Last ${children.at(-1)!} 0 R /Count ${children.length}`
			: '';
	};
	outline.forEach(({ title, page }, n) => {
		const siblings = childrenOf(parentOf(n));
		const next = siblings[siblings.indexOf(numbers[n]!) + 1];
		objects[numbers[n]! - 1] =
			`<< /Title ${hexText(title)} /Parent ${parentOf(n)} 0 R /Dest [${pages[page - 1]!} 0 R /Fit] ` +
			`${next ? `/Next ${next} 0 R` : ''} ${ends(numbers[n]!)} >>`;
	});
	objects[root - 1] = `<< /Type /Outlines ${ends(root)} >>`;
	return root;
}

const hex = (text: string): string =>
	`<${[...text].map((char) => char.charCodeAt(0).toString(16).padStart(4, '0')).join('')}>`;
const hexText = (text: string): string => hex(`\ufeff${text}`);

function written(objects: readonly string[], trailer: string): Uint8Array<ArrayBuffer> {
	let text = '%PDF-1.7\n';
	const places = objects.map((body, n) => {
		const at = text.length;
		text += `${n + 1} 0 obj\n${body}\nendobj\n`;
		return at;
	});
	const table = text.length;
	text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
	for (const at of places) text += `${String(at).padStart(10, '0')} 00000 n \n`;
	text += `trailer\n<< /Size ${objects.length + 1} ${trailer} >>\nstartxref\n${table}\n%%EOF\n`;
	return latin1(text);
}
