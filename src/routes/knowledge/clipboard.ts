/** What lies on the clipboard, as something that can be added: files, a piece of a web page, or words. */
export type Pasted =
	| { readonly kind: 'files'; readonly files: readonly File[] }
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'empty' };

/** Headings, lists, tables, pictures: what would be lost if only the words were taken. */
const STRUCTURE = /<(h[1-6]|ul|ol|table|pre|blockquote|img|article)[\s>]/i;

const pageOf = (html: string): File => new File([html], 'pasted.html', { type: 'text/html' });

/** From a paste that the person has just made: nothing needs to be asked. */
export function pastedIn(data: DataTransfer | null): Pasted {
	const files = [...(data?.files ?? [])];
	if (files.length > 0) return { kind: 'files', files };
	return wordsOrPage(data?.getData('text/html') ?? '', data?.getData('text/plain') ?? '');
}

/** Asks the browser for the clipboard; 'refused' where it does not give it. */
export async function readClipboard(): Promise<Pasted | 'refused'> {
	try {
		let html = '';
		let plain = '';
		for (const item of await navigator.clipboard.read())
			for (const type of item.types) {
				if (type === 'text/html') html ||= await (await item.getType(type)).text();
				else if (type === 'text/plain') plain ||= await (await item.getType(type)).text();
			}
		return wordsOrPage(html, plain);
	} catch {
		// No permission, no such function, or a clipboard that changed under us: the keys still work.
		return 'refused';
	}
}

function wordsOrPage(html: string, plain: string): Pasted {
	if (STRUCTURE.test(html)) return { kind: 'files', files: [pageOf(html)] };
	return plain.trim() === '' ? { kind: 'empty' } : { kind: 'text', text: plain };
}
