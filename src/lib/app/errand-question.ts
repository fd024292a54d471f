/**
 * Puts what is to be found out as a question, where a rule does that safely: "whether Thursday works" becomes "Does Thursday
 * work?". Everything else stays as the person typed it, for them to put. And tells what kind of question it is.
 */

export interface Put {
	readonly text: string;
	/** Still in the words in which my agent was told to ask, not in those of a question. */
	readonly isRaw: boolean;
}

const inverted: ReadonlySet<string> = new Set([
	...['is', 'are', 'was', 'were', 'can', 'could', 'will', 'would', 'should', 'may']
]);
const plain: ReadonlyMap<string, string> = new Map(
	['works', 'suits', 'fits', 'helps', 'wants', 'needs', 'knows'].map((verb) => [verb, verb.slice(0, -1)])
);
const germanVerbs: ReadonlySet<string> = new Set(['passt', 'geht', 'klappt', 'stimmt', 'reicht', 'hilft']);
/** Of somebody else: in the question they would be another word. */
const others: ReadonlySet<string> = new Set([
	...['they', 'them', 'their', 'theirs', 'he', 'him', 'his', 'she', 'her', 'hers', 'ihnen', 'ihr', 'ihre'],
	...['ihm', 'er', 'sie', 'that', 'which', 'who']
]);
const articles: ReadonlySet<string> = new Set(['the', 'a', 'an', 'my', 'our', 'this', 'these', 'some']);
/** A subject of more words may have a verb of its own. */
const SUBJECT_MOST = 5;
/** Whoever does it: the same order of words in both. */
const WHO = /^who (has|can|could|will|would|wants|knows|needs|is|comes|is coming)\b/i;

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);
const asked = (text: string): Put => ({ text: `${capital(text.replace(/[\s.!?]+$/u, ''))}?`, isRaw: false });

export function putAsQuestion(typed: string): Put {
	const text = typed.trim();
	const quoted = unquoted(text);
	if (quoted !== undefined) return { text: quoted, isRaw: false };
	const [, word = '', rest = ''] = /^(whether|if|ob)\s+(.+)$/isu.exec(text) ?? [];
	if (word !== '') {
		const put = word.toLowerCase() === 'ob' ? german(rest) : english(rest);
		return put === undefined ? { text, isRaw: true } : asked(put);
	}
	if (text.endsWith('?') || WHO.test(text)) return asked(text);
	return { text, isRaw: true };
}

function english(rest: string): string | undefined {
	const words = rest.split(/\s+/);
	if (words.some((word) => others.has(bare(word)))) return undefined;
	const at = words.findIndex((word, i) => i > 0 && (inverted.has(bare(word)) || plain.has(bare(word))));
	const before = words[at - 1];
	if (at < 1 || at > SUBJECT_MOST || before === undefined) return undefined;
	// "the works": no verb. "Thursday, is": two sentences.
	if (articles.has(bare(before)) || words.slice(0, at).some((word) => word.endsWith(','))) return undefined;
	const [verb = '', subject, after] = [words[at], words.slice(0, at), words.slice(at + 1)];
	const base = plain.get(bare(verb));
	return base === undefined
		? [verb, ...subject, ...after].join(' ')
		: ['Does', ...subject, verb.replace(/works|suits|fits|helps|wants|needs|knows/i, base), ...after].join(
				' '
			);
}

/** The verb stands last, and goes first. */
function german(rest: string): string | undefined {
	const words = rest.replace(/[\s.!?]+$/u, '').split(/\s+/);
	const verb = words.at(-1) ?? '';
	if (words.length < 2 || !germanVerbs.has(verb.toLowerCase())) return undefined;
	if (words.some((word) => others.has(bare(word)) || word.endsWith(','))) return undefined;
	return [verb, ...words.slice(0, -1)].join(' ');
}

/** At the beginning of a sentence or a part of one. "Was it good?" is English. */
const OPEN =
	/(?:^|[.,;:!?]\s*)(?:(?:and|but|so|und|aber|also)\s+)?(?:who|whom|whose|what|when|where|why|how|which|wer|wen|wem|wessen|was(?!\s+(?:it|that|this|there|the|he|she|your|my|our|any\p{L}*|every\p{L}*)\b)|wann|wo|woher|wohin|warum|wieso|weshalb|wie|wieviele?|welche[rsmn]?)(?!\p{L})/iu;
/** Something is to be chosen. */
const EITHER = /(?<!\p{L})(?:or|oder)(?!\p{L})/iu;

/** Whether "yes" or "no" answers it. */
export const wantsYesOrNo = (question: string): boolean => !OPEN.test(question) && !EITHER.test(question);

const bare = (word: string): string => word.toLowerCase().replace(/[^\p{L}]+/gu, '');

const QUOTES = [/^"([^"]+)"$/su, /^“([^”]+)”$/su, /^„([^“”]+)[“”]$/su, /^«([^»]+)»$/su, /^»([^«]+)«$/su];

/** What stands between the quotation marks, where all of it does. */
export function unquoted(text: string): string | undefined {
	for (const quotes of QUOTES) {
		const inside = quotes.exec(text.trim())?.[1]?.trim();
		if (inside) return inside;
	}
	return undefined;
}
