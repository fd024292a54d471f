/** English: what is around every page. */
import { counted } from '../format.ts';

export const frame = {
	app: 'Elmnet',
	title: (page: string) => `${page} · Elmnet`,
	main: 'Main',
	ask: 'Ask',
	knowledge: 'Knowledge',
	peers: 'Peers',
	communities: 'Communities',
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
		locked: 'Locked; your agent answers nobody',
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
