/** Bytes of files that are written by hand. */
import { strToU8, zipSync, type Zippable } from 'fflate';

/** One byte a character. */
export const latin1 = (text: string): Uint8Array<ArrayBuffer> =>
	Uint8Array.from(text, (char) => char.charCodeAt(0));

export const aZip = (entries: Readonly<Record<string, string | Uint8Array>>): Uint8Array<ArrayBuffer> => {
	const files: Zippable = {};
	for (const [name, content] of Object.entries(entries))
		files[name] = typeof content === 'string' ? strToU8(content) : content;
	return new Uint8Array(zipSync(files));
};

const xml = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** A Word document: `# ` begins a heading, anything else is a paragraph. `more` goes into the body as it is. */
export function aDocx(lines: readonly string[], more = '', parts: Record<string, string | Uint8Array> = {}) {
	const paragraphs = lines.map((line) => {
		const level = /^(#+) /.exec(line)?.[1]?.length ?? 0;
		const style = level > 0 ? `<w:pPr><w:pStyle w:val="Heading${level}"/></w:pPr>` : '';
		const words = xml(line.replace(/^#+ /, ''));
		return `<w:p>${style}<w:r><w:t xml:space="preserve">${words}</w:t></w:r></w:p>`;
	});
	const styles = [1, 2, 3].map(
		(level) =>
			`<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/></w:style>`
	);
	return aZip({
		'[Content_Types].xml': `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		'_rels/.rels': `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
		'word/_rels/document.xml.rels': `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
		'word/styles.xml': `${HEAD}<w:styles ${W}>${styles.join('')}</w:styles>`,
		'word/document.xml': `${HEAD}<w:document ${W}><w:body>${paragraphs.join('')}${more}</w:body></w:document>`,
		...parts
	});
}
