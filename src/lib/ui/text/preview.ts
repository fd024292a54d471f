/** English: what others can learn. */
import { count, counted } from '../format.ts';

export const preview = {
	heading: 'Preview',
	as: 'As seen by',
	public: 'Anyone (public)',
	anyone: 'anyone',
	lead: 'If they ask, your agent may quote from these, and from nothing else.',
	nothing: 'Nothing. Your agent would tell them that it knows nothing.',
	list: 'What they could learn',
	count: (n: number, all: number) => `${count(n)} of ${counted(all, 'item', 'items')}`,
	filter: 'Filter',
	filtered: (n: number) => counted(n, 'item matches', 'items match'),
	showMore: 'Show more',
	whole: 'Read it as they could',
	looking: 'Looking…',
	topics: 'Topics',
	questions: 'Questions they could get answered',
	noQuestions: 'Your agent found no question of its own making; try one above.',
	askAs: (name: string) => `Ask as ${name}`,
	ask: 'Show the answer',
	askHint: 'Nothing is sent. You see what they would get, word for word.',
	answer: 'What your agent would say',
	answerTo: (question: string) => `To “${question}” your agent would say:`,
	close: 'Nothing says this outright. It would quote the closest:',
	knowsNothing: 'Your agent would say that it knows nothing.'
} as const;
