/** English: what conversations taught the agent. */
import { counted, dayOf } from '../format.ts';

export const memory = {
	heading: 'Memory',
	lead: 'What your agent keeps from conversations, so that it can answer again when nobody is there. Only you are ever answered from it.',
	link: 'Memory',
	on: 'Remember what conversations taught',
	off: 'Switched off: nothing new is remembered, and nothing below is used.',
	search: 'Search memory',
	list: 'Memory',
	summary: (n: number) => counted(n, 'memory', 'memories'),
	found: (n: number, words: string) =>
		`${n === 0 ? 'Nothing' : counted(n, 'memory', 'memories')} found for “${words}”`,
	emptyHeading: 'Nothing remembered yet',
	empty:
		'When somebody’s words answer a question of yours, your agent remembers them with their name. It also remembers what you say of yourself in a question, such as “I am vegetarian”.',
	emptyAct: 'Ask something',
	youSaid: 'You said',
	yourWords: 'In your words',
	andOthers: (n: number) => `and ${n} more`,
	learnt: 'learnt',
	fades: (days: number) => (days < 1 ? 'fades today' : `fades in ${counted(days, 'day', 'days')}`),
	stays: 'does not fade',
	kept: 'kept',
	where: 'Where from',
	edit: 'Edit',
	keep: 'Keep',
	delete: 'Delete',
	showMore: 'Show more',
	forgetAll: 'Forget everything',
	forgetDialog: {
		heading: 'Forget everything?',
		body: 'All of it is destroyed, kept ones too. Your conversations and your knowledge stay. This is final.',
		confirm: 'Forget everything'
	},
	editDialog: {
		heading: 'Edit memory',
		text: 'What to remember',
		hint: 'From then on these are your words, and they do not fade.',
		empty: 'Write something, or delete it instead.'
	},
	whereDialog: {
		heading: 'Where from',
		said: (when: string) => `You said it in a question on ${when}.`,
		quoted: (when: string) => `Quoted and verified on ${when}.`,
		edited: 'You have put it in your own words since.',
		open: 'Open the conversation',
		gone: 'That conversation is no longer here.'
	},
	day: dayOf
} as const;
