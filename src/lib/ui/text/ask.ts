/** English: asking, answers, sources, the route. */
import { counted, listed } from '../format.ts';

export const ask = {
	heading: 'Ask',
	box: 'Ask your agent',
	send: 'Ask',
	stop: 'Stop',
	newConversation: 'New conversation',
	hint: 'Your question goes only to those chosen to answer it.',
	hintOwn: 'Only your own notes are searched.',
	others: 'Ask other agents',
	log: 'Conversation',
	tryAsking: (title: string) => `What do I know about ${title}?`,
	you: 'You asked',
	/** The older ones are still there to be read. */
	lookBack: 'Questions above are no longer used to understand follow-ups.',

	edit: 'Edit question',
	versions: {
		group: 'Versions',
		earlier: 'Earlier version',
		later: 'Later version',
		of: (n: number, all: number) => `${n} of ${all}`,
		announce: (n: number, all: number, question: string) => `Version ${n} of ${all}: ${question}`
	},

	conversations: {
		heading: 'Conversations',
		search: 'Search conversations',
		list: 'Conversations',
		summary: (n: number) => counted(n, 'conversation', 'conversations'),
		found: (n: number, words: string) =>
			`${n === 0 ? 'Nothing' : counted(n, 'conversation', 'conversations')} found for “${words}”`,
		questions: (n: number) => counted(n, 'question', 'questions'),
		here: 'Open',
		rename: 'Rename',
		delete: 'Delete',
		export: 'Export',
		/** For those who hear one button at a time. */
		renameOne: (title: string) => `Rename ${title}`,
		deleteOne: (title: string) => `Delete ${title}`,
		exportOne: (title: string) => `Export ${title}`,
		title: 'Title',
		titleHint: 'Leave it empty to use the first question.',
		empty: 'Nothing asked yet. Every conversation is kept here, on this device only.',
		notFound: 'No conversation holds all of these words.'
	},

	file: {
		asked: (when: string) => `Asked on ${when}`,
		understood: (question: string) => `Understood as: ${question}`,
		source: (title: string, who: string, when: string, check: string) =>
			`${title}, ${who}, ${when} (${check})`,
		exported: (when: string) => `Exported from Elmnet on ${when}.`,
		name: 'conversation'
	},

	first: {
		heading: 'Your agent lives in this tab.',
		lead: 'It knows what you teach it, answers in people’s own words, and asks the agents of people you know.',
		teach: 'Teach me something',
		teachHint: 'a note, a file, a paste',
		invite: 'Invite someone',
		inviteHint: 'by link or QR code',
		promise: 'Nothing leaves this tab unless you share it.',
		phrase: 'I have a recovery phrase'
	},

	answer: 'Answer',
	understood: (question: string) => `Understood as: ${question}`,
	writtenBy: (model: string) => `Written by ${model} on this device`,
	writtenAt: (model: string) => `Written by ${model}`,
	read: (passages: number, of: number) =>
		`The model read ${passages} of ${counted(of, 'passage', 'passages')}; its context holds no more.`,
	own: {
		/** Shows itself what it says; the rest of the sentence follows. */
		dotted: 'Dotted',
		legend: ': the model’s own words, no source says this.',
		/** Around each such sentence, for those who hear it. */
		before: '(the model’s own words: ',
		after: ')',
		/** In plain text, where nothing can be dotted. */
		mark: '[*]',
		footnote: '[*] The model’s own words, no source says this.'
	},
	fellBack: {
		empty: 'The model wrote nothing, so here are the quotes.',
		garbled: 'The model’s text could not be read, so here are the quotes.',
		repeating: 'The model went round in circles, so here are the quotes.',
		endless: 'The model did not come to an end, so here are the quotes.',
		uncited: 'The model’s text did not hold up (no sources), so here are the quotes.',
		leaking: 'The model repeated its instructions instead of answering, so here are the quotes.'
	},
	states: {
		searching: 'Looking through your notes…',
		asking: (names: readonly string[]) => `Asking ${listed(names)}…`,
		askingNobody: 'Asking…',
		writing: 'Writing…'
	},
	answered: (answered: number, asked: number) =>
		`${answered} of ${counted(asked, 'agent', 'agents')} answered`,
	sources: 'Sources',
	/** Stands before the title: the button is called "Source 1: title". */
	sourcePrefix: (n: number) => `Source ${n}: `,
	cite: (n: number) => `Go to reference ${n}`,
	openQuote: '“',
	closeQuote: '”',
	byYou: 'Your note',
	badges: {
		own: 'From your notes',
		verified: 'Verified',
		unverified: (n: number) => `${n} not verified`,
		incomplete: 'Incomplete',
		stopped: 'Stopped'
	},
	announceAnswering: 'Answering.',
	announceDone: (answer: string) => `Answer: ${answer}`,
	announceLate: 'An answer came for an earlier question.',

	outcome: {
		close: 'Nothing I found says this outright. The closest:',
		untaught: "I don't know. I know nothing yet: you have not taught me anything.",
		nothingOwn: "I don't know: I found nothing about this in your notes.",
		nothingNobody:
			"I don't know: I found nothing about this in your notes, and there is nobody else to ask yet.",
		nothingAsked: (asked: number) =>
			`I don't know: I found nothing about this in your notes; asked ${counted(asked, 'agent', 'agents')}, none knew.`,
		nothingYet: (asked: number, knewNothing: number) =>
			`I don't know: I found nothing about this in your notes; asked ${counted(asked, 'agent', 'agents')}${knewNothing > 0 ? `, ${knewNothing} knew nothing` : ''}.`,
		own: 'You asked only your own notes; other agents may know more.',
		mailed: (names: readonly string[]) =>
			`Left your question with ${listed(names)}, who ${names.length === 1 ? 'is' : 'are'} asleep; the answer will appear here.`,
		incomplete: (names: readonly string[]) => `${listed(names)} left before finishing; this is what came.`,
		silent: (names: readonly string[]) => `${listed(names)} did not reply in time.`,
		declined: (names: readonly string[]) => `${listed(names)} declined to answer.`,
		unreachable: (names: readonly string[]) => `${listed(names)} could not be reached.`,
		stopped: 'Stopped. This is what came so far.',
		stoppedEmpty: 'Stopped before anything was found.',
		failed: 'The answer failed.',
		/** Before the next step, where a model was to write and could not. */
		quotesStand: 'So here are the quotes.'
	},

	feedback: {
		group: 'Feedback',
		useful: 'Useful',
		'not-useful': 'Not useful',
		wrong: 'Wrong'
	},
	copy: 'Copy',
	again: 'Ask again',
	whoWasAsked: 'Who was asked',
	copySources: 'Sources',
	copySource: (n: number, who: string, title: string) => `[${n}] ${who}: ${title}`,

	sourceDialog: {
		heading: 'Source',
		by: 'Written by',
		made: 'Written',
		check: 'Check',
		open: 'Open in Knowledge',
		openEntry: 'Open in its community',
		/** Before a time. */
		remembered: 'remembered from',
		memory: 'Memory',
		verification: {
			own: 'your own note',
			verified: 'verified',
			limited: 'not counted as verified: its author is trusted little',
			'not-signed-by-author': 'not verified: the signature is not its author’s',
			'hash-mismatch': 'not verified: the text is not the one that was cited',
			'quote-not-found': 'not verified: the quoted words do not stand in the text'
		},
		meaning: {
			own: 'These are your own words, from this device.',
			verified: 'Signed by its author, and exactly the text that was cited.',
			limited: 'Genuine, but your agent or you trust its author little: see Peers.',
			'not-signed-by-author': 'Somebody else may have written or changed this. Do not take it as their word.',
			'hash-mismatch': 'The passage was changed after it was cited. Do not rely on it.',
			'quote-not-found': 'The passage is genuine, but the quote was not taken from it as shown.'
		}
	}
} as const;
