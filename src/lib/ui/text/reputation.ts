/** English: what my agent thinks of a peer, why, and how to say otherwise. */
import type { Explanation, Tally } from '#lib/app/reputation-api.ts';
import { counted } from '../format.ts';

type Stance = Explanation['stance'];

export const reputation = {
	heading: 'Reputation',
	lead: (name: string) =>
		`What your agent thinks of ${name}, from what happened here. The ratings, the questions and your own word stay on this device. If ${name} wants to be found, your contacts are told how often their answers held and how often they did not, by topic, signed by you; ${name} is not.`,
	looking: 'Looking…',
	stance: {
		trusted: 'You trust them always.',
		'limited-by-you': 'You limit them: asked last, and never counted as verified.',
		limited: 'Trusted little: asked last, and never counted as verified.',
		newcomer: 'New here: too little has happened to rely on them alone.',
		friend: 'A friend: you let them in yourself.',
		known: 'Known, and relied on by what happened.'
	} satisfies Record<Stance, string>,
	offender: 'They were caught giving what was not true. This is remembered even if you remove them.',
	why: 'Why',
	answers: ({ useful, of }: Tally) =>
		of === 0 ? 'None of their answers has been rated yet.' : `Answers: ${useful} of ${of} useful`,
	topic: (name: string, { useful, of }: Tally) =>
		useful * 2 >= of
			? `Knows ${name.toLowerCase()}: ${useful} of ${of} useful`
			: `${name}: only ${useful} of ${of} useful`,
	without: (n: number) =>
		`${counted(n, 'question', 'questions')} without an answer from them; not held against their honesty`,
	broken: (n: number) =>
		`${counted(n, 'citation or message', 'citations or messages')} of theirs did not hold when checked`,
	others: ({ for: good, against, unheard, counts }: Explanation['others']) => {
		if (good + against + unheard === 0) return 'Nobody else has said anything about them.';
		const heard = [
			...(good > 0 ? [`${counted(good, 'peer speaks', 'peers speak')} for them`] : []),
			...(against > 0 ? [`${counted(against, 'peer', 'peers')} against`] : []),
			...(unheard > 0 ? [`${counted(unheard, 'more is', 'more are')} not known well enough to be heard`] : [])
		];
		return `${heard.join(', ')}. All together counts as ${counts} of your own observations.`;
	},
	choice: 'What you say',
	choices: {
		none: 'No opinion',
		noneHint: 'Your agent’s own judgement stands.',
		trust: 'Trust always',
		trustHint: 'Whatever your agent has seen.',
		limit: 'Limit',
		limitHint: 'Asked last, and never counted as verified.'
	},
	export: 'Export',
	reset: 'Reset',
	resetAll: 'Reset everybody',
	resetDialog: {
		heading: (name: string) => `Forget what happened with ${name}?`,
		body: (name: string) =>
			`Ratings, what others said and your own word about ${name} are gone for good. They start anew, as a newcomer.`,
		confirm: 'Forget'
	},
	resetAllDialog: {
		heading: 'Forget what happened with everybody?',
		body: 'Ratings, what was said and your own word about every peer are gone for good. Export them first if in doubt.',
		confirm: 'Forget all'
	},
	done: (name: string) => `Nothing is remembered of ${name} now.`,
	doneAll: 'Nothing is remembered of anybody now.',
	failed: 'This could not be read or stored. Close other tabs of Elmnet, free some space and try again.',
	again: 'Try again',
	file: 'elmnet-reputation.json'
} as const;
