/** English: a store that is locked, or does not open, and the ways on. */

export const unopened = {
	locked: {
		heading: 'Elmnet is locked',
		lead: 'Enter your passphrase. While it is locked, your agent answers nobody; sealed messages wait on the server.',
		passphrase: 'Passphrase',
		unlock: 'Unlock',
		opening: 'Opening…',
		wrong:
			'That is not the passphrase. Check capital letters and the keyboard’s language. Nothing was changed.',
		forgot: 'Forgot it? Use your recovery phrase',
		forgotLead:
			'The recovery phrase opens what is kept here without the passphrase, and removes the passphrase. Your notes, people and conversations stay.',
		open: 'Open with the phrase',
		back: 'Back to the passphrase',
		neither: 'I have neither'
	},

	/** When what is stored cannot be opened: the ways on. */
	choices: {
		region: 'Ways on',
		again: { name: 'Try again', what: 'Close other tabs of Elmnet first. Costs nothing.' },
		phrase: {
			name: 'Restore from phrase',
			what: 'Your recovery phrase opens what lies here again, and everything is kept.',
			working: 'Opening with the phrase…',
			other: 'This phrase belongs to another identity and does not open what lies here. Nothing was changed.',
			otherNext:
				'If you have another phrase, try that. You can also give up what lies here and be this identity instead; restore its backup afterwards.',
			otherReplace: 'Delete what lies here and be this identity',
			replaceBody:
				'Everything that lies here is deleted for good, and this browser becomes the identity of the phrase you typed. Export it raw first if you may ever want it.',
			failed:
				'The phrase is right, but even so it could not be opened. Nothing was changed. Export it raw before you do anything else.'
		},
		raw: {
			name: 'Export raw',
			what: 'Saves everything as it lies here, still encrypted, into one file. Elmnet cannot read it back by itself; with your recovery phrase somebody who knows computers can. Do this before you give anything up.',
			working: 'Collecting…',
			done: (name: string, size: string) => `${name} (${size}) was handed to your browser.`,
			failed: 'Not even that could be read.'
		},
		anew: {
			name: 'Start anew',
			what: 'The last way: deletes everything here and begins as somebody new. The people you know will not know you.',
			heading: 'Start anew?',
			body: 'Everything kept in this browser is deleted for good: your identity, your notes, your people, your conversations. No phrase and no backup of ours brings back what was not saved elsewhere.',
			first: 'I understand',
			really: 'Really delete everything?',
			reallyBody: 'This is the last question. After it there is no way back.',
			confirm: 'Delete everything and start anew'
		},
		busy: 'Another tab of Elmnet is at it. Close the other tabs and try again.'
	}
} as const;
