/** English: what the person taught the agent. */
import { count, counted, listed } from '../format.ts';

const items = (n: number): string => counted(n, 'item', 'items');

export const knowledge = {
	heading: 'Knowledge',
	lead: 'What you taught your agent. It answers from this, and shares only what you allow.',
	addNote: 'Add note',
	addFiles: 'Add files',
	addFolder: 'Add folder',
	paste: 'Paste',
	pasteRefused:
		'The browser did not let this page read the clipboard. Press Ctrl V (⌘ V on a Mac) here instead, or paste into a note.',
	pasteEmpty: 'There is nothing on the clipboard that can be added: no text, no page and no file.',
	more: 'More',
	collections: 'Collections',
	files: 'Files',
	folder: 'Folder',
	learn: 'What can others learn?',
	memory: 'Memory',
	search: 'Search knowledge',
	list: 'Knowledge',
	edit: 'Edit',
	delete: 'Delete',
	forget: 'Forget',
	open: (title: string) => `Open ${title}`,
	showMore: 'Show more',
	summary: (n: number) => items(n),
	shown: (n: number, all: number) => `${count(n)} of ${items(all)}`,
	found: (n: number, words: string) => `${n === 0 ? 'Nothing' : items(n)} found for “${words}”`,
	foundAmong: (n: number, words: string) =>
		`${n === 0 ? 'Nothing' : items(n)} found for “${words}” with these filters`,
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
		'Write a note, drop files or a whole folder anywhere on this page, or paste something. Everything starts private and stays on this device.',
	drop: 'Drop to add to your knowledge',
	dropHint: 'Text, Markdown, web pages, PDF, Word, tables and zip files; everything starts private.',

	filter: {
		open: 'Filter',
		openWith: (n: number) => `Filter (${count(n)})`,
		heading: 'Filters',
		who: 'Who may see it',
		kind: 'Kind',
		collection: 'Collection',
		changed: 'Changed',
		anyone: 'Anything',
		anyKind: 'Any kind',
		anyCollection: 'Any',
		noCollection: 'In no collection',
		times: {
			any: 'Any time',
			today: 'Today',
			week: 'Last 7 days',
			month: 'Last 30 days',
			year: 'Last 12 months'
		},
		kinds: {
			note: 'Notes',
			file: 'Files',
			page: 'Web pages',
			review: 'Reviews',
			person: 'Contact cards',
			faq: 'Questions and answers'
		},
		clear: 'Clear filters',
		clearSearch: 'Clear search',
		nothing: 'Nothing you taught your agent is like that.',
		nothingFound: 'No item has these words. Try fewer, or others that mean the same.'
	},

	select: {
		start: 'Select',
		stop: 'Done',
		one: (title: string) => `Select ${title}`,
		bar: 'What is selected',
		chosen: (n: number) => (n === 0 ? 'Nothing selected' : `${items(n)} selected`),
		all: (n: number) => `Select all ${count(n)} found`,
		none: 'Select none',
		who: 'Who may see it',
		move: 'Move to',
		delete: 'Delete',
		whoHeading: (n: number) => `Who may see ${n === 1 ? 'this item' : `these ${items(n)}`}`,
		moveHeading: (n: number) => `Move ${items(n)}`,
		moveButton: 'Move',
		also: (words: string) => `Also let them be seen as the collection has it: ${words}`
	},

	note: {
		heading: 'Note',
		form: 'Form',
		title: 'Title',
		text: 'Text',
		who: 'Who may see it',
		fileHeading: 'File',
		fileText: 'The text of a file stays as you gave it; here you choose where it lies and who may see it.',
		empty: 'Write something first.',
		addFilesInstead: 'Add files instead',
		titleFromText: 'Leave it empty to use the first line.',
		collectionTaken: (name: string, who: string) =>
			`What is put into “${name}” is shared like this: ${who}. You can choose otherwise.`
	},

	collection: {
		label: 'Collection',
		none: 'None',
		new: 'New collection…',
		name: 'Name of the collection',
		nameMissing: 'Give the collection a name.',
		heading: 'Collections',
		list: 'Collections',
		lead: 'A collection keeps things together and says who may see what you put into it from now on.',
		empty: 'There is none yet. A folder that you add becomes one by itself.',
		add: 'New collection',
		edit: 'Edit',
		delete: 'Delete',
		named: (act: string, name: string) => `${act} ${name}`,
		show: (name: string) => `Show what is in ${name}`,
		newHeading: 'New collection',
		editHeading: 'Collection',
		who: 'Who may see what is put into it',
		also: (n: number) => `Also for the ${items(n)} in it`,
		items: (n: number) => (n === 0 ? 'empty' : items(n)),
		deleteHeading: (name: string) => `Delete the collection “${name}”?`,
		deleteBody: (n: number) =>
			n === 0
				? 'It is empty.'
				: `What is in it (${items(n)}) can stay, in no collection and seen by the same people, or be deleted with it.`,
		deleteAlone: 'Delete the collection only',
		deleteWith: (n: number) => `Delete it and the ${items(n)} in it`
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
		communityBadge: (names: readonly string[]) =>
			names.length === 0 ? 'Community: none' : `Community: ${listed(names)}`,
		formerCommunity: 'one you are no longer in',
		pick: 'Which peers',
		noCommunity: 'You are in no community yet, so nobody can read it for now.',
		nobody: 'You have no contacts yet. Invite someone under Peers first.',
		firstPublic:
			'This would be the first thing you make public: strangers may be quoted from it, and what they have received stays with them even if you change your mind.',
		publicHeading: (n: number) => (n === 1 ? 'Make this public?' : `Make ${items(n)} public?`),
		publicBody:
			'Anyone who asks your agent may get quotes from it, strangers too. You can take it back at any time; quotes that others already received stay with them.',
		publicConfirm: 'Make public'
	},

	forgetDialog: {
		heading: (title: string) => `Forget “${title}”?`,
		body: 'Its key is destroyed, so nobody can read it again, not even you. This is final. Quotes that others already received stay with them.',
		confirm: 'Forget for good'
	},

	pageMark: (n: number) => `Page ${count(n)}`,

	item: {
		heading: 'Item',
		gone: 'This item is no longer here. It was deleted, or belongs to another device.',
		part: (from: number, to: number, all: number) =>
			`Characters ${count(from + 1)} to ${count(to)} of ${count(all)}`,
		whole: 'Show the whole text',
		from: 'From',
		fromPart: (name: string, part: number) => `${name}, part ${count(part)}`,
		address: 'Address',
		made: 'Added',
		changed: 'Changed',
		marked: 'Marked below:'
	}
} as const;
