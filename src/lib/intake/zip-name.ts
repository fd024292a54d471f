/** What an entry in an archive is called. Old programs wrote names in the letters of their screens. */

/** Code page 437 from 0x80 on. */
const old =
	'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** UTF-8 where the archive says so, and where it does not but the bytes are nothing else; otherwise the old letters. */
export function zipName(bytes: Uint8Array, isUtf8: boolean): string {
	try {
		return new TextDecoder('utf-8', { fatal: !isUtf8 }).decode(bytes);
	} catch {
		return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : old[byte - 0x80])).join('');
	}
}

const beside = new Set(['thumbs.db', 'desktop.ini']);

/** Folders, and what systems put beside a person's files: passed over without a word. */
export const isBeside = (name: string): boolean => {
	const segments = name.replaceAll('\\', '/').split('/');
	const last = segments.at(-1) ?? '';
	return (
		last === '' ||
		beside.has(last.toLowerCase()) ||
		segments.some((segment) => segment === '__MACOSX' || /^\.[^.]/.test(segment))
	);
};
