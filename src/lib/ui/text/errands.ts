/** English: sending the agent with an errand, the plan of it, and what came back. */
import type { Errand, ErrandAct, ErrandStep, StepTrouble, Tally } from '#lib/app/errands-api.ts';
import type { Unclear } from '#lib/app/errand-plan.ts';
import type { Visibility } from '#lib/app/node-api.ts';
import { counted, listed } from '../format.ts';

const unclear: Readonly<Record<Unclear['why'], (part: string) => string>> = {
	'too-long': () => 'That is longer than one errand can be (2,000 letters). Say it in fewer words.',
	'too-many': () => 'These are more steps than one errand has; the last ones are left out.',
	nothing: (part) =>
		`There is no errand in “${part}” that your agent can read. Say it with “ask”, “share” and “tell me”, or add a step below.`,
	before: (part) => `“${part}” stands in front and was left out.`,
	whom: (part) => `Nobody you can write to is called “${part}”. Choose whom you mean.`,
	alike: (part) => `Several are called “${part}”. Choose which one you mean.`,
	which: () => 'You did not say which community. Choose one.',
	what: (part) => `What shall be said there is not clear from “${part}”. Write it, or choose it.`,
	cut: (part) => `“${part}” is longer than one message holds; the rest is left out.`
};

const does = { ask: 'Ask', share: 'Share' } as const;
const stepState: Readonly<Record<ErrandStep['state'], string>> = {
	waiting: 'not sent yet',
	offline: 'waits until you are online',
	sending: 'being sent',
	sent: 'sent',
	failed: 'not sent',
	'taken-back': 'taken back'
};

export const errands = {
	send: 'Send my agent',
	list: 'Errands',
	failed: 'Your errands could not be read. Reload the page to try again.',
	byHand: 'An errand put together by hand',
	everybody: (community: string) => `everybody in ${community}`,

	dialog: {
		heading: 'Send my agent',
		what: 'What should it do?',
		hint: 'For example: ask the group whether Thursday works, share https://…, tell me what they say. Nothing is sent before you have seen the plan.',
		nobody: 'There is nobody to send it to yet: join a community in which you may post, or invite somebody.',
		nothing: 'Write what it should do, or put the plan together by hand.',
		show: 'Show the plan',
		empty: 'Put it together by hand',
		article: 'Something of yours to share (optional)',
		articleHint: 'Letters of its title. “Share this article” then means it.',
		articleNone: 'Nothing of yours has these letters in its title.',
		articleChosen: (title: string) => `“${title}” is shared with the errand.`,
		articleOff: 'Leave it out',
		seenBy: {
			private: 'Only you can see it so far.',
			contacts: 'Only your contacts can see it so far.',
			named: 'Only those you named can see it so far.',
			community: 'Only the communities you chose can see it so far.'
		} satisfies Record<Exclude<Visibility['to'], 'public'>, string>,
		told: 'Whoever is told of it reads the words you see in the plan.'
	},

	plan: {
		lead: 'Your agent says exactly these words, under your name, to nobody else. Change whatever you like.',
		unclear: 'Not understood',
		steps: 'Plan',
		step: (n: number, kind: ErrandStep['kind']) => `Step ${n}: ${does[kind].toLowerCase()}`,
		whom: 'To whom',
		choose: 'Choose',
		communities: 'Communities',
		people: 'People',
		words: 'Words',
		reads: { community: 'Everybody there reads it.', person: 'A direct message: only they read it.' },
		raw: 'These are your words as you typed them. Put them as you would ask it.',
		from: (title: string) => `From your knowledge: ${title}`,
		remove: (n: number) => `Remove step ${n}`,
		addAsk: 'Add a question',
		addShare: 'Add something to share',
		gather: 'Gather the answers and count them',
		wait: 'How long to wait',
		waits: (hours: number) =>
			hours % 24 === 0 ? counted(hours / 24, 'day', 'days') : counted(hours, 'hour', 'hours'),
		gatherHint: 'It ends sooner when everybody who was asked has answered, or when you stop it.',
		back: 'Change the errand',
		missingWhom: (n: number) => `Choose to whom step ${n} goes.`,
		missingWords: (n: number) => `Step ${n} has no words.`,
		noSteps: 'The plan is empty. Add a step.'
	},

	state: {
		running: 'under way',
		answered: 'everybody has answered',
		over: 'its time is over',
		told: 'done',
		undone: 'nothing could be sent',
		stopped: 'stopped'
	} satisfies Record<Errand['state'], string>,
	until: 'gathering until',
	steps: 'Steps',
	step: { ask: (whom: string) => `Ask ${whom}`, share: (whom: string) => `Share with ${whom}` },
	stepState,
	stepTrouble: {
		'not-in':
			'You may not post there any more: you left, were removed, or are a guest now. Ask an anchor, or send the errand anew to somebody else.',
		'no-contact': 'They are no contact of yours any more. Invite them again under Peers, then send it anew.',
		full: 'This device is full. Free some space, then send it anew.',
		unexpected: 'That did not work. Send it anew; if it goes on, reload the page.'
	} satisfies Record<StepTrouble, string>,
	openEntry: 'Open it there',

	answers: 'Answers',
	noAnswers: 'No answer yet.',
	noAnswersEnded: 'Nobody answered.',
	more: (n: number) => `${counted(n, 'more answer stands', 'more answers stand')} where it was asked.`,
	byAgent: (name: string) => `${name}’s agent`,
	amended: 'changed since',
	reads: { yes: 'read as yes', no: 'read as no' },
	cut: '…',
	/** "Counted by your agent: 3 yes, 1 no and 2 said something else". */
	tally: ({ yes, no, other }: Tally) =>
		`Counted by your agent: ${listed([
			...(yes > 0 ? [`${yes} yes`] : []),
			...(no > 0 ? [`${no} no`] : []),
			...(other > 0 ? [`${other} said something else`] : [])
		])}`,

	log: 'What it did',
	act: {
		began: () => 'You sent it.',
		sent: (where) => `Said to ${where}:`,
		failed: (where) => `Could not say to ${where}:`,
		'taken-back': (where) => `Took back from ${where}:`,
		stopped: () => 'You stopped it.',
		answered: () => 'Everybody who was asked has answered.',
		over: () => 'Its time was over.',
		told: () => 'All was said.',
		undone: () => 'Nothing could be said.'
	} satisfies Record<ErrandAct['what'], (where: string) => string>,

	stop: 'Stop',
	takeBack: 'Take back what was posted',
	takeBackWhy: 'The posts say nothing any more; direct messages cannot be taken back.',
	/** What of it is left. */
	notTakenBack: (communities: string) =>
		`It still stands in ${communities}. If you are not in there any more, ask an anchor to hide it.`,
	remove: 'Remove',
	removeDialog: {
		heading: 'Remove this errand?',
		body: 'It stops if it is under way, and its answers and log go from this device: final. What was said stays where it was said.',
		confirm: 'Remove'
	},
	unclearWords: ({ why, text }: Unclear) => unclear[why](text)
} as const;
