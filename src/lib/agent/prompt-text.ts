/**
 * Text on its way into a prompt: made plain, so that nothing in it looks like the prompt's own frame or like a token of a
 * model's chat template, and counted, so that it fits. Nothing here judges what a text says.
 */
import { base64url } from '../protocol/bytes.ts';
import type { RandomBytes } from './ports.ts';
import { unspaced } from './support-words.ts';

/* eslint-disable no-control-regex, no-misleading-character-class -- just what nobody can see */
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** Joiners, direction marks, variation selectors, tags: they hide text from people and not from models. */
const invisible =
	/[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]/gu;
/* eslint-enable no-control-regex, no-misleading-character-class */

/** What people see of a text: no controls, nothing invisible, whole characters, line ends as one sign. */
export const seen = (text: string): string =>
	text
		.toWellFormed()
		.replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
		.replace(invisible, '')
		.replace(control, ' ');

const brackets: Readonly<Record<string, string>> = {
	...{ '<': '‹', '>': '›', '＜': '‹', '＞': '›', '﹤': '‹', '﹥': '›', '«': '“', '»': '”' },
	...{ '[': '(', ']': ')', '［': '(', '］': ')', '【': '(', '】': ')', '｜': '|', '`': "'" }
};
const roles =
	/^([^\S\n]*(?:#+[^\S\n]*)?(?:system|user|human|person|assistant|agent|model|tool|question|answer|sources?|instructions?|input|output|response|frage|antwort|pregunta|respuesta|r[ée]ponse))[^\S\n]*[:：]/gimu;

/**
 * Somebody's text as data. Angle and square brackets become others: every template token ("<|im_start|>", "[INST]",
 * "</s>"), every fence and every citation mark is written with them. A line that begins like a turn loses its colon.
 */
export const asData = (text: string): string =>
	seen(text)
		.replace(/[<>＜＞﹤﹥«»[\]［］【】｜`]/g, (sign) => brackets[sign] ?? sign)
		.replace(roles, '$1 -')
		.replace(/([=\-_#*~])\1{2,}/g, '$1$1')
		.replace(/[^\S\n]+/g, ' ')
		.replace(/\n{3,}/g, '\n\n')
		.trim();

/** The same for titles, names and questions. */
export const asLine = (text: string, max: number): string => {
	const line = asData(text).replace(/\s+/g, ' ');
	return line.length <= max ? line : line.slice(0, max).toWellFormed().replaceAll('\ufffd', '').trimEnd();
};

export interface Fence {
	/** Eight characters that nobody can guess; what a model wrote must not hold them. */
	readonly mark: string;
	readonly open: string;
	readonly close: string;
}

/** A new one for every prompt. Its angle brackets cannot stand in data, its mark does not stand in `texts`. */
export function aFence(texts: readonly string[], random: RandomBytes): Fence {
	let mark = base64url(random(6));
	for (let tries = 0; tries < 8 && texts.some((text) => text.includes(mark)); tries++)
		mark = base64url(random(6));
	return { mark, open: `<<<${mark}>>>`, close: `<<<end ${mark}>>>` };
}

/** Tokens that this text takes at most, for the tokenizers of the models we offer: rather too many than too few. */
export function tokensOf(text: string): number {
	let tokens = 0;
	for (const sign of text) tokens += tokensOfSign(sign);
	return Math.ceil(tokens);
}

function tokensOfSign(sign: string): number {
	if (/[A-Za-z ]/.test(sign)) return 1 / 3.3;
	if (/\d/.test(sign) || unspaced.test(sign) || /\p{Script=Hangul}/u.test(sign)) return 1;
	if (/[\p{L}\p{M}]/u.test(sign)) return 1 / 1.8;
	return sign.length > 1 ? 3 : 0.7;
}
