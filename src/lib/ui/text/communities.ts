/** English: communities: the list, founding, joining, members, invites, and what one is about. */
import { counted } from '../format.ts';

export const communities = {
	heading: 'Communities',
	lead: 'Shared ground without a landlord: what is said there lies with its members, signed by whoever said it.',
	list: 'Communities',
	new: 'New community',
	join: 'Join by link',
	loading: 'Opening your communities…',
	failed: 'Your communities could not be read. Reload the page to try again.',
	emptyHeading: 'You are in no community yet',
	empty:
		'Found one for your choir, your house or your team and invite people by link, or open the link somebody gave you.',

	members: (n: number) => counted(n, 'member', 'members'),
	there: (n: number) => (n === 0 ? 'nobody else there now' : `${n} there now`),
	unread: (n: number) => `${n} unread`,
	mentions: (n: number) => (n === 1 ? 'you are named' : `you are named ${n} times`),
	asking: (n: number) => (n === 1 ? '1 person asks to come in' : `${n} people ask to come in`),
	waiting: 'waiting to be let in',
	muted: 'muted',
	ended: { left: 'you left', removed: 'you are not a member any more' },
	role: { anchor: 'anchor', member: 'member', guest: 'guest' },

	name: 'Name',
	about: 'What it is about',
	who: 'Who may join',
	joining: { open: 'Whoever has a link', approval: 'An anchor lets them in' },
	joiningHint: {
		open: 'A link is enough, as long as it has uses left.',
		approval: 'Whoever opens a link asks to come in, and an anchor decides.'
	},
	yourName: 'Your name',
	nameHint: 'Members see it. No account, no e-mail.',

	newDialog: {
		heading: 'New community',
		create: 'Create',
		hint: 'You are its first anchor: you invite people, let them in, and can make others anchors too. Nobody outside knows of it.'
	},

	joinDialog: {
		heading: 'Join community',
		invites: (who: string, community: string) => `${who} invites you to ${community}.`,
		somebody: 'Somebody',
		lead: 'Members see your name and what you write there. Your notes stay yours. Nothing has been sent yet.',
		ends: 'This link ends',
		join: 'Join',
		notNow: 'Not now',
		open: 'Open it',
		refused: {
			malformed: {
				heading: 'This link is not whole',
				body: 'Part of it seems to be missing. Copy the whole link again, or ask for a new one.'
			},
			expired: { heading: 'This link has run out', body: 'Ask whoever gave it to you for a new one.' },
			'already-in': {
				heading: 'You are in already',
				body: 'There is nothing to join: you find it under Communities.'
			}
		}
	},

	frame: {
		back: 'All communities',
		tabs: 'Community',
		tab: {
			posts: 'Posts',
			notes: 'Notes',
			files: 'Files',
			events: 'Events',
			members: 'Members',
			about: 'About'
		},
		invite: 'Invite',
		complete: (share: number) => `Bringing in what was said: ${Math.floor(share * 100)} %`,
		progress: 'Entries that are here',
		unknownHeading: 'This community is not on this device',
		unknown: 'You may have left it here, or the address is not whole. Ask a member for a link to come in.',
		waitingHeading: 'Waiting to be let in',
		waiting:
			'You knocked. Members hear it as soon as one of them is there, also while this tab is closed; where an anchor decides who comes in, that takes until one has looked.',
		withdraw: 'Take it back',
		opening: 'You are let in. What was said there is on its way from members who are there.',
		ended: {
			left: 'You left this community. What you read stays on this device; nothing new comes.',
			removed:
				'You are not a member of this community any more: an anchor removed you. What you read stays on this device; nothing new comes.'
		},
		turnedDownHeading: 'You were not let in',
		turnedDown: 'An anchor turned your request down. Ask them if that was a mistake.',
		forget: 'Remove from this device'
	},

	memberList: {
		list: 'Members',
		you: 'you',
		there: 'there now',
		since: 'since',
		frozen: 'two different entries at one place; nothing after them counts',
		makeAnchor: 'Make anchor',
		makeMember: 'Make member',
		makeGuest: 'Make guest',
		remove: 'Remove',
		onlyAnchor: 'You are the only anchor. Before you can step down or leave, make somebody else one.',
		askingList: 'Asking to come in',
		asks: 'asks to come in',
		letIn: 'Let in',
		turnDown: 'Turn down',
		roles: {
			anchor: 'Anchors invite, let in and remove, and pin or hide what was said.',
			member: 'Members post, share files and write notes.',
			guest: 'Guests read, reply and react.'
		}
	},

	anchorDialog: {
		heading: (name: string) => `Make ${name} an anchor?`,
		body: (name: string) =>
			`${name} can then invite and remove people, hide what was said, and change what everybody is, you too.`,
		confirm: 'Make anchor'
	},

	stepDownDialog: {
		heading: 'Stop being an anchor?',
		body: 'The other anchors go on. Only one of them can make you an anchor again.',
		confirm: 'Step down'
	},

	removeDialog: {
		heading: (name: string) => `Remove ${name}?`,
		body: (name: string) =>
			`The community’s key is renewed, and no member answers ${name} any more: nothing new reaches them. What they have read stays with them, and what they wrote until now stays here.`,
		confirm: 'Remove'
	},

	faults: {
		heading: 'What anchors should know',
		list: 'What anchors should know',
		hint: 'Nothing of it touched what others wrote. If it goes on, remove them.',
		forked: (name: string) =>
			`${name} signed two different entries for one place. Both are shown, and nothing of that device counts after them.`,
		notAllowed: (name: string, times: number) =>
			`${name} did what is not theirs to do (${counted(times, 'time', 'times')}). It was left out.`,
		flood: (name: string, times: number) =>
			`${name} sent far more at once than anybody writes (${counted(times, 'time', 'times')}). The rest was left out.`,
		tooMuch: (name: string) =>
			`${name} wrote more than a device keeps of one person. The rest was left out here; others may see other parts of it.`,
		carrier: (name: string, times: number) =>
			`${name} damaged what is carried live between members (${counted(times, 'time', 'times')}). It was made anew.`,
		notGenuine: (name: string, times: number) =>
			`${name} handed on what is not genuine or not whole (${counted(times, 'time', 'times')}). It was refused.`,
		last: 'last'
	},

	inviteDialog: {
		heading: (name: string) => `Invite to ${name}`,
		uses: 'How many people',
		days: 'How long',
		day: (n: number) => counted(n, 'day', 'days'),
		make: 'Make the link',
		link: 'Invite link',
		qr: 'QR code',
		copy: 'Copy link',
		copied: 'Link copied',
		hint: {
			open: 'Whoever has this link is let in by the first member who is there.',
			approval: 'Whoever opens this link asks to come in; an anchor decides under Members.'
		},
		badUses: (most: number) => `Between 1 and ${most} people.`,
		openList: 'Open invites',
		left: (n: number) =>
			n === 1 ? 'for one more person' : `for ${counted(n, 'more person', 'more people')}`,
		ends: 'ends',
		by: (name: string) => `made by ${name}`,
		show: 'Show link',
		elsewhere: 'Made on another device; its link is there.',
		revoke: 'Revoke'
	},

	aboutTab: {
		about: 'What it is about',
		noAbout: 'Nobody has written that yet.',
		norms: 'How we do things here',
		noNorms: 'Nobody has written that yet.',
		edit: 'Edit',
		joining: 'Who may join',
		founded: 'Founded',
		entries: (n: number) => counted(n, 'entry', 'entries'),
		keep: 'On this device',
		key: 'Key',
		keyRenewed: 'renewed',
		keyWhy: 'It is renewed every week, and whenever somebody is removed.',
		noKey: 'being made',
		mute: 'Mute',
		muteHint: 'Nothing from here interrupts you. What names you is still counted.',
		answers: 'My agent may answer here',
		answersHint:
			'Questions that members put here are answered by your agent, from what you let this community see, and marked as its words.',
		leave: 'Leave'
	},

	topics: {
		heading: 'Topics',
		none: 'No topics yet.',
		add: 'Add a topic',
		addShort: 'Add',
		noSuch: 'Choose one from the list that appears while you type.',
		most: (n: number) => `At most ${n} topics.`,
		remove: (topic: string) => `Remove ${topic}`,
		word: 'a word of their own',
		failed: 'The list of topics could not be loaded. Try again when you are online.'
	},

	describeDialog: {
		heading: 'Describe the community',
		norms: 'How we do things here',
		normsHint: 'Everybody who comes in can read it under About.',
		closing: 'Links that are open let in whoever has one, so they are revoked. Make new ones under Invite.',
		unnamed: 'A community needs a name.'
	},

	leaveDialog: {
		heading: (name: string) => `Leave ${name}?`,
		body: 'Members are told. To come back you need a new link.',
		choice: 'What you read',
		keep: 'Keep it on this device',
		forget: 'Remove it from this device',
		confirm: 'Leave',
		onlyAnchor: 'You are the only anchor. Make somebody else an anchor under Members, then leave.'
	},

	forgetDialog: {
		heading: (name: string) => `Remove ${name} from this device?`,
		body: 'Everything you read there is destroyed here. What you wrote stays with the members who have it.',
		aloneBody: 'Nobody else is in it: it is gone for good.',
		confirm: 'Remove'
	},

	pick: {
		legend: 'Which communities',
		loading: 'Looking up your communities…'
	}
} as const;
