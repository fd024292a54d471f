/** English: what the person taught the agent. */
import { count, counted, listed } from '../format.ts';

export const knowledge = {
	heading: 'Knowledge',
	lead: 'What you taught your agent. It answers from this, and shares only what you allow.',
	addNote: 'Add note',
	addFiles: 'Add files',
	files: 'Files',
	learn: 'What can others learn?',
	search: 'Search knowledge',
	list: 'Knowledge',
	edit: 'Edit',
	delete: 'Delete',
	forget: 'Forget',
	open: (title: string) => `Open ${title}`,
	showMore: 'Show more',
	summary: (n: number) => counted(n, 'item', 'items'),
	found: (n: number, words: string) =>
		`${n === 0 ? 'Nothing' : counted(n, 'item', 'items')} found for “${words}”`,
	chars: (n: number) => counted(n, 'character', 'characters'),
	kinds: {
		note: 'note',
		file: 'file',
		page: 'web page',
		review: 'review',
		person: 'contact card',
		faq: 'questions and answers'
	},
	emptyHeading: 'Nothing here yet',
	empty:
		'Write a note, drop text files anywhere on this page, or paste something. Everything starts private and stays on this device.',
	drop: 'Drop to add to your knowledge',
	dropHint: 'Text and Markdown files; everything starts private.',

	note: {
		heading: 'Note',
		title: 'Title',
		text: 'Text',
		who: 'Who may see it',
		fileHeading: 'File',
		fileText: 'The text of a file stays as you gave it; here you choose who may see it.',
		empty: 'Write something first.',
		addFilesInstead: 'Add files instead',
		titleFromText: 'Leave it empty to use the first line.'
	},

	visibility: {
		private: 'Private',
		contacts: 'Contacts',
		named: 'Named peers',
		community: 'Community',
		public: 'Public',
		meaning: {
			private: 'Only you. It never leaves this device in an answer.',
			contacts: 'Agents of the people you accepted may quote it.',
			named: 'Only the people you tick may get quotes from it.',
			community: 'Only members of the communities you tick may get quotes from it.',
			public: 'Anyone who asks your agent may get quotes from it.'
		},
		badge: (names: readonly string[]) => (names.length === 0 ? 'Named peers: nobody' : listed(names)),
		pick: 'Which peers',
		noCommunity: 'You are in no community yet, so nobody can read it for now.',
		nobody: 'You have no contacts yet. Invite someone under Peers first.'
	},

	forgetDialog: {
		heading: (title: string) => `Forget “${title}”?`,
		body: 'Its key is destroyed, so nobody can read it again, not even you. This is final. Quotes that others already received stay with them.',
		confirm: 'Forget for good'
	},

	item: {
		heading: 'Item',
		gone: 'This item is no longer here. It was deleted, or belongs to another device.',
		part: (from: number, to: number, all: number) =>
			`Characters ${count(from + 1)} to ${count(to)} of ${count(all)}`,
		whole: 'Show the whole text'
	}
} as const;
