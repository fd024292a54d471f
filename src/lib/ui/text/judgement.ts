/**
 * English: what the answers come to. Two things are told apart: a citation is genuine where its author signed exactly
 * these words; what it says is verified where somebody the person has reason to believe says so.
 */
import type { Check, Judgement } from '#lib/app/node-api.ts';
import { listed } from '../format.ts';

type Why<V extends boolean> = Extract<Check, { verified: V }>['why'];
type Needs = NonNullable<Judgement['needs']>;

/** Who said it; `you` is the reader, with or without others. */
export interface Who {
	readonly names: readonly string[];
	readonly you: boolean;
}

const who = ({ names, you }: Who): string => listed(you ? [...names, 'you'] : names);
const say = ({ names, you }: Who): string => (you || names.length > 1 ? 'say' : 'says');
const begun = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

const about: Readonly<Record<Needs, string>> = {
	health: 'about health',
	money: 'about money',
	law: 'about law',
	safety: 'about safety',
	asked: ''
};

const verified: Readonly<Record<Why<true>, string>> = {
	own: 'your own note',
	friend: 'a friend of yours says so',
	corroborated: 'two independent people say so',
	known: 'said by somebody who told you the truth before'
};

const unverified: Readonly<Record<Why<false>, string>> = {
	stranger: 'nobody you know says this',
	newcomer: 'you have rated too few answers yet to rely on this one alone',
	alone: 'only one person you know says this',
	divided: 'others say something else and weigh as much',
	otherwise: 'others are believed, who say something else',
	unproven: 'its citation does not hold'
};

export const judgement = {
	/** A badge over the answer. */
	differ: 'Answers differ',
	/** On a source that its author signed. */
	genuine: 'genuine',
	/** On a source that was judged: whose words, and what they are worth. */
	checked: (check: string) => `genuine · ${check}`,
	verified: (why: Why<true>) => (why === 'own' ? verified.own : `verified: ${verified[why]}`),
	unverified: (why: Why<false>, needs?: Needs) =>
		`not verified: ${unverified[why]}${why === 'alone' && needs !== undefined && needs !== 'asked' ? `, and it is ${about[needs]}` : ''}`,
	/** In place of `divided` where nobody said anything else. */
	unsure: 'not verified: your agent does not rely enough on who says this',
	meaning: {
		verified: 'You have reason to believe it. No agent can promise that it is true.',
		unverified: 'Their words, but not enough to rely on. Look twice.'
	},
	/** Once, over the answer. */
	head: (check: string) => `${begun(check)}.`,
	needs: (needs: Needs) =>
		needs === 'asked'
			? 'You wanted this confirmed: two independent people should say so.'
			: `This is ${about[needs]}: two independent people should say so.`,
	confirm: 'Ask others to confirm',
	confirming: 'Asking others…',
	confirmed: 'Others were asked.',
	failed: 'Nobody could be asked just now. Look at your connection and try again.',

	agreement: {
		heading: 'Who says what',
		same: (by: Who) => `${begun(who(by))} say the same.`,
		between: (a: Who, said: string, b: Who, other: string) =>
			`${begun(who(a))} ${say(a)} ${said}, ${who(b)} ${say(b)} ${other}.`,
		opposite: (a: Who, b: Who) => `${begun(who(a))} and ${who(b)} say the opposite.`,
		says: (by: Who) => `${begun(who(by))} ${say(by)}`,
		more: (n: number) => (n === 1 ? 'One more difference' : `${n} more differences`)
	}
} as const;
