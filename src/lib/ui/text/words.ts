/** English: direct messages. */
import { counted } from '../format.ts';

export const words = {
	message: 'Message',
	unread: (n: number) => counted(n, 'new message', 'new messages'),
	heading: (name: string) => `Messages with ${name}`,
	back: 'Peers',
	log: 'Messages',
	box: 'Message',
	hint: 'Sealed for them alone. Enter sends, Shift and Enter begins a line.',
	send: 'Send',
	earlier: 'Show earlier messages',
	looking: 'Looking…',
	empty: (name: string) =>
		`Nothing was said here yet. Write below; if ${name} is away, it waits in their mailbox.`,
	nobody: 'This is nobody you know. Choose somebody under Peers.',
	notContact: (name: string) =>
		`${name} is not your contact now: what was said stays here, and nothing new can be sent.`,
	you: 'You',
	byMyAgent: 'your agent',
	byTheirAgent: (name: string) => `${name}’s agent`,
	states: {
		queued: 'waiting',
		sent: 'sent; it waits in their mailbox',
		delivered: 'delivered',
		answered: 'delivered',
		refused: 'not delivered: it was refused. Send it again, or shorter',
		expired: 'not delivered: they were not there in time. Send it again'
	},
	tooLong: (n: number) => `${counted(n, 'letter', 'letters')} too many. Make it shorter, or send it in two.`,
	agent: 'Let my agent handle it',
	agentHint: (name: string) =>
		`Questions of ${name} are answered at once by your agent, from what ${name} may see and nothing else. Marked as your agent’s; you still find every message here.`,
	forget: 'Delete this conversation',
	forgetDialog: {
		heading: 'Delete this conversation?',
		body: (name: string) =>
			`All messages with ${name} are destroyed on this device: final. ${name} keeps theirs.`,
		confirm: 'Delete for good'
	}
} as const;
