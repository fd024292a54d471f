/** English: what is around every page. */
import { counted } from '../format.ts';

export const frame = {
	app: 'Elmnet',
	title: (page: string) => `${page} · Elmnet`,
	main: 'Main',
	ask: 'Ask',
	knowledge: 'Knowledge',
	peers: 'Peers',
	settings: 'Settings',
	skip: 'Skip to the page',
	connection: 'Connection',
	opening: 'Opening your agent…',
	close: 'Close',
	cancel: 'Cancel',
	save: 'Save',
	done: 'Done',
	undo: 'Undo',
	copied: 'Copied',
	notCopied: 'Copying was not allowed; select the text and copy it yourself.',
	you: 'you',
	unnamed: 'Someone without a name',
	untitled: 'Untitled',
	follower: 'This is your second Elmnet tab; it works through the first.',
	deleted: (title: string) => `Deleted “${title}”.`,
	updateReady: 'A new version is ready.',
	update: 'Update',
	notices: 'Notices',

	status: {
		starting: 'Starting…',
		failed: 'Not running',
		connecting: 'Connecting…',
		online: (n: number) => `Online, ${counted(n, 'peer', 'peers')}`,
		alone: 'Online, everyone else is asleep',
		noPeers: 'No peers yet',
		serverOffline: 'Signaling server offline, trying again',
		serverOfflineWith: (n: number) =>
			`Signaling server offline, trying again; ${counted(n, 'peer', 'peers')} still connected`,
		deviceOffline: 'You are offline; your own notes still answer'
	},

	failed: {
		heading: 'Your agent could not open',
		again: 'Try again',
		reload: 'Reload',
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
				next: 'Nothing was deleted and no new identity was made. Close other Elmnet tabs and try again; if it stays like this, do not clear the site’s data: it is the only copy on this device.'
			},
			'storage-locked': {
				what: 'What is stored here is locked with your passphrase.',
				next: 'Enter the passphrase to go on.'
			},
			'passphrase-wrong': {
				what: 'That passphrase does not open what is stored here.',
				next: 'Check capital letters and the keyboard’s language, then try again. Nothing was changed.'
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
		},
		noWebrtc:
			'This browser cannot open direct links (WebRTC is missing or switched off). Your agent works, and sealed messages travel through the server instead.'
	},

	/** Short words for a limit met while doing something. */
	trouble: {
		'storage-unavailable': 'Not saved: this browser gives Elmnet no storage.',
		'storage-full': 'Not saved: this device is full. Free some space and try again.',
		'storage-unreadable': 'What is stored here could not be read.',
		'storage-locked': 'Elmnet is locked. Enter the passphrase first.',
		'passphrase-wrong': 'That passphrase is not the right one. Nothing was changed.',
		unreachable: 'Not reachable just now. Try again when you are online.',
		'relay-refused': 'The server said no for now (too much at once). Try again in a minute.',
		'engine-unavailable': 'The engine could not start. Reload the page.',
		'too-large': 'That is larger than Elmnet takes.',
		'invite-spent': 'This invite was already used, revoked or has run out. Ask for a new one.',
		unexpected: 'That did not work. Try again; if it goes on, reload the page.'
	},

	shortcuts: {
		heading: 'Keyboard shortcuts',
		groups: [
			{
				name: 'Anywhere',
				keys: [
					{ keys: ['/'], does: 'Go to the ask box' },
					{ keys: ['Ctrl', 'K'], does: 'Commands by name (⌘ K on a Mac)' },
					{ keys: ['?'], does: 'Show this list' },
					{ keys: ['Esc'], does: 'Stop the answer, or close what is open' }
				]
			},
			{
				name: 'In the ask box',
				keys: [
					{ keys: ['Enter'], does: 'Ask' },
					{ keys: ['Shift', 'Enter'], does: 'New line in the question' },
					{ keys: ['↑'], does: 'Edit the last question, while the box is empty' }
				]
			},
			{
				name: 'On the versions of an answer',
				keys: [
					{ keys: ['←'], does: 'Earlier version' },
					{ keys: ['→'], does: 'Later version' }
				]
			},
			{
				name: 'Among the commands',
				keys: [
					{ keys: ['↓', '↑'], does: 'Next, previous' },
					{ keys: ['Enter'], does: 'Do it' }
				]
			}
		]
	},

	palette: {
		heading: 'Commands',
		box: 'What would you like to do?',
		nothing: 'No command has these words in its name.',
		goTo: (page: string) => `Go to ${page}`,
		newConversation: 'New conversation',
		conversations: 'Show conversations',
		stop: 'Stop the answer',
		again: 'Ask the last question again',
		edit: 'Edit the last question',
		copy: 'Copy the last answer',
		export: 'Export this conversation',
		theme: { system: 'Theme: as the system has it', light: 'Theme: light', dark: 'Theme: dark' },
		shortcuts: 'Keyboard shortcuts'
	},

	moment: {
		mine: (name: string) => `${name} is here.`,
		theirs: (name: string) => `${name} let you in.`,
		declined: (name: string) => `${name} declined to let you in.`,
		declinedHint: 'Nothing was shared. Ask them for a new invite if that was a mistake.',
		both: 'Your agents can ask each other now.',
		waiting: (name: string) => `Waiting for ${name} to let you in.`,
		waitingHint: 'Keep this tab open, or come back later: your knock waits in their mailbox.'
	}
} as const;
