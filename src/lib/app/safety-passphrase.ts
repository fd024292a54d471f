/** How hard a passphrase is to guess, roughly: enough to warn of the worst, no promise about the rest. */

export const MIN_PASSPHRASE_CHARS = 8;

export type PassphraseStrength = 'too-short' | 'weak' | 'fair' | 'strong';

/** What everybody tries first; a passphrase that begins with one is as good as its rest. */
const COMMON =
	/pass(?:wor[dt]|phrase)|qwert[yz]|asdf\w*|letmein|welcome|iloveyou|admin|elmnet|dragon|monkey|football|(?:19|20)\d\d/gi;
/** Bits that a guesser at 600,000 rounds a try needs years for. */
const FAIR_BITS = 40;
const STRONG_BITS = 60;

export function strengthOf(passphrase: string): PassphraseStrength {
	const typed = passphrase.normalize('NFKC');
	if (Array.from(typed).length < MIN_PASSPHRASE_CHARS) return 'too-short';
	const bits = bitsOf(typed);
	return bits < FAIR_BITS ? 'weak' : bits < STRONG_BITS ? 'fair' : 'strong';
}

/**
 * Letters count by the kinds that are used; one that only repeats or follows the letter before it (aaa, 1234, cba)
 * counts little. People write words, not letters: in words of a language a letter tells about two bits.
 */
function bitsOf(typed: string): number {
	const rest = typed.replace(COMMON, '#');
	const kinds = [
		{ letters: /[a-z]/, size: 26 },
		{ letters: /[A-Z]/, size: 26 },
		{ letters: /\d/, size: 10 },
		{ letters: /[^a-zA-Z\d]/, size: 33 }
	];
	const size = kinds.reduce((sum, kind) => sum + (kind.letters.test(rest) ? kind.size : 0), 0);
	const isWords = /^[\p{L}\s'’-]+$/u.test(rest);
	const each = isWords ? 2.5 : Math.log2(Math.max(size, 2));
	let bits = 0;
	let before = NaN;
	for (const letter of rest) {
		const code = letter.codePointAt(0) ?? 0;
		bits += Math.abs(code - before) <= 1 ? 0.5 : each;
		before = code;
	}
	return bits;
}
