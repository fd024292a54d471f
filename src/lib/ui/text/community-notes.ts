/** English: notes that a community writes together, and what is known of its topics. */
import { counted, listed } from '../format.ts';

export const communityNotes = {
	list: 'Notes',
	heading: 'Notes',
	add: 'New note',
	emptyHeading: 'No notes yet',
	empty: 'Begin one for what you want to write together: a plan, a list, minutes.',
	emptyGuest: 'Members write notes together here.',
	loading: 'Opening the notes…',
	untouched: 'nothing written yet',
	edits: (n: number) => counted(n, 'change', 'changes'),
	writers: (names: readonly string[]) => `by ${listed(names)}`,
	changed: 'changed',

	back: 'All notes',
	box: (title: string) => `Note: ${title}`,
	opening: 'Opening the note…',
	state: {
		opening: '',
		saved: 'Saved; every member gets it.',
		saving: 'Saving…',
		failed: 'Not saved yet. It is tried again with the next letter you write.'
	},
	notOpened: 'This note could not be opened. Go back and try again.',
	here: (names: readonly string[]) => `Here too: ${listed(names)}`,
	aloneHere: 'Nobody else is at this note now.',
	cursors: 'Who else is here',
	at: (name: string, words: string) =>
		words === '' ? `${name} is at the beginning` : `${name} is after “${words}”`,
	leftOut: (n: number) =>
		`Left out, because it could not be read or was not its author’s: ${counted(n, 'change', 'changes')}.`,
	readOnly: 'You can read this note; members write it.',
	rename: 'Rename',
	title: 'Title',
	noTitle: 'Give it a title.',
	create: 'Create',
	newDialog: 'New note',
	renameDialog: 'Rename note',

	history: 'History',
	versions: 'Versions',
	noVersions: 'Nothing was written yet.',
	version: (name: string) => `by ${name}`,
	letters: (added: number, removed: number) => `+${added} −${removed} letters`,
	asThen: 'As it was then',
	nothingThen: 'It was empty.',
	restore: 'Restore this version',
	restoreHint:
		'The note says again what it said then. Nothing is lost: what it says now stays in the history.',
	restored: 'Restored.',

	summaries: 'Topic summaries',
	summariesEmpty: 'None yet. Anchors can have one drafted from what was said here.',
	age: 'written',
	confidence: { low: 'not sure', middle: 'fairly sure', high: 'sure' },
	percent: (share: number) => `${Math.round(share * 100)} %`,
	rests: 'It rests on',
	source: (n: number) => `Source ${n}`,
	draftSummary: 'Draft a summary',
	summaryDialog: {
		heading: 'Topic summary',
		topic: 'Topic',
		draft: 'Draft',
		drafting: 'Your agent is reading what was said…',
		nothing: 'Nothing was said about that here yet.',
		noTopic: 'Say what it is to be about.',
		text: 'Summary',
		sure: 'How sure is it?',
		publish: 'Publish',
		noText: 'There is nothing to publish yet.',
		sources: 'Drafted from'
	}
} as const;
