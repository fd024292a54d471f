/** English: what is said in a community: posts, replies, reactions, what anchors pin and hide, and the search over it. */
import { counted, listed } from '../format.ts';

export const communityPosts = {
	list: 'Posts',
	emptyHeading: 'Nothing has been said here yet',
	empty: 'Say hello, or ask what you would like to know.',
	emptyGuest: 'Members post here; you can reply and react as soon as one has.',
	loading: 'Opening what was said…',
	older: 'Show older',
	opened: 'What you opened',
	allPosts: 'All posts',

	post: 'Post',
	postHint: 'What would you like to say? @ names a member.',
	title: 'Title (optional)',
	question: 'This is a question',
	addFiles: 'Add files',
	files: 'Files',
	takeOff: (name: string) => `Leave out ${name}`,
	send: 'Post',
	sending: 'Posting…',
	nothingWritten: 'Write something first.',
	tooManyFiles: (most: number) => `At most ${most} files to one post.`,
	fileTrouble: (name: string, why: string) => `${name}: ${why}`,
	readOnly: 'Guests read, reply and react. An anchor can make you a member.',
	people: 'People',

	isQuestion: 'question',
	pinned: 'pinned',
	fresh: 'new',
	amended: 'changed',
	byAgent: (name: string) => `${name}’s agent, by rule`,
	forked:
		'Two different entries stand at one place of this author’s log. Both are shown; nothing after them counts.',
	hidden: (name: string) => `Hidden by ${name}.`,
	hiddenWhy: (name: string, why: string) => `Hidden by ${name}: ${why}`,
	showHidden: 'Show what it says',
	coverHidden: 'Cover it again',
	withdrawn: 'Taken back by its author.',

	reply: 'Reply',
	replyTo: (name: string) => `Reply to ${name}`,
	inReply: (name: string) => `in reply to ${name}`,
	replyBox: 'Your reply',
	replies: 'Replies',
	moreReplies: (n: number) => `Show ${counted(n, 'earlier reply', 'earlier replies')}`,
	draft: 'Draft an answer',
	drafting: 'Your agent is reading what is known…',
	drafted: 'Drafted by your agent. Change it as you like; nothing is sent before you send it.',
	draftEmpty: 'Your agent found nothing here or in your notes that answers this.',
	sendReply: 'Send',
	sources: 'It rests on',
	source: (n: number) => `Source ${n}`,

	react: 'React',
	reactions: 'Reactions',
	/** What each stands for, for those who listen. */
	faces: [
		['👍', 'Thumbs up'],
		['❤️', 'Heart'],
		['😄', 'Laughing'],
		['🎉', 'Celebrating'],
		['🙏', 'Thank you'],
		['👀', 'I am looking']
	],
	reacted: (face: string, names: readonly string[]) => `${face}: ${listed(names)}`,
	others: (n: number) => counted(n, 'other', 'others'),

	edit: 'Edit',
	editBox: 'Your words',
	takeBack: 'Take back',
	takeBackDialog: {
		heading: 'Take this back?',
		body: 'Members see that you took it back and not what it said. Whoever kept a copy keeps it: what was said cannot be unsaid.',
		confirm: 'Take back'
	},
	pin: 'Pin',
	unpin: 'Unpin',
	hide: 'Hide',
	showAgain: 'Show again',
	hideDialog: {
		heading: 'Hide this?',
		body: 'It stays signed and kept; members see that you hid it and why, and can still look at it. You or another anchor can show it again.',
		why: 'Why',
		confirm: 'Hide'
	},
	more: 'More',

	search: {
		box: 'Search this community',
		list: 'Search results',
		none: 'Nothing here has these words.',
		found: (n: number) => counted(n, 'entry found', 'entries found'),
		searching: 'Searching…',
		kind: {
			post: 'post',
			reply: 'reply',
			page: 'note',
			file: 'file',
			event: 'event',
			summary: 'summary'
		}
	}
} as const;
