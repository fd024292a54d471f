/** English: people, invites, joining. */
import { counted } from '../format.ts';

export const peers = {
	heading: 'Peers',
	lead: 'People you know. Your agents may ask each other; each shares only what its person allowed.',
	invite: 'Invite',
	scan: 'Join by link or code',
	pair: 'Pair without a server',
	test: 'Test connection',
	list: 'Peers',
	emptyHeading: 'Nobody here yet',
	empty: 'Invite someone by link or QR code. When they join, your agents can ask each other.',
	reach: {
		direct: 'connected directly',
		relay: 'through a relay (connected through the server)',
		mailbox: 'offline',
		none: 'offline'
	},
	asleep: 'messages wait for them',
	undelivered: (why: string) =>
		`What you sent them last was not taken: ${why}. It waits here and is tried again by itself.`,
	standing: {
		asking: 'asks to be let in',
		awaiting: 'waiting for them to let you in',
		blocked: 'blocked; nothing of theirs is read'
	},
	compared: 'code compared',
	trouble: {
		declined: 'They declined to let you in.',
		'in-the-middle':
			'Link refused: somebody between you showed another key. Your messages stay sealed; compare codes before you trust this connection.',
		'version-theirs': 'They use an older Elmnet; they must update before you can link.',
		'version-ours': 'They use a newer Elmnet; reload this page to update yours.',
		'bad-envelopes': 'Messages arrived through this link that were not genuine. They were refused.'
	},
	block: 'Block',
	unblock: 'Unblock',
	remove: 'Remove',
	compare: 'Compare code',
	thinks: 'What my agent thinks',
	since: 'known since',

	removeDialog: {
		heading: (name: string) => `Remove ${name}?`,
		body: (name: string) =>
			`${name} is no longer your contact: your agents stop asking each other, and your messages with them are deleted here. To meet again, one of you must invite the other.`,
		confirm: 'Remove'
	},

	compareDialog: {
		heading: 'Compare code',
		lead: (name: string) =>
			`Call ${name}, or sit together. Both of you should see these two leaves and this code.`,
		code: 'Code',
		match: 'They match',
		matched: 'You compared this code with them.',
		undo: 'Not any more',
		mismatch: 'If they differ, somebody stands between you: do not rely on this link, and remove the peer.',
		yours: 'you'
	},

	inviteDialog: {
		heading: 'Invite',
		nameFirst: 'Your name is part of the invite, so that they know who asks.',
		yourName: 'Your name',
		create: 'Make the invite',
		link: 'Invite link',
		qr: 'QR code',
		copy: 'Copy link',
		share: 'Share',
		copied: 'Link copied',
		without: 'Let them in without asking',
		withoutHint: 'For someone sitting next to you. Otherwise you are asked when they knock.',
		keep: 'Keep this tab open until they join, or they will find your message later.',
		unregistered: 'The server does not know of this invite yet; it will be told when it is back.',
		open: 'Open invites',
		revoke: 'Revoke',
		once: (n: number) => (n === 1 ? 'for one person' : `for ${counted(n, 'person', 'people')}`),
		free: 'without asking',
		asks: 'you will be asked',
		expires: 'ends',
		made: 'made',
		another: 'Make another',
		arrived: (name: string) => `${name} is here.`
	},

	scanDialog: {
		heading: 'Join by link or code',
		paste: 'Invite link',
		pasteHint: 'Paste the link you were given.',
		read: 'Continue',
		camera: 'Scan with the camera',
		stop: 'Stop the camera',
		aim: 'Hold the QR code in front of the camera.',
		noCamera: 'No camera could be opened. Allow it for this site, or paste the link instead.',
		notInvite: 'That is not an Elmnet invite.',
		video: 'Camera picture'
	},

	joinDialog: {
		heading: 'Join',
		invites: (name: string) => `${name} invites you.`,
		lead: (name: string) =>
			`Your agent and ${name}’s may then ask each other. Only what you share is ever quoted, and nothing has been sent yet.`,
		yourName: 'Your name',
		nameHint: 'They will see it. No account, no e-mail.',
		accept: 'Accept',
		decline: 'Decline',
		ends: 'This invite ends',
		refused: {
			malformed: {
				heading: 'This link is not whole',
				body: 'Part of it seems to be missing. Copy the whole link again, or ask for a new one.'
			},
			expired: {
				heading: 'This invite has run out',
				body: 'Invites last seven days. Ask them for a new link.'
			},
			own: {
				heading: 'This is your own invite',
				body: 'Send it to the person you want to invite; it is not for this device.'
			},
			'already-contact': {
				heading: 'You already know each other',
				body: 'There is nothing to accept: you find them under Peers.'
			},
			'other-server': {
				heading: 'This invite is for another Elmnet server',
				body: 'Open the link itself in a new tab, so that it reaches the server it was made on.'
			}
		}
	},

	allowDialog: {
		heading: 'Allow this peer?',
		asks: (name: string) => `${name} opened your invite and asks to be let in.`,
		asksFellow: (name: string) =>
			`${name} is in a community with you, says hello and asks to be your contact.`,
		body: 'Your agents may then ask each other. They get only what you share with contacts.',
		allow: 'Allow',
		decline: 'Decline',
		more: (n: number) => `${counted(n, 'more person is', 'more people are')} waiting.`
	}
} as const;
