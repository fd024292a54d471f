/** English: files on their way in. */
import { count, counted, size } from '../format.ts';

export const importing = {
	heading: 'Adding files',
	finished: (done: number, all: number) => `${count(done)} of ${counted(all, 'file', 'files')} added`,
	bar: 'Import',
	cancel: 'Cancel import',
	hide: 'Hide',
	done: (n: number) => `added, ${counted(n, 'passage', 'passages')}`,
	bytes: (done: number, all: number) => `${size(done)} of ${size(all)}`,
	state: { waiting: 'waiting', reading: 'reading', cancelled: 'cancelled' },
	reason: {
		'too-large': 'not added: larger than Elmnet takes in one file',
		'not-text': 'not added: it is not text',
		empty: 'not added: it is empty',
		'storage-full': 'not added: this device is full',
		unreadable: 'not added: the browser could not read it',
		kind: 'not added: only .txt and .md files for now'
	},
	refused: 'not added',
	list: 'Files of this import'
} as const;
