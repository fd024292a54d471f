/**
 * Text as the index should see it: one form for letters that look the same, and a space after every character of the
 * scripts that write without spaces, so that any run of them can be found and not only what lies between two stops.
 */
const UNSPACED =
	/([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*)/gu;

export const wordsFor = (text: string): string => text.normalize('NFKC').replace(UNSPACED, ' $1 ');
