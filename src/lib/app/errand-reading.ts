/**
 * Whether somebody's words are plainly a yes or a no, in English and German. By rules, and by their first words: where it is
 * not sure it is neither, for a wrong count is worse than none.
 */

/** A longer answer says more than yes or no. */
const PLAIN_CHARS = 120;

type Reads = 'yes' | 'no';

/** These stay what they are whatever follows, as long as it does not turn them. */
const firm: Readonly<Record<Reads, readonly string[]>> = {
	yes: ['yes', 'yep', 'yeah', 'yup', 'ja', 'jep'],
	no: ['no', 'nope', 'nein', 'nee', 'nö']
};
/** These are an answer only where they are all of it: "fine, leave me out", "can't wait". */
const short: Readonly<Record<Reads, readonly string[]>> = {
	yes: [
		...[
			'sure',
			'ok',
			'okay',
			'of course',
			'fine',
			'works',
			'count me in',
			'agreed',
			'i can',
			'+1',
			'👍',
			'✅'
		],
		...['that works', 'it works', 'works for me', 'no problem', 'gladly', 'with pleasure', "i'm in"],
		...['jo', 'klar', 'gern', 'gerne', 'passt', 'geht', 'bin dabei', 'genau', 'auf jeden fall', 'na klar'],
		...['kein problem', 'das passt', 'das geht', 'einverstanden', 'ich kann', 'natürlich']
	],
	no: [
		...[
			'nah',
			'not me',
			"i can't",
			'i cannot',
			"can't",
			'cannot',
			'-1',
			'👎',
			'❌',
			'no way',
			'of course not'
		],
		...["i can't make it", "can't make it", "i can't come", 'count me out', 'not for me', "i'm out"],
		...['passt nicht', 'geht nicht', 'kann nicht', 'ich kann nicht', 'leider nicht', 'natürlich nicht'],
		...['das passt nicht', 'das geht nicht', 'passt leider nicht', 'geht leider nicht', 'keinesfalls'],
		...['auf keinen fall']
	]
};
const OPENINGS = /^(?:(?:sorry|unfortunately|hi|hello|hey|hm+|oh|leider|hallo|also)[\s,.!]+)+/iu;
/** Said beside an answer, and no part of it. */
const COURTESIES = anyOf([
	...['thanks', 'thank you', 'thanks a lot', 'many thanks', 'thank you very much', 'sorry', 'unfortunately'],
	...['danke', 'danke dir', 'danke schön', 'vielen dank', 'leider', 'tut mir leid', 'please', 'bitte']
]);
/** It says more, or not quite that. */
const HEDGES =
	/(?<!\p{L})(?:but|though|unless|depends|maybe|perhaps|not sure|no idea|if|or|ask|check|oh no|aber|außer|vielleicht|weiß nicht|kommt darauf an|keine ahnung|wenn|oder|eher|erst|frage?|schaue?|oh nein)(?!\p{L})|\?/iu;
const TURNS: Readonly<Record<Reads, RegExp>> = {
	yes: /(?<!\p{L})(?:not|nicht|never|nie|kein\p{L}*|without|ohne|leave me)(?!\p{L})|n't(?!\p{L})/iu,
	no: /(?<!\p{L})(?:worries|doubt|be there|come|coming|komme|doch|gut|good|happy)(?!\p{L})/iu
};
/** "No, I work then" and not "no doubt", "No. 5". */
const BREAK = /^\s*[,.;:!…–—-](?!\s*\d)/u;
/** Signs, and at most somebody's name behind a comma. */
const NOTHING = /^(?:[^\p{L}\p{N}]*,\s*\p{Lu}\p{L}+)?[^\p{L}\p{N}]*$/u;

/** By what stands for it, the longest first, as words of their own. */
function anyOf(phrases: readonly string[], flags = 'giu', from = '(?<![\\p{L}\\p{N}])'): RegExp {
	const all = phrases
		.toSorted((a, b) => b.length - a.length)
		.map((phrase) => phrase.replace(/[+]/gu, '\\$&'))
		.join('|');
	return new RegExp(`${from}(?:${all})(?![\\p{L}\\p{N}'])`, flags);
}

const yes: ReadonlySet<string> = new Set([...firm.yes, ...short.yes]);
const phrases = [...yes, ...firm.no, ...short.no];
const [first, anywhere] = [anyOf(phrases, 'iu', '^'), anyOf(phrases)];
const sideOf = (phrase: string): Reads => (yes.has(phrase.toLowerCase()) ? 'yes' : 'no');

/** Undefined where it is not plain. */
export function readsAs(said: string): Reads | undefined {
	const text = said.trim().replaceAll('’', "'");
	if (text.length > PLAIN_CHARS || HEDGES.test(text)) return undefined;
	// "Leider nicht" is a phrase of its own; "leider, nein" is not.
	return readAt(text) ?? readAt(text.replace(OPENINGS, ''));
}

function readAt(text: string): Reads | undefined {
	const [found] = first.exec(text) ?? [];
	if (found === undefined) return undefined;
	const reads = sideOf(found);
	const behind = text.slice(found.length);
	const rest = behind.replace(anywhere, ' ').replace(COURTESIES, ',');
	const more = behind.match(anywhere) ?? [];
	if (more.some((phrase) => sideOf(phrase) !== reads) || TURNS[reads].test(rest)) return undefined;
	if (NOTHING.test(rest)) return reads;
	const isFirm = firm[reads].includes(found.toLowerCase());
	return isFirm && (reads === 'yes' || BREAK.test(behind)) ? reads : undefined;
}
