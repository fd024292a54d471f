/**
 * Whether what a model wrote holds up as prose at all. Each check is about the text alone and says yes or no; what is
 * done about it is decided in prose.ts.
 */
import type { PromptTurn } from './ports.ts';
import { NOTHING } from './prompt.ts';
import { unspaced } from './support-words.ts';

const letters = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

// ---------------------------------------------------------------- garbled

/** Below this there is too little to judge. */
const ENOUGH_SIGNS = 16;
/** What UTF-8 looks like when it is read as Latin-1, and what stands for characters that are none. */
const broken = /\ufffd|[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€/gu;
const scripts = {
	latin: /\p{Script=Latin}/gu,
	cyrillic: /\p{Script=Cyrillic}/gu,
	greek: /\p{Script=Greek}/gu,
	arabic: /\p{Script=Arabic}/gu,
	hebrew: /\p{Script=Hebrew}/gu,
	indic: /[\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}]/gu,
	thai: /\p{Script=Thai}/gu,
	hangul: /\p{Script=Hangul}/gu,
	han: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu
};

/** Too few letters, broken characters, words that no language has, or a script that neither question nor sources are in. */
export function isGarbled(text: string, expected: string): boolean {
	const signs = text.match(/\S/gu)?.length ?? 0;
	if (signs === 0) return false;
	const found = letters(text);
	if (found === 0) return true;
	if ((text.match(broken)?.length ?? 0) * 20 > signs || (signs < 40 && text.includes('\ufffd'))) return true;
	if (signs < ENOUGH_SIGNS) return false;
	if (found * 2 < signs) return true;
	const longest = Math.max(
		0,
		...(text.match(/[\p{L}\p{N}\p{M}]{45,}/gu) ?? []).map((run) => (unspaced.test(run) ? 0 : run.length))
	);
	if (longest * 5 > signs || longest > 90) return true;
	return isForeign(text, expected);
}

/** More than half of the letters are of a script that the question and its sources do not use. */
function isForeign(text: string, expected: string): boolean {
	let [all, foreign] = [0, 0];
	for (const script of Object.values(scripts)) {
		const count = text.match(script)?.length ?? 0;
		all += count;
		script.lastIndex = 0;
		if (!script.test(expected)) foreign += count;
		script.lastIndex = 0;
	}
	return foreign * 2 > all;
}

// ---------------------------------------------------------------- repeating

/** The same words four times over; what differs by numbers alone may be a timetable, so it must go on for longer. */
const loops = [
	{ longest: 160, times: 4, chars: 60, numbers: /(?!)/g },
	{ longest: 60, times: 10, chars: 160, numbers: /\d+/g }
] as const;

/** The text ends in the same words over and over; numbers that count up do not hide it. */
export function endsInLoop(text: string): boolean {
	const tail = text.slice(-1_200).toLowerCase().replace(/\s+/g, ' ');
	return loops.some(({ longest, times, chars, numbers }) => {
		const end = tail.replace(numbers, '#').slice(-longest * times - chars);
		for (let period = 1; period <= longest; period++) {
			let same = 0;
			while (same + period < end.length && end.at(-1 - same) === end.at(-1 - same - period)) same++;
			if (same + period >= Math.max(period * times, chars)) return true;
		}
		return false;
	});
}

/** The same sentence three times and more. */
export function saysTheSame(sentences: readonly string[]): boolean {
	const counts = new Map<string, number>();
	for (const sentence of sentences) {
		const key = keyOf(sentence);
		if (key.length < 12) continue;
		const count = (counts.get(key) ?? 0) + 1;
		if (count >= 3) return true;
		counts.set(key, count);
	}
	return false;
}

/** Two sentences with the same key say the same in the same words. */
export const keyOf = (sentence: string): string =>
	sentence
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();

// ---------------------------------------------------------------- leaking

const RUN = 8;
const wordRuns = (text: string): readonly string[] => {
	const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
	return words.slice(RUN - 1).map((_, i) => words.slice(i, i + RUN).join(' '));
};

/** Tells whether a text repeats its prompt's frame: the mark of its fence, or eight words of the system turn in a row. */
export function leakOf(turns: readonly PromptTurn[], mark: string): (text: string) => boolean {
	const own = new Set(turns.filter(({ role }) => role === 'system').flatMap(({ text }) => wordRuns(text)));
	return (text) => (mark !== '' && text.includes(mark)) || wordRuns(text).some((run) => own.has(run));
}

// ---------------------------------------------------------------- "I don't know"

const unknown =
	/^(?:(?:i['’]?m )?(?:sorry|unfortunately|leider|désolé|lo siento)[,.]? ?(?:but )?)?(?:i (?:do not|don['’]?t|cannot|can['’]?t) (?:know|say|tell|answer|find)|i (?:have|found|could find) no |(?:the|these|none of the|no) (?:given |provided )?(?:sources?|notes?|passages?) (?:do(?:es)? not|don['’]?t|doesn['’]?t|says?|mentions?|provides?|contains?|answers?|states?|specif)|there (?:is|are) no (?:information|mention|sources?|details?)|(?:it|this|that|the answer) is not (?:mentioned|stated|specified|given|known|provided|clear)|no information|not (?:mentioned|stated|specified) in|(?:das )?weiß ich nicht|ich weiß (?:es |das )?nicht|die quellen (?:sagen|nennen|enthalten|geben|erwähnen|beantworten) |(?:das |dies )?(?:steht|wird) (?:in den quellen )?nicht|keine (?:angaben?|informationen)|je (?:ne sais|n['’]ai) |les sources ne |aucune (?:information|source)|il n['’]y a (?:pas|aucune) (?:d['’])?information|no (?:lo )?sé|las fuentes no |no hay (?:información|datos)|ninguna fuente)/iu;

/** The agreed word, or the same in a sentence. */
export const saysNothing = (sentence: string): boolean =>
	isNothing(sentence) || unknown.test(sentence.trim());

/** The agreed word and nothing else. */
export const isNothing = (text: string): boolean => text.replace(/[^\p{L}]/gu, '').toUpperCase() === NOTHING;

/** May still become the agreed word: not shown until it is clear. */
export const mayBeNothing = (text: string): boolean => {
	const said = text.replace(/[^\p{L}]/gu, '').toUpperCase();
	return said !== '' && NOTHING.startsWith(said);
};
