/** English: why the node could not open, and the next step. Loaded only then. */
export const failed = {
	codes: {
		'storage-unavailable': {
			what: 'This browser does not let Elmnet keep anything on this device.',
			next: 'A private window or a setting may block storage. Open Elmnet in a normal window, or allow site data for this address, then try again.'
		},
		'storage-full': {
			what: 'This device has no room left for Elmnet to write.',
			next: 'Free some space on the device, then try again. Nothing you had stored is lost.'
		},
		'storage-unreadable': {
			what: 'What is stored here cannot be read with this device’s keys.',
			next: 'Nothing was deleted and no new identity was made. Do not clear the site’s data: it is the only copy on this device. These are the ways on, the safest first.'
		},
		unreachable: {
			what: 'Another tab of Elmnet leads, and it does not answer.',
			next: 'Close the other Elmnet tabs, then try again.'
		},
		'relay-refused': {
			what: 'The server refused this node for now.',
			next: 'It may be busy. Wait a minute, then try again.'
		},
		'engine-unavailable': {
			what: 'The part that writes answers could not start.',
			next: 'Reload the page. If this goes on, update your browser.'
		},
		'too-large': {
			what: 'Something stored here is larger than Elmnet can open.',
			next: 'Try again; if it goes on, close other tabs to free memory first.'
		},
		'invite-spent': {
			what: 'The invite in this link was already used, revoked or has run out.',
			next: 'Try again without it, and ask for a new link.'
		},
		unexpected: {
			what: 'Something went wrong that Elmnet did not expect.',
			next: 'Reload the page. Your notes are safe on this device.'
		}
	},
	lacks: {
		secure: {
			what: 'This page was not loaded over a secure connection.',
			next: 'Open the same address with https:// in front; keys cannot be kept safely otherwise.'
		},
		storage: {
			what: 'This browser offers no database (IndexedDB) to pages.',
			next: 'Leave private browsing, or use a current Firefox, Chrome, Edge or Safari.'
		}
	}
} as const;
