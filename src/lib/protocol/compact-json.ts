/**
 * JSON that is its own compact form: no white space, no key twice, no number that rounds, no half of a surrogate pair,
 * no nesting without end. Two readers can then never take two meanings from the same signed bytes.
 */
import { fromUtf8 } from './bytes.ts';
import { MAX_JSON_DEPTH } from './limits.ts';

/** Throws on anything else. What comes out is `unknown`: shapes are `schema.ts`'s matter. */
export function fromCompactJson(bytes: Uint8Array): unknown {
	const written = fromUtf8(bytes);
	// Before parsing: how deep an engine can nest depends on the engine, and on how deep we stand already.
	if (depthOf(written) > MAX_JSON_DEPTH) throw new Error('json: nested too deep');
	const value: unknown = JSON.parse(written);
	if (JSON.stringify(value) !== written) throw new Error('json: not compact');
	// stringify leaves exactly one kind of \ud…: the escape of a surrogate that stands alone.
	if (/(?:^|[^\\])(?:\\\\)*\\ud/.test(written)) throw new Error('json: half a character');
	return value;
}

function depthOf(written: string): number {
	let depth = 0;
	let deepest = 0;
	let quoted = false;
	for (let i = 0; i < written.length; i++) {
		const letter = written[i];
		if (quoted) {
			if (letter === '\\') i++;
			else if (letter === '"') quoted = false;
		} else if (letter === '"') quoted = true;
		else if (letter === '[' || letter === '{') deepest = Math.max(deepest, ++depth);
		else if (letter === ']' || letter === '}') depth--;
	}
	return deepest;
}
