/** English: files on their way in. */
import { count, counted, listed, size } from '../format.ts';

interface Counts {
	readonly done: number;
	readonly updated: number;
	readonly same: number;
	readonly refused: number;
	readonly cancelled: number;
}

/** "312 of 500 added, 4 already here, 2 not added" */
function summary({ done, updated, same, refused, cancelled }: Counts, all: number): string {
	const also: string[] = [];
	if (updated > 0) also.push(`${count(updated)} updated`);
	if (same > 0) also.push(`${count(same)} already here`);
	if (refused > 0) also.push(`${count(refused)} not added`);
	if (cancelled > 0) also.push(`${count(cancelled)} cancelled`);
	return [`${count(done)} of ${counted(all, 'file', 'files')} added`, ...also].join(', ');
}

export const importing = {
	heading: 'Adding files',
	summary,
	bar: 'Import',
	cancel: 'Cancel import',
	hide: 'Hide',
	more: 'Show more',
	done: (n: number) => `added, ${counted(n, 'passage', 'passages')}`,
	updated: (n: number) => `updated, ${counted(n, 'passage', 'passages')}`,
	copying: (done: number, all: number) => `Making a safe copy: ${size(done)} of ${size(all)}`,
	bytes: (done: number, all: number) => `${size(done)} of ${size(all)}`,
	goesOn: 'You can close this tab: what is copied goes on by itself when you come back.',
	lastOnly: 'While it runs, only what came last and what was not added is listed.',
	state: { waiting: 'waiting', reading: 'reading', same: 'already here', cancelled: 'cancelled' },
	reason: {
		'too-large': 'not added: larger than Elmnet takes in one file',
		'not-text': 'not added: it is not text, whatever its name says',
		empty: 'not added: there is nothing in it',
		'storage-full': 'not added: this device is full. Free some space, then add it again',
		unreadable: 'not added: the browser could not read it. Choose it again',
		kind: 'not added: Elmnet does not read files of this kind',
		encrypted: 'not added: it is locked with a password. Save it without one, then add it again',
		'no-text': 'not added: it has only pictures of text. Run text recognition on it first',
		damaged: 'not added: it is damaged, or not what its name says',
		'too-deep': 'not added: an archive inside an archive. Unpack it first',
		'unpacks-too-large': 'not added: it unpacks to more than Elmnet takes',
		'too-many': 'not added: there are more files in it than Elmnet takes'
	},
	refused: 'not added',
	list: 'Files of this import',

	shared: {
		heading: 'Shared with Elmnet',
		lead: 'Another app shared this with you. It is added as private, and only if you say so.',
		title: 'Title',
		files: 'Shared files',
		add: 'Add',
		leave: 'Do not add',
		lost: 'What was shared did not arrive: the browser let go of it. Go back to the other app and share it again.',
		empty:
			'Nothing came with it: no words, no address and no file. Go back to the other app and share it again.',
		list: (names: readonly string[]) => listed(names)
	}
} as const;
