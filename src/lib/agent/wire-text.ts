/**
 * People's texts hold what the wire refuses (form feeds, halves of surrogate pairs, characters that turn a line
 * around). Each is replaced by one code unit, so that spans keep their places.
 */

// eslint-disable-next-line no-control-regex -- just what the wire refuses
const refused = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
const refusedInLine = /[\t\r\n\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** The text as it may travel, of the same length, or cut to `max` code units. */
export const wireText = (text: string, max: number): string =>
	text.slice(0, max).toWellFormed().replace(refused, ' ');

/** The same for titles and names. */
export const wireLine = (text: string, max: number): string =>
	wireText(text, max).replace(refusedInLine, ' ');
