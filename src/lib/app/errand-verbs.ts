/** The words by which an errand is told from plain text, in English and German: what to do, whom, and how long. */

export type Doing = 'ask' | 'share' | 'tell';

/** The longest phrase that fits counts: "teile mir mit" is no sharing. */
const verbs: Readonly<Record<Doing, readonly string[]>> = {
	ask: [
		...['ask', 'please ask', 'find out from', 'find out', 'check with', 'enquire', 'inquire'],
		...['frag', 'frage', 'fragt', 'frag mal', 'fragen sie', 'erkundige dich', 'finde heraus']
	],
	share: [
		...['share', 'send', 'post', 'forward', 'pass on', 'write to', 'write in', 'tell'],
		...['teil', 'teile', 'schick', 'schicke', 'sende', 'poste', 'schreib', 'schreibe', 'sag', 'sage']
	],
	tell: [
		...['tell me', 'let me know', 'report back', 'report', 'come back', 'bring me', 'give me', 'collect'],
		...['sag mir', 'sage mir', 'sag bescheid', 'gib mir', 'melde dich', 'berichte', 'erzähl mir'],
		...['erzähle mir', 'teil mir mit', 'teile mir mit', 'lass mich wissen', 'sammle', 'bring mir']
	]
};

const table: readonly { readonly doing: Doing; readonly phrase: string }[] = (
	['ask', 'share', 'tell'] as const
)
	.flatMap((doing) => verbs[doing].map((phrase) => ({ doing, phrase })))
	.sort((a, b) => b.phrase.length - a.phrase.length);

const LETTER = /[\p{L}\p{N}_]/u;

/** `text` begins with the phrase, in whatever case, and no word goes on behind it. */
export const beginsWith = (text: string, phrase: string): boolean =>
	text.slice(0, phrase.length).toLowerCase() === phrase.toLowerCase() &&
	!LETTER.test(text.charAt(phrase.length));

/** The first that fits; the longer ones stand first where one begins another. */
export function phraseAt(text: string, phrases: readonly string[]): string | undefined {
	return phrases.find((phrase) => beginsWith(text, phrase));
}

/** What the text begins to ask for; undefined where it is no verb of ours. */
export function doingAt(text: string): { readonly doing: Doing; readonly length: number } | undefined {
	const found = table.find(({ phrase }) => beginsWith(text, phrase));
	return found && { doing: found.doing, length: found.phrase.length };
}

/** What may stand before a verb and says nothing. */
export const FILLERS: readonly string[] = [
	...['please', 'and then', 'and', 'then', 'also', 'finally', 'afterwards', 'can you', 'could you'],
	...['bitte', 'und dann', 'und', 'dann', 'auch', 'danach', 'kannst du', 'zum schluss']
];

/** The community the errand was started from, or the only one. */
export const GROUP: readonly string[] = [
	...['the group', 'the community', 'this group', 'this community', 'our group', 'everyone', 'everybody'],
	...['the members', 'my group', 'group', 'in the group', 'in the community'],
	...['die gruppe', 'der gruppe', 'in der gruppe', 'in die gruppe', 'die gemeinschaft', 'der gemeinschaft'],
	...['alle', 'allen', 'gruppe', 'meine gruppe', 'meiner gruppe', 'die mitglieder', 'den mitgliedern']
].toSorted((a, b) => b.length - a.length);

/** Whoever was meant last. */
export const SAME: readonly string[] = ['them', 'her', 'him', 'ihnen', 'ihr', 'ihm', 'sie'];

/** May stand before a name. */
export const BEFORE_NAME: readonly string[] = [
	...['in the', 'in', 'at the', 'at', 'the', 'my', 'our', 'bei der', 'bei', 'beim', 'in der', 'in den', 'im'],
	...['die', 'der', 'den', 'dem', 'das', 'meine', 'meinen', 'mein']
].toSorted((a, b) => b.length - a.length);

/** Between two who are both meant. */
export const AND: readonly string[] = ['and', 'und', 'or', 'oder', '&'];

/** Before whom something is shared with. */
export const WITH: readonly string[] = [
	...['with', 'to', 'in', 'among', 'at', 'mit', 'an', 'unter', 'bei', 'in', 'für', 'for']
];

/** Where what is to be said begins, where nobody's name stands before it. */
export const CLAUSE: readonly string[] = [
	...['whether', 'if', 'what', 'when', 'where', 'who', 'why', 'how', 'which', 'for', 'about', 'that'],
	...['ob', 'was', 'wann', 'wo', 'wer', 'warum', 'wie', 'welche', 'welcher', 'welches', 'nach', 'dass']
];

/** Stands for what was chosen beside the words. */
export const ARTICLE: readonly string[] = [
	...[
		'this article',
		'the article',
		'this link',
		'the link',
		'this note',
		'the note',
		'this page',
		'the page'
	],
	...['this text', 'the text', 'this', 'it', 'that'],
	...['diesen artikel', 'den artikel', 'diesen link', 'den link', 'diese notiz', 'die notiz', 'diese seite'],
	...['die seite', 'diesen text', 'den text', 'das', 'es', 'ihn', 'sie']
].toSorted((a, b) => b.length - a.length);

const HOUR_MS = 60 * 60_000;
const units: readonly (readonly [RegExp, number])[] = [
	[/^(hours?|stunden?)$/, HOUR_MS],
	[/^(days?|tag|tage|tagen)$/, 24 * HOUR_MS],
	[/^(weeks?|wochen?)$/, 7 * 24 * HOUR_MS]
];

/** "within 2 days", "in 3 Stunden"; undefined where no time is named. */
export function waitIn(text: string): number | undefined {
	const found = /\b(?:within|in|for|innerhalb von|binnen)\s+(\d{1,2}|an?|one|einem|einer)\s+(\p{L}+)/iu.exec(
		text
	);
	if (!found) return undefined;
	const [, many = '', unit = ''] = found;
	const ms = units.find(([pattern]) => pattern.test(unit.toLowerCase()))?.[1];
	const times = /^\d/.test(many) ? Number(many) : 1;
	return ms === undefined || times === 0 ? undefined : times * ms;
}
